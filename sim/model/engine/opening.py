"""What lies at facilities from the start: loads in a store, batches before a plant, products behind it."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine import dispatch, plants, products, records
from sim.model.engine.state import STORE, State


@borrowing
def appear(s: State, now: int) -> None:
    """The next of the day's loads is released at its source, or has lain at a facility from the start."""
    clock = s.clock[0]
    if s.births[clock.next_birth].origin < clock.sources:
        dispatch.release(s, now)
    else:
        clock.next_birth += 1
        lay(s, clock.next_birth - 1, now)


@borrowing
def lay(s: State, b: int, now: int) -> None:
    """Lay a birth down where it belongs. Stock or yard has counted it from the start (`sim.model.opening`)."""
    birth, sources = s.births[b], s.clock[0].sources
    f, item, stream, kg = birth.origin - sources, birth.item, birth.stream, birth.kg
    facility = s.facilities[f]
    if facility.kind != STORE and s.outputs_of[f, item, 0] == s.outputs_of[f, item, 1]:  # an output
        p = s.pile_of[f, item, stream]
        s.piles[p].kg += kg
        products.deliver(s, p, now)
        return
    if facility.kind != STORE:
        plants.receive(s, f, item, stream, kg, now)
        return
    slot = records.new_load(s)
    load = s.loads[slot]
    load.kg, load.origin, load.stream, load.item = kg, birth.origin, stream, item
    load.draws, load.index, load.number, load.release = birth.draws, birth.index, birth.number, now
    load.key = records.key_of_given(s, f, stream, now)
    dispatch.enqueue(s, slot, s.store_queue[f, item], now)
