"""From two samples to what the other scenario changes: compare.json, schema-versioned, and its rows as a table.

Pure: scenarios and samples in, plain maps out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from sim.errors import RunFailed
from sim.model.replication import DESIGN
from sim.scenario.loading import Loaded, dump_resolved, load
from sim.scenario.schema import PLANT_KINDS
from sim.study.collection import quantile_date
from sim.study.comparable import Common, Mismatch, find_common
from sim.study.differences import Difference, difference, shift, variance_reduction
from sim.study.documents import read_json, write_json
from sim.study.looks import confidence_of
from sim.study.sample import FATES, Key, Sample
from sim.study.verdict import MILLION, Evaluation, judge

SCHEMA = 1
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What the scenarios of a comparison are called, in the order of the command; the first is what others differ from."""
UNITS = {
    "rate": "1", "load": "1", "fate": "t", "processed": "t", "truck_km": "km", "co2": "t", "haul": "yuan",
    "gate_fee": "yuan", "exhausted": "d",
}  # fmt: skip
Pairs = list[tuple[int, int]]
"""Numerator and denominator of each replication."""
_PER_TONNE = 1000.0
COLUMNS = (
    "base", "other", "what", "id", "period", "unit", "base_value", "other_value", "n", "difference", "low", "high",
    "variance_reduction",
)  # fmt: skip
"""Of differences.csv."""


@dataclass
class Comparison:
    """The scenarios compared, compare.json (`document`) and run.json (`run`)."""

    loaded: tuple[Loaded, ...]
    document: dict[str, Any]
    run: dict[str, Any] = field(default_factory=dict)

    def save(self, directory: Path) -> None:
        """Write compare.json, run.json, tables/differences.csv and the resolved scenarios into an existing folder."""
        (directory / "tables").mkdir()
        with (directory / "tables" / "differences.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([COLUMNS, *_flat(self.document)])
        write_json(directory / "compare.json", self.document)
        write_json(directory / "run.json", self.run)
        for letter, loaded in zip(LETTERS, self.loaded, strict=False):
            (directory / f"{letter}.resolved.yaml").write_text(dump_resolved(loaded), encoding="utf-8")


def load_comparison(directory: Path) -> Comparison:
    """Read a comparison that was saved; RunFailed if it is damaged, ScenarioInvalid if a scenario of it was edited."""
    try:
        document, run = (read_json(directory / name) for name in ("compare.json", "run.json"))
        count = 1 + len(document["comparisons"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFailed("result_unreadable", path=str(directory), reason=str(error)) from error
    return Comparison(tuple(load(directory / f"{letter}.resolved.yaml") for letter in LETTERS[:count]), document, run)


def compare(
    loaded: Sequence[Loaded], samples: Sequence[Sample], seed: int, precision: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The document of a comparison: what each further scenario changes against the first.

    `precision` is how the looks ended (`Looks.document`), None for one look; all intervals have its confidence.
    """
    base, confidence = loaded[0], confidence_of(precision)
    return {
        "schema": SCHEMA,
        "seed": seed,
        "replications": samples[0].replications,
        "precision": precision,
        "horizon": [base.scenario.horizon.start.isoformat(), base.scenario.horizon.end.isoformat()],
        "scenarios": {
            letter: {"id": one.id, "title": one.scenario.title.model_dump(), "hash": one.hash}
            for letter, one in zip(LETTERS, loaded, strict=False)
        },
        "comparisons": [
            {"base": LETTERS[0], "other": LETTERS[k], **_pair(base, loaded[k], samples[0], samples[k], confidence)}
            for k in range(1, len(loaded))
        ],
    }


def _pair(base: Loaded, other: Loaded, mine: Sample, theirs: Sample, confidence: float) -> dict[str, Any]:
    common = find_common(base.scenario, other.scenario)
    missing = list(common.mismatches)
    targets = {id: _target(base, other, id, mine, theirs, common, missing, confidence) for id in common.readings}
    amounts = [
        *_loads(base, common, mine, theirs, missing, confidence),
        *(_amount(key, mine.amounts(key), theirs.amounts(key), confidence) for key in _keys(common, mine, theirs)),
    ]
    landfills = [id for id in common.facilities if base.scenario.facilities[id].kind == "landfill"]
    return {
        "targets": targets,
        "amounts": amounts,
        "exhausted": {id: describe_shift(mine.dates[id], theirs.dates[id]) for id in landfills},
        "not_comparable": [asdict(m) for m in missing],
    }


def common_rates(common: Common, id: str, mine: Sample, theirs: Sample) -> Iterator[tuple[str, Pairs, Pairs]]:
    """Period, rates of the base and of the other, of each period in which a target can be compared."""
    primary, same = common.readings[id]
    for period in [p for t, r, p in mine.rates if (t, r) == (id, primary) and common.has_period(p)]:
        yield period, mine.rates[id, primary, period], theirs.rates.get((id, same, period), [])


def exact_rates(pairs: Pairs) -> list[Fraction]:
    """Each rate as a fraction; no denominator may be 0."""
    return [Fraction(int(a), int(b)) for a, b in pairs]


def _target(
    base: Loaded,
    other: Loaded,
    id: str,
    mine: Sample,
    theirs: Sample,
    common: Common,
    missing: list[Mismatch],
    confidence: float,
) -> dict[str, Any]:
    """A target under the base's primary reading, period by period; what has no rate is added to `missing`."""
    goals = [round(one.scenario.targets[id].goal.value * MILLION) for one in (base, other)]
    readings = common.readings[id]
    rows = []
    for period, *rates in common_rates(common, id, mine, theirs):
        said = [judge(pairs, goal, confidence) for pairs, goal in zip(rates, goals, strict=True)]
        if any(e.mean is None for e in said):
            missing.append(Mismatch("target", id, "nothing_generated", period=period))
            continue
        exact = [exact_rates(pairs) for pairs in rates]
        reduction = variance_reduction(*exact)
        rows.append(
            {
                "period": period,
                "base": _evaluation(said[0]),
                "other": _evaluation(said[1]),
                "difference": describe_difference(difference(*exact, confidence=confidence)),
                "variance": None if reduction is None else asdict(reduction),
                "variance_reduction": None if reduction is None else reduction.factor,
            }
        )
    return {
        "due": base.scenario.targets[id].due,
        "goal": {"base": goals[0] / MILLION, "other": goals[1] / MILLION},
        "reading": {"base": readings[0], "other": readings[1]},
        "periods": rows,
    }


def _evaluation(e: Evaluation) -> dict[str, Any]:
    return {"mean": e.mean, "ci95": e.ci95 and list(e.ci95), "p_meet": e.p_meet, "verdict": e.verdict}


def describe_difference(d: Difference, scale: float = 1.0) -> dict[str, Any]:
    """A difference as it stands in compare.json, divided by a scale."""
    ends = None if d.ci95 is None else [end / scale for end in d.ci95]
    return {"n": d.n, "mean": d.mean / scale, "ci95": ends, "direction": d.direction}


def _keys(common: Common, mine: Sample, theirs: Sample) -> list[Key]:
    """Amounts that occur in one of the two and can be compared, in the order of `UNITS`, fates and years."""
    rank = {"": -1, **{fate: k for k, fate in enumerate(FATES)}, **{f: k for k, f in enumerate(common.facilities)}}
    known = [
        (what, id, year)
        for what, id, year in mine.keys() | theirs.keys()
        if (what not in ("haul", "gate_fee") or what in common.money)
        and (what != "processed" or id in common.facilities)
        and common.has_period(year)
    ]
    occur = [key for key in known if any(mine.amounts(key)) or any(theirs.amounts(key))]
    order = list(UNITS)
    return sorted(occur, key=lambda key: (order.index(key[0]), rank[key[1]], key[2] == DESIGN, key[2]))


def _amount(key: Key, base: Sequence[float], other: Sequence[float], confidence: float) -> dict[str, Any]:
    """Means of both and their difference; kilograms become tonnes."""
    what, id, period = key
    scale = _PER_TONNE if UNITS[what] == "t" else 1.0
    means = {side: sum(values) / len(values) / scale for side, values in (("base", base), ("other", other))}
    return {
        "what": what, "id": id, "period": period, "unit": UNITS[what], **means,
        "difference": describe_difference(difference(base, other, confidence=confidence), scale),
    }  # fmt: skip


def _loads(
    base: Loaded, common: Common, mine: Sample, theirs: Sample, missing: list[Mismatch], confidence: float
) -> Iterator[dict[str, Any]]:
    """Processed over nameplate of each plant and year, over the pairs in which it was open in both."""
    plants = [id for id in common.facilities if base.scenario.facilities[id].kind in PLANT_KINDS]
    found = {year for what, _, year in mine.keys() | theirs.keys() if what == "processed" and common.has_period(year)}
    for id in plants:
        for year in sorted(found, key=lambda y: (y == DESIGN, y)):
            loads = list(zip(mine.loads(id, year), theirs.loads(id, year), strict=True))
            pairs = [(a, b) for a, b in loads if a is not None and b is not None]
            if pairs:
                before, after = ([float(pair[side]) for pair in pairs] for side in (0, 1))
                yield {
                    "what": "load", "id": id, "period": year, "unit": UNITS["load"],
                    "base": sum(before) / len(pairs), "other": sum(after) / len(pairs),
                    "difference": describe_difference(difference(*zip(*pairs, strict=True), confidence=confidence)),
                }  # fmt: skip
            elif loads:
                missing.append(Mismatch("facility", id, "closed", period=year))


def describe_shift(base: Sequence[str], other: Sequence[str]) -> dict[str, Any]:
    """Median dates, simulated or projected, and by how many days the date moves in a pair."""
    moved = asdict(shift(base, other))
    days = {name: moved.pop(name) for name in ("p10", "p50", "p90")}
    return {"base": quantile_date(list(base), 0.5), "other": quantile_date(list(other), 0.5), "days": days, **moved}


def _flat(document: dict[str, Any]) -> Iterator[list[object]]:
    """The rows of differences.csv."""
    for pair in document["comparisons"]:
        names = [pair["base"], pair["other"]]
        for id, target in pair["targets"].items():
            for row in target["periods"]:
                means = [row["base"]["mean"], row["other"]["mean"]]
                head = ["rate", id, row["period"], UNITS["rate"], *means]
                yield [*names, *head, *_interval(row["difference"]), row["variance_reduction"]]
        for row in pair["amounts"]:
            head = [row["what"], row["id"], row["period"], row["unit"], row["base"], row["other"]]
            yield [*names, *head, *_interval(row["difference"]), None]
        for id, row in pair["exhausted"].items():
            head = ["exhausted", id, "", UNITS["exhausted"], row["base"], row["other"]]
            yield [*names, *head, row["n"], row["days"]["p50"], row["days"]["p10"], row["days"]["p90"], None]


def _interval(row: dict[str, Any]) -> list[object]:
    low, high = row["ci95"] or (None, None)
    return [row["n"], row["mean"], low, high]
