"""First in, first out: records that are linked by `next`, between the `head` and the `tail` of another record."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine.state import Array


@borrowing
def append(records: Array, queue: Array, n: int) -> None:
    """Put the record of a number last."""
    records[n].next = -1
    if queue.head < 0:
        queue.head = n
    else:
        records[queue.tail].next = n
    queue.tail = n
