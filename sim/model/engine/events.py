"""The pending events: a binary heap ordered by second, kind of event and key."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine.state import Array, State

KINDS = 16


@borrowing
def push(s: State, second: int, kind: int, key: int, slot: int) -> None:
    """Let an event of a load or plant happen at a second."""
    clock, heap = s.clock[0], s.heap
    at, i = second * KINDS + kind, clock.heap
    clock.heap = i + 1
    while i > 0:
        above = heap[(i - 1) >> 1]
        if above.at < at or (above.at == at and above.key < key):
            break
        write(heap, i, above.at, above.key, above.slot)
        i = (i - 1) >> 1
    write(heap, i, at, key, slot)


@borrowing
def drop_first(s: State) -> None:
    """Remove the first event."""
    clock, heap = s.clock[0], s.heap
    n = clock.heap - 1
    clock.heap = n
    at, key, slot = heap[n].at, heap[n].key, heap[n].slot
    i = 0
    while True:
        c = 2 * i + 1
        if c >= n:
            break
        below = heap[c]
        if c + 1 < n:
            right = heap[c + 1]
            if right.at < below.at or (right.at == below.at and right.key < below.key):
                below = right
                c += 1
        if below.at > at or (below.at == at and below.key >= key):
            break
        write(heap, i, below.at, below.key, below.slot)
        i = c
    write(heap, i, at, key, slot)


@borrowing
def write(heap: Array, i: int, at: int, key: int, slot: int) -> None:
    """Write an event field by field: numba copies whole records byte by byte."""
    event = heap[i]
    event.at, event.key, event.slot = at, key, slot
