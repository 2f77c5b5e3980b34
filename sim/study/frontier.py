"""The frontier of two levers: for values of the first, the least change of the second that meets the target."""

from __future__ import annotations

from collections.abc import Sequence

from sim.study.levers import Lever
from sim.study.solving import NEARBY, Solution


def spread(lever: Lever, count: int) -> list[int]:
    """So many values of a lever's grid, evenly spaced from end to end; all of them where the grid has no more."""
    wide, parts = lever.high - lever.low, count - 1
    return sorted({lever.low + (2 * wide * k + parts) // (2 * parts) for k in range(count)})


def expect(before: Sequence[Solution], low: int, high: int) -> tuple[int, int] | None:
    """Where the next search of a frontier may begin: a value that is likely to fail, and one that is likely to meet.

    The answer and its interval are expected to move as far as they did last time; both values lie outside of that. None
    where the search before has found no place where the target begins to be met.
    """
    crossings = [_crossing(solution, low, high) for solution in before[-2:]]
    if not crossings or crossings[-1] is None:
        return None
    left, answer, right = crossings[-1]
    moved = answer - crossings[0][1] if crossings[0] is not None else 0
    room = max(max(NEARBY), (right - left) // 4, abs(moved) // 4)
    first, last = (min(max(value + moved, low), high) for value in (left - room, right + room))
    if first >= last:
        return None
    return (first, last) if before[-1].helps > 0 else (last, first)


def _crossing(solution: Solution, low: int, high: int) -> tuple[int, int, int] | None:
    """The answer between the ends of its interval, which is open to the ends of the span."""
    if solution.answer is None or solution.neighbour is None or solution.interval is None:
        return None
    left, right = solution.interval
    return low if left is None else left, solution.answer.value, high if right is None else right
