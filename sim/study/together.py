"""The chance that a plan meets all of its targets at once: chances of single ones say little of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.scenario.schema import Scenario
from sim.study.intervals import chance_interval
from sim.study.verdict import MILLION, reaches


def together(scenario: Scenario, rates: pd.DataFrame, confidence: float) -> dict[str, Any] | None:
    """`all_targets` of summary.json: in how many replications each target reaches its goal in its due period.

    Under the primary readings. None for a single target, or where a rate does not exist in a replication.
    """
    if len(scenario.targets) < 2:
        return None
    met: dict[int, bool] = {}
    for id, target in scenario.targets.items():
        is_it = (rates["target"] == id) & (rates["reading"] == next(iter(target.readings)))
        rows = rates[is_it & (rates["period"] == target.due)]
        if rows.empty or (rows["denominator_kg"] <= 0).any():
            return None
        goal = round(target.goal.value * MILLION)
        for number, part, whole in zip(
            rows["replication"].tolist(), rows["numerator_kg"].tolist(), rows["denominator_kg"].tolist(), strict=True
        ):
            met[number] = met.get(number, True) and reaches(part, goal, whole)
    chance, low, high = chance_interval(sum(met.values()), len(met), confidence)
    periods = {id: target.due for id, target in sorted(scenario.targets.items())}
    return {"periods": periods, "n": len(met), "p_meet": chance, "p_meet_ci95": [low, high]}
