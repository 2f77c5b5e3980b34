"""The load cycle: a load from release to return, and how trucks are sent."""

from __future__ import annotations

import math

from sim.model.compiling import borrowing
from sim.model.draws import uniform
from sim.model.engine import events, facilities, tally
from sim.model.engine.fifo import append
from sim.model.engine.state import (
    ARRIVED,
    BACK,
    BY_HOURS,
    BY_SHARE,
    BY_TRUCK,
    EXPIRED,
    FREE,
    LOADED,
    RETURNING,
    STORE,
    TIPPED,
    UNDER_WAY,
    WAITING,
    WEIGHED_IN,
    WEIGHED_OUT,
    State,
)
from sim.model.laws import CONSTANT, invert
from sim.model.loads import LOADING, ROUTE, SPEED_EMPTY, SPEED_LOADED, TIPPING, WASH, WEIGH_IN, WEIGH_OUT, load_key

IN_LANE, BAY, OUT_LANE = range(3)
"""Stations of a gate."""


# durations of a load's legs


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


# records of loads


@borrowing
def new_load(s: State) -> int:
    """A free record."""
    clock = s.clock[0]
    slot = clock.free_load
    clock.free_load = s.loads[slot].next
    clock.free_loads -= 1
    return slot


@borrowing
def forget(s: State, slot: int) -> None:
    """The record is free again."""
    clock, load = s.clock[0], s.loads[slot]
    load.use, load.next = FREE, clock.free_load
    clock.free_load = slot
    clock.free_loads += 1


@borrowing
def leave_queue(s: State, q: int) -> int:
    """Take the head off a queue."""
    queue = s.queues[q]
    slot = queue.head
    queue.head = s.loads[slot].next
    return slot


# waiting and dispatch


@borrowing
def release(s: State, now: int) -> None:
    """The next of the day's loads appears: it waits at its source, or is unserved where storage is full."""
    clock = s.clock[0]
    birth = s.births[clock.next_birth]
    clock.next_birth += 1
    q = s.items[birth.item].queue
    area = s.areas[s.area_of[birth.origin, birth.stream]]
    if area.limit >= 0 and area.waiting + birth.kg > area.limit:
        unserve(s, q, birth.origin, birth.stream, birth.item, birth.kg)
        return
    area.waiting += birth.kg
    slot = new_load(s)
    load = s.loads[slot]
    load.key, load.kg, load.origin, load.stream, load.item = birth.key, birth.kg, birth.origin, birth.stream, birth.item
    load.draws, load.index, load.number, load.release = birth.draws, birth.index, birth.number, now
    enqueue(s, slot, q, now)


@borrowing
def enqueue(s: State, slot: int, q: int, now: int) -> None:
    """Add a load to its queue and try to send it."""
    queue, load = s.queues[q], s.loads[slot]
    load.use, load.fleet = WAITING, queue.fleet
    append(s.loads, queue, slot)
    if queue.max_wait >= 0:
        events.push(s, now + queue.max_wait, EXPIRED, load.key, slot)
    if not queue.is_blocked and s.fleets[queue.fleet].idle:
        dispatch(s, queue.fleet, now)


@borrowing
def expire(s: State, slot: int, key: int, now: int) -> None:
    """A load has waited as long as it may, if it still waits."""
    load = s.loads[slot]
    if load.use != WAITING or load.key != key:
        return
    q = queue_of(s, slot)
    if s.queues[q].head != slot:
        return
    leave_queue(s, q)
    leave_place(s, slot, now)
    unserve(s, q, load.origin, load.stream, load.item, load.kg)
    forget(s, slot)
    s.queues[q].is_blocked = 0
    dispatch(s, s.queues[q].fleet, now)


@borrowing
def queue_of(s: State, slot: int) -> int:
    """The queue in which a load waits: that of its item, or of the store that holds it."""
    load, sources = s.loads[slot], s.clock[0].sources
    if load.origin >= sources and s.facilities[load.origin - sources].kind == STORE:
        return s.store_queue[load.origin - sources, load.item]
    return s.items[load.item].queue


@borrowing
def unserve(s: State, q: int, origin: int, stream: int, item: int, kg: int) -> None:
    """Count kilograms as unserved, for the reason that holds up their queue."""
    queue = s.queues[q]
    if queue.reason_place >= 0:
        tally.unserve(s, origin, queue.reason_place, queue.reason_cause, stream, item, kg)
    else:
        tally.unserve(s, origin, s.special[3] + queue.fleet, BY_TRUCK, stream, item, kg)


@borrowing
def leave_place(s: State, slot: int, now: int) -> None:
    """Free the storage, yard or store in which a load has waited."""
    load, sources = s.loads[slot], s.clock[0].sources
    if load.origin < sources:
        s.areas[s.area_of[load.origin, load.stream]].waiting -= load.kg
    else:
        facilities.gains_room(s, load.origin - sources, load.kg, now)


@borrowing
def unblock(s: State, f: int, now: int) -> None:
    """Something has changed at a facility: let the queues that lead there try again.

    First the items that the facility prefers, then the head released first.
    """
    n, first = 0, s.leading_to[f, 0]
    for i in range(first, s.leading_to[f, 1]):
        q = s.leading[i]
        if s.queues[q].head < 0:
            continue
        rank, key = s.priority[f, s.queues[q].item], s.loads[s.queues[q].head].key
        at = n
        while at > 0:
            other = s.queues[s.scratch[at - 1]]
            before = s.priority[f, other.item]
            if before < rank or (before == rank and s.loads[other.head].key < key):
                break
            s.scratch[at] = s.scratch[at - 1]
            at -= 1
        s.scratch[at] = q
        n += 1
    for i in range(n):
        queue = s.queues[s.scratch[i]]
        queue.is_blocked = 0
        if s.fleets[queue.fleet].idle:
            dispatch(s, queue.fleet, now)


@borrowing
def dispatch(s: State, v: int, now: int) -> None:
    """Send a fleet's idle trucks, each to the head released first among those that can be placed now."""
    fleet = s.fleets[v]
    while fleet.idle and fleet.is_working:
        best, best_key = -1, 0
        for q in range(fleet.first_queue, fleet.last_queue):
            queue = s.queues[q]
            if queue.head >= 0 and not queue.is_blocked:
                key = s.loads[queue.head].key
                if best < 0 or key < best_key:
                    best, best_key = q, key
        if best < 0:
            return
        f = choose(s, best, now)
        if f >= 0:
            s.queues[best].reason_place = -1
            send(s, leave_queue(s, best), f, now)


@borrowing
def choose(s: State, q: int, now: int) -> int:
    """The facility of the route that takes the head by its rule, or -1; notes the first refusal."""
    queue = s.queues[q]
    slot = queue.head
    load, fleet = s.loads[slot], s.fleets[queue.fleet]
    wash = whole(drawn(s, slot, fleet.wash, WASH))
    load.loading_time = whole(drawn(s, slot, fleet.loading, LOADING))
    speed = drawn(s, slot, fleet.speed_loaded, SPEED_LOADED)
    leaves = now + load.loading_time + wash
    load.cause = -1
    n, first, total, chosen = 0, queue.first_choice, 0.0, -1
    for i in range(first, queue.last_choice):
        choice = s.preference[load.origin, i]
        f = s.choices[choice]
        drive = whole(s.metres[load.origin, f] * 3600.0 / speed)
        cause = facilities.refusal(s, f, load.item, load.kg, leaves + drive)
        if cause == facilities.TAKEN:
            chosen = choice
            if queue.rule != BY_SHARE:
                break
            s.scratch[len(s.queues) + n] = choice
            total += s.shares[choice]
            n += 1
        elif load.cause < 0:
            load.refused_by, load.cause = s.clock[0].sources + f, cause
    if chosen < 0:
        queue.is_blocked = 1
        if queue.reason_place < 0 or (load.cause >= 0 and load.cause != BY_HOURS):
            queue.reason_place, queue.reason_cause = (load.refused_by, load.cause) if load.cause >= 0 else (-1, -1)
        return -1
    if queue.rule == BY_SHARE:
        chosen = pick(s, len(s.queues), n, total * uniform(s.keys[load.draws, ROUTE], load.index))
    f = s.choices[chosen]
    load.wash_time = wash
    load.to_gate = wash + whole(s.metres[load.origin, f] * 3600.0 / speed)
    return f


@borrowing
def pick(s: State, first: int, n: int, left: float) -> int:
    """One of the n candidates in `scratch` in proportion to their shares."""
    for i in range(first, first + n):
        left -= s.shares[s.scratch[i]]
        if left < 0.0:
            return s.scratch[i]
    return s.scratch[first + n - 1]


@borrowing
def send(s: State, slot: int, f: int, now: int) -> None:
    """A truck takes a load: room is reserved, the load leaves its place, loading begins."""
    load, clock = s.loads[slot], s.clock[0]
    facilities.reserve(s, f, load.item, load.kg)
    occupy(s, load.fleet, 1, now)
    wait = s.fleet_waits[clock.fleet_waits]
    wait.who, wait.seconds = load.fleet, now - load.release
    clock.fleet_waits += 1
    load.destination, load.use, load.dispatched, load.loading = f, UNDER_WAY, now, -1
    tally.flow(s, load.origin, s.special[1], load.stream, load.item, load.kg)
    leave_place(s, slot, now)
    loaders = 3 * len(s.facilities) + load.origin
    if load.origin >= clock.sources or s.stations[loaders].servers < 0:
        set_out(s, slot, now + load.loading_time)
    elif join(s, loaders, slot):
        begin_loading(s, slot, now)


@borrowing
def occupy(s: State, v: int, trucks: int, now: int) -> None:
    """More (or fewer) trucks of a fleet are under way."""
    fleet = s.fleets[v]
    fleet.busy_seconds += (fleet.trucks - fleet.idle) * (now - fleet.since)
    fleet.since = now
    fleet.idle -= trucks


# stations: servers with a FIFO queue


@borrowing
def join(s: State, number: int, slot: int) -> bool:
    """Come to a station; whether service begins at once."""
    station = s.stations[number]
    if station.servers < 0 or station.busy < station.servers:
        station.busy += 1
        return True
    append(s.loads, station, slot)
    return False


@borrowing
def leave(s: State, number: int) -> int:
    """Leave a station; the load whose service begins instead, or -1."""
    station = s.stations[number]
    slot = station.head
    if slot < 0:
        station.busy -= 1
    else:
        station.head = s.loads[slot].next
    return slot


# a load's life


@borrowing
def begin_loading(s: State, slot: int, now: int) -> None:
    """A loader is free."""
    load = s.loads[slot]
    load.loading = now
    events.push(s, now + load.loading_time, LOADED, load.key, slot)


@borrowing
def finish_loading(s: State, slot: int, now: int) -> None:
    """Hand the loader on and set out."""
    following = leave(s, 3 * len(s.facilities) + s.loads[slot].origin)
    if following >= 0:
        begin_loading(s, following, now)
    set_out(s, slot, now)


@borrowing
def set_out(s: State, slot: int, loaded: int) -> None:
    """Wash and drive to the gate."""
    load = s.loads[slot]
    load.loaded = loaded
    s.passes[load.origin, (loaded + load.wash_time) // 3600 % 24] += 1
    events.push(s, loaded + load.to_gate, ARRIVED, load.key, slot)


@borrowing
def arrive(s: State, slot: int, now: int) -> None:
    """Join the queue of the weighbridge, or wait outside until the gate opens."""
    load = s.loads[slot]
    load.arrived = now
    facility = s.facilities[load.destination]
    if facility.is_gate_open:
        enter_gate(s, slot, now)
    else:
        append(s.loads, s.outside[load.destination], slot)


@borrowing
def open_gate(s: State, f: int, now: int) -> None:
    """Let in who waits outside, in order of arrival."""
    s.facilities[f].is_gate_open = 1
    outside = s.outside[f]
    slot = outside.head
    outside.head = -1
    while slot >= 0:
        following = s.loads[slot].next
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
    if join(s, 3 * load.destination + BAY, slot):
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
    speed = drawn(s, slot, s.fleets[load.fleet].speed_empty, SPEED_EMPTY)
    drive = whole(s.metres[load.origin, load.destination] * 3600.0 / speed)
    events.push(s, now + drive, BACK, load.key, slot)


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
def key_of_given(s: State, f: int, stream: int, now: int) -> int:
    """The key of a load that comes out of a facility; several may in one second, whatever they hold."""
    facility = s.facilities[f]
    facility.given += 1
    return load_key(now, stream, s.clock[0].sources + f, facility.given - 1)


@borrowing
def come_back(s: State, slot: int, now: int) -> None:
    """The truck is free for the next load."""
    load, clock = s.loads[slot], s.clock[0]
    load.back = now
    v = load.fleet
    occupy(s, v, -1, now)
    tally.trip(s, load.origin, clock.sources + load.destination, load.stream, load.item, load.kg)
    if clock.keeps_trace:
        record(s, slot)
    forget(s, slot)
    dispatch(s, v, now)


@borrowing
def record(s: State, slot: int) -> None:
    """Keep a load's life."""
    load, clock = s.loads[slot], s.clock[0]
    t = s.trace[clock.trace]
    clock.trace += 1
    t.key, t.number, t.item, t.stream, t.kg = load.key, load.number, load.item, load.stream, load.kg
    t.origin, t.destination = load.origin, clock.sources + load.destination
    t.release, t.dispatched, t.loading, t.loaded = load.release, load.dispatched, load.loading, load.loaded
    t.arrived, t.weigh_in, t.weighed_in = load.arrived, load.weigh_in, load.weighed_in
    t.tipping, t.tipped, t.weigh_out = load.tipping, load.tipped, load.weigh_out
    t.weighed_out, t.back = load.weighed_out, load.back
