"""Landfills that are full, from the first day or later: dates, causes and kilograms by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.replication import COLUMNS
from tests.worlds import flows, landfill, plain, rate_target, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")


def two_landfills(void: str, **changes: Any) -> dict[str, Any]:
    """10 t a day for ten days (1 t/m3), first to a small landfill, then to a large one; the rate counts the first."""
    world = plain()
    world["facilities"] = {"small": landfill(accepts=["rubble"], void=void, **changes), **world["facilities"]}
    world["routes"]["rubble"]["to"] = ["small", "dump"]
    world["roads"]["km"]["site"]["small"] = 5
    reading = {"name": "Small", "numerator": [{"to": ["small"]}]}
    world["targets"] = {"rate": rate_target(readings={"small": reading})}
    return world


def facility(outcome: Any, id: str) -> dict[str, Any]:
    names = COLUMNS["facilities"]
    return next(dict(zip(names, row, strict=True)) for row in outcome.tables["facilities"] if row[0] == id)


@pytest.mark.parametrize(
    ("void", "changes"),
    [
        ("0 压实方", {}),
        ("9 压实方", {}),
        ("100 压实方", {"existing_fill": "95 压实方"}),
        ("20 压实方", {"cover_share": "60 %"}),
    ],
)
def test_a_void_that_holds_no_load_is_full_from_its_opening(void: str, changes: dict[str, Any]) -> None:
    outcome = simulated(two_landfills(void, **changes))
    assert flows(outcome)["in_transit", "dump"] == 100_000
    assert facility(outcome, "small")["exhausted"].startswith("2025-01-01")
    missed = {row[3:5]: row[5] for row in outcome.tables["binding"] if row[2] == "2025"}
    assert missed == {("small", "void_full"): 100_000}


def test_it_is_full_when_it_opens_and_not_before() -> None:
    outcome = simulated(two_landfills("0 压实方", opens="2025-01-05"))
    assert facility(outcome, "small")["exhausted"].startswith("2025-01-05")
    missed = {row[3:5]: row[5] for row in outcome.tables["binding"] if row[2] == "2025"}
    assert missed == {("small", "not_open"): 40_000, ("small", "void_full"): 60_000}


def test_what_a_full_landfill_misses_is_for_want_of_void() -> None:
    """35 m3 take three loads; the other seven miss it because it is full, not because it is shut."""
    outcome = simulated(two_landfills("35 压实方"))
    assert flows(outcome)["in_transit", "small"] == 30_000
    missed = {row[3:5]: row[5] for row in outcome.tables["binding"] if row[2] == "2025"}
    assert missed == {("small", "void_full"): 70_000}


def test_the_design_year_knows_that_it_is_full() -> None:
    outcome = simulated(two_landfills("9 压实方"), design=True)
    design = [row for row in outcome.tables["flows"] if row[0] == "design" and row[2] == "small"]
    assert not design


@pytest.mark.parametrize("calendar", ["always", "day"])
def test_the_design_year_has_all_of_a_void_and_of_a_demand_again_after_its_run_in(calendar: str) -> None:
    """3,650 t a year: 2,000 m3 of fill that is wanted once, then 1,000 m3 of void, at 1 t/m3.

    A second pass that began with what the first has left would find nothing of either. It begins at midnight, when the
    landfill is open or shut.
    """
    world = plain(horizon={"start": "2025-01-01", "end": "2026-01-01"})
    world["calendars"]["day"] = {"hours": "06:00-20:00"}
    world["facilities"] = {
        "fill": {
            "name": "Fill", "kind": "backfill", "calendar": "always", "accepts": ["rubble"], "demand": "2000 压实方",
        },
        "dump": landfill(accepts=["rubble"], void="1000 压实方", calendar=calendar),
    }  # fmt: skip
    world["routes"] = {"rubble": {"to": ["fill", "dump"]}}
    world["roads"] = {"km": {"site": {"fill": 10, "dump": 10}}}
    taken = flows(simulated(world, design=True), "design")
    assert taken["fill", "backfilled"] == 2_000_000
    assert taken["dump", "landfilled"] == 1_000_000
