"""The least change of a lever that meets a target: a search in whole numbers for where its margin changes sign.

The two ends of the span tell which direction helps. Between one that fails and one that meets, each step goes where a
straight line through both crosses zero, moved towards the middle and kept so near to it that the search never takes
more than one evaluation more than bisection (the ITP method: Oliveira and Takahashi, ACM Transactions on Mathematical
Software 47(1), 2020), until the two are neighbours. That is the proof. Simulated rates are only nearly monotone, so
values nearby are tried as well, and every change of sign among all that was tried is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sim.study.margins import Evaluation

NEARBY = (2, 5)
"""Units to either side of the answer at which the target is also tried."""
PARTS = 3
"""Into which the span is divided if both its ends are on the same side of the goal."""
CLIMBS = 2
"""How often it is tried nearer to the best value where all fail and the best is no end."""
LIMIT = 16
"""Evaluations beyond which the interval of an answer rests on what has been tried already; proofs do not count."""

Evaluate = Callable[[int], Evaluation]


@dataclass(frozen=True)
class Solution:
    """What a search has found.

    answer: the value farthest from the helping end that meets, None if none does. neighbour: the next value, which
    fails; None where the answer is the end of the span. helps: 1 or -1, whether greater or smaller values help; 0 if
    the lever does not move the target. interval: the answers that the replications cannot exclude, smaller end first;
    None for an end that the span does not hold. crossings: ends of the range within which all changes of sign lie.
    best: the value with the greatest margin. searched, proofs: the values tried to find the answer, and those tried
    only to prove it. nearby: the values some units to either side of the answer.
    """

    answer: Evaluation | None
    neighbour: Evaluation | None
    helps: int
    interval: tuple[int | None, int | None] | None
    crossings: tuple[int, int] | None
    monotone: bool
    best: Evaluation
    searched: tuple[Evaluation, ...]
    proofs: tuple[Evaluation, ...] = ()
    nearby: tuple[Evaluation, ...] = ()

    @property
    def tried(self) -> list[Evaluation]:
        """All values that were evaluated, in their order."""
        return sorted((*self.searched, *self.proofs), key=lambda e: e.value)


def search(evaluate: Evaluate, low: int, high: int, start: tuple[int, int] | None = None) -> Solution:
    """The answer between two values, low below high; each value is evaluated once.

    start: a value that is expected to fail and one that is expected to meet, both for certain; the search begins with
    these and goes outwards, at last to the ends, where they do not, instead of beginning with the two ends.
    """
    tried = _Tried(evaluate)
    ends = _ends(tried, low, high, start)
    bracket = _bracket(tried, *ends)
    if bracket is None:
        return _without_crossing(tried, *ends)
    fails, meets = _narrow(tried, *bracket, high - low)
    helps = 1 if meets.value > fails.value else -1
    searched = len(tried.known)
    nearby = tuple(tried.at(value) for value in _nearby(meets.value, low, high))
    proofs = tuple(tried.known.values())[searched:]
    for end in _interval(tried, helps, meets.value):
        # what a straight line says between values far apart is looked at once
        if end is not None and len(tried.known) - len(proofs) < LIMIT:
            tried.at(end)
    interval = _interval(tried, helps, meets.value)
    values = [value for change in tried.changes() for value in change]
    return Solution(
        meets,
        fails,
        helps,
        interval if helps > 0 else (interval[1], interval[0]),
        (min(values), max(values)),
        len(values) == 2,
        tried.best(helps),
        tuple(e for e in tried.known.values() if e not in proofs),
        proofs,
        nearby,
    )


class _Tried:
    """The values tried so far, each once."""

    def __init__(self, evaluate: Evaluate) -> None:
        self._evaluate = evaluate
        self.known: dict[int, Evaluation] = {}

    def at(self, value: int) -> Evaluation:
        if value not in self.known:
            self.known[value] = self._evaluate(value)
        return self.known[value]

    def ordered(self, helps: int = 1) -> list[Evaluation]:
        """All of them in the direction that helps."""
        return sorted(self.known.values(), key=lambda e: helps * e.value)

    def changes(self) -> Iterator[tuple[int, int]]:
        """Neighbouring tried values of which one meets and one fails."""
        for one, other in pairwise(self.ordered()):
            if one.meets != other.meets:
                yield one.value, other.value

    def best(self, helps: int) -> Evaluation:
        """The first with the greatest margin in the direction that helps."""
        return max(self.ordered(helps or 1), key=lambda e: e.margin)


def _ends(tried: _Tried, low: int, high: int, start: tuple[int, int] | None) -> tuple[Evaluation, Evaluation]:
    """Two values to search between, the lower first: the ends, or some nearer that fail and meet for certain."""
    if start is not None:
        worst, best = (low, high) if start[0] < start[1] else (high, low)
        fails, meets = map(tried.at, start)
        for value in (2 * fails.value - meets.value, worst):
            if fails.high >= 0:
                fails = tried.at(min(max(value, low), high))
        for value in (2 * meets.value - fails.value, best):
            if meets.low < 0:
                meets = tried.at(min(max(value, low), high))
        if meets.meets and not fails.meets:
            return (fails, meets) if fails.value < meets.value else (meets, fails)
    return tried.at(low), tried.at(high)


def _bracket(tried: _Tried, low: Evaluation, high: Evaluation) -> tuple[Evaluation, Evaluation] | None:
    """A value that fails and one that meets; None if there are none.

    Where both ends meet, the ones nearest to the better end; where both fail, to the lower.
    """
    if low.meets == high.meets:
        width = high.value - low.value
        for part in range(1, PARTS):
            tried.at(low.value + width * part // PARTS)
    for _ in range(CLIMBS):
        if not any(e.meets for e in tried.known.values()):
            _climb(tried)
    changes = [(one, other) for one, other in pairwise(tried.ordered()) if one.meets != other.meets]
    if not changes:
        return None
    one, other = changes[-1 if low.meets and high.margin >= low.margin else 0]
    return (one, other) if other.meets else (other, one)


def _climb(tried: _Tried) -> None:
    """Try half-way to either side of the best value, if it is better than both ends."""
    rows = tried.ordered()
    best = rows.index(max(rows, key=lambda e: e.margin))
    if 0 < best < len(rows) - 1 and rows[best].margin > max(rows[0].margin, rows[-1].margin):
        for other in (rows[best - 1], rows[best + 1]):
            tried.at((rows[best].value + other.value) // 2)


def _without_crossing(tried: _Tried, low: Evaluation, high: Evaluation) -> Solution:
    """All that was tried meets, or all fails."""
    moves = any(not e.is_like(low) for e in tried.known.values())
    helps = (1 if high.margin >= low.margin else -1) if moves else 0
    answer = (low if helps >= 0 else high) if low.meets else None
    searched = tuple(tried.known.values())
    return Solution(answer, None, helps, None, None, True, tried.best(helps), searched)


def _narrow(tried: _Tried, fails: Evaluation, meets: Evaluation, span: int) -> tuple[Evaluation, Evaluation]:
    """Neighbours of which one fails and one meets, between two that do, in a span of so many units."""
    allowed = 2 ** ((abs(meets.value - fails.value) - 1).bit_length() + 1)
    while abs(meets.value - fails.value) > 1:
        allowed //= 2
        found = tried.at(_step(fails, meets, span, allowed))
        fails, meets = (fails, found) if found.meets else (found, meets)
    return fails, meets


def _step(fails: Evaluation, meets: Evaluation, span: int, allowed: int) -> int:
    """The next value: interpolated, moved towards the middle, and such that at most `allowed` is left either way."""
    low, high = sorted((fails.value, meets.value))
    width, middle = high - low, (low + high) // 2
    part = meets.margin / (meets.margin - fails.margin)
    crossing = round(meets.value + (fails.value - meets.value) * part)
    shift = max(1, width * width // (5 * span))
    moved = min(crossing + shift, middle) if crossing < middle else max(crossing - shift, middle)
    return min(max(moved, low + 1, high - allowed), high - 1, low + allowed)


def _nearby(answer: int, low: int, high: int) -> list[int]:
    """Values some units to either side of the answer, within the span."""
    return [value for n in NEARBY for value in (answer - n, answer + n) if low <= value <= high]


def _interval(tried: _Tried, helps: int, answer: int) -> tuple[int | None, int | None]:
    """The values at which the interval of the margin holds 0, and the answer; the failing end first.

    Between values that were tried both ends of the margin are taken as straight lines. Of several crossings the outer
    ones count. None where the end lies beyond the span.
    """
    rows = tried.ordered(helps)
    begin = _first_crossing([(helps * e.value, e.high) for e in rows])
    end = _first_crossing([(-helps * e.value, -e.low) for e in reversed(rows)])
    return (
        None if begin is None else helps * min(math.ceil(begin), helps * answer),
        None if end is None else helps * max(math.floor(-end), helps * answer),
    )


def _first_crossing(points: list[tuple[int, float]]) -> float | None:
    """Where a line through points, the first of which lies below 0, first reaches 0; None if that lies elsewhere."""
    if points[0][1] >= 0:
        return None
    for (x, y), (x1, y1) in pairwise(points):
        if y1 >= 0:
            return x1 if math.isinf(y) or math.isinf(y1) else x + (x1 - x) * -y / (y1 - y)
    return None
