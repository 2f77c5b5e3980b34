"""What a truck asks of any facility: may this load come, reserve its room, take it.

To a truck every facility is the same; the kinds differ in what happens after tipping. A new kind of facility is a
branch here, a row in `sim.model.engine.building`, and a file of its own if it does something by itself.
"""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.district import NEVER
from sim.model.engine import plants, sinks, tally
from sim.model.engine.state import (
    BUSY,
    BY_BREAKDOWN,
    BY_CAPACITY,
    BY_DEMAND,
    BY_HOURS,
    BY_NOT_OPEN,
    BY_QUOTA,
    BY_STOCKPILE,
    BY_VOID,
    BY_YARD,
    LANDFILL,
    PLANT,
    STORE,
    YARD_FULL,
    State,
)

TAKEN = -1
"""No cause to refuse."""


@borrowing
def refusal(s: State, f: int, item: int, kg: int, arrival: int) -> int:
    """The cause why a load that arrives then cannot be taken, or TAKEN."""
    facility = s.facilities[f]
    if 0 <= facility.exhausted_at <= arrival:
        return BY_VOID
    if arrival < facility.opens or arrival >= facility.closes:
        return BY_NOT_OPEN
    cause = TAKEN
    if facility.kind == PLANT:
        cause = _refusal_of_plant(s, f, kg)
    elif facility.kind == STORE:
        if facility.limit >= 0 and facility.stock + facility.reserved + kg > facility.limit:
            cause = BY_STOCKPILE
    elif facility.kind == LANDFILL:
        if facility.void_left - facility.reserved < sinks.volume(s, f, item, kg):
            cause = BY_VOID
    elif facility.demand >= 0 and facility.left < sinks.amount(s, f, item, kg):
        cause = BY_DEMAND
    if cause == TAKEN and facility.quota >= 0 and facility.quota_left < kg:
        cause = BY_QUOTA
    if cause == TAKEN and not _is_open(s, f, arrival):
        cause = BY_HOURS
    return cause


@borrowing
def _refusal_of_plant(s: State, f: int, kg: int) -> int:
    facility, plant = s.facilities[f], s.plants[f]
    if facility.limit < 0 or facility.stock + facility.reserved + kg <= facility.limit:
        return TAKEN
    if not plant.is_sound:
        return BY_BREAKDOWN
    if plant.state == YARD_FULL:
        return BY_YARD
    return BY_CAPACITY if plant.state == BUSY else BY_STOCKPILE


@borrowing
def _is_open(s: State, f: int, second: int) -> bool:
    """Whether a second, not before the present, lies within a facility's hours."""
    facility = s.facilities[f]
    while facility.hour < facility.last_hour and s.hours[facility.hour, 1] <= s.clock[0].now:
        facility.hour += 1  # hours that are over are never asked for again
    i = facility.hour
    while i < facility.last_hour and s.hours[i, 1] <= second:
        i += 1
    return i < facility.last_hour and s.hours[i, 0] <= second


@borrowing
def reserve(s: State, f: int, item: int, kg: int) -> None:
    """Keep room for a load that has been dispatched, and charge the quota."""
    facility = s.facilities[f]
    if facility.quota >= 0:
        facility.quota_left -= kg
    if facility.kind == PLANT or facility.kind == STORE:
        facility.reserved += kg
    elif facility.kind == LANDFILL:
        facility.reserved += sinks.volume(s, f, item, kg)
    elif facility.demand >= 0:
        facility.left -= sinks.amount(s, f, item, kg)


@borrowing
def release(s: State, f: int, item: int, kg: int) -> None:
    """Give up the room of a load that will not come; a quota of a day or month stays charged."""
    facility = s.facilities[f]
    if facility.kind == PLANT or facility.kind == STORE:
        facility.reserved -= kg
    elif facility.kind == LANDFILL:
        facility.reserved -= sinks.volume(s, f, item, kg)
    elif facility.is_once:
        facility.left += sinks.amount(s, f, item, kg)


@borrowing
def next_opening(s: State, f: int, now: int) -> int:
    """The second at which a gate that is shut opens again; the present where only the run's end may come before."""
    facility = s.facilities[f]
    if now >= facility.closes:
        return NEVER
    for i in range(facility.hour, facility.last_hour):
        begin = max(s.hours[i, 0], facility.opens)
        if s.hours[i, 1] > now and begin < s.hours[i, 1]:
            return begin if begin < facility.closes else NEVER
    return now


@borrowing
def take(s: State, f: int, item: int, stream: int, kg: int, now: int) -> bool:
    """Receive a tipped load and give up its reservation; whether that has exhausted the facility."""
    facility = s.facilities[f]
    if facility.kind == LANDFILL:
        return sinks.bury(s, f, item, stream, kg, now)
    if facility.kind == PLANT or facility.kind == STORE:
        facility.reserved -= kg
        facility.stock += kg
        facility.stock_peak = max(facility.stock_peak, facility.stock)
        if facility.kind == PLANT:
            plants.receive(s, f, item, stream, kg, now)
    else:
        tally.flow(s, s.clock[0].sources + f, facility.fate, stream, item, kg)
    return False


@borrowing
def gains_room(s: State, f: int, kg: int, now: int) -> None:
    """A load has left on a truck: room in a plant's yard, or in a store, to which queues may lead."""
    facility, clock = s.facilities[f], s.clock[0]
    if facility.kind == PLANT:
        plants.clear(s, f, kg, now)
    else:
        facility.stock -= kg
        if not facility.is_freed:
            facility.is_freed = 1
            s.freed[clock.freed_stores] = f
            clock.freed_stores += 1
