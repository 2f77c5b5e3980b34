"""Days of emergency storage, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.emergency import plant_rooms, source_rooms
from tests.indicators.conftest import Study
from tests.worlds import build, plain, plant, recycling_world

HALVES = {"months": {"values": [1] * 6 + [3] * 6}}
"""Mean 2, busiest month 3: one and a half times as busy."""


def two_sources(**rubble: Any) -> dict[str, Any]:
    """10 t a day of rubble, a quarter of it at a; 15 t in the busiest month, so 3.75 and 11.25."""
    world = plain(sources={"a": {"name": "A"}, "b": {"name": "B"}}, roads={"km": {"a": {"dump": 1}, "b": {"dump": 1}}})
    world["streams"]["rubble"] |= {"weights": {"values": {"a": 1, "b": 3}}, "activity": HALVES, **rubble}
    return world


def test_a_limit_for_each_stream() -> None:
    """a: 15 t / 3.75 = 4 days. b: 90 t / 11.25 = 8 days. Together 105 t / 15 = 7 days."""
    world = two_sources()
    world["sources"]["a"]["storage"], world["sources"]["b"]["storage"] = {"rubble": "15 t"}, {"rubble": "90 t"}
    room = source_rooms(build(world))["rubble"]
    assert (room.kg, room.daily_kg, room.days) == pytest.approx((105_000, 15_000, 7))
    assert room.least == pytest.approx(4)
    assert (room.least_at, room.reason) == ("a", "")


def test_what_stays_on_site_needs_no_storage() -> None:
    """Half is captured, and a fifth of that stays: 10 x 0.5 x 0.8 x 1.5 = 6 t a day; 105 / 6 = 17.5 days."""
    world = two_sources(capture="50 %", on_site={"reused": "20 %"})
    world["sources"]["a"]["storage"], world["sources"]["b"]["storage"] = {"rubble": "15 t"}, {"rubble": "90 t"}
    assert source_rooms(build(world))["rubble"].days == pytest.approx(17.5)


def test_a_limit_for_all_streams_is_shared() -> None:
    """30 t for 10 t a day of rubble and 5 of soil last 2 days for either; soil has 5 x 2 = 10 t of it."""
    world = plain()
    world["streams"]["soil"] = {
        "name": "Soil",
        "amount": "1825 t/a",
        "density": "1 t/压实方",
        "calendar": "morning",
    }
    world["sources"]["site"]["storage"] = "30 t"
    world["facilities"]["dump"]["accepts"] = ["rubble", "soil"]
    world["routes"]["soil"] = {"to": ["dump"]}
    world["fleets"]["trucks"]["carries"] = ["rubble", "soil"]
    rooms = source_rooms(build(world))
    assert (rooms["rubble"].days, rooms["soil"].days) == pytest.approx((2, 2))
    assert rooms["soil"].kg == pytest.approx(10_000)


def test_pressed_mud_is_stored_as_cake() -> None:
    """10 t a day of slurry become 4 t of cake; 8 t last 2 days."""
    world = plain(items={"cake": {"name": "Cake", "density": "1.7 t/压实方"}})
    world["streams"]["rubble"] |= {"pressing": {"cake": "cake", "cake_share": "40 %"}}
    world["sources"]["site"]["storage"] = {"rubble": "8 t"}
    world["routes"] = {"cake": {"to": ["dump"]}}
    world["facilities"]["dump"]["accepts"] = world["fleets"]["trucks"]["carries"] = ["cake"]
    assert source_rooms(build(world))["rubble"].days == pytest.approx(2)


def test_without_a_limit_it_is_not_evaluated() -> None:
    assert source_rooms(build(plain()))["rubble"].reason == "no_limit"
    half = two_sources()
    half["sources"]["a"]["storage"] = {"rubble": "15 t"}
    room = source_rooms(build(half))["rubble"]
    assert room.days == pytest.approx(4), "b, which has no limit, is left out"
    assert room.least_at == "a"
    nothing = plain()
    nothing["streams"]["rubble"]["amount"] = "0 t/a"
    assert source_rooms(build(nothing))["rubble"].reason == "nothing_comes"


def test_stockpiles_of_plants_that_share_their_items() -> None:
    """15 t a day for nameplates of 3 : 1 are 11.25 and 3.75 t; 45 and 30 t of stockpile last 4 and 8 days."""
    world = recycling_world(capacity="3000 t/a", stockpile="45 t")
    world["streams"]["rubble"]["activity"] = HALVES
    outputs = {"rubble": {"product": "90 %", "residue": "10 %"}}
    world["facilities"]["small"] = plant(capacity="1000 t/a", stockpile="30 t", outputs=outputs)
    world["facilities"]["idle"] = plant(capacity="1000 t/a", stockpile="30 t", outputs=outputs)
    world["routes"]["rubble"]["to"] = ["plant", "small"]
    world["roads"]["km"] = {"site": {"plant": 10, "small": 10}, "plant": {"dump": 5}, "small": {"dump": 5},
                            "idle": {"dump": 5}}  # fmt: skip
    rooms = plant_rooms(build(world))
    assert (rooms["plant"].days, rooms["small"].days) == pytest.approx((4, 8))
    assert rooms["idle"].reason == "nothing_comes"
    world["facilities"]["small"]["stockpile"] = None
    assert plant_rooms(build(world))["small"].reason == "no_limit"


def test_the_summary_has_tonnes_and_reasons(study: Study) -> None:
    world = recycling_world(stockpile="20 t")
    found = study(world).summary["indicators"]["emergency"]
    assert found["sources"]["rubble"] == {
        "room_t": None, "daily_t": None, "days": None, "least_days": None, "least_at": None,
        "reason": {"zh": "未给出上限", "en": "no limit is given"},
    }  # fmt: skip
    plant_room = found["plants"]["plant"]
    assert (plant_room["room_t"], plant_room["daily_t"], plant_room["days"]) == pytest.approx((20, 10, 2))
    assert plant_room["reason"] is None


def test_a_plant_that_gets_nothing_needs_no_room() -> None:
    world = recycling_world(stockpile="100 t")
    world["streams"]["rubble"]["amount"] = "0 t/a"
    room = plant_rooms(build(world))["plant"]
    assert (room.kg, room.days, room.reason) == (None, None, "nothing_comes")
