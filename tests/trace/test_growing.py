"""The arrays of the engine grow as they fill up: whatever room they begin with, the same comes out."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.engine import Engine, building
from sim.model.engine.engine import _GROWING
from sim.model.replication import Outcome, replicate
from tests.worlds import build, recycling_world

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
