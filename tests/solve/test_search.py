"""The search alone, against functions whose answer is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.margins import Evaluation, Pairs, margin_of_chance, margin_of_mean
from sim.study.solved import row_of
from sim.study.solving import Solution, search


def found(margin: Callable[[int], float], low: int, high: int, half: float = 0.0) -> tuple[Solution, list[int]]:
    """The solution for a margin with an interval of a half-width, and the values in the order of their trial."""
    asked: list[int] = []

    def evaluate(value: int) -> Evaluation:
        asked.append(value)
        exact = Fraction(margin(value))
        return Evaluation(value, exact, float(exact) - half, float(exact) + half)

    solution = search(evaluate, low, high)
    assert len(asked) == len(set(asked)) == len(solution.searched) + len(solution.proofs)
    return solution, asked


def value(evaluation: Evaluation | None) -> int | None:
    return None if evaluation is None else evaluation.value


@given(st.integers(1, 1096), st.booleans())
def test_a_step_is_found_to_the_unit_whichever_side_helps(crossing: int, more_helps: bool) -> None:
    """-1 below and +1 from the crossing on, or the reverse: the answer is the last value that meets, its neighbour
    the first that fails. 1,096 days: 2 ends and ceil(log2 1096) + 1 = 12 steps at most, and 2 for the interval."""
    solution, _ = found(lambda v: 1 if (v >= crossing) == more_helps else -1, 0, 1096)
    answer, neighbour = (crossing, crossing - 1) if more_helps else (crossing - 1, crossing)
    assert (value(solution.answer), value(solution.neighbour)) == (answer, neighbour)
    assert solution.helps == (1 if more_helps else -1)
    assert solution.monotone
    assert solution.interval == (answer, answer)
    assert len(solution.searched) <= 16
    assert {abs(e.value - answer) for e in solution.nearby} <= {2, 5}
    assert {e.value for e in solution.proofs} <= {e.value for e in solution.nearby}


@given(st.integers(0, 2**32), st.integers(1, 1096), st.floats(0, 3))
def test_whatever_the_function_the_proof_holds(seed: int, peak: int, noise: float) -> None:
    """A hump under noise: if there is an answer, it meets and its neighbour fails; a single change of sign among all
    that was tried, or not monotone; never more than 16 evaluations for 1,096 days."""

    def margin(v: int) -> float:
        return 1 - abs(v - peak) / 300 + noise * (math.sin(seed + v * v) if noise > 1 else 0)

    solution, asked = found(margin, 0, 1096, half=0.2)
    assert len(solution.searched) <= 16
    if solution.answer is None:
        assert all(margin(v) < 0 for v in asked)
        assert margin(solution.best.value) == max(map(margin, asked))
        return
    assert margin(solution.answer.value) >= 0
    if solution.neighbour is not None:
        assert margin(solution.neighbour.value) < 0
        assert abs(solution.neighbour.value - solution.answer.value) == 1
        signs = [margin(v) >= 0 for v in sorted(asked)]
        assert solution.monotone == (sum(a != b for a, b in pairwise(signs)) == 1)
        low, high = solution.interval or (None, None)
        assert low is None or low <= solution.answer.value
        assert high is None or high >= solution.answer.value


def test_a_straight_line_takes_few_steps() -> None:
    """S2 by its formula: 0.736 (1 - d / 3650) >= 0.7 up to 178 days; bisection of 3,650 takes 12 steps."""
    solution, _ = found(lambda d: 0.736 * (1 - d / 3650) - 0.7, 0, 3650)
    assert (value(solution.answer), value(solution.neighbour)) == (178, 179)
    assert len(solution.searched) <= 9


@pytest.mark.parametrize(
    "shape", [lambda x: x**9, lambda x: math.exp(20 * x) / math.exp(20), lambda x: x ** (1 / 9), lambda x: x]
)
@pytest.mark.parametrize("crossing", [1, 7, 500, 1090, 1096])
def test_curved_margins_never_take_more_than_one_above_bisection(
    shape: Callable[[float], float], crossing: int
) -> None:
    solution, _ = found(lambda v: shape(v / 1096) - shape((crossing - 0.5) / 1096), 0, 1096)
    assert value(solution.answer) == crossing
    assert len(solution.searched) <= 2 + 11 + 1 + 2


def test_the_ends_are_answers_too() -> None:
    assert value(found(lambda v: v - 10, 0, 10)[0].answer) == 10
    assert value(found(lambda v: -v, 0, 10)[0].answer) == 0
    assert value(found(lambda v: v, 0, 1)[0].answer) == 0  # both meet: the lesser margin


def test_neighbours_outside_the_span_are_not_tried() -> None:
    _, asked = found(lambda v: v - 9, 0, 10)
    assert all(0 <= v <= 10 for v in asked)


def test_met_throughout_the_answer_is_the_end_that_helps_least() -> None:
    solution, _ = found(lambda v: 100 - v, 0, 50)
    assert (value(solution.answer), solution.neighbour, solution.helps) == (50, None, -1)
    assert solution.monotone


def test_out_of_reach_gives_the_best() -> None:
    solution, _ = found(lambda v: v - 100, 0, 50)
    assert (solution.answer, solution.neighbour) == (None, None)
    assert (solution.best.value, solution.helps) == (50, 1)


@pytest.mark.parametrize(("margin", "answer"), [(-1, None), (1, 0)])
def test_a_flat_function_has_no_direction(margin: int, answer: int | None) -> None:
    solution, asked = found(lambda _: margin, 0, 90)
    assert (value(solution.answer), solution.helps) == (answer, 0)
    assert sorted(asked) == [0, 30, 60, 90]


def test_a_hump_between_two_failing_ends_is_found() -> None:
    """20 - |v - 50| is at least 0 from 30 to 70: the lower edge is proved."""
    solution, _ = found(lambda v: 20 - abs(v - 50), 0, 90)
    assert (value(solution.answer), value(solution.neighbour), solution.helps) == (30, 29, 1)
    assert not solution.monotone  # it fails again on the way to 90
    assert solution.crossings is not None
    assert solution.crossings[0] == 29
    assert 70 <= solution.crossings[1] <= 90


def test_the_best_of_a_low_hump_is_approached() -> None:
    """-|v - 50| - 1 never meets; 45 and 60 are tried after 30 and 60."""
    solution, asked = found(lambda v: -abs(v - 50) - 1, 0, 90)
    assert solution.answer is None
    assert set(asked) >= {0, 30, 60, 90, 45}
    assert solution.best.value in (45, 52)


@pytest.mark.parametrize("dip", [102, 105])
def test_a_second_crossing_on_the_helping_side_is_told_as_a_range(dip: int) -> None:
    """Meets from 100 on, but not at one value that is tried nearby: between 99 and the value after the dip."""
    solution, _ = found(lambda v: -1 if v < 100 or v == dip else v - 99.5, 0, 200)
    assert (value(solution.answer), value(solution.neighbour)) == (100, 99)
    assert not solution.monotone
    assert solution.crossings is not None
    assert solution.crossings[0] == 99
    assert solution.crossings[1] > dip


@pytest.mark.parametrize("spike", [98, 95])
def test_a_second_crossing_on_the_failing_side_is_told_as_a_range(spike: int) -> None:
    solution, _ = found(lambda v: 1 if v == spike else v - 99.5, 0, 200)
    assert value(solution.answer) == 100
    assert not solution.monotone
    assert solution.crossings is not None
    assert solution.crossings[0] < spike
    assert solution.crossings[1] == 100


@pytest.mark.parametrize("sign", [1, -1])
def test_the_interval_holds_every_value_that_the_replications_cannot_exclude(sign: int) -> None:
    """A margin of 1 a unit, known to +-10.5: from v - 99.5 = -10.5 (v = 89) to +10.5 (v = 110)."""
    solution, _ = found(lambda v: sign * (v - 99.5), 0, 200, half=10.5)
    assert value(solution.answer) == (100 if sign > 0 else 99)
    assert solution.interval == (89, 110)


def test_an_interval_that_leaves_the_span_is_open() -> None:
    solution, _ = found(lambda v: v - 99.5, 95, 300, half=10.5)
    assert solution.interval == (None, 110)
    assert found(lambda v: v - 99.5, 0, 105, half=10.5)[0].interval == (89, None)


def test_the_mean_is_compared_exactly() -> None:
    """(1/3 + 3/3 + 23/30) / 3 = 0.7 exactly, which sums of floats need not hit; a kilogram less misses."""
    rates = ((1, 3), (3, 3), (23, 30))
    assert margin_of_mean(rates, 700_000)[0] == 0
    assert margin_of_mean(((1, 3), (3, 3), (22_999, 30_000)), 700_000)[0] < 0


def test_the_mean_of_rates_not_the_rate_of_sums() -> None:
    """Rates 0.8 and 0.6 have the mean 0.7, whatever the denominators: as `run` says it."""
    assert margin_of_mean(((80, 100), (6, 10)), 700_000)[0] == 0


@pytest.mark.parametrize(("met", "meets"), [(8, False), (9, True), (10, True)])
def test_a_chance_is_the_share_of_replications_that_reach_the_goal(met: int, meets: bool) -> None:
    """Of 10 replications 90 % are 9."""
    rates = tuple((75, 100) if i < met else (65, 100) for i in range(10))
    assert (margin_of_chance(rates, 700_000, 900_000)[0] >= 0) == meets


def test_a_chance_that_is_no_multiple_needs_the_next_replication() -> None:
    """90 % of 4 is 3.6: all four must."""
    rates = ((75, 100), (74, 100), (73, 100), (69, 100))
    assert margin_of_chance(rates, 700_000, 900_000)[0] == Fraction(-1, 100)
    assert margin_of_chance(rates, 700_000, 750_000)[0] == Fraction(3, 100)


def test_the_ends_of_a_chance_are_ranks() -> None:
    """Wilson's 95 % interval for n = 10: the upper end is at least 0.5 from 2 successes on (0.5098; 0.4042 for 1), the
    lower end from 9 on (0.5958; 0.4902 for 8): so ranks 2 and 9."""
    rates = tuple((710 - 10 * i, 1000) for i in range(10))  # 0.71, 0.70, ... 0.62
    margin, low, high = margin_of_chance(rates, 700_000, 500_000)
    assert margin == Fraction(-30, 1000)  # the fifth: 0.67
    assert high == pytest.approx(0.0)
    assert low == pytest.approx(-0.07)
    assert margin_of_chance(rates, 700_000, 950_000)[1] == -math.inf  # ten of ten do not show 95 %


@pytest.mark.parametrize(("rates", "reaches", "verdict"), [  # of a goal of 70 %
    (((69, 100), (72, 100)), True, "undecided"),
    (((68, 100), (71, 100)), False, "undecided"),
    (((71, 100), (72, 100), (73, 100)), True, "undecided"),
    (((81, 100), (82, 100), (83, 100)), True, "meets"),
    (((60, 100), (60, 100)), False, "misses"),
])  # fmt: skip
def test_the_verdict_beside_a_value_is_that_of_a_study(rates: Pairs, reaches: bool, verdict: str) -> None:
    """A mean of 70.5 % reaches 70 %, but t = 12.7 at one degree makes its interval 19 points wide to each side.

    Of 71, 72, 73 % it is 4.303 x 1 / sqrt(3) = 2.48 points to each side: 69.52 to 74.48.
    """
    e = Evaluation(5, *margin_of_mean(rates, 700_000), rates, 700_000)
    row = row_of(e, SimpleNamespace(text=str))  # type: ignore[arg-type]
    assert (e.meets, row["verdict"]) == (reaches, verdict)
