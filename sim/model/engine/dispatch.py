"""Loads that wait, and how trucks are sent to them."""

from __future__ import annotations

from sim.model.calendar import HOUR
from sim.model.compiling import borrowing
from sim.model.draws import uniform
from sim.model.engine import events, facilities, journal, loading, tally
from sim.model.engine.fifo import append
from sim.model.engine.legs import LATER, drawn, drive, start, whole
from sim.model.engine.records import forget, new_load
from sim.model.engine.state import (
    BY_HOURS,
    BY_ROAD,
    BY_ROUTE,
    BY_SHARE,
    BY_TRUCK,
    EXPIRED,
    STORE,
    UNDER_WAY,
    WAITING,
    State,
)
from sim.model.loads import LOADING, ROUTE, SPEED_LOADED, WASH


@borrowing
def release(s: State, now: int) -> None:
    """The next of the day's loads appears: it waits at its source, or is unserved where storage is full."""
    clock = s.clock[0]
    birth = s.births[clock.next_birth]
    clock.next_birth += 1
    q = s.items[birth.item].queue
    area = s.areas[s.area_of[birth.origin, birth.area]]
    if area.limit >= 0 and area.waiting + birth.kg > area.limit:
        unserve(s, q, birth.origin, birth.stream, birth.item, birth.kg)
        return
    area.waiting += birth.kg
    slot = new_load(s)
    load = s.loads[slot]
    load.key, load.kg, load.origin, load.stream, load.item = birth.key, birth.kg, birth.origin, birth.stream, birth.item
    load.draws, load.index, load.number, load.release = birth.draws, birth.index, birth.number, now
    load.area = birth.area
    enqueue(s, slot, q, now)


@borrowing
def enqueue(s: State, slot: int, q: int, now: int) -> None:
    """Add a load to its queue and try to send it."""
    queue, load = s.queues[q], s.loads[slot]
    load.use, load.fleet = WAITING, queue.fleet
    append(s.loads, queue, slot)
    journal.note(s, journal.QUEUED, journal.waiting_line(s, q), 1)
    if queue.max_wait >= 0:
        events.push(s, now + queue.max_wait, EXPIRED, load.key, slot)
    if not queue.is_blocked and s.fleets[queue.fleet].idle:
        dispatch(s, queue.fleet, now)


@borrowing
def expire(s: State, slot: int, key: int, now: int) -> None:
    """A load has waited as long as it may, if it still waits.

    Those ahead of it, if any, have joined the queue in the same second, so they are due as well.
    """
    load = s.loads[slot]
    if load.use != WAITING or load.key != key:
        return
    q = queue_of(s, slot)
    while load.use == WAITING:
        give_up(s, q, now)
    s.queues[q].is_blocked = 0
    dispatch(s, s.queues[q].fleet, now)


@borrowing
def give_up(s: State, q: int, now: int) -> None:
    """The head of a queue is unserved."""
    slot = leave_queue(s, q)
    load = s.loads[slot]
    journal.note(s, journal.WAITED, journal.waiting_line(s, q), now - load.release)
    leave_place(s, slot, now)
    unserve(s, q, load.origin, load.stream, load.item, load.kg)
    forget(s, slot)


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
        s.areas[s.area_of[load.origin, load.area]].waiting -= load.kg
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
    load.wash = wash
    leaves = now + load.loading_time + wash
    load.cause = -1
    n, first, total, chosen = 0, queue.first_choice, 0.0, -1
    for i in range(first, queue.last_choice):
        choice = s.preference[load.origin, i]
        if choice < 0 or (n and choice >= queue.last_ruled):
            break
        f = s.choices[choice]
        cause = refusal(s, slot, f, load.origin, leaves, drive(s, load.origin, f, speed))
        if cause == facilities.TAKEN:
            chosen = choice
            if queue.rule != BY_SHARE or choice >= queue.last_ruled:
                break
            s.scratch[len(s.queues) + n] = choice
            total += s.shares[choice]
            n += 1
        elif load.cause < 0:
            load.refused_by, load.cause = s.clock[0].sources + f, cause
    if chosen < 0:
        queue.is_blocked = 1
        if first == queue.last_choice or s.preference[load.origin, first] < 0:  # in a store; nothing leads on
            load.refused_by, load.cause = load.origin, BY_ROUTE
        if queue.reason_place < 0 or (load.cause >= 0 and load.cause != BY_HOURS):
            queue.reason_place, queue.reason_cause = (load.refused_by, load.cause) if load.cause >= 0 else (-1, -1)
        return -1
    if n:
        chosen = pick(s, len(s.queues), n, total * uniform(s.keys[load.draws, ROUTE], load.index))
    f = s.choices[chosen]
    load.drive = drive(s, load.origin, f, speed)
    return f


@borrowing
def refusal(s: State, slot: int, f: int, origin: int, ready: int, seconds: int) -> int:
    """The cause why a load that can leave a place then should not be sent to a facility, or TAKEN."""
    load = s.loads[slot]
    departs = start(s, origin, f, ready, seconds)
    patience = s.fleets[load.fleet].divert_after
    if departs - ready > patience >= 0 or departs == LATER:
        return BY_ROAD
    return facilities.refusal(s, f, load.item, load.kg, departs + seconds)


@borrowing
def pick(s: State, first: int, n: int, left: float) -> int:
    """One of the n candidates in `scratch` in proportion to their shares."""
    for i in range(first, first + n):
        left -= s.shares[s.scratch[i]]
        if left < 0.0:
            return s.scratch[i]
    return s.scratch[first + n - 1]  # pragma: no cover  # only if the shares are rounded down


@borrowing
def send(s: State, slot: int, f: int, now: int) -> None:
    """A truck takes a load: room is reserved, the load leaves its place, loading begins."""
    load, clock = s.loads[slot], s.clock[0]
    facilities.reserve(s, f, load.item, load.kg)
    occupy(s, load.fleet, 1, now)
    wait = s.fleet_waits[clock.fleet_waits]
    wait.who, wait.seconds = load.fleet, now - load.release
    clock.fleet_waits += 1
    load.destination, load.via, load.use, load.dispatched, load.loading = f, -1, UNDER_WAY, now, -1
    tally.flow(s, load.origin, s.special[1], load.stream, load.item, load.kg)
    leave_place(s, slot, now)
    loaders = 3 * len(s.facilities) + load.origin
    if load.origin >= clock.sources or s.stations[loaders].servers < 0:
        loading.set_out(s, slot, now + load.loading_time)
    elif loading.join(s, loaders, slot):
        loading.begin_loading(s, slot, now)


@borrowing
def occupy(s: State, v: int, trucks: int, now: int) -> None:
    """More (or fewer) trucks of a fleet are under way; the time of those that were is counted hour by hour."""
    fleet = s.fleets[v]
    busy = fleet.trucks - fleet.idle
    while busy > 0 and fleet.since < now:
        hour = fleet.since // HOUR
        until = min(now, (hour + 1) * HOUR)
        s.busy_seconds[v, hour % 24] += busy * (until - fleet.since)
        fleet.since = until
    fleet.since = now
    fleet.idle -= trucks


@borrowing
def leave_queue(s: State, q: int) -> int:
    """Take the head off a queue."""
    queue = s.queues[q]
    slot = queue.head
    queue.head = s.loads[slot].next
    journal.note(s, journal.QUEUED, journal.waiting_line(s, q), -1)
    return slot
