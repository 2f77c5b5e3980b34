"""Distributions and random numbers against their formulas."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from sim.model.draws import Draws, uniform
from sim.model.laws import Laws, invert
from sim.scenario.quantity import Law, Quantity


def quantile(law: Law, u: float) -> float:
    laws = Laws(randomness=True)
    number = laws.add(Quantity(law.mean, "s", "", law=law))
    return invert(laws.table(), number, u, 0)


@pytest.mark.parametrize(
    ("law", "u", "value"),
    [
        (Law("uniform", (2.0, 6.0)), 0.25, 3.0),
        # F(x) = (x - 1)² / ((5 - 1)(2 - 1)) up to the mode, a quarter of all; 1 - F(x) = (5 - x)² / ((5 - 1)(5 - 2))
        (Law("triangular", (1.0, 2.0, 5.0)), 0.0625, 1.5),
        (Law("triangular", (1.0, 2.0, 5.0)), 0.25, 2.0),
        (Law("triangular", (1.0, 2.0, 5.0)), 0.75, 5.0 - math.sqrt(3.0)),
        (Law("triangular", (1.0, 1.0, 5.0)), 0.75, 3.0),
        (Law("triangular", (1.0, 5.0, 5.0)), 0.25, 3.0),
        (Law("triangular", (4.0, 4.0, 4.0)), 0.9, 4.0),
        (Law("exponential", (3.0,)), 0.5, 3.0 * math.log(2.0)),
        # median: mean / √(1 + cv²); the logarithm has the variance ln(1 + cv²), and Φ(1) is 0.841345
        (Law("lognormal", (10.0, 0.6)), 0.5, 10.0 / math.sqrt(1.36)),
        (Law("lognormal", (10.0, 0.6)), 0.841345, 10.0 / math.sqrt(1.36) * math.exp(math.sqrt(math.log(1.36)))),
        (Law("erlang", (6.0, 1.0)), 0.5, 6.0 * math.log(2.0)),
        (Law("erlang", (6.0, 2.0)), 0.5, 3.0 * 1.6783470),  # 1 - e^-x (1 + x) is a half at 1.6783470
        (Law("discrete", (1.0, 3.0, 7.0, 1.0)), 0.74, 1.0),
        (Law("discrete", (1.0, 3.0, 7.0, 1.0)), 0.76, 7.0),
        (Law("empirical", (5.0, 1.0, 3.0)), 0.34, 1.0),
    ],
)
def test_quantiles(law: Law, u: float, value: float) -> None:
    assert quantile(law, u) == pytest.approx(value, rel=1e-5)


def test_without_randomness_a_law_is_its_mean() -> None:
    laws = Laws(randomness=False)
    number = laws.add(Quantity(2.0, "s", "", law=Law("triangular", (1.0, 2.0, 6.0))))
    assert invert(laws.table(), number, 0.9, 0) == 3.0


N = 20_000


def sequence(draws: Draws, entity: str, purpose: str) -> np.ndarray:
    key = draws.key(entity, purpose)
    return np.array([uniform(key, n) for n in range(N)])


def test_numbers_of_another_seed_replication_entity_or_purpose_are_others() -> None:
    """Uniform: the greatest distance of the distribution functions is below 1.95 / √n (Kolmogorov, 1 in 1,000).

    Independent: a correlation coefficient of independent numbers has the standard error 1 / √n.
    """
    rows = [
        sequence(Draws(1, 1), "plant", "up"),
        sequence(Draws(2, 1), "plant", "up"),
        sequence(Draws(1, 2), "plant", "up"),
        sequence(Draws(1, 1), "other", "up"),
        sequence(Draws(1, 1), "plant", "down"),
    ]
    for row in rows:
        assert np.abs(np.sort(row) - (np.arange(N) + 0.5) / N).max() < 1.95 / math.sqrt(N)
        assert abs(np.corrcoef(row[1:], row[:-1])[0, 1]) < 4 / math.sqrt(N)
    for one, two in combinations(rows, 2):
        assert abs(np.corrcoef(one, two)[0, 1]) < 4 / math.sqrt(N)


def test_without_randomness_numbers_are_multiples_of_the_golden_ratio() -> None:
    draws = Draws(1, 1, randomness=False)
    assert draws.uniform("any", "thing", 0) == pytest.approx(0.6180339887)
    assert draws.uniform("any", "thing", 1) == pytest.approx(0.2360679775)
