"""The verdict on a target in a period: meets, misses, undecided, or not evaluated."""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.intervals import CONFIDENCE, chance_interval, mean_interval, nearest_rank

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A rate over replications against its goal. Rates are shares; None where nothing was generated.

    `ci95` and `p_meet_ci95` have the confidence of the study, 95 % unless it looks several times (`sim.study.looks`).
    """

    n: int
    mean: float | None
    ci95: tuple[float, float] | None
    p_meet: float | None
    p_meet_ci95: tuple[float, float] | None
    verdict: str
    margin_t: float | None
    """Mean tonnes by which the numerator exceeds (or, negative, falls short of) the goal."""
    numerator_t: float | None
    denominator_t: float | None
    half_width: float | None
    """Of the t interval of the mean, which `ci95` cuts to shares of 1."""
    spread: tuple[float, float] | None
    """10 % and 90 % quantiles of the replications (nearest rank): how far one draw may lie from the mean."""


NOT_EVALUATED = Evaluation(0, None, None, None, None, "not evaluated", None, None, None, None, None)


def reaches(numerator_kg: int, goal_millionths: int, denominator_kg: int) -> bool:
    """Whether a rate reaches the goal, in integers."""
    return numerator_kg * MILLION >= goal_millionths * denominator_kg


def judge(rates: list[tuple[int, int]], goal_millionths: int, confidence: float = CONFIDENCE) -> Evaluation:
    """Judge the (numerator kg, denominator kg) of the replications.

    Lower end of the interval of the mean at or above the goal: meets; upper end below it: misses; one
    replication, or all alike, is compared exactly.
    """
    if not rates or any(denominator <= 0 for _, denominator in rates):
        return NOT_EVALUATED
    n, goal = len(rates), goal_millionths / MILLION
    values = [a / b for a, b in rates]
    mean, low, high = mean_interval(values, confidence)
    half_width = (high - low) / 2.0
    met = [reaches(a, goal_millionths, b) for a, b in rates]
    p, p_low, p_high = chance_interval(sum(met), n, confidence)
    if len(set(values)) == 1:  # not low == high: the mean of equal values may be rounded
        verdict = "meets" if all(met) else "misses"
    else:
        verdict = "meets" if low >= goal else "misses" if high < goal else "undecided"
    if max(values) <= 1.0:  # a rate may be more: stock of the year before
        low, high = max(0.0, low), min(1.0, high)
    numerator, denominator = (sum(column) / n / 1000.0 for column in zip(*rates, strict=True))
    margin = sum(a - goal * b for a, b in rates) / n / 1000.0
    spread = nearest_rank(values, 0.1), nearest_rank(values, 0.9)
    return Evaluation(
        n, mean, (low, high), p, (p_low, p_high), verdict, margin, numerator, denominator, half_width, spread
    )
