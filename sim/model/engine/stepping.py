"""The loop: all events of trucks and plants before an instant, then what the calendar changes at it."""

from __future__ import annotations

from sim.model.compiling import borrowing, borrowing_entry
from sim.model.engine import dispatch, events, gates, loading, opening, plants, products, sinks, tally
from sim.model.engine.state import (
    ARRIVED,
    BACK,
    BATCH,
    BUSY,
    DEMAND,
    LOADED,
    RELEASED,
    STORE,
    TIPPED,
    WEIGHED_IN,
    WEIGHED_OUT,
    State,
)

(
    OPEN_GATE, CLOSE_GATE, START_MACHINE, STOP_MACHINE, FAIL, REPAIR, SET_RATE,
    START_FLEET, STOP_FLEET, BEGIN_DAY, REFILL_VOIDS, RELEASE, OPEN_ROAD,
) = range(13)  # fmt: skip
"""What the calendar can change."""

NEW_DAY, NEW_MONTH, NEW_YEAR = range(3)
"""What begins with a day."""

DONE, LOADS, BATCHES, HEAP, ROWS, SLOTS, LOG, GATE_WAITS, FLEET_WAITS, TRACES, NOTES = range(11)
"""What `step` answers: everything is done, or these arrays must be longer before it can go on."""


@borrowing_entry
def step(s: State, until: int, commands: int) -> int:
    """Handle all events before `until`, then that many commands at it; if not DONE, grow an array and call again."""
    clock = s.clock[0]
    while True:
        short = short_of(s)
        if short != DONE:
            return short
        at, key = until * events.KINDS, -1
        is_release = False
        if clock.next_birth < clock.births:
            birth = s.births[clock.next_birth]
            second = birth.release * events.KINDS + RELEASED
            if second < at:
                at, key, is_release = second, birth.key, True
        if clock.heap and (s.heap[0].at < at or (s.heap[0].at == at and s.heap[0].key < key)):
            event = s.heap[0]
            now, kind, key, slot = event.at // events.KINDS, event.at % events.KINDS, event.key, event.slot
            events.drop_first(s)
            tally.turn_to(s, now)
            handle(s, now, kind, key, slot)
        elif is_release:
            now = at // events.KINDS
            tally.turn_to(s, now)
            opening.appear(s, now)
        else:
            break
        settle(s, clock.now)
    tally.turn_to(s, until)
    while clock.commands < commands:
        short = short_of(s)
        if short != DONE:
            return short
        command = s.commands[clock.commands]
        change(s, command.what, command.which, command.value, until)
        clock.commands += 1
        settle(s, until)
    clock.commands = 0
    return DONE


@borrowing
def short_of(s: State) -> int:
    """The array that might not hold what one event or command adds at most, or DONE."""
    clock = s.clock[0]
    if clock.free_loads < clock.product_loads + 2:
        return LOADS
    if clock.free_batches < 2:
        return BATCHES
    if clock.heap + clock.product_loads + 2 * clock.trucks + 2 * len(s.plants) + 2 > len(s.heap):
        return HEAP
    if clock.rows + clock.postings > len(s.rows):
        return ROWS
    if 2 * (clock.rows + clock.postings) > len(s.slots):
        return SLOTS
    if clock.log + clock.postings > len(s.log):
        return LOG
    if clock.gate_waits + clock.trucks > len(s.gate_waits):
        return GATE_WAITS
    if clock.fleet_waits + clock.trucks > len(s.fleet_waits):
        return FLEET_WAITS
    if clock.keeps_trace and clock.trace == len(s.trace):
        return TRACES
    if clock.keeps_journal and clock.journal + clock.notes > len(s.journal):
        return NOTES
    return DONE


@borrowing
def handle(s: State, now: int, kind: int, key: int, slot: int) -> None:
    """One event of a load, or the end of a plant's batch (`slot` is the plant, `key` tells whether it is current)."""
    if kind == ARRIVED:
        gates.arrive(s, slot, now)
    elif kind == WEIGHED_IN:
        gates.finish_weigh_in(s, slot, now)
    elif kind == TIPPED:
        tip(s, slot, now)
    elif kind == WEIGHED_OUT:
        gates.finish_weigh_out(s, slot, now)
    elif kind == BACK:
        gates.come_back(s, slot, now)
    elif kind == BATCH:
        if key == plants.batch_key(slot, s.plants[slot].version) and s.plants[slot].state == BUSY:
            products.finish_batch(s, slot, now)
    elif kind == LOADED:
        loading.finish_loading(s, slot, now)
    else:
        dispatch.expire(s, slot, key, now)


@borrowing
def tip(s: State, slot: int, now: int) -> None:
    """A load is handed over; that may exhaust a landfill, and a store offers the load again at once."""
    f = s.loads[slot].destination
    if gates.finish_tipping(s, slot, now):
        dispatch.unblock(s, f, now)
    if s.facilities[f].kind == STORE:
        gates.give_back(s, slot, now)


@borrowing
def settle(s: State, now: int) -> None:
    """Stores that have gained room during an event let queues try again, when the event is over."""
    clock = s.clock[0]
    i = 0
    while i < clock.freed_stores:
        f = s.freed[i]
        s.facilities[f].is_freed = 0
        dispatch.unblock(s, f, now)
        i += 1
    clock.freed_stores = 0


@borrowing
def change(s: State, what: int, which: int, value: int, now: int) -> None:
    """One change by the calendar."""
    if what == OPEN_GATE:
        if s.facilities[which].exhausted_at < 0:
            gates.open_gate(s, which, now)
            dispatch.unblock(s, which, now)
    elif what == CLOSE_GATE:
        s.facilities[which].is_gate_open = 0
    elif what in (START_MACHINE, STOP_MACHINE):
        plants.set_open(s, which, what == START_MACHINE, now)
    elif what in (FAIL, REPAIR):
        plants.set_sound(s, which, what == REPAIR, now)
    elif what == SET_RATE:
        plants.set_rate(s, which, value, now)
    elif what == START_FLEET:
        s.fleets[which].is_working = 1
        dispatch.dispatch(s, which, now)
    elif what == STOP_FLEET:
        s.fleets[which].is_working = 0
    elif what == OPEN_ROAD:
        for f in range(len(s.facilities)):
            if s.on_road[which, f]:
                dispatch.unblock(s, f, now)
    elif what == BEGIN_DAY:
        begin_day(s, value >= NEW_MONTH, value == NEW_YEAR, now)
    elif what == REFILL_VOIDS:
        for f in range(len(s.facilities)):
            sinks.refill(s, f, now)
    else:  # RELEASE
        tally.post_day(s, which)
        s.clock[0].births, s.clock[0].next_birth = value, 0


@borrowing
def begin_day(s: State, is_new_month: bool, is_new_year: bool, now: int) -> None:
    """Quotas begin anew, buyers take what has waited, and queues that a quota or a demand held up try again."""
    for f in range(len(s.facilities)):
        facility = s.facilities[f]
        if is_new_quota(s, f, is_new_year):
            facility.quota_left = facility.quota
        if facility.kind == DEMAND and facility.demand >= 0 and is_new_month:
            sinks.begin_month(s, f)
    products.sell_stock(s, now)
    for f in range(len(s.facilities)):
        facility = s.facilities[f]
        is_new_demand = facility.kind == DEMAND and facility.demand >= 0 and is_new_month
        if is_new_demand or is_new_quota(s, f, is_new_year):
            dispatch.unblock(s, f, now)


@borrowing
def is_new_quota(s: State, f: int, is_new_year: bool) -> bool:
    """Whether a facility's quota begins anew with this day."""
    facility = s.facilities[f]
    return facility.quota >= 0 and (is_new_year or not facility.is_yearly)
