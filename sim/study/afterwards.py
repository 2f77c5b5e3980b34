"""What can be said of a plan only after it has been simulated, beside its verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.finding import LANGUAGES, Finding, Texts, name_of
from sim.scenario.findings import as_entry
from sim.scenario.loading import Loaded
from sim.words import Words

MOST_CARRIED = 0.01
"""Of a denominator: what may be without a fate at the end of its period before a reader must know."""


def find_afterwards(loaded: Loaded, targets: dict[str, Any]) -> list[dict[str, Any]]:
    """Findings on the evaluations of targets (as in summary.json), in their order."""
    return [as_entry(finding, loaded) for finding in _find_carry_over(loaded, targets)]


def _find_carry_over(loaded: Loaded, targets: dict[str, Any]) -> Iterator[Finding]:
    """Per target and period under the primary reading: mass without a fate yet, or older stock, if it is much."""
    for id, evaluated in targets.items():
        target = loaded.scenario.targets[id]
        primary = next(iter(target.readings))
        for e in evaluated["evaluations"]:
            carried = sum(row["lost_t"] for row in e["binding"] if row["cause"] == "carried_over")
            if e["reading"] == primary and e["mean"] is not None and abs(carried) > MOST_CARRIED * e["denominator_t"]:
                kind, much = ("carry_over", carried) if carried > 0 else ("worked_off", -carried)
                share = 100 * much / e["denominator_t"]
                values = {"target": id, "period": e["period"], "kg": much / 1e4, "share": share, "unit": e["unit"]}
                names = {"name": name_of(target), "unit": dict.fromkeys(LANGUAGES, e["unit"].replace("m3", "m³"))}
                names["period"] = _period(loaded, e["period"])
                yield Finding(kind, "warning", f"targets.{id}", values, target.article, names)


def _period(loaded: Loaded, id: str) -> Texts:
    """A year, a declared window by its name, or the design year."""
    window = loaded.scenario.windows.get(id)
    if window is not None and window.name is not None:
        return {language: getattr(window.name, language) for language in LANGUAGES}
    return {language: Words(language).say("report.design") if id == "design" else id for language in LANGUAGES}
