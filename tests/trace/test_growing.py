"""The arrays of the engine grow as they fill up: whatever room they begin with, the same comes out."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.engine import Engine, building, tally
from sim.model.engine.engine import _GROWING
from sim.model.replication import Outcome, replicate
from tests.worlds import build, fleet, plain, recycling_world, simulated

OUTLETS = 70


def world() -> dict[str, Any]:
    """Six loads a day to a plant; so many outlets open at the first second that the commands of an instant grow too."""
    made = recycling_world()
    made["streams"]["rubble"]["amount"] = "21900 t/a"
    market = made["facilities"].pop("market")
    made["facilities"] |= {f"market{n}": market | {"name": f"Market {n}", "demand": "1 t/a"} for n in range(OUTLETS)}
    made["facilities"]["market0"]["demand"] = None
    made["routes"]["product"]["to"] = [f"market{n}" for n in range(OUTLETS)]
    return made


def run() -> Outcome:
    """With the journal, which only the invariants read."""
    return replicate(build(world()), 1, 1, design=False, trace=True, paranoid=True)


def test_arrays_that_begin_with_room_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = run()
    grown: set[str] = set()
    grow = Engine._grow

    def note(engine: Engine, short: int) -> None:
        grown.add(_GROWING[short])
        grow(engine, short)

    monkeypatch.setattr(Engine, "_grow", note)
    monkeypatch.setattr(building, "SOME", 1)
    short = run()
    assert grown == set(_GROWING.values())
    assert len(short.trace) == len(usual.trace) > 60
    assert short.trace.tobytes() == usual.trace.tobytes()
    assert short.tables == usual.tables


def test_an_array_that_is_full_between_two_changes_of_one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """At noon fifty trucks of each of two fleets begin work. Room for 128 waits is enough for the trucks of both, but
    not for those of the second once the waits of the first are noted. A hundred loads are on their way at noon.
    """
    world = plain(horizon={"start": "2025-01-01", "end": "2025-01-02"})
    world["calendars"]["noon"] = {"hours": "12:00-24:00"}
    world["streams"]["rubble"]["amount"] = "182500 t/a"
    world["streams"]["soil"] = world["streams"]["rubble"] | {"name": "Soil"}
    world["routes"]["soil"] = {"to": ["dump"]}
    world["facilities"]["dump"]["accepts"] = ["rubble", "soil"]
    world["fleets"] = {item: fleet(carries=[item], trucks=50, calendar="noon") for item in ("rubble", "soil")}
    monkeypatch.setattr(building, "SOME", 1)
    loads = simulated(world).loads
    assert len(loads) == 100
    assert {load.times["dispatched"] for load in loads} == {12 * 3600}


def test_keys_are_found_in_a_longer_table() -> None:
    """Six keys in a table of eight, where some share a place; then the same in sixteen."""
    short, long = building.empty_slots(8), building.empty_slots(16)
    keys = [3, 11, 19, 4, 2**61, 7]
    for row, key in enumerate(keys):
        short[tally.find(short, key)] = key, row
    tally.rehash(short, long)
    assert [int(long[tally.find(long, key)]["row"]) for key in keys] == [0, 1, 2, 3, 4, 5]
    assert int((long["row"] >= 0).sum()) == 6
    assert int(long[tally.find(long, 5)]["row"]) == -1, "a key that is not there"
