"""The chance that all targets are met at once, from the same replications."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.study.together import together

BASE = Path(__file__).parents[2] / "scenarios" / "jiulongpo-2025-2027.yaml"
COLUMNS = ["replication", "target", "reading", "period", "numerator_kg", "denominator_kg"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Goals of 70 and 73 %, both due in 2027."""
    return load(BASE).scenario


def rates(recycled: list[int], used: list[int]) -> pd.DataFrame:
    """Percentages of 100 kg in the due period, and other periods and readings in which all is met."""
    rows = []
    for number, (a, b) in enumerate(zip(recycled, used, strict=True), start=1):
        rows += [(number, "resource_rate", "product", "2027", a, 100)]
        rows += [(number, "utilisation_rate", "product_and_backfill", "2027", b, 100)]
        rows += [(number, "resource_rate", "recycler_intake", "2027", 99, 100)]
        rows += [(number, "utilisation_rate", "product_and_backfill", "design", 99, 100)]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_both_in_the_same_replication_count(scenario: Scenario) -> None:
    """70 % alone in three of four, 73 % alone in two of four, both in the second only; exactly on the goal meets."""
    found = together(scenario, rates([69, 70, 90, 80], [80, 73, 72, 60]), 0.95)
    assert found is not None
    assert (found["n"], found["p_meet"]) == (4, 0.25)
    assert found["periods"] == {"resource_rate": "2027", "utilisation_rate": "2027"}
    low, high = found["p_meet_ci95"]
    assert (low, high) == pytest.approx((0.0456, 0.6994), abs=1e-4)  # Wilson, 1 of 4


def test_one_target_or_no_rate_has_none(scenario: Scenario) -> None:
    nothing = rates([70], [73])
    nothing.loc[0, "denominator_kg"] = 0
    assert together(scenario, nothing, 0.95) is None
    one = scenario.model_copy(update={"targets": {"resource_rate": scenario.targets["resource_rate"]}})
    assert together(one, rates([70], [73]), 0.95) is None
