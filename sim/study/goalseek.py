"""Goal-seek: which value of a lever meets a target, found and proved on the same replications."""

from __future__ import annotations

import time
from collections import defaultdict
from functools import partial

from sim.errors import UsageError
from sim.model.replication import DESIGN, Outcome
from sim.scenario.faults import near
from sim.scenario.loading import Loaded
from sim.scenario.schema import Scenario
from sim.study.frontier import expect, spread
from sim.study.levers import Lever
from sim.study.margins import Evaluation, margin_of_chance, margin_of_mean
from sim.study.simulator import Conditions, Request, Simulator, simulator
from sim.study.solved import Goal, Row, Solved
from sim.study.solving import search
from sim.study.study import manifest
from sim.study.verdict import MILLION


def choose_goal(loaded: Loaded, target: str, period: str, reading: str | None, chance: int | None) -> Goal:
    """The goal by its names, the primary reading where none is named. Raises UsageError for unknown ones."""
    scenario = loaded.scenario
    _require("target", target, list(scenario.targets))
    readings = list(scenario.targets[target].readings)
    if reading is not None:
        _require("reading", reading, readings)
    _require("period", period, periods_of(scenario))
    return Goal(target, reading or readings[0], period, chance)


def periods_of(scenario: Scenario) -> list[str]:
    """The periods in which targets are evaluated."""
    start, end = scenario.horizon.start, scenario.horizon.end
    last = end.year - (end.month == end.day == 1)
    return [*map(str, range(start.year, last + 1)), *scenario.windows, DESIGN]


def _require(option: str, given: str, known: list[str]) -> None:
    if given not in known:
        raise UsageError(
            "solve_unknown", option=f"--{option}", given=given, near=near(given, known), known=", ".join(known)
        )


def solve(
    levers: tuple[Lever, ...], goal: Goal, replications: int, conditions: Conditions, values: int, warm: bool = True
) -> Solved:
    """What the search has found: for one lever, or for the second lever at so many values of the first.

    warm: whether a search begins near the answers of the values before; without it the answers are the same wherever a
    rate is monotone, and more values are tried. Raises UsageError if the target is not evaluated in the period, because
    nothing arises, ScenarioInvalid, before anything is simulated, if an end of the second lever is not valid with a
    value of the first.
    """
    started, loaded = time.time(), levers[0].loaded
    *first, second = levers
    places = [(at, second.given(first[0], at)) for at in spread(first[0], values)] if first else [(None, second)]
    rows: list[Row] = []
    with simulator(loaded.scenario, conditions, replications) as simulate:
        for at, lever in places:
            start = expect([row.solution for row in rows], lever.low, lever.high) if warm else None
            evaluate = partial(_evaluate, simulate, lever, goal, replications)
            rows.append(Row(at, lever, search(evaluate, lever.low, lever.high, start)))
    about = {"solved": {"scenario": loaded.id, "hash": loaded.hash, "levers": [lever.path for lever in levers]}}
    run = manifest(about, started, conditions.seed, replications, conditions.randomness, conditions.jobs, simulate)
    return Solved(levers, goal, replications, tuple(rows), run)


def _evaluate(simulate: Simulator, lever: Lever, goal: Goal, replications: int, index: int) -> Evaluation:
    """The target at a value of the lever; only the run that the period belongs to is made."""
    scenario, design = lever.scenario(index), goal.period == DESIGN
    request = Request(scenario, plan=not design, design=design, tables=("rates", "binding"))
    return _evaluation(index, list(simulate([request], range(1, replications + 1))), scenario, goal)


def _evaluation(index: int, outcomes: list[Outcome], scenario: Scenario, goal: Goal) -> Evaluation:
    asked = goal.target, goal.reading, goal.period
    lost: dict[tuple[str, str], float] = defaultdict(float)
    rates = []
    for outcome in outcomes:
        [(numerator, denominator)] = [row[3:5] for row in outcome.tables["rates"] if row[:3] == asked]
        if denominator <= 0:
            raise UsageError("solve_not_evaluated", target=goal.target, period=goal.period)
        rates.append((numerator, denominator))
        for *where, facility, cause, kg in outcome.tables["binding"]:
            if tuple(where) == asked:
                lost[facility, cause] += kg / len(outcomes)
    pairs, wanted = tuple(rates), round(scenario.targets[goal.target].goal.value * MILLION)
    margin = margin_of_mean(pairs, wanted) if goal.chance is None else margin_of_chance(pairs, wanted, goal.chance)
    return Evaluation(index, *margin, pairs, wanted, tuple(sorted(lost.items(), key=lambda row: -row[1])))
