"""The cases by id, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sim.errors import UsageError
from sim.scenario.faults import near
from sim.validation import fleets, plan, queues, stocks, verdicts
from sim.validation.experiment import Experiment
from sim.validation.rows import Row

Rows = Callable[[Experiment], Iterator[Row]]

CASES: dict[str, Rows] = {
    "Q1": partial(queues.waiting_times, ids=("Q1",)),
    "Q2": partial(queues.waiting_times, ids=("Q2",)),
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
EXACT = ("Q7", "Q9", "S1", "S2", "S3", "S7", "P1", "P2", "A1", "A2", "A3", "A4", "A5")
"""Cases whose rows agree to the last digit, whatever the seed."""


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
    """The rows of these cases in the order of the table."""
    made: dict[str, list[Row]] = {}
    for id in ids:
        if id not in made:
            both = ("Q1", "Q2") if {"Q1", "Q2"} <= set(ids) else (id,)
            rows = list(queues.waiting_times(run, both) if id in both and len(both) > 1 and id < "Q3" else CASES[id](run))
            for row in rows:
                made.setdefault(row.id, []).append(row)
    return [row for id in ids for row in made[id]]
