"""Intervals and verdicts against published values: Student's t, Wilson's score, the exact binomial."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from sim.study.intervals import chance_interval, mean_interval, student_cdf, student_quantile
from sim.study.verdict import NOT_EVALUATED, judge, reaches

GOAL = 700_000
"""70 % in millionths."""


@pytest.mark.parametrize(("p", "chance"), [(0.69, 0.064738), (0.70, 0.506976), (0.71, 0.941881)])
def test_chance_that_5000_loads_reach_the_goal(p: float, chance: float) -> None:
    """S6: each load of a tonne is recycled with probability p; the chance is exact."""
    n = 5000
    log_chances = (
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
        for k in range(n + 1)
        if reaches(k * 1000, GOAL, n * 1000)
    )
    assert math.fsum(map(math.exp, log_chances)) == pytest.approx(chance, abs=5e-7)


@pytest.mark.parametrize(
    ("df", "p95", "p975", "p995"),
    [
        (1, 6.314, 12.706, 63.657),
        (2, 2.920, 4.303, 9.925),
        (3, 2.353, 3.182, 5.841),
        (4, 2.132, 2.776, 4.604),
        (9, 1.833, 2.262, 3.250),
        (10, 1.812, 2.228, 3.169),
        (19, 1.729, 2.093, 2.861),
        (30, 1.697, 2.042, 2.750),
        (120, 1.658, 1.980, 2.617),
    ],
)
def test_students_quantiles(df: int, p95: float, p975: float, p995: float) -> None:
    """The printed table of any textbook."""
    assert [student_quantile(p, df) for p in (0.95, 0.975, 0.995)] == pytest.approx([p95, p975, p995], abs=5.1e-4)


def test_students_distribution_in_closed_form() -> None:
    for t in (-3.0, -0.2, 0.0, 0.7, 2.5, 40.0):
        assert student_cdf(t, 1) == pytest.approx(0.5 + math.atan(t) / math.pi)
        assert student_cdf(t, 2) == pytest.approx(0.5 + t / (2 * math.sqrt(2 + t * t)))
    assert student_quantile(0.975, 99_999) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-4)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_score_interval(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    share, *ends = chance_interval(successes, n)
    assert share == successes / n
    assert ends == pytest.approx([low, high], abs=5.1e-5)


def test_the_goal_is_compared_in_integers() -> None:
    assert reaches(7, GOAL, 10)
    assert not reaches(699_999_999_999, GOAL, 10**12)
    assert reaches(700_000_000_000, GOAL, 10**12)
    assert reaches(7 * 10**30, GOAL, 10**31)
    assert not reaches(7 * 10**30 - 1, GOAL, 10**31)


@pytest.mark.parametrize(
    ("kg", "verdict", "p_meet"),
    [
        ([710, 712, 714], "meets", 1.0),
        ([690, 688, 686], "misses", 0.0),
        ([690, 700, 710], "undecided", 2 / 3),
        ([650, 760, 770], "undecided", 2 / 3),
    ],
)
def test_verdict_words(kg: list[int], verdict: str, p_meet: float) -> None:
    """The whole interval of the mean must lie on one side; else more replications are wanted."""
    e = judge([(k, 1000) for k in kg], GOAL)
    assert (e.n, e.verdict, e.p_meet) == (3, verdict, p_meet)
    assert (e.mean, *e.ci95) == mean_interval([k / 1000 for k in kg])  # type: ignore[misc]
    assert e.p_meet_ci95 == chance_interval(round(p_meet * 3), 3)[1:]


@pytest.mark.parametrize(
    ("n", "spread"), [(1, (0.01, 0.01)), (9, (0.01, 0.09)), (10, (0.01, 0.09)), (11, (0.02, 0.10)), (100, (0.10, 0.90))]
)
def test_the_spread_is_the_tenth_and_the_ninetieth_of_a_hundred(n: int, spread: tuple[float, float]) -> None:
    """Rates of 1, 2, ... n %, in any order: the nearest rank above a tenth, and above nine tenths, of them."""
    assert judge([(k, 100) for k in reversed(range(1, n + 1))], GOAL).spread == spread


def test_an_interval_that_touches_the_goal_from_below_is_undecided_and_from_above_meets() -> None:
    values = [710, 712, 714]
    _, low, _ = mean_interval(values)
    touching = math.floor(low * 1000)
    assert judge([(k, 1000) for k in values], touching).verdict == "meets"
    assert judge([(k, 1000) for k in values], touching + 1).verdict == "undecided"


@pytest.mark.parametrize("n", range(1, 41))
@pytest.mark.parametrize("goal", [700_000, 730_000, 333_333, 1_000_000])
def test_replications_all_alike_are_compared_exactly(n: int, goal: int) -> None:
    """Rounding of the mean decides nothing."""
    assert judge([(goal, 10**6)] * n, goal).verdict == "meets"
    assert judge([(goal * 1000 - 1, 10**9)] * n, goal).verdict == "misses"
    assert judge([(goal * (k + 1), 10**6 * (k + 1)) for k in range(n)], goal).verdict == "meets"


def test_margin_is_the_mean_distance_in_tonnes() -> None:
    e = judge([(690_000, 1_000_000), (1_500_000, 2_000_000)], GOAL)
    assert e.margin_t == pytest.approx((-10 + 100) / 2)
    assert (e.numerator_t, e.denominator_t) == (1095.0, 1500.0)


def test_nothing_generated_is_not_evaluated() -> None:
    assert judge([], GOAL) is NOT_EVALUATED
    e = judge([(0, 0), (5, 10)], GOAL)
    assert e.verdict == "not evaluated"
    assert [e.mean, e.ci95, e.p_meet, e.p_meet_ci95, e.margin_t, e.numerator_t, e.denominator_t] == [None] * 7


def test_the_interval_of_a_rate_above_1_is_not_cut() -> None:
    """Stock of the year before counts too: 1.1 and 1.2 have the mean 1.15 and a half-width of 12.706 x 0.05."""
    evaluation = judge([(11, 10), (12, 10)], GOAL)
    assert evaluation.ci95 == pytest.approx((1.15 - 0.6353, 1.15 + 0.6353), abs=5e-5)
    assert evaluation.verdict == "undecided"
