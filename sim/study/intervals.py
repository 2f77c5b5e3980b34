"""Confidence intervals: Student's t for a mean, Wilson's for a chance; quantiles of the values themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T", float, str)
CONFIDENCE = 0.95
"""Of every interval of a study with a fixed number of replications."""


def student_cdf(t: float, df: int) -> float:
    """P(T <= t) for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    theta = math.atan2(t, math.sqrt(df))
    cos, sin = math.cos(theta), math.sin(theta)
    total, term = 0.0, 1.0
    if df % 2:
        term = cos
        for k in range(1, (df - 1) // 2 + 1):
            total += term
            term *= cos * cos * (2 * k) / (2 * k + 1)
        return 0.5 + (theta + sin * total) / math.pi
    for k in range(1, df // 2 + 1):
        total += term
        term *= cos * cos * (2 * k - 1) / (2 * k)
    return 0.5 + sin * total / 2.0


@lru_cache
def student_quantile(p: float, df: int) -> float:
    """The t with P(T <= t) = p, for p above 0.5, by bisection of the distribution function."""
    low, high = 0.0, 1.0
    while student_cdf(high, df) < p:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if student_cdf(middle, df) < p else (low, middle)
    return (low + high) / 2.0


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Mean and the ends of its t interval; for fewer than two values the ends are the mean."""
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return mean, mean, mean
    variance = math.fsum((v - mean) ** 2 for v in values) / (n - 1)
    half = student_quantile((1.0 + confidence) / 2.0, n - 1) * math.sqrt(variance / n)
    return mean, mean - half, mean + half


def nearest_rank(values: Sequence[T], share: float) -> T:
    """The quantile of a share of the values: the least of them that so many do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def chance_interval(successes: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Share of successes and the ends of its Wilson score interval."""
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return p, max(0.0, centre - half), min(1.0, centre + half)
