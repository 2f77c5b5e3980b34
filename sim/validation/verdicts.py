"""Verdicts and intervals: S6 and S7."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.model.replication import Outcome
from sim.study.intervals import mean_interval
from sim.study.verdict import judge, reaches
from sim.validation.closed_form import binomial
from sim.validation.experiment import Experiment, estimate, scenario_of
from sim.validation.queues import USUAL
from sim.validation.rows import Row, Said

LOADS = 5_000
GOAL = 700_000
"""70 % in millionths."""
S6 = {0.69: ("0.064738", 0), 0.70: ("0.506976", 0), 0.71: ("0.941881", 2_600)}
"""Chance that 5,000 loads reach 70 %; and replications that are simulated, where so few are enough."""
S7 = (1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09)


def chance_of_the_goal(run: Experiment) -> Iterator[Row]:
    """S6: the verdict on every number of loads, weighted by its chance; and simulated, load by load.

    To know 0.065 within 2 % by simulation takes 400,000 replications.
    """
    meets = [judge([(1000 * k, 1000 * LOADS)], GOAL).verdict == "meets" for k in range(LOADS + 1)]
    for p, (expected, replications) in S6.items():
        chance = math.fsum(binomial(LOADS, k, p) for k, met in enumerate(meets) if met)
        case, quantity = Said("case.lots", {"percent": f"{100 * p:.0f}"}), Said("quantity.p_meet")
        yield Row("S6", case, quantity, expected, chance, Said("source.binomial"))
        if replications:
            shares = f"routes.ore.shares={{market: {100 * p:.0f} %, tip: {100 - 100 * p:.0f} %}}"
            found = estimate(run.sample(scenario_of("lot", shares), is_met, replications, trace=False)[:, 0])
            case = Said("case.lots_simulated", case.values)
            yield Row("S6", case, quantity, expected, found.mean, Said("source.binomial"), found.half_width, USUAL)


def is_met(outcome: Outcome) -> tuple[bool]:
    """Whether the rate of the year reaches the goal."""
    ((*_, numerator, denominator, _),) = outcome.tables["rates"]
    return (reaches(numerator, GOAL, denominator),)


def interval(run: Experiment) -> Iterator[Row]:
    """S7: ten observations at 90 %, by the function that every verdict calls."""
    mean, _, high = mean_interval(S7, 0.90)
    case, source = Said("case.ten"), Said("source.law")
    yield Row("S7", case, Said("quantity.mean"), "1.343", mean, source)
    yield Row("S7", case, Said("quantity.half_width"), "0.237", high - mean, source)
