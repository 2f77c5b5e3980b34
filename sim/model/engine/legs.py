"""How long the legs of a load take, and when its truck may be on the road."""

from __future__ import annotations

import math

from sim.model.compiling import borrowing
from sim.model.draws import uniform
from sim.model.engine.state import State
from sim.model.laws import CONSTANT, invert

LATER = 2**50
"""A second after every run: a road that stays shut."""


@borrowing
def drawn(s: State, slot: int, law: int, purpose: int) -> float:
    """A load's value of a law."""
    if s.laws.laws[law].kind == CONSTANT:
        return s.laws.laws[law].a
    load = s.loads[slot]
    return invert(s.laws, law, uniform(s.keys[load.draws, purpose], load.index), load.number)


@borrowing
def whole(seconds: float) -> int:
    """Rounded half up."""
    return math.floor(seconds + 0.5)


@borrowing
def drive(s: State, origin: int, f: int, speed: float) -> int:
    """Seconds between a place and a facility."""
    return whole(s.metres[origin, f] * 3600.0 / speed)


@borrowing
def start(s: State, origin: int, f: int, ready: int, seconds: int) -> int:
    """The first second, not before `ready`, at which a leg between a place and a facility fits the hours of its roads.

    A leg is never paused on the road. LATER if the run has no such second.
    """
    w = s.way_of[origin, f]
    if w < 0:
        return ready
    way = s.ways[w]
    while way.hour < way.last_hour and s.hours[way.hour, 1] <= s.clock[0].now:
        way.hour += 1  # hours that are over are never asked for again
    for i in range(way.hour, way.last_hour):
        begin, end = max(ready, s.hours[i, 0]), s.hours[i, 1]
        if begin < end and begin + seconds <= end:
            return begin
    return LATER
