"""Kilometres, emissions and loaded trucks by hour, of loads that can be followed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.indicators.conftest import Study
from tests.worlds import plain


def at(hours: str, **changes: Any) -> dict[str, Any]:
    """The plain world whose load of a day is released within a minute; it sets out 10 minutes after that."""
    world = plain(**changes)
    world["calendars"]["morning"] = {"hours": hours}
    return world


def test_kilometres_and_emissions(study: Study) -> None:
    """10 loads of 10 t, 10 km there and back: 200 km, x 0.4 L/km x 2.5 kg/L = 200 kg; per 10⁴ t 100 times that."""
    found = study(plain()).summary["indicators"]["environment"]
    assert found["reason"] is None
    assert found["by_year"]["2025"] == pytest.approx(
        {"hauled_t": 100, "truck_km": 200, "co2_t": 0.2, "truck_km_per_10kt": 20_000, "co2_t_per_10kt": 20}
    )
    assert found["by_year"]["design"]["truck_km"] == pytest.approx(365 * 20)


@pytest.mark.parametrize(
    ("released", "hour", "is_night", "last"),
    [("08:00-08:01", 8, False, 1), ("21:48-21:49", 21, False, 1), ("21:50-21:51", 22, True, 1),
     ("23:50-23:51", 0, True, 0), ("05:50-05:51", 6, False, 1)],
)  # fmt: skip
def test_a_truck_counts_when_it_sets_out(study: Study, released: str, hour: int, is_night: bool, last: int) -> None:
    """7 min to load and 3 to wash: what is released from 23:50 on sets out after midnight.

    The last load of a run is not sent then, since it would arrive after the end.
    """
    found = study(at(released)).summary["indicators"]["passes"]
    assert found["night_hours"] == [22, 23, 0, 1, 2, 3, 4, 5]
    for year, loads in (("2025", 9 + last), ("design", 364 + last)):
        row = found["by_year"][year]["site"]
        assert row["by_hour"] == [float(loads) if h == hour else 0.0 for h in range(24)], year
        assert (row["loaded"], row["night"]) == (loads, loads if is_night else 0)


def test_a_queue_at_the_loader_delays_it(study: Study) -> None:
    """Seven loads of a day at one loading place: 08:07, 08:14 ... 08:49 loaded; washed by 08:52: all in hour 8.

    With 20 minutes to load the third is loaded at 09:00 and sets out at 09:03.
    """
    world = plain()
    world["streams"]["rubble"]["amount"] = "25550 t/a"
    world["sources"]["site"]["loaders"] = 1
    world["fleets"]["trucks"]["trucks"] = 7
    assert study(world).summary["indicators"]["passes"]["by_year"]["2025"]["site"]["by_hour"][8] == 70
    world["fleets"]["trucks"]["loading"] = "20 min"
    by_hour = study(world).summary["indicators"]["passes"]["by_year"]["2025"]["site"]["by_hour"]
    assert [by_hour[8], by_hour[9], by_hour[10]] == [20, 30, 20]


def test_years_are_counted_apart(study: Study) -> None:
    """Ten loads before New Year and five after it; none of the first pass of the design run."""
    found = study(plain(horizon={"start": "2025-12-22", "end": "2026-01-06"})).summary["indicators"]["passes"]
    assert {year: rows["site"]["loaded"] for year, rows in found["by_year"].items()} == {
        "2025": 10, "2026": 5, "design": 365,
    }  # fmt: skip


def test_other_nights_and_none(study: Study) -> None:
    evening = study(at("21:00-21:01", night="21:00-05:00")).summary["indicators"]["passes"]
    assert evening["night_hours"] == [21, 22, 23, 0, 1, 2, 3, 4]
    assert evening["by_year"]["2025"]["site"]["night"] == 10
    never = study(at("21:00-21:01", night=None)).summary["indicators"]["passes"]
    assert (never["night_hours"], never["by_year"]["2025"]["site"]["night"]) == ([], None)


def test_without_trucks_there_is_nothing_to_evaluate(study: Study) -> None:
    world = plain(fleets={}, routes={"rubble": {"to": []}})
    found = study(world).summary["indicators"]
    for key in ("environment", "passes"):
        assert found[key]["reason"] == {"zh": "情景没有车队", "en": "the scenario has no fleet"}
        assert found[key]["by_year"] == {}
