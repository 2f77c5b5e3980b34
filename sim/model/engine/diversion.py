"""What becomes of a load that a gate does not take: sent on to another facility, brought back, or unserved."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.draws import uniform
from sim.model.engine import events, facilities, journal, tally
from sim.model.engine.dispatch import enqueue, queue_of, refusal, unblock
from sim.model.engine.legs import drawn, drive, start
from sim.model.engine.records import key_of_given, new_load
from sim.model.engine.state import ARRIVED, BACK, BROUGHT_BACK, BY_REJECTION, RETURNING, State
from sim.model.loads import REJECTION, SPEED_EMPTY, SPEED_LOADED


@borrowing
def drive_back(s: State, slot: int, now: int) -> None:
    """Drive back as the truck has come, each leg when its road is open."""
    load, second = s.loads[slot], now
    speed = drawn(s, slot, s.fleets[load.fleet].speed_empty, SPEED_EMPTY)
    last = load.destination
    if load.via >= 0:
        via = s.clock[0].sources + load.via
        seconds = drive(s, via, last, speed)
        second = start(s, via, last, second, seconds) + seconds
        last = load.via
    seconds = drive(s, load.origin, last, speed)
    events.push(s, start(s, load.origin, last, second, seconds) + seconds, BACK, load.key, slot)


@borrowing
def is_rejected(s: State, slot: int, f: int) -> bool:
    """Whether a facility finds a load too mixed or wet: one number of the load decides everywhere."""
    load = s.loads[slot]
    share = s.rejected[f, load.item]
    return share > 0.0 and uniform(s.keys[load.draws, REJECTION], load.index) < share


@borrowing
def send_away(s: State, slot: int, cause: int, now: int) -> None:
    """A gate that is shut for too long, or rejects the load, gives up its place: elsewhere, or back with it.

    A load is sent on once. One that is rejected and finds no other place is unserved and not brought back.
    """
    load, clock = s.loads[slot], s.clock[0]
    f = load.destination
    facilities.release(s, f, load.item, load.kg)
    load.tipping = load.tipped = load.weigh_out = load.weighed_out = -1
    if cause != BY_REJECTION:
        load.weigh_in = load.weighed_in = -1
    if load.cause < 0:
        load.refused_by, load.cause = clock.sources + f, cause
    if load.via >= 0 or not send_on(s, slot, f, now):
        if cause == BY_REJECTION:
            load.use = RETURNING
            tally.flow(s, s.special[1], s.special[2], load.stream, load.item, load.kg)
            tally.refuse(s, load.origin, clock.sources + f, cause, load.stream, load.item, s.special[2], load.kg)
        else:
            load.use = BROUGHT_BACK
        drive_back(s, slot, now)
    unblock(s, f, now)


@borrowing
def send_on(s: State, slot: int, f: int, now: int) -> bool:
    """From a gate to the first other facility of the route that takes the load; whether there is one."""
    load, here = s.loads[slot], s.clock[0].sources + f
    queue = s.queues[queue_of(s, slot)]
    speed = drawn(s, slot, s.fleets[load.fleet].speed_loaded, SPEED_LOADED)
    for i in range(queue.first_choice, queue.last_choice):
        choice = s.preference[here, i]
        if choice < 0:
            return False
        other = s.choices[choice]
        if other == f or s.metres[here, other] < 0 or is_rejected(s, slot, other):
            continue
        seconds = drive(s, here, other, speed)
        if refusal(s, slot, other, here, now, seconds) == facilities.TAKEN:
            facilities.reserve(s, other, load.item, load.kg)
            if load.weigh_in >= 0:
                journal.note(s, journal.WAITED, 3 * f, load.weigh_in - load.arrived)
            load.arrived = load.weigh_in = load.weighed_in = -1
            load.via, load.destination = f, other
            events.push(s, start(s, here, other, now, seconds) + seconds, ARRIVED, load.key, slot)
            return True
    return False


@borrowing
def wait_again(s: State, slot: int, now: int) -> None:
    """A load that has been brought back waits where it came from, as if released now."""
    load = s.loads[slot]
    assert load.origin < s.clock[0].sources  # only who waits for a loader leaves later than foreseen, to a shut gate
    q, copy = queue_of(s, slot), new_load(s)
    again = s.loads[copy]
    again.key, again.kg = key_of_given(s, load.destination, load.stream, now), load.kg
    again.stream, again.item, again.origin, again.release = load.stream, load.item, load.origin, now
    again.draws, again.index, again.number, again.area = load.draws, load.index, load.number, load.area
    journal.note(s, journal.BROUGHT, load.origin, load.kg)
    tally.flow(s, s.special[1], load.origin, load.stream, load.item, load.kg)
    s.areas[s.area_of[load.origin, load.area]].waiting += load.kg
    enqueue(s, copy, q, now)
