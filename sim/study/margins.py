"""A target at one value of a lever: by how much each replication exceeds the goal, and whether that is enough.

Everything that decides is exact: rates are quotients of whole numbers and the goal is in millionths, so the mean of the
rates is compared with the goal as a fraction. An interval beside it says what the replications cannot exclude.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sim.study.intervals import chance_interval, mean_interval
from sim.study.verdict import MILLION

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Evaluation:
    """A target at one value of a lever, on the fixed replications of a study.

    value: on the lever's grid. margin: at least 0 where the target is met. low, high: ends of the 95 % interval of the
    margin. rates: (numerator, denominator) of the replications. goal: in millionths. lost: mean kilograms of a
    replication by (facility, cause).
    """

    value: int
    margin: Fraction
    low: float
    high: float
    rates: Pairs = ()
    goal: int = 0
    lost: tuple[tuple[tuple[str, str], float], ...] = ()

    @property
    def meets(self) -> bool:
        """Whether the target is met."""
        return self.margin >= 0

    def is_like(self, other: Evaluation) -> bool:
        """Whether the lever has made no difference between the two."""
        return (self.margin, self.rates, self.goal) == (other.margin, other.rates, other.goal)


def margin_of_mean(rates: Pairs, goal: int) -> tuple[Fraction, float, float]:
    """By how much the mean of the rates exceeds the goal, in shares of 1, and the ends of its 95 % interval."""
    over = _excesses(rates, goal)
    _, low, high = mean_interval([float(e) for e in over])
    return sum(over, Fraction()) / len(over), low, high


def margin_of_chance(rates: Pairs, goal: int, chance: int) -> tuple[Fraction, float, float]:
    """By how much the rate exceeds the goal that a share of the replications, in millionths, reaches or exceeds.

    At least 0 exactly if that share of them reaches the goal. The ends are of the replications at whose rank the
    95 % interval of the share (Wilson) reaches the chance; infinite where there are too few of them to say.
    """
    over, n = sorted(_excesses(rates, goal), reverse=True), len(rates)
    needed = max(1, -(-chance * n // MILLION))
    share = chance / MILLION
    intervals = [chance_interval(count, n) for count in range(n + 1)]
    certain = next((count for count, (_, low, _) in enumerate(intervals) if low >= share), n + 1)
    possible = next(count for count, (_, _, high) in enumerate(intervals) if high >= share)
    low = float(over[certain - 1]) if certain <= n else -math.inf
    high = float(over[possible - 1]) if possible else math.inf
    return over[needed - 1], low, high


def paired_difference(one: Evaluation, other: Evaluation) -> tuple[float, float, float]:
    """Mean of the differences of the rates replication by replication, and the ends of its 95 % interval."""
    differences: Sequence[float] = [
        float(Fraction(a, b) - Fraction(c, d)) for (a, b), (c, d) in zip(one.rates, other.rates, strict=True)
    ]
    return mean_interval(differences)


def _excesses(rates: Pairs, goal: int) -> list[Fraction]:
    return [Fraction(a * MILLION - goal * b, b * MILLION) for a, b in rates]
