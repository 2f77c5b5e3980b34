"""What rival readings say: the rates of every reading and of every variant's run, against the primary reading's.

All come from the same seed and replications, so that a difference is one of the same random numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from sim.model.replication import COLUMNS, Outcome
from sim.scenario.loading import Loaded
from sim.study.collection import quantile_date
from sim.study.intervals import CONFIDENCE, mean_interval
from sim.study.verdict import MILLION, judge

RATES, FATE_COLUMNS = COLUMNS["rates"], COLUMNS["fates"]
Effects = dict[str, dict[str, dict[str, Any]]]
Pairs = list[tuple[int, int]]


def summarise_rivals(
    loaded: Loaded, rates: pd.DataFrame, simulated: tuple[pd.DataFrame, Effects] | None, confidence: float = CONFIDENCE
) -> dict[str, Any]:
    """`readings` of summary.json.

    rivals: a row per target, period and rival reading, and per simulated variant (by its primary reading), with its
    mean, interval, chance and verdict, the mean difference to the primary reading (in shares of 1), and whether the
    verdict differs. effects: what else each simulated variant changes. not_simulated: ids of variants that were not
    run. `simulated` is what `collect_variants` gives, None where none were run.
    """
    rows = [row for target in loaded.scenario.targets for row in _readings(loaded, target, rates, confidence)]
    if simulated is not None:
        rows += [row for id in loaded.variants for row in _variant(loaded, id, rates, simulated[0], confidence)]
    return {
        "variants_simulated": simulated is not None,
        "not_simulated": sorted(loaded.variants) if simulated is None else [],
        "rivals": rows,
        "effects": {} if simulated is None else _of_landfills(loaded, simulated[1]),
    }


def collect_variants(runs: Iterable[tuple[str, Iterable[Outcome]]]) -> tuple[pd.DataFrame, Effects]:
    """The table `readings` (the variant, and a row of `rates` of its run), and what else each variant changes.

    That is by variant `unserved_t` (mean by year) and `full` (by landfill the median date, simulated or projected;
    None where it is never full).
    """
    rows: list[tuple[object, ...]] = []
    effects: Effects = {}
    unserved_in = FATE_COLUMNS.index("unserved")
    for id, outcomes in runs:
        unserved, full, n = defaultdict[str, float](float), defaultdict[str, list[str]](list), 0
        for outcome in outcomes:
            n += 1
            rows += [(id, outcome.replication, *row) for row in outcome.tables["rates"]]
            for row in outcome.tables["fates"]:
                unserved[row[0]] += row[unserved_in]
            for facility, _, exhausted, projected, *_ in outcome.tables["facilities"]:
                full[facility].append(exhausted or projected)
        means = {year: kg / n / 1000.0 for year, kg in sorted(unserved.items())}
        effects[id] = {"unserved_t": means, "full": {f: quantile_date(dates, 0.5) for f, dates in full.items()}}
    return pd.DataFrame(rows, columns=["variant", "replication", *RATES]), effects


def _of_landfills(loaded: Loaded, effects: Effects) -> Effects:
    """Effects whose dates are those of landfills only."""
    kept: Effects = {}
    for id, effect in effects.items():
        facilities = loaded.variants[id].facilities
        full = {f: date for f, date in sorted(effect["full"].items()) if facilities[f].kind == "landfill"}
        kept[id] = {"unserved_t": effect["unserved_t"], "full": full}
    return kept


def _readings(loaded: Loaded, target_id: str, rates: pd.DataFrame, confidence: float) -> Iterator[dict[str, Any]]:
    target = loaded.scenario.targets[target_id]
    primary, *rivals = target.readings
    goal = round(target.goal.value * MILLION)
    for period in _periods(rates, target_id):
        base = _pairs(rates, target_id, primary, period)
        for id in rivals:
            pairs = _pairs(rates, target_id, id, period)
            yield {
                "target": target_id,
                "period": period,
                "kind": "reading",
                "id": id,
                **_against(base, pairs, goal, goal, confidence),
            }


def _variant(
    loaded: Loaded, id: str, rates: pd.DataFrame, simulated: pd.DataFrame, confidence: float
) -> Iterator[dict[str, Any]]:
    """A variant's rows; it may have other goals and readings than its scenario, or lack a target."""
    own = simulated[simulated["variant"] == id]
    for target_id, target in loaded.scenario.targets.items():
        changed = loaded.variants[id].targets.get(target_id)
        goal = round(target.goal.value * MILLION)
        for period in _periods(rates, target_id):
            base = _pairs(rates, target_id, next(iter(target.readings)), period)
            pairs, other = list[tuple[int, int]](), goal
            if changed is not None:
                pairs = _pairs(own, target_id, next(iter(changed.readings)), period)
                other = round(changed.goal.value * MILLION)
            yield {
                "target": target_id,
                "period": period,
                "kind": "variant",
                "id": id,
                **_against(base, pairs, goal, other, confidence),
            }


def _against(base: Pairs, pairs: Pairs, goal: int, own_goal: int, confidence: float) -> dict[str, Any]:
    """What one rival says, and how far it is from the primary reading, replication by replication."""
    primary, said = judge(base, goal, confidence), judge(pairs, own_goal, confidence)
    difference, ends = None, None
    if primary.mean is not None and said.mean is not None:
        differences = [a / b - c / d for (a, b), (c, d) in zip(pairs, base, strict=True)]
        difference, *ends = mean_interval(differences, confidence)
    return {
        "n": said.n, "mean": said.mean, "ci95": None if said.ci95 is None else list(said.ci95), "p_meet": said.p_meet,
        "verdict": said.verdict, "difference": difference, "difference_ci95": ends,
        "primary": primary.verdict, "flips": said.mean is not None and said.verdict != primary.verdict,
    }  # fmt: skip


def _periods(rates: pd.DataFrame, target: str) -> list[str]:
    return list(dict.fromkeys(rates.loc[rates["target"] == target, "period"]))


def _pairs(rates: pd.DataFrame, target: str, reading: str, period: str) -> Pairs:
    """Numerator and denominator of each replication, in their order."""
    is_it = (rates["target"] == target) & (rates["reading"] == reading) & (rates["period"] == period)
    rows = rates[is_it]
    return list(zip(rows["numerator_kg"].tolist(), rows["denominator_kg"].tolist(), strict=True))
