"""When a landfill is restored: a time after it is full or shut. By hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.indicators.conftest import Study
from tests.worlds import plain


def tip(**changes: Any) -> dict[str, Any]:
    """A load of 10 m3 a day; 2 ha."""
    world = plain()
    world["facilities"]["dump"] |= {"area": "2 ha", "restoration": "1 a", **changes}
    return world


@pytest.mark.parametrize(
    ("changes", "date"),
    [
        # 55 m3 hold five loads: full on 5 January 2025
        ({"void": "55 压实方"}, "2026-01-05"),
        ({"void": "55 压实方", "restoration": "36.4 d"}, "2025-02-10"),  # 5 January and 36 whole days
        # 7400 m3 less ten loads are 7300, two design years of 3650: 730 days after 11 January 2025
        ({"void": "7400 压实方"}, "2028-01-11"),
        # shut before it is full
        ({"void": "7400 压实方", "closes": "2025-01-06"}, "2026-01-06"),
        ({"void": "55 压实方", "closes": "2030-01-01"}, "2026-01-05"),
    ],
)
def test_date(study: Study, changes: dict[str, Any], date: str) -> None:
    found = study(tip(**changes)).summary["indicators"]["restoration"]["dump"]
    assert found == {
        "area_m2": 20_000, "restored_on": dict.fromkeys(("p10", "p50", "p90"), date), "p_within_horizon": 0,
        "reason": None,
    }  # fmt: skip


def test_within_the_horizon(study: Study) -> None:
    found = study(tip(void="25 压实方", restoration="3 d")).summary["indicators"]["restoration"]["dump"]
    assert (found["restored_on"]["p50"], found["p_within_horizon"]) == ("2025-01-05", 1)


def test_an_uncertain_time_gives_a_spread(study: Study) -> None:
    """Full on 5 January; the time is drawn, so the date is 5 January and as many days."""
    result = study(tip(void="55 压实方", restoration={"value": "1 a", "range": ["100 d", "1 a", "3 a"]}), 5)
    draws = result.tables["draws"]
    seconds = draws.loc[draws["path"] == "facilities.dump.restoration", "value"].tolist()
    dates = result.tables["facilities"]["restored"].tolist()
    assert len(set(dates)) == 5
    for drawn, date in zip(seconds, dates, strict=True):
        days = (dt.date.fromisoformat(date) - dt.date(2025, 1, 5)).days
        assert days == round(drawn / 86_400)
    found = result.summary["indicators"]["restoration"]["dump"]["restored_on"]
    assert found["p10"] < found["p50"] < found["p90"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"area": None}, "not given: area"),
        ({"restoration": None}, "not given: time of restoration"),
        ({"area": None, "restoration": None}, "not given: area, time of restoration"),
    ],
)
def test_what_is_missing_is_named(study: Study, changes: dict[str, Any], reason: str) -> None:
    found = study(tip(void="55 压实方", **changes)).summary["indicators"]["restoration"]["dump"]
    assert found["reason"]["en"] == reason
    assert found["restored_on"] == dict.fromkeys(("p10", "p50", "p90"))
    assert found["p_within_horizon"] is None
    assert found["area_m2"] == (None if "area" in changes else 20_000)


def test_a_landfill_that_takes_nothing_is_never_full(study: Study) -> None:
    world = tip()
    world["routes"]["rubble"]["to"] = []
    assert study(world).summary["indicators"]["restoration"]["dump"]["reason"]["en"].startswith("it is never full")
