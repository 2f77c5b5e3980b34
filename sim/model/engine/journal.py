"""The journal, kept where the invariants are checked: every posting and every change of a queue, one by one.

It holds no sums, so that sums can be judged by it. `who` of a note: the packed key of a posting (`tally`); a place; or
a queue: the number of a station (trucks outside a gate are in the queue of its weigh-in), then those of loads that
wait for a truck.
"""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine.state import State

POSTED, BROUGHT, QUEUED, WAITED = range(4)
"""Kinds of note. `value` of POSTED: kg; BROUGHT: kg that the next posting brings back to where they came from;

QUEUED: +1 or -1; WAITED: seconds that a load has waited of which its record will not tell.
"""


@borrowing
def note(s: State, what: int, who: int, value: int) -> None:
    """Write a line, if a journal is kept."""
    clock = s.clock[0]
    if clock.keeps_journal:
        line = s.journal[clock.journal]
        line.at, line.what, line.who, line.value = clock.now, what, who, value
        clock.journal += 1


@borrowing
def waiting_line(s: State, q: int) -> int:
    """The number under which the journal knows a queue of loads that wait for a truck."""
    return len(s.stations) + q
