"""Rain, seasons, projects and scripted events: small scenarios whose days and kilograms are computed by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from sim.model.calendar import days_between, working_days
from sim.model.draws import Draws
from sim.model.loads import Generation
from sim.model.weather import never_rainy
from sim.scenario import schema
from tests.holidays import NOTICES, days_off
from tests.worlds import Seen, build, flows, plain, recycling_world, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
DAY = 86_400


def released_by_day(outcome: Seen) -> Counter[int]:
    """Loads by the day of their release."""
    return Counter(load.release // DAY for load in outcome.loads)


def whole_year(**changes: Any) -> dict[str, Any]:
    """3,650 t in a year of 365 days, in loads of 10 t."""
    return plain(horizon={"start": "2025-01-01", "end": "2026-01-01"}, **changes)


def rainy(days: Sequence[float]) -> dict[str, Any]:
    """Trucks that stand still on rain days."""
    world = whole_year(weather={"rain_days": {"values": days}})
    world["calendars"]["dry"] = {"hours": "00:00-24:00", "stops_in_rain": True}
    world["fleets"]["trucks"]["calendar"] = "dry"
    return world


def test_a_month_in_which_it_always_rains_stops_the_trucks() -> None:
    outcome = simulated(rainy([0] * 5 + [30] + [0] * 6))
    june = range(151, 181)
    assert released_by_day(outcome) == dict.fromkeys(range(365), 1)
    dispatched = Counter(load.times["dispatched"] // DAY for load in outcome.loads)
    assert not set(dispatched) & set(june)
    assert dispatched[181] == 31, "on the first of July all that has waited goes, and the day's own load"


def test_without_randomness_as_many_rain_days_as_expected_are_spread_evenly() -> None:
    outcome = simulated(rainy([3] * 12), randomness=False)
    dry = {load.times["dispatched"] // DAY for load in outcome.loads}
    assert 365 - len(dry) == 36
    months = Counter((dt.date(2025, 1, 1) + dt.timedelta(days=day)).month for day in range(365) if day not in dry)
    assert set(months.values()) == {3}


def test_rain_days_are_as_many_as_expected_in_the_mean_and_the_same_for_every_calendar() -> None:
    world = rainy([10] * 12)
    counts = []
    for replication in range(1, 9):
        outcome = simulated(world, replication=replication)
        counts.append(365 - len({load.times["dispatched"] // DAY for load in outcome.loads}))
    # 8 years of 365 days with a chance of 120/365 each: mean 120, sd of the mean of 8 years 3.2
    assert sum(counts) / 8 == pytest.approx(120, abs=4 * 3.2)
    assert len(set(counts)) > 1
    assert not dry_days_differ(world)


def dry_days_differ(world: dict[str, Any]) -> bool:
    """Whether a gate that stops in rain is open on a day on which the trucks stand still."""
    world["facilities"]["dump"]["calendar"] = "dry"
    outcome = simulated(world)
    tipped = {load.times["tipped"] // DAY for load in outcome.loads}
    return bool(tipped - {load.times["dispatched"] // DAY for load in outcome.loads})


def test_a_stream_whose_work_stops_in_rain_brings_the_same_amount_on_fewer_days() -> None:
    world = whole_year(weather={"rain_days": {"values": [0] * 5 + [30] + [0] * 6}})
    world["calendars"]["morning"]["stops_in_rain"] = True
    outcome = simulated(world, randomness=False)
    assert flows(outcome)["generation", "site"] == 3_650_000
    june = range(151, 181)
    assert not set(released_by_day(outcome)) & set(june)


def test_monthly_activity_spreads_the_year_and_keeps_its_sum() -> None:
    """Twice as active in December as in any other month: 3,650 t x 62 / 396 in December."""
    world = whole_year()
    world["streams"]["rubble"]["activity"] = {"months": {"values": [1] * 11 + [2]}}
    outcome = simulated(world)
    assert flows(outcome)["generation", "site"] == 3_650_000
    december = sum(kg for month, origin, _, _, _, kg in outcome.tables["monthly"]
                   if (month, origin) == ("2025-12", "generation"))  # fmt: skip
    assert december == pytest.approx(3_650_000 * 62 / 396, abs=1)


def test_work_winds_down_before_the_spring_festival_and_starts_again() -> None:
    """2025-01-29 is the festival: activity 1 until ten days before, 0.2 on the day, 0.6 five days before and after."""
    world = whole_year()
    festival = {"wind_down": "10 d", "restart": "10 d", "least": "20 %"}
    world["streams"]["rubble"]["activity"] = {"spring_festival": festival}
    # nine days on each side give 0.28 ... 0.92, the day itself 0.2
    total = 365 - 19 + 2 * sum(0.2 + 0.08 * n for n in range(1, 10)) + 0.2
    born = born_by_day(world)
    for day, activity in ((0, 1.0), (18, 1.0), (19, 0.92), (23, 0.6), (28, 0.2), (33, 0.6), (38, 1.0), (364, 1.0)):
        assert born[day] == pytest.approx(3_650_000 * activity / total, abs=1)


def born_by_day(world: dict[str, Any]) -> list[int]:
    """Kilograms that arise on each day."""
    scenario = build(world)
    days = days_between(scenario.horizon.start, scenario.horizon.end)
    generation = Generation(scenario, days, Draws(1, 1), never_rainy, None, with_events=True)
    return [int(generation.births(day).posts["kg"][0]) for day in range(len(days.dates))]


def test_projects_come_in_bursts_and_make_up_the_years_amount() -> None:
    world = whole_year()
    world["streams"]["rubble"] |= {
        "amount": "36500 t/a",
        "projects": {
            "per_year": 2, "size": {"value": "100 t", "distribution": {"lognormal": {"cv": 1}}}, "duration": "20 d"
        },
    }  # fmt: skip
    outcome = simulated(world)
    assert flows(outcome)["generation", "site"] == 36_500_000
    active = set(released_by_day(outcome))
    assert len(active) <= 2 * 20 + 2
    steady = simulated(world, randomness=False)
    assert len(released_by_day(steady)) == 365, "without randomness projects become steady flow"


def event(**keys: Any) -> dict[str, Any]:
    return {"events": {"it_happens": keys}}


def test_an_outage_shuts_the_gate_and_what_waits_is_served_afterwards() -> None:
    world = plain(**event(kind="outage", facility="dump", start="2025-01-03", end="2025-01-06"))
    outcome = simulated(world)
    assert released_by_day(outcome) == dict.fromkeys(range(10), 1)
    tipped = Counter(load.times["tipped"] // DAY for load in outcome.loads)
    assert tipped == {0: 1, 1: 1, 5: 4, 6: 1, 7: 1, 8: 1, 9: 1}


def test_an_outage_pauses_a_batch_and_the_rest_is_worked_off_afterwards() -> None:
    """2 t/h: a load of 10 t that comes at about 8:30 takes 5 h; the plant stands still for the whole second day."""
    world = recycling_world(capacity="2 t/h")
    world["events"] = {"still": {"kind": "outage", "facility": "plant", "start": "2025-01-02", "end": "2025-01-03"}}
    world["horizon"]["end"] = "2025-01-04"
    outcome = simulated(world)
    (row,) = [r for r in outcome.tables["plants"] if r[0] == "2025"]
    processed, nameplate, busy = row[2], row[3], row[5]
    assert processed == 30_000
    assert nameplate == 2000 * 48, "of the hours in which it is open"
    assert busy == pytest.approx(15.0, abs=0.01)


def test_a_derated_plant_works_slower_for_a_while() -> None:
    """20 t/h at 25 %: 10 t take 2 h on the second day, half an hour before and after."""
    world = recycling_world(capacity="20 t/h")
    slow = {"kind": "derating", "facility": "plant", "rate": "25 %", "start": "2025-01-02", "end": "2025-01-03"}
    world |= {"events": {"slow": slow}}
    world["horizon"]["end"] = "2025-01-04"
    (row,) = [r for r in simulated(world).tables["plants"] if r[0] == "2025"]
    assert row[5] == pytest.approx(0.5 + 2.0 + 0.5, abs=0.01)


def test_a_surge_adds_to_the_years_amount() -> None:
    """Three times as much on five of ten days: 5 x 1 + 5 x 3 loads of 10 t."""
    surge = {"kind": "surge", "stream": "rubble", "factor": 3, "start": "2025-01-02", "end": "2025-01-07"}
    outcome = simulated(plain(**event(**surge)))
    assert released_by_day(outcome) == {day: 3 if 1 <= day < 6 else 1 for day in range(10)}
    assert flows(outcome)["generation", "site"] == 200_000


def test_a_surge_at_one_source_leaves_the_others_alone() -> None:
    world = plain(
        **event(kind="surge", stream="rubble", factor=0.5, sources=["site"], start="2025-01-01", end="2026-01-01")
    )
    world["sources"]["other"] = {"name": "Other"}
    world["roads"]["km"]["other"] = {"dump": 10}
    sums = flows(simulated(world))
    assert sums["generation", "site"] == 25_000
    assert sums["generation", "other"] == 50_000


def test_a_changed_date_moves_an_opening() -> None:
    world = plain(**event(kind="changed_date", facility="dump", opens="2025-01-05"))
    outcome = simulated(world)
    assert min(load.times["tipped"] for load in outcome.loads) >= 4 * DAY
    (opened,) = [row[1] for row in outcome.tables["facilities"]]
    assert opened == "2025-01-05"


def test_the_design_run_knows_no_events() -> None:
    world = whole_year(**event(kind="outage", facility="dump", start="2025-01-01", end="2026-01-01"))
    outcome = simulated(world, design=True)
    assert ("in_transit", "dump") not in flows(outcome)
    assert flows(outcome, "design")["in_transit", "dump"] == pytest.approx(3_650_000, abs=10_000)


def test_no_surge_comes_again_in_the_design_run() -> None:
    """3,650 t in the year; in the plan run the surge of 31 days doubles its share."""
    surge = {"kind": "surge", "stream": "rubble", "factor": 2, "start": "2025-03-01", "end": "2025-04-01"}
    outcome = simulated(whole_year(**event(**surge)), design=True)
    assert flows(outcome)["generation", "site"] == 3_960_000
    assert flows(outcome, "design")["generation", "site"] == 3_650_000


def test_what_has_closed_before_the_design_year_stays_shut_in_it() -> None:
    world = plain(horizon={"start": "2025-01-01", "end": "2026-01-11"}, design_year="2026")
    world["facilities"]["dump"]["closes"] = "2026-01-01"
    assert ("in_transit", "dump") not in flows(simulated(world, design=True), "design")
    world["facilities"]["dump"]["closes"] = "2026-07-01"
    assert flows(simulated(world, design=True), "design")["in_transit", "dump"] > 3_000_000


def test_a_planned_shutdown_comes_back_every_year() -> None:
    """Shut from 20 December to 5 January: a year of 365 days has 348 others, and the year's 3,650 t arise on them.

    The day before the shutdown therefore brings 348 parts of 348; nothing is released until the sixth of January.
    """
    world = whole_year()
    world["calendars"]["morning"]["closed_every_year"] = ["12-20/01-05"]
    days = released_by_day(simulated(world))
    assert min(days) == 5
    assert max(days) == 365 - 12 - 1, "19 December"
    assert sum(days.values()) == 365


def test_a_shut_plant_makes_its_year_in_the_rest() -> None:
    """A plant of 3,650 t/a that stands still in April works at 3,650 / 335 = 10.9 t a day.

    Until April it keeps up with 10 t a day, 900 t in 90 days; then 300 t wait, and 245 days at 10.9 t make 2,669 t.
    """
    world = recycling_world(capacity="3650 t/a")
    world["horizon"]["end"] = "2026-01-01"
    world["calendars"]["works"] = {"hours": "00:00-24:00", "closed_every_year": ["04-01/04-30"]}
    world["facilities"]["plant"]["works"] = "works"
    row = next(row for row in simulated(world).tables["plants"] if row[1] == "plant")
    assert row[3] == 3_650_000
    assert row[2] == pytest.approx(900_000 + 245 * 3_650_000 / 335, abs=10_000), "to a load"


def test_nobody_works_on_public_holidays_and_everybody_on_29_february() -> None:
    """1 to 8 October 2025 are holidays by the State Council's notice; 29 February 2028 is a Tuesday like any other."""
    world = plain(horizon={"start": "2025-09-25", "end": "2025-10-15"})
    world["calendars"]["morning"] |= {"public_holidays": "CN", "closed_weekdays": ["sat", "sun"]}
    world["streams"]["rubble"]["amount"] = "36500 t/a"
    thursday_on = {0, 1, 4, 5, *range(6, 14), 14, 15, 18, 19}
    assert set(released_by_day(simulated(world))) == thursday_on - set(range(6, 14))
    world["horizon"] = {"start": "2028-02-28", "end": "2028-03-04"}
    assert set(released_by_day(simulated(world))) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("year", NOTICES)
def test_holidays_are_closed_from_their_first_to_their_last_day(year: int) -> None:
    """Weekends inside and beside a holiday are part of it, days that make up for it are not: 4 January 2026 is open."""
    calendar = schema.Calendar.model_validate({"hours": "08:00-09:00", "public_holidays": "CN"})
    dates = days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)).dates
    works = working_days(calendar, dates, never_rainy)
    assert {date for date, open in zip(dates, works, strict=True) if not open} == days_off(year)


def test_public_holidays_and_rain_close_a_calendar() -> None:
    """1 January 2025, a Wednesday, is a holiday; the second is none."""
    hours = {"hours": "08:00-08:01", "public_holidays": "CN", "stops_in_rain": True}
    calendar = build(plain(calendars={"always": {"hours": "00:00-24:00"}, "morning": hours})).calendars["morning"]
    dates = dt.date(2025, 1, 1), dt.date(2025, 1, 2)
    assert working_days(calendar, dates, never_rainy) == [False, True]
    assert working_days(calendar, dates, lambda date: True) == [False, False]


def test_loads_are_spread_over_both_spans_of_a_day() -> None:
    """Two loads a day in 60 s of the morning and 60 s of the evening, at a quarter and at three quarters of them."""
    world = plain()
    world["streams"]["rubble"]["amount"] = "7300 t/a"
    world["calendars"]["morning"] = {"hours": ["08:00-08:01", "20:00-20:01"]}
    world["horizon"]["end"] = "2025-01-02"
    loads = simulated(world, randomness=False).loads
    assert sorted(load.release for load in loads) == [8 * 3600 + 30, 20 * 3600 + 30]


def test_what_lies_at_a_source_without_a_way_is_unserved_at_once() -> None:
    """Of nothing there is no load."""
    world = plain()
    world["streams"]["ash"] = {"name": "Ash", "amount": "0 t/a", "density": "1 t/压实方", "calendar": "morning"}
    world["routes"]["ash"] = {"to": []}
    world["sources"]["site"]["opening_stock"] = {"ash": "7 t", "rubble": "0 t"}
    seen = simulated(world)
    sums = flows(seen)
    assert sums["opening_stock", "site"] == sums["site", "unserved"] == 7_000
    assert {load.stream for load in seen.loads} == {"rubble"}
