"""From the gate to the truck's return: weighed in, tipped, weighed out."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine import events, facilities, journal, tally
from sim.model.engine.dispatch import dispatch, enqueue, occupy
from sim.model.engine.diversion import drive_back, is_rejected, send_away, wait_again
from sim.model.engine.fifo import append
from sim.model.engine.legs import drawn, whole
from sim.model.engine.loading import join, leave
from sim.model.engine.records import forget, key_of_given, new_load, record
from sim.model.engine.state import (
    BROUGHT_BACK,
    BY_HOURS,
    BY_NOT_OPEN,
    BY_REJECTION,
    RETURNING,
    TIPPED,
    WEIGHED_IN,
    WEIGHED_OUT,
    State,
)
from sim.model.loads import TIPPING, WEIGH_IN, WEIGH_OUT

IN_LANE, BAY, OUT_LANE = range(3)
"""Stations of a gate."""


@borrowing
def arrive(s: State, slot: int, now: int) -> None:
    """Join the queue of the weighbridge, or wait outside until the gate opens."""
    load = s.loads[slot]
    load.arrived = now
    facility, patience = s.facilities[load.destination], s.fleets[load.fleet].divert_after
    if facility.is_gate_open:
        enter_gate(s, slot, now)
    elif load.via < 0 and facilities.next_opening(s, load.destination, now) - now > patience >= 0:
        send_away(s, slot, BY_NOT_OPEN if now >= facility.closes else BY_HOURS, now)
    else:
        append(s.loads, s.outside[load.destination], slot)
        journal.note(s, journal.QUEUED, 3 * load.destination + IN_LANE, 1)


@borrowing
def open_gate(s: State, f: int, now: int) -> None:
    """Let in who waits outside, in order of arrival."""
    s.facilities[f].is_gate_open = 1
    outside = s.outside[f]
    slot = outside.head
    outside.head = -1
    while slot >= 0:
        following = s.loads[slot].next
        journal.note(s, journal.QUEUED, 3 * f + IN_LANE, -1)
        enter_gate(s, slot, now)
        slot = following


@borrowing
def enter_gate(s: State, slot: int, now: int) -> None:
    """Join the queue of the weighbridge."""
    if join(s, 3 * s.loads[slot].destination + IN_LANE, slot):
        begin_weigh_in(s, slot, now)


@borrowing
def begin_weigh_in(s: State, slot: int, now: int) -> None:
    """A lane is free."""
    load, clock = s.loads[slot], s.clock[0]
    load.weigh_in = now
    facility = s.facilities[load.destination]
    wait = s.gate_waits[clock.gate_waits]
    wait.who, wait.seconds = load.destination, now - load.arrived
    clock.gate_waits += 1
    service = whole(drawn(s, slot, facility.weigh_in, WEIGH_IN))
    facility.lane_seconds += service
    events.push(s, now + service, WEIGHED_IN, load.key, slot)


@borrowing
def finish_weigh_in(s: State, slot: int, now: int) -> None:
    """Hand the lane on and go to the bays."""
    load = s.loads[slot]
    load.weighed_in = now
    following = leave(s, 3 * load.destination + IN_LANE)
    if following >= 0:
        begin_weigh_in(s, following, now)
    if is_rejected(s, slot, load.destination):
        send_away(s, slot, BY_REJECTION, now)
    elif join(s, 3 * load.destination + BAY, slot):
        begin_tipping(s, slot, now)


@borrowing
def begin_tipping(s: State, slot: int, now: int) -> None:
    """A bay is free."""
    load = s.loads[slot]
    load.tipping = now
    service = whole(drawn(s, slot, s.facilities[load.destination].tipping, TIPPING))
    events.push(s, now + service, TIPPED, load.key, slot)


@borrowing
def finish_tipping(s: State, slot: int, now: int) -> bool:
    """Hand over the load and the bay, go to the weighbridge; whether the facility is exhausted now."""
    load, clock = s.loads[slot], s.clock[0]
    f = load.destination
    load.tipped, load.use = now, RETURNING
    tally.flow(s, s.special[1], clock.sources + f, load.stream, load.item, load.kg)
    if load.cause >= 0:
        place = clock.sources + f
        tally.refuse(s, load.origin, load.refused_by, load.cause, load.stream, load.item, place, load.kg)
    is_exhausted = facilities.take(s, f, load.item, load.stream, load.kg, now)
    following = leave(s, 3 * f + BAY)
    if following >= 0:
        begin_tipping(s, following, now)
    if join(s, 3 * f + OUT_LANE, slot):
        begin_weigh_out(s, slot, now)
    return is_exhausted


@borrowing
def begin_weigh_out(s: State, slot: int, now: int) -> None:
    """A lane is free."""
    load = s.loads[slot]
    load.weigh_out = now
    service = whole(drawn(s, slot, s.facilities[load.destination].weigh_out, WEIGH_OUT))
    events.push(s, now + service, WEIGHED_OUT, load.key, slot)


@borrowing
def finish_weigh_out(s: State, slot: int, now: int) -> None:
    """Hand the lane on and drive back."""
    load = s.loads[slot]
    load.weighed_out = now
    following = leave(s, 3 * load.destination + OUT_LANE)
    if following >= 0:
        begin_weigh_out(s, following, now)
    drive_back(s, slot, now)


@borrowing
def give_back(s: State, slot: int, now: int) -> None:
    """What a store has taken waits there for a truck; its own truck still drives back."""
    f = s.loads[slot].destination
    copy = new_load(s)
    load, again = s.loads[slot], s.loads[copy]
    again.key, again.kg = key_of_given(s, f, load.stream, now), load.kg
    again.stream, again.item = load.stream, load.item
    again.draws, again.index, again.number = load.draws, load.index, load.number
    again.origin, again.release = s.clock[0].sources + f, now
    enqueue(s, copy, s.store_queue[f, load.item], now)


@borrowing
def come_back(s: State, slot: int, now: int) -> None:
    """The truck is free for the next load."""
    load, clock = s.loads[slot], s.clock[0]
    load.back = now
    v = load.fleet
    occupy(s, v, -1, now)
    if load.via < 0:
        tally.trip(s, load.origin, clock.sources + load.destination, load.stream, load.item, load.kg)
    else:
        tally.trip(s, load.origin, clock.sources + load.via, load.stream, load.item, load.kg)
        tally.trip(s, clock.sources + load.via, clock.sources + load.destination, load.stream, load.item, load.kg)
    if clock.keeps_trace:
        record(s, slot)
    if load.use == BROUGHT_BACK:
        wait_again(s, slot, now)
    forget(s, slot)
    dispatch(s, v, now)
