"""The cases by id, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sim.errors import UsageError
from sim.scenario.faults import near
from sim.validation import fleets, plan, queues, stocks, verdicts
from sim.validation.experiment import Experiment
from sim.validation.rows import Row

Rows = Callable[[Experiment], Iterator[Row]]

CASES: dict[str, Rows] = {
    "Q1": queues.mean_waits,
    "Q2": queues.chances_of_waiting,
    "Q3": queues.constant_service,
    "Q4": queues.any_service,
    "Q5": fleets.exponential_loop,
    "Q6": fleets.any_haul,
    "Q7": fleets.constant_loop,
    "Q8": queues.in_a_row,
    "Q9": queues.truck_by_truck,
    "S1": stocks.stockpile,
    "S2": stocks.latest_opening,
    "S3": stocks.least_capacity,
    "S4": stocks.void,
    "S5": stocks.breakdowns,
    "S6": verdicts.chance_of_the_goal,
    "S7": verdicts.interval,
    "P1": fleets.dump_trucks,
    "P2": fleets.truck_sizes,
    "P3": queues.three_servers,
    "A1": plan.totals,
    "A2": plan.use_of_soil,
    "A3": plan.voids,
    "A4": plan.recyclers,
    "A5": plan.sorting,
}


def choose(text: str | None) -> tuple[str, ...]:
    """The ids of `Q1,S4` in the order of the table; all of None. Raises UsageError for unknown ones."""
    if text is None:
        return tuple(CASES)
    given = [id.strip() for id in text.split(",")]
    for id in given:
        if id not in CASES:
            raise UsageError("unknown_case", given=id, near=near(id.upper(), CASES), known=", ".join(CASES))
    return tuple(id for id in CASES if id in given)


def rows_of(ids: Sequence[str], run: Experiment) -> list[Row]:
    """The rows of these cases."""
    return [row for id in ids for row in CASES[id](run)]
