"""Postings of mass: sums of a day by key, written to a log when the next day's first posting comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.model.calendar import DAY
from sim.model.compiling import borrowing, borrowing_entry
from sim.model.engine import journal
from sim.model.engine.state import BY_ROUTE, CAUSES, Array, State
from sim.model.names import Names

FLOW, REFUSED, MADE, TRIP = range(4)
"""Kinds of posting."""

ACCOUNT_BITS, STREAM_BITS, ITEM_BITS, CAUSE_BITS, KIND_SHIFT = 12, 6, 10, 4, 60
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)


@borrowing
def post(s: State, key: int, kg: int) -> None:
    """Add to the sum of a key on the present day."""
    clock = s.clock[0]
    n = find(s.slots, key)
    slot = s.slots[n]
    if slot.row < 0:
        slot.key, slot.row = key, clock.rows
        new = s.rows[clock.rows]
        new.key, new.day, new.kg, new.loads = key, clock.day, 0, 0
        clock.rows += 1
    row = s.rows[slot.row]
    if row.day != clock.day:
        entry = s.log[clock.log]
        entry.key, entry.day, entry.kg, entry.loads = slot.row, row.day, row.kg, row.loads
        clock.log += 1
        row.day, row.kg, row.loads = clock.day, 0, 0
    row.kg += kg
    row.loads += 1
    journal.note(s, journal.POSTED, key, kg)


@borrowing
def find(slots: Array, key: int) -> int:
    """The place of a key in the hash table, or the free one where it belongs."""
    mask = len(slots) - 1
    i: Any = np.int64((np.uint64(key) * _MIX) >> _SHIFT) & mask
    while slots[i].row >= 0 and slots[i].key != key:
        i = (i + 1) & mask
    return i


@borrowing_entry
def rehash(old: Array, new: Array) -> None:
    """Move all keys to a larger table."""
    for i in range(len(old)):
        if old[i].row >= 0:
            slot = new[find(new, old[i].key)]
            slot.key, slot.row = old[i].key, old[i].row


@borrowing
def flow(s: State, origin: int, to: int, stream: int, item: int, kg: int) -> None:
    """Move kilograms from one account to another."""
    s.held[origin] -= kg
    s.held[to] += kg
    post(s, (((origin << ACCOUNT_BITS | to) << STREAM_BITS | stream) << ITEM_BITS) | item, kg)


@borrowing
def refuse(s: State, place: int, by: int, cause: int, stream: int, item: int, destination: int, kg: int) -> None:
    """Note that mass at a place missed a better place for a cause; `by` and `destination` are accounts."""
    key = ((place << ACCOUNT_BITS | by) << CAUSE_BITS | cause) << STREAM_BITS | stream
    post(s, REFUSED << KIND_SHIFT | (key << ITEM_BITS | item) << ACCOUNT_BITS | destination, kg)


@borrowing
def unserve(s: State, place: int, by: int, cause: int, stream: int, item: int, kg: int) -> None:
    """Count kilograms at a place as unserved."""
    flow(s, place, s.special[2], stream, item, kg)
    refuse(s, place, by, cause, stream, item, s.special[2], kg)


@borrowing
def make(s: State, plant: int, stream: int, of: int, item: int, kg: int) -> None:
    """Note what a plant (account) makes of an item."""
    key = ((plant << STREAM_BITS | stream) << ITEM_BITS | of) << ITEM_BITS | item
    post(s, MADE << KIND_SHIFT | key, kg)


@borrowing
def trip(s: State, origin: int, destination: int, stream: int, item: int, kg: int) -> None:
    """Note that a truck is back."""
    key = ((origin << ACCOUNT_BITS | destination) << STREAM_BITS | stream) << ITEM_BITS | item
    post(s, TRIP << KIND_SHIFT | key, kg)


@borrowing
def turn_to(s: State, now: int) -> None:
    """Let the present be a second; the day is known from it."""
    clock = s.clock[0]
    clock.now = now
    if now >= (clock.day + 1) * DAY:
        clock.day = now // DAY


@borrowing
def post_day(s: State, n: int) -> None:
    """Post the day's n movements at the sources."""
    for i in range(n):
        p = s.posts[i]
        if p.to == s.special[2]:
            unserve(s, p.origin, p.origin, BY_ROUTE, p.stream, p.item, p.kg)
        else:
            flow(s, p.origin, p.to, p.stream, p.item, p.kg)


def columns(s: State, names: Names) -> Iterator[tuple[list[tuple[str, ...]], Array, Array, Array, Array]]:
    """For flows, refused, made and trips: their keys as names, and the columns day, key, kg, loads."""
    clock = s.clock[0]
    rows = s.rows[: clock["rows"]]
    log = s.log[: clock["log"]]
    day = np.concatenate([log["day"], rows["day"]])
    row = np.concatenate([log["key"], np.arange(len(rows))])
    kg, loads = np.concatenate([log["kg"], rows["kg"]]), np.concatenate([log["loads"], rows["loads"]])
    hauled = ((item, s.items[i]["queue"]) for i, item in enumerate(names.items) if s.items[i]["queue"] >= 0)
    fleet_of = {item: names.fleets[s.queues[queue]["fleet"]] for item, queue in hauled}
    kinds = rows["key"] >> KIND_SHIFT
    for kind, read in enumerate(READERS):
        mine = np.flatnonzero(kinds == kind)
        keys = [read(int(rows[i]["key"]) & ((1 << KIND_SHIFT) - 1), names, fleet_of) for i in mine]
        place = np.full(len(rows) + 1, -1)
        place[mine] = np.arange(len(mine))
        chosen = place[row] >= 0
        yield keys, day[chosen], place[row][chosen], kg[chosen], loads[chosen]


def _unpack(key: int, *bits: int) -> list[int]:
    """The fields of a packed key, whose lowest is given first."""
    fields = []
    for width in bits:
        fields.append(key & ((1 << width) - 1))
        key >>= width
    return fields[::-1]


def _flow(key: int, names: Names, fleets: Any) -> tuple[str, ...]:
    origin, to, stream, item = _unpack(key, ITEM_BITS, STREAM_BITS, ACCOUNT_BITS, ACCOUNT_BITS)
    return names.accounts[origin], names.accounts[to], names.tracked[stream], names.items[item]


def _refused(key: int, names: Names, fleets: Any) -> tuple[str, ...]:
    bits = ACCOUNT_BITS, ITEM_BITS, STREAM_BITS, CAUSE_BITS, ACCOUNT_BITS, ACCOUNT_BITS
    place, by, cause, stream, item, to = _unpack(key, *bits)
    accounts = names.accounts
    return accounts[place], accounts[by], CAUSES[cause], names.tracked[stream], names.items[item], accounts[to]


def _made(key: int, names: Names, fleets: Any) -> tuple[str, ...]:
    plant, stream, of, item = _unpack(key, ITEM_BITS, ITEM_BITS, STREAM_BITS, ACCOUNT_BITS)
    return names.accounts[plant], names.tracked[stream], names.items[of], names.items[item]


def _trip(key: int, names: Names, fleets: Any) -> tuple[str, ...]:
    origin, to, stream, item = _flow(key, names, fleets)
    return fleets[item], origin, to, item, stream


READERS = _flow, _refused, _made, _trip
"""What reads a packed key, by kind of posting."""
