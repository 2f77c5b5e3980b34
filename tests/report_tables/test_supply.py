"""The balance of capacity against arithmetic by hand on written tables, and on a small world that is simulated."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.supply import supply, supply_tables
from tests.report_tables.conftest import Make, labels_of, tables_of, written
from tests.worlds import recycling_world

YEAR = {"start": "2025-01-01", "end": "2026-01-01"}
UNEVEN = [0.8] * 6 + [1.2] * 6
"""Activity of the months with mean 1, so the busiest month is 1.2 of the mean."""


def district(**plant: Any) -> dict[str, Any]:
    """A whole year of one plant of 4000 t/a, whose stream is busier in the second half."""
    world = recycling_world(**{"capacity": "4000 t/a", **plant})
    world["horizon"] = YEAR
    world["streams"]["rubble"]["activity"] = {"months": {"values": UNEVEN}}
    return world


def rows_by_hand() -> dict[str, Any]:
    """3100 t taken in 2025 and 900 t lost for want of room; 70 t of residue without a way; 600 t lost by design."""
    return {
        "plants": [
            (1, "2025", "plant", 3_000_000, 4_000_000, 4000.0, 3000.0, 100.0, 50.0, 0.0),
            (1, "design", "plant", 3_900_000, 4_000_000, 4000.0, 3900.0, 0.0, 50.0, 0.0),
        ],
        "flows": [
            ("2025", "site", "plant", "rubble", "rubble", 3_100_000.0),
            ("design", "site", "plant", "rubble", "rubble", 3_900_000.0),
        ],
        "monthly": [
            ("2025-03", "sources", "plant", "rubble", "rubble", 300_000.0),
            ("2025-04", "sources", "plant", "rubble", "rubble", 350_000.0),
            ("2025-05", "sources", "plant", "rubble", "rubble", 250_000.0),
        ],
        "unserved": [
            ("2025", "2025-03", "site", "plant", "capacity", "rubble", "rubble", 500_000.0),
            ("2025", "2025-05", "site", "plant", "stockpile_full", "rubble", "rubble", 400_000.0),
            ("2025", "2025-03", "plant", "plant", "no_route", "rubble", "residue", 70_000.0),
            ("design", "2025-03", "site", "plant", "capacity", "rubble", "rubble", 600_000.0),
        ],
    }


def test_demand_gap_and_loads_by_hand(make: Make) -> None:
    result = written(make(district()), **rows_by_hand())
    plan, design = supply(result).to_dict("records")
    assert (plan["intake_kg"], plan["refused_kg"], plan["demand_kg"], plan["gap_kg"]) == (3.1e6, 0.9e6, 4.0e6, 0.0)
    assert plan["load"] == 0.75
    # March asks most: 300 + 500 = 800 t, against 4000 / 12 t a month
    assert plan["peak_load"] == pytest.approx(800 * 12 / 4000)
    assert (design["demand_kg"], design["gap_kg"]) == (4.5e6, -0.5e6)
    assert design["peak_load"] == pytest.approx(1.2 * 4.5 / 4.0)


def test_printed_rows_by_hand(make: Make) -> None:
    result = written(make(district()), **rows_by_hand())
    printed = tables_of(supply_tables(result, labels_of(result)))["capacity"]
    assert printed == [
        ["Plant", "2025", "0.31", "0.09", "0.40", "0.40", "0.00", "75.0%", "240.0%"],
        ["Plant", "design year", "0.39", "0.06", "0.45", "0.40", "−0.05", "97.5%", "135.0%"],
    ]


def test_the_balance_by_arithmetic(make: Make) -> None:
    """3650 t are sent to 4000 t: 350 t to spare, 91.25 %, in the busiest month 1.2 of that."""
    result = make(district())
    printed = tables_of(supply_tables(result, labels_of(result)))["supply-stages"]
    assert printed == [["Plant", "Rubble", "2025", "0.36", "0.40", "+0.04", "91.2%", "109.5%"]]


def test_no_peak_of_a_plant_that_opens_within_the_year(make: Make) -> None:
    result = make(district(opens="2025-07-01"))
    plan, design = supply(result).to_dict("records")
    assert plan["peak_load"] is None or plan["peak_load"] != plan["peak_load"]
    assert design["peak_load"] > 0
    assert plan["capacity_kg"] == pytest.approx(4e6 * 184 / 365, rel=1e-6), "nameplate of the days open"


def test_without_a_plant_it_says_so(make: Make) -> None:
    from tests.worlds import plain

    result = make(plain())
    (block,) = supply_tables(result, labels_of(result))
    assert block["text"] == "This scenario has no plant."


def test_many_plants_are_counted_and_not_all_named(make: Make) -> None:
    """Six plants that share a stream: three are named, and the row says how many there are."""
    world = district()
    one = world["facilities"].pop("plant")
    names = [f"plant_{k}" for k in range(6)]
    world["facilities"] |= {id: {**one, "name": id.upper()} for id in names}
    world["routes"]["rubble"] = {"to": names}
    world["roads"] = {"km": {"site": dict.fromkeys(names, 10), **{id: {"dump": 5} for id in names}}}
    result = make(world)
    (row,) = tables_of(supply_tables(result, labels_of(result)))["supply-stages"]
    assert row[0] == "PLANT_0, PLANT_1, PLANT_2 and others, 6 in all"
    # 6 x 4000 t against 3650 t
    assert row[3:6] == ["0.36", "2.40", "+2.04"]
