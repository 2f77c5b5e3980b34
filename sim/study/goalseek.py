"""Goal-seek: which value of a lever meets a target, found and proved on the same replications."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.errors import UsageError
from sim.model.replication import DESIGN, Outcome
from sim.scenario.faults import near
from sim.scenario.loading import Loaded
from sim.scenario.schema import Scenario
from sim.study.annualising import annual_factor
from sim.study.levers import Lever
from sim.study.margins import Evaluation, margin_of_chance, margin_of_mean, paired_difference
from sim.study.simulator import Conditions, Request, Simulator, simulator
from sim.study.solving import Solution, search
from sim.study.verdict import MILLION, judge


@dataclass(frozen=True)
class Goal:
    """A target's reading in a period; chance, in millionths, is None where the mean is to reach the goal."""

    target: str
    reading: str
    period: str
    chance: int | None = None


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


def solve(lever: Lever, goal: Goal, replications: int, conditions: Conditions) -> tuple[Solution, dict[str, Any]]:
    """What the search has found, and the same as the document that `solve --json` prints.

    Raises UsageError if the target is not evaluated in the period, because nothing arises.
    """
    with simulator(lever.loaded.scenario, conditions, replications) as simulate:
        solution = search(partial(_evaluate, simulate, lever, goal, replications), lever.low, lever.high)
    return solution, document(solution, lever, goal, replications)


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


def document(solution: Solution, lever: Lever, goal: Goal, replications: int) -> dict[str, Any]:
    """The contract for scripts; values of the lever are texts such as `760.9 t/d`, rates are shares of 1.

    binding: what is lost at the best value that was tried. best_reachable.helps: 1 where greater values help, -1 where
    smaller ones do, 0 if the lever does not move the target.
    """
    factor = annual_factor(lever.loaded.scenario, goal.period)
    best = solution.best
    law = lever.number.law
    reached = {
        "from": lever.text(lever.low),
        "to": lever.text(lever.high),
        "step": lever.tolerance,
        "helps": solution.helps,
        "in_place_of": {"value": lever.number.text, "law": None if law is None else law.kind},
    }
    return {
        "target": goal.target,
        "period": goal.period,
        "reading": goal.reading,
        "lever": lever.path,
        "answer": None if solution.answer is None else _answer(solution, solution.answer, lever),
        "neighbour": _neighbour(solution, lever),
        "best_reachable": {**_row(best, lever, factor), **reached},
        "binding": [
            {"facility": facility, "cause": cause, "lost_t": round(factor * kg / 1000.0, 3)}
            for (facility, cause), kg in best.lost
        ],
        "evaluations": len(solution.searched),
        "replications": replications,
        "monotone": solution.monotone,
    }


def _answer(solution: Solution, answer: Evaluation, lever: Lever) -> dict[str, Any]:
    """The answer with its interval (null: beyond the span), and the range of several crossings."""
    interval, crossings = solution.interval, solution.crossings
    return {
        **_row(answer, lever),
        "value_ci95": None if interval is None else [None if end is None else lever.text(end) for end in interval],
        "crossings": None if solution.monotone or crossings is None else [lever.text(end) for end in crossings],
    }


def _neighbour(solution: Solution, lever: Lever) -> dict[str, Any] | None:
    """The next value, which fails; what the answer gains over it, and what was tried nearby."""
    if solution.answer is None or solution.neighbour is None:
        return None
    difference, *ends = paired_difference(solution.answer, solution.neighbour)
    return {
        **_row(solution.neighbour, lever),
        "difference": difference,
        "difference_ci95": ends,
        "tried": [{**_row(e, lever), "meets": e.meets} for e in sorted(solution.nearby, key=lambda e: e.value)],
    }


def _row(e: Evaluation, lever: Lever, factor: float | None = None) -> dict[str, Any]:
    """One evaluation; with a factor also its margin, in tonnes of a year."""
    said = judge(list(e.rates), e.goal)
    row: dict[str, Any] = {"value": lever.text(e.value), "mean": said.mean, "p_meet": said.p_meet}
    row["ci95"] = None if said.ci95 is None else list(said.ci95)
    if factor is not None and said.margin_t is not None:
        row["margin_t"] = factor * said.margin_t
    return row
