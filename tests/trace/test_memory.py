"""What compiled code sees of a State: its arrays under their names, at whatever length they have grown to."""

from __future__ import annotations

from typing import Any

import numba
import pytest

from sim.model.calendar import days_between
from sim.model.draws import Draws
from sim.model.engine import Engine
from sim.model.engine.engine import longer
from sim.model.engine.memory import Memory
from sim.model.run import Mode, simulate
from tests.worlds import build, plain


def engine() -> Engine:
    """That of a world with one source, after ten days."""
    made: list[Engine] = []

    def make(*arguments: Any) -> Engine:
        made.append(Engine(*arguments))
        return made[-1]

    scenario = build(plain())
    days = days_between(scenario.horizon.start, scenario.horizon.end)
    simulate(scenario, days, Draws(1, 1), Mode(), make)
    return made[0]


def test_compiled_code_reaches_arrays_by_their_names() -> None:
    @numba.njit
    def look(s: Any) -> tuple[int, int, int]:
        return len(s.heap), s.clock[0].sources, s.clock[0].now

    state = engine().state
    assert look(Memory(state)) == (len(state.heap), 1, 10 * 86_400)
    grown = state._replace(heap=longer(state.heap))
    assert look(Memory(grown)) == (2 * len(state.heap), 1, 10 * 86_400)


def test_a_name_that_is_none_of_its_arrays_is_refused() -> None:
    @numba.njit
    def look(s: Any) -> int:
        return len(s.nothing)

    memory = Memory(engine().state)
    with pytest.raises((numba.TypingError, AttributeError), match="nothing"):
        look(memory)
