"""Stocks, voids and breakdowns: S1-S5."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.model.cycle import Cycle
from sim.model.replication import Outcome
from sim.study.goalseek import choose_goal, solve
from sim.study.levers import make_levers
from sim.study.simulator import Conditions
from sim.study.spans import Span
from sim.study.verdict import judge
from sim.validation import closed_form
from sim.validation.experiment import Experiment, Numbers, estimate, scenario_of
from sim.validation.queues import DAY, USUAL
from sim.validation.rows import Row, Said

START = dt.date(2025, 1, 1)


class Watched:
    """A load cycle that is looked at every minute, before whatever the calendar tells it next."""

    def __init__(self, cycle: Cycle, every: int) -> None:
        self.cycle, self.every, self.next = cycle, every, 0
        self.stocks: list[float] = []
        """Of the plant, t."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.cycle, name)

        def told(*arguments: Any) -> Any:
            self._look(arguments[-1])  # every call ends with the instant
            return call(*arguments)

        return told

    def _look(self, until: int) -> None:
        while self.next < until:
            self.cycle.advance(self.next)
            levels = self.cycle.levels(self.next)
            self.stocks.append(next(kg for place, what, kg in levels if (place, what) == ("plant", "stock")) / 1000.0)
            self.next += self.every


def stockpile(run: Experiment) -> Iterator[Row]:
    """S1: peak, time to drain and mean of a stockpile before a machine that rests two hours of eight."""
    watched: list[Watched] = []

    def make_cycle(*arguments: Any) -> Cycle:
        watched.append(Watched(run.make_cycle(*arguments), 60))
        return watched[0]

    run.observe(scenario_of("stockpile"), make_cycle)
    stocks = np.array(watched[0].stocks[DAY // 60 : 3 * DAY // 60])
    at_start = stocks.reshape(-1, 480)  # shifts begin at 0, 8 and 16 o'clock
    empty = [int(np.argmax(shift < 1.0)) / 60.0 for shift in at_start]
    case, source = Said("case.stockpile"), Said("source.arithmetic")
    yield Row("S1", case, Said("quantity.peak_t"), "240", float(stocks.max()), source, recomputed=120 * 2)
    yield Row("S1", case, Said("quantity.drained_h"), "3", max(empty), source, recomputed=240 / (200 - 120))
    yield Row("S1", case, Said("quantity.mean_t"), "75", float(stocks.mean()), source, recomputed=240 * (2 + 3) / 2 / 8)


S2 = {178: ("70.0107", "meets"), 179: ("69.9906", "misses")}


def latest_opening(run: Experiment) -> Iterator[Row]:
    """S2: the rate of a plant that opens so many days late, and the verdict."""
    for days, (rate, verdict) in S2.items():
        opens = START + dt.timedelta(days=days)
        outcome = run.observe(scenario_of("late-plant", f"facilities.plant.opens={opens}"))
        (pair,) = [row[3:5] for row in outcome.tables["rates"] if row[2] == "all"]
        case, source = Said("case.delay", {"days": days}), Said("source.goal_seek")
        again = 100 * 0.736 * (1 - days / 3650)
        yield Row("S2", case, Said("quantity.rate"), rate, 100.0 * pair[0] / pair[1], source, recomputed=again)
        yield Row("S2", case, Said("quantity.verdict"), verdict, judge([pair], 700_000).verdict, source)


def least_capacity(run: Experiment) -> Iterator[Row]:
    """S3: the least capacity that meets the goal without delay, as `solve` finds it."""
    loaded = scenario_of("late-plant", "fleets.trucks.payload=61.92 t")  # as 15.1 t for S2: 7 kg are under way
    levers = make_levers(loaded, [Span("facilities.plant.capacity", "700 t/d", "800 t/d", "0.0001 t/d")])
    goal = choose_goal(loaded, "rate", "all", None, None)
    found = solve(levers, goal, 1, Conditions(run.seed, randomness=False, jobs=1), 2)
    answer = found.rows[0].solution.answer
    got = math.nan if answer is None else levers[0].number_at(answer.value)
    yield Row("S3", Said("case.no_delay"), Said("quantity.capacity"), "760.8696", got, Said("source.goal_seek"),
              recomputed=0.7 / 0.92 * 1000)  # fmt: skip


S4 = {"mean_d": "20.0", "sd_d": "2.0", "p5_d": "16.83", "p50_d": "19.93", "p95_d": "23.40"}
BATCHES = 50


def void(run: Experiment) -> Iterator[Row]:
    """S4: the day on which a void is used up; each interval is of the means of 50 batches of replications."""
    days = run.sample(scenario_of("void"), exhausted_after, 20_000)[:, 0].reshape(BATCHES, -1)
    again = [20.0, 2.0, *(closed_form.erlang_quantile(share, 100, 5) for share in (0.05, 0.5, 0.95))]
    for (quantity, expected), values, other in zip(S4.items(), _of_batches(days), again, strict=True):
        found = estimate(values)
        yield Row(
            "S4", Said("case.void"), Said(f"quantity.{quantity}"), expected, found.mean, Said("source.gamma"),
            found.half_width, USUAL, other,
        )  # fmt: skip


def _of_batches(days: Numbers) -> list[Numbers]:
    """Mean, standard deviation and percentiles of each batch."""
    return [days.mean(axis=1), days.std(axis=1, ddof=1), *np.percentile(days, [5, 50, 95], axis=1)]


def exhausted_after(outcome: Outcome) -> tuple[float]:
    """Days after which the void is used up: nothing comes after the load that fills it, on the day that is reported."""
    ((_, _, reported, *_),) = outcome.tables["facilities"]
    days = int(outcome.trace["tipped"].max()) / DAY
    date = START + dt.timedelta(days=int(days))
    return (days if len(outcome.trace) == 100 and reported == date.isoformat() else math.nan,)


def breakdowns(run: Experiment) -> Iterator[Row]:
    """S5: the share of its time in which a plant is sound."""
    found = estimate(run.sample(scenario_of("breakdowns"), availability, 16, trace=False)[:, 0])
    yield Row("S5", Said("case.breakdowns"), Said("quantity.availability"), "0.900", found.mean,
              Said("source.renewal"), found.half_width, USUAL, 90 / (90 + 10))  # fmt: skip


def availability(outcome: Outcome) -> tuple[float]:
    """Hours without breakdown per hour of work."""
    rows = outcome.tables["plants"]
    return (1.0 - sum(row[7] for row in rows) / sum(row[4] for row in rows),)
