"""Which numbers are moved, by how much, with which law; what is not valid is listed with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sim.model.draws import Draws
from sim.model.inputs import draw_inputs
from sim.scenario.loading import Loaded, load
from sim.study.changes import find_changes, levers_of
from tests.cli.conftest import SCENARIOS
from tests.levers.conftest import one_year, steps_of

Read = Callable[[dict[str, Any]], Loaded]
PLANT = "facilities.plant"


def test_a_date_is_drawn_later_by_exactly_the_days_of_its_months(read: Read) -> None:
    """May 31 less 3 months is the last of February: 92 days, for each value that can be drawn."""
    opens = {"value": "2025-05-31", "range": ["2025-04-01", "2025-05-31", "2025-12-01"]}
    loaded = read(one_year(opens=opens))
    base, changes = loaded.scenario, find_changes(loaded).made
    made = {c.step.months: c for c in changes if c.step.kind == "opening"}
    assert made[-3].step.value == "2025-02-28"
    for months, days in ((-6, -182), (-3, -92), (3, 92), (6, 183), (12, 365)):
        for replication in range(1, 30):
            draws = Draws(7, replication)
            drawn = [draw_inputs(one, draws)[1][f"{PLANT}.opens"] for one in (base, made[months].scenario)]
            assert drawn[1] - drawn[0] == days, months


@pytest.mark.parametrize(
    ("law", "low"),
    [
        ({"value": "5 t/d", "range": ["3 t/d", "5 t/d", "6 t/d"]}, 3.0),
        ({"value": "5 t/d", "distribution": {"uniform": ["2 t/d", "8 t/d"]}}, 2.0),
        ({"value": "5 t/d", "distribution": {"discrete": [["4 t/d", 1], ["7 t/d", 3]]}}, 4.0),
        ({"value": "5 t/d", "distribution": {"empirical": ["5 t/d", "6 t/d", "5.5 t/d"]}}, 5.0),
    ],
)
def test_a_law_is_moved_as_a_whole(read: Read, law: dict[str, Any], low: float) -> None:
    """730 t/a over the 365 days of the plant's calendar are 2 t/d."""
    world = one_year(capacity=law)
    world["levers"] = {"plant": "730 t/a"}
    loaded = read(world)
    _, up = [c for c in find_changes(loaded).made if c.step.path == f"{PLANT}.capacity"][-2:]
    assert (up.step.by, up.step.value) == ("+2 t/d", "7 t/d")
    assert up.scenario.facilities["plant"].capacity is not None
    assert up.scenario.facilities["plant"].capacity.ends[0] == pytest.approx(1000 * (low + 2))
    for replication in range(1, 20):
        draws = Draws(3, replication)
        before, after = (draw_inputs(s, draws)[1][f"{PLANT}.capacity"] for s in (loaded.scenario, up.scenario))
        assert after - before == pytest.approx(2000)


def test_a_law_that_begins_at_zero_by_its_nature_is_listed(read: Read) -> None:
    loaded = read(one_year(capacity={"value": "5 t/d", "distribution": {"lognormal": {"cv": 0.3}}}))
    (reason, _) = [e.reason for e in find_changes(loaded).excluded if e.step.path == f"{PLANT}.capacity"]
    assert reason["en"].startswith("its law (lognormal) begins at 0 by its nature and cannot be moved as a whole.")
    assert "lognormal" in reason["zh"]


def test_steps_in_the_unit_of_each_number(read: Read) -> None:
    """12 h a day without Sundays, 313 days of 2025: 365 t/a are 365 / 3756 t/h. 10 % of 25 trucks are 3 whole ones."""
    world = one_year(capacity="2 t/h", calendar="day")
    world["calendars"]["day"] = {"hours": "06:00-18:00", "closed_weekdays": ["sun"]}
    world["levers"] = {"plant": "365 t/a", "months": [2]}
    world["fleets"]["trucks"]["trucks"] = 25
    world["streams"]["rubble"]["capture"] = "60 %"
    changes = find_changes(read(world))
    assert steps_of(changes, f"{PLANT}.opens") == (["+61 d"], [])
    assert steps_of(changes, f"{PLANT}.capacity")[0] == [f"{sign}{365 / 3756:.6g} t/h" for sign in "-+"]
    assert steps_of(changes, "facilities.dump.void") == (["-0.1 万压实方", "+0.1 万压实方"], [])
    assert steps_of(changes, "fleets.trucks.trucks") == (["-3", "+3"], [])
    assert steps_of(changes, "streams.rubble.capture") == (["-5 %", "+5 %"], [])


def test_what_is_not_valid_is_listed_and_not_cut_off(read: Read) -> None:
    world = one_year(capacity={"value": "1 万t/a", "range": ["0.5 万t/a", "1 万t/a", "1 万t/a"]}, failures={
        "availability": "97 %", "repair": "12 h",
    })  # fmt: skip
    world["streams"]["rubble"] |= {
        "capture": "100 %",
        "on_site": {"reused": {"value": "5 %", "range": ["2 %", "5 %", "10 %"]}},
    }
    changes = find_changes(read(world))
    low, high, whole = "part of its range would be below 0", "part of its range would exceed 100 %", "must sum to 100 %"
    assert steps_of(changes, f"{PLANT}.capacity") == (["+1 万t/a"], ["-1 万t/a"])
    assert steps_of(changes, "streams.rubble.capture") == (["-5 %"], ["+5 %"])
    assert steps_of(changes, "streams.rubble.on_site.reused") == (["+5 %"], ["-5 %"])
    assert steps_of(changes, f"{PLANT}.failures.availability") == (["-5 %"], ["+5 %"])
    assert steps_of(changes, f"{PLANT}.outputs.rubble.product") == ([], ["-5 %", "+5 %"])
    said = {(e.step.path.rpartition(".")[2], e.step.by): e.reason["en"] for e in changes.excluded}
    assert said["capacity", "-1 万t/a"] == said["reused", "-5 %"] == low
    assert said["capture", "+5 %"] == said["availability", "+5 %"] == high
    assert whole in said["product", "-5 %"]
    assert all(e.reason["zh"] for e in changes.excluded)


def test_an_opening_after_its_closing_and_one_that_an_event_gives_are_listed(read: Read) -> None:
    world = one_year(closes="2025-12-01")
    changes = find_changes(read(world))
    assert steps_of(changes, f"{PLANT}.opens")[0] == ["-181 d", "-89 d", "+92 d", "+184 d"]
    assert [e.step.months for e in changes.excluded if e.step.kind == "opening"] == [12]
    world["events"] = {"late": {"kind": "changed_date", "facility": "plant", "opens": "2025-07-01"}}
    reasons = [e.reason["en"] for e in find_changes(read(world)).excluded if e.step.kind == "opening"]
    assert len(reasons) == 5
    assert "event late" in reasons[0]


def test_openings_ahead_only_and_no_goals_or_habits(read: Read) -> None:
    """Open from the start is no lever unless it is drawn; nor are goals, indicators and the rest before a festival."""
    world = one_year(opens="2025-01-01")
    world["streams"]["rubble"]["activity"] = {
        "spring_festival": {"wind_down": "9 d", "restart": "9 d", "least": "15 %"}
    }
    kinds = {path: kind for kind, path in levers_of(read(world))}
    assert f"{PLANT}.opens" not in kinds
    assert not [path for path in kinds if path.startswith("targets") or "festival" in path]
    world["facilities"]["plant"]["opens"] = {"value": "2025-01-01", "range": ["2024-06-01", "2025-01-01", "2025-03-01"]}
    assert (f"{PLANT}.opens", "opening") in {path: kind for kind, path in levers_of(read(world))}.items()


def test_the_base_scenario_has_64_changes() -> None:
    """4 openings x 5 months; 2 plants both ways and Xinqi, drawn from 0, up; 2 voids and 3 fleets both ways; backfill
    both ways, soil products, drawn from 0, up; capture of 5 streams down; on-site spoil and mud both ways, two
    kinds recycled on site up; cake both ways; prefabricated up; 2 ramps and 3 availabilities both ways; 2 covers up."""
    changes = find_changes(load(SCENARIOS / "jiulongpo-2025-2027.yaml"))
    assert len(changes.made) == 20 + 5 + 4 + 6 + 3 + 5 + 6 + 2 + 1 + 4 + 6 + 2
    assert all(c.office for c in changes.made)
    offices = {c.step.path: c.office for c in changes.made}
    assert offices["streams.spoil.capture"] == "towns"
    assert offices["streams.spoil.on_site.backfilled"] == "housing_construction"
    assert offices["facilities.soil_products.demand"] == "housing_construction"
    assert offices["facilities.huayan_sorting.opens"] == "urban_management"
    dates = {c.step.months: c.step.value for c in changes.made if c.step.path == "facilities.huayan_sorting.opens"}
    assert dates == {m: dt.date(*date).isoformat() for m, date in {
        -6: (2027, 7, 1), -3: (2027, 10, 1), 3: (2028, 4, 1), 6: (2028, 7, 1), 12: (2029, 1, 1),
    }.items()}  # fmt: skip
