"""Differences of two samples, replication by replication: what both have in common by chance drops out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import variance

from sim.study.intervals import CONFIDENCE, mean_interval, nearest_rank

Number = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of n paired differences, with its interval (Student t); of one pair nothing is known but itself.

    `ci95` has the confidence of the study, 95 % unless it looks several times (`sim.study.looks`).
    Differences that are all the same have an interval without width: chance moves none of them.
    """

    n: int
    mean: float
    ci95: tuple[float, float] | None

    @property
    def direction(self) -> int:
        """1 for more, -1 for less, 0 where the interval does not say."""
        low, high = self.ci95 or (self.mean, self.mean)
        return (low > 0) - (high < 0)

    @property
    def half_width(self) -> float:
        """Of the interval; 0 where there is none."""
        low, high = self.ci95 or (self.mean, self.mean)
        return (high - low) / 2.0


def difference(base: Sequence[Number], other: Sequence[Number], *, confidence: float = CONFIDENCE) -> Difference:
    """Other less base; both hold the same replications in the same order. Exact numbers are subtracted exactly."""
    values = _subtract(base, other)
    if len(set(values)) == 1:  # the mean of equal values may be rounded
        value = float(values[0])
        return Difference(len(values), value, (value, value) if len(values) > 1 else None)
    mean, low, high = mean_interval([float(v) for v in values], confidence)
    return Difference(len(values), mean, (low, high))


@dataclass(frozen=True, slots=True)
class Reduction:
    """Variances of the base, of the other and of their paired differences (n - 1 in the denominator)."""

    base: float
    other: float
    paired: float

    @property
    def factor(self) -> float | None:
        """How many times as many replications independent seeds would need for an interval of the same width.

        Var(A) + Var(B) is the variance of a difference of independent runs. None where paired differences do not vary.
        """
        return (self.base + self.other) / self.paired if self.paired else None


def variance_reduction(base: Sequence[Number], other: Sequence[Number]) -> Reduction | None:
    """What the pairing gains, estimated from the same replications; None for fewer than two."""
    if len(base) < 2:
        return None
    return Reduction(*(_variance(values) for values in (base, other, _subtract(base, other))))


def _subtract(base: Sequence[Number], other: Sequence[Number]) -> list[Number]:
    return [b - a for a, b in zip(base, other, strict=True)]


def _variance(values: Sequence[Number]) -> float:
    return 0.0 if len(set(values)) == 1 else variance([float(v) for v in values])


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many days a date moves: quantiles over the pairs, None for one that never comes in one of the two."""

    n: int
    """Pairs in which at least one of the two has a date."""
    p10: int | None
    p50: int | None
    p90: int | None
    never_base: int
    """Pairs in which only the base never comes to it; counted as infinitely earlier."""
    never_other: int
    """Pairs in which only the other never comes to it; counted as infinitely later."""


def shift(base: Sequence[str], other: Sequence[str]) -> Shift:
    """Other less base in days, of dates (or instants) in ISO form, empty for never."""
    pairs = [(a, b) for a, b in zip(base, other, strict=True) if a or b]
    days = sorted(_day(b) - _day(a) for a, b in pairs)
    never_base, never_other = (sum(not pair[side] for pair in pairs) for side in (0, 1))
    p10, p50, p90 = (_at(days, share) for share in (0.1, 0.5, 0.9))
    return Shift(len(pairs), p10, p50, p90, never_base, never_other)


def _day(date: str) -> float:
    return dt.date.fromisoformat(date[:10]).toordinal() if date else math.inf


def _at(ordered: list[float], share: float) -> int | None:
    """The value at a share of all (nearest rank)."""
    if not ordered:
        return None
    value = nearest_rank(ordered, share)
    return int(value) if math.isfinite(value) else None
