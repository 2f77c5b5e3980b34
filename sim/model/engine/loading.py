"""Stations with a queue, and how a truck gets away from where it is loaded."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine import events, journal, legs
from sim.model.engine.fifo import append
from sim.model.engine.state import ARRIVED, LOADED, State


@borrowing
def join(s: State, number: int, slot: int) -> bool:
    """Come to a station; whether service begins at once."""
    station = s.stations[number]
    if station.servers < 0 or station.busy < station.servers:
        station.busy += 1
        return True
    append(s.loads, station, slot)
    journal.note(s, journal.QUEUED, number, 1)
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
        journal.note(s, journal.QUEUED, number, -1)
    return slot


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
    """Wash, wait for the hours of the road and drive to the gate."""
    load = s.loads[slot]
    load.loaded = loaded
    load.departed = legs.start(s, load.origin, load.destination, loaded + load.wash, load.drive)
    if load.departed != legs.LATER:
        s.passes[load.origin, load.departed // 3600 % 24] += 1
    events.push(s, load.departed + load.drive, ARRIVED, load.key, slot)
