"""Truck-hours by hour of the day: small scenarios whose seconds are computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import Seen, fleet, plain, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
HOUR = 3600


def new_year(**fleet_changes: Any) -> dict[str, Any]:
    """One load in the last half hour of 2025, a trip of 57 minutes, and a New Year's Day without a load."""
    world = plain(horizon={"start": "2025-12-31", "end": "2026-01-02"})
    world["calendars"]["late"] = {"hours": "23:30-23:31", "closed_dates": ["2026-01-01"]}
    world["streams"]["rubble"]["calendar"] = "late"
    world["fleets"]["trucks"] = fleet(carries=["rubble"], **fleet_changes)
    return world


def hours_of(seen: Seen, year: str, column: int = -2) -> dict[str, float]:
    """Hours of the day in which trucks are at work (or another column of the table), in seconds, without zeros."""
    rows = {row[2]: round(row[column] * HOUR) for row in seen.tables["hours"] if row[0] == year}
    return {hour: seconds for hour, seconds in rows.items() if seconds}


def test_a_trip_over_midnight_and_the_end_of_the_year_is_cut_at_both() -> None:
    seen = simulated(new_year())
    (load,) = seen.loads
    before = 24 * HOUR - load.release
    assert 29 * 60 <= before <= 30 * 60
    assert hours_of(seen, "2025") == {"23": before}
    assert hours_of(seen, "2026") == {"00": 57 * 60 - before}


def test_the_hours_of_a_fleet_sum_to_its_truck_hours() -> None:
    seen = simulated(new_year())
    for year in ("2025", "2026"):
        (row,) = (row for row in seen.tables["fleets"] if row[0] == year)
        assert sum(hours_of(seen, year).values()) == round(row[4] * HOUR)
        assert sum(hours_of(seen, year, -1).values()) == round(row[5] * HOUR) == 5 * 24 * HOUR


def test_two_trucks_under_way_for_many_hours_count_twice_in_each() -> None:
    """Two loads are released within the minute after 08:00; 100 km at 30 km/h there and back, one gate."""
    world = plain(horizon={"start": "2025-01-01", "end": "2025-01-02"}, roads={"km": {"site": {"dump": 100}}})
    world["streams"]["rubble"]["amount"] = "7300 t/a"
    seen = simulated(world)
    first, second = (load.times for load in seen.loads)
    found = hours_of(seen, "2025")
    assert found["08"] == sum(9 * HOUR - times["dispatched"] for times in (first, second))
    assert [found[hour] for hour in ("09", "10", "11", "12", "13")] == [2 * HOUR] * 5
    assert found["14"] == first["back"] - 14 * HOUR + HOUR
    assert found["15"] == second["back"] - 15 * HOUR
    assert second["back"] == first["back"] + 240, "one bay, four minutes"
    assert len(found) == 8


def test_available_hours_are_those_of_the_calendar_and_days_without_hours_do_not_count() -> None:
    """Five trucks from 06:00 to 08:30 and over midnight from 22:00 to 01:00, but not on New Year's Day."""
    world = new_year(calendar="shifts")
    shifts = [["06:00", "08:30"], ["22:00", "01:00"]]
    world["calendars"]["shifts"] = {"hours": ["-".join(s) for s in shifts], "closed_dates": ["2026-01-01"]}
    seen = simulated(world)
    whole, half = 5 * HOUR, 5 * HOUR // 2
    assert hours_of(seen, "2025", -1) == {
        "00": whole, "06": whole, "07": whole, "08": half, "22": whole, "23": whole,
    }  # fmt: skip
    assert hours_of(seen, "2026", -1) == {}
    days = {(row[0], row[3]) for row in seen.tables["hours"]}
    assert days == {("2025", 1), ("2026", 0)}
