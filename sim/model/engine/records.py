"""Records of loads: taken, given back, noted in the trace."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine.state import FREE, State
from sim.model.loads import load_key


@borrowing
def new_load(s: State) -> int:
    """A free record."""
    clock = s.clock[0]
    slot = clock.free_load
    clock.free_load = s.loads[slot].next
    clock.free_loads -= 1
    if clock.keeps_journal:
        clear(s, slot)
    return slot


@borrowing
def clear(s: State, slot: int) -> None:
    """No instant has come yet: who reads a life that is not over must not take the last one's for it."""
    load = s.loads[slot]
    load.dispatched = load.loading = load.loaded = load.departed = load.arrived = load.weigh_in = load.weighed_in = -1
    load.tipping = load.tipped = load.weigh_out = load.weighed_out = load.back = -1


@borrowing
def forget(s: State, slot: int) -> None:
    """The record is free again."""
    clock, load = s.clock[0], s.loads[slot]
    load.use, load.next = FREE, clock.free_load
    clock.free_load = slot
    clock.free_loads += 1


@borrowing
def key_of_given(s: State, f: int, stream: int, now: int) -> int:
    """The key of a load that comes out of a facility; several may in one second, whatever they hold."""
    facility = s.facilities[f]
    facility.given += 1
    return load_key(now, stream, s.clock[0].sources + f, facility.given - 1)


@borrowing
def record(s: State, slot: int) -> None:
    """Keep a load's life."""
    load, clock = s.loads[slot], s.clock[0]
    t = s.trace[clock.trace]
    clock.trace += 1
    t.key, t.number, t.item, t.stream, t.kg = load.key, load.number, load.item, load.stream, load.kg
    t.origin, t.destination = load.origin, clock.sources + load.destination
    t.release, t.dispatched, t.loading, t.loaded = load.release, load.dispatched, load.loading, load.loaded
    t.departed, t.arrived, t.weigh_in, t.weighed_in = load.departed, load.arrived, load.weigh_in, load.weighed_in
    t.tipping, t.tipped, t.weigh_out = load.tipping, load.tipped, load.weigh_out
    t.weighed_out, t.back = load.weighed_out, load.back
