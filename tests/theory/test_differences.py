"""Paired differences by hand: Student's t of a few numbers, variances, shifted dates."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from sim.study.differences import Difference, difference, shift, variance_reduction


def test_three_differences() -> None:
    """Differences 1, 2, 6: mean 3, variance (4 + 1 + 9) / 2 = 7; t(0.975, 2) = 4.302653, half-width t (7/3)^1/2."""
    found = difference([1, 2, 3], [2, 4, 9])
    half = 4.302653 * math.sqrt(7 / 3)
    assert (found.n, found.mean) == (3, 3.0)
    assert found.ci95 == pytest.approx((3 - half, 3 + half), abs=1e-5)
    assert found.direction == 0, "0 lies inside"


@pytest.mark.parametrize(("step", "direction"), [(5, 1), (-5, -1)])
def test_an_interval_that_excludes_0_has_a_direction(step: int, direction: int) -> None:
    """Differences of 5 and 6 (or less): half-width 12.7062 x 0.5 > 5; of 5, 5.1, 5.2 it is 4.3027 x 0.1 / 3^1/2."""
    assert difference([0, 0], [step, 1.2 * step]).direction == 0
    assert difference([0, 0, 0], [step, 1.02 * step, 1.04 * step]).direction == direction


def test_a_constant_difference_has_no_width() -> None:
    """A tenth more in each of three: a mean of rounded tenths would differ in the last digit; thirds stay exact."""
    thirds = [Fraction(k, 3) for k in range(7)]
    found = difference(thirds, [third + Fraction(1, 10) for third in thirds])
    assert found == Difference(7, 0.1, (0.1, 0.1))
    assert found.direction == 1


def test_one_pair_has_no_interval() -> None:
    assert difference([1], [3]) == Difference(1, 2.0, None)
    assert difference([1], [3]).direction == 1
    assert variance_reduction([1], [3]) is None


def test_variance_reduction() -> None:
    """Var(1, 2, 3) = 1; Var(2, 4, 5) = 7/3; differences 1, 2, 2 have 1/3: (1 + 7/3) / (1/3) = 10."""
    found = variance_reduction([1, 2, 3], [2, 4, 5])
    assert found is not None
    assert (found.base, found.other, found.paired) == pytest.approx((1, 7 / 3, 1 / 3))
    assert found.factor == pytest.approx(10)


def test_variance_reduction_of_independent_numbers_is_about_1() -> None:
    """(0, 0, 1, 1) and (0, 1, 0, 1) do not covary: Var 1/3 each, differences 0, 1, -1, 0 have 2/3."""
    found = variance_reduction([0, 0, 1, 1], [0, 1, 0, 1])
    assert found is not None
    assert found.factor == pytest.approx(1)


def test_variance_reduction_without_variance_is_no_number() -> None:
    found = variance_reduction([1, 2, 3], [2, 3, 4])
    assert found is not None
    assert (found.base, found.paired, found.factor) == (1.0, 0.0, None)


def test_shifted_dates() -> None:
    """3, 30 (from February to March of a year of 365 days: 28 + 2) and 365 days later: the middle one is the second."""
    base = ["2025-01-01T10:00:00", "2025-02-01", "2025-06-01"]
    found = shift(base, ["2025-01-04", "2025-03-03T23:59:59", "2026-06-01"])
    assert (found.n, found.p10, found.p50, found.p90) == (3, 3, 30, 365)
    assert (found.never_base, found.never_other) == (0, 0)


def test_dates_that_never_come() -> None:
    """Of three pairs one is never full in both and drops out; one never in the other comes infinitely later."""
    found = shift(["2025-01-01", "", "2025-01-01"], ["2025-01-02", "", ""])
    assert (found.n, found.p10, found.p50, found.p90) == (2, 1, 1, None)
    assert (found.never_base, found.never_other) == (0, 1)
    none = shift(["", ""], ["", ""])
    assert (none.n, none.p50) == (0, None)
