"""What `solve` has found: solve.json, and the table of all values that were tried. Plain maps out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario.loading import Loaded, dump_resolved
from sim.study.annualising import annual_factor
from sim.study.documents import write_json
from sim.study.levers import Lever
from sim.study.margins import Evaluation, paired_difference
from sim.study.solving import Solution
from sim.study.verdict import judge

COLUMNS = (
    "at", "at_unit", "value", "unit", "n", "mean", "low", "high", "p_meet", "meets", "verdict",
)  # fmt: skip
"""Of evaluations.csv: `at` of the first of two levers, `value` of the one that is searched; rates are shares of 1.

`meets` says whether what was asked for reaches the goal, `verdict` what a study says of the mean.
"""


@dataclass(frozen=True)
class Goal:
    """A target's reading in a period; chance, in millionths, is None where the mean is to reach the goal."""

    target: str
    reading: str
    period: str
    chance: int | None = None


@dataclass(frozen=True)
class Row:
    """What the search has found with a lever; at: the value of the first of two levers, None if there is one only."""

    at: int | None
    lever: Lever
    solution: Solution

    @property
    def status(self) -> str:
        """`found`; `throughout` where every value meets that was tried, `out_of_reach` where none does."""
        if self.solution.answer is None:
            return "out_of_reach"
        return "throughout" if self.solution.neighbour is None else "found"


@dataclass(frozen=True)
class Solved:
    """The levers, of two the searched one last; the goal; a row for each value of the first of two levers.

    run: the content of run.json.
    """

    levers: tuple[Lever, ...]
    goal: Goal
    replications: int
    rows: tuple[Row, ...]
    run: dict[str, Any] = field(default_factory=dict)

    @property
    def loaded(self) -> Loaded:
        """The scenario."""
        return self.levers[0].loaded

    @property
    def is_met(self) -> bool:
        """Whether there is an answer, if only for some value of the first of two levers."""
        return any(row.solution.answer is not None for row in self.rows)

    @cached_property
    def document(self) -> dict[str, Any]:
        """solve.json, the contract for scripts, as docs/how-to/find-what-it-takes.md describes it."""
        goal = self.goal
        head = {"target": goal.target, "period": goal.period, "reading": goal.reading}
        if len(self.levers) == 1:
            found = _found(self.rows[0], goal)
            return {**head, "lever": self.levers[0].path, **found, **self._effort(self.rows)}
        rows = [
            {"at": self.levers[0].text(row.at or 0), "status": row.status, **_found(row, goal), **self._effort([row])}
            for row in self.rows
        ]
        return {
            **head,
            "levers": [{"path": lever.path, **_span(lever)} for lever in self.levers],
            "frontier": rows,
            **self._effort(self.rows),
        }

    def _effort(self, rows: Sequence[Row]) -> dict[str, Any]:
        """How many values were tried to find the answers, how often each, and whether the answers are unique."""
        return {
            "evaluations": sum(len(row.solution.searched) for row in rows),
            "replications": self.replications,
            "monotone": all(row.solution.monotone for row in rows),
        }

    def save(self, directory: Path) -> None:
        """Write solve.json, run.json, tables/evaluations.csv and scenario.resolved.yaml into an existing folder."""
        (directory / "tables").mkdir()
        with (directory / "tables" / "evaluations.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *tried(self)])
        write_json(directory / "solve.json", self.document)
        write_json(directory / "run.json", self.run)
        (directory / "scenario.resolved.yaml").write_text(dump_resolved(self.loaded), encoding="utf-8")


def _found(row: Row, goal: Goal) -> dict[str, Any]:
    """What a search has found; values of the lever are texts such as `760.9 t/d`, rates are shares of 1.

    binding: what is lost at the best value that was tried. best_reachable.helps: 1 where greater values help, -1 where
    smaller ones do, 0 if the lever does not move the target.
    """
    lever, solution = row.lever, row.solution
    factor = annual_factor(lever.loaded.scenario, goal.period)
    best = solution.best
    span = _span(lever)
    reached = {**row_of(best, lever, factor), **span, "helps": solution.helps}
    return {
        "answer": None if solution.answer is None else _answer(solution, solution.answer, lever),
        "neighbour": _neighbour(solution, lever),
        "best_reachable": {**reached, "in_place_of": reached.pop("in_place_of")},
        "binding": [
            {"facility": facility, "cause": cause, "lost_t": round(factor * kg / 1000.0, 3)}
            for (facility, cause), kg in best.lost
        ],
    }


def _span(lever: Lever) -> dict[str, Any]:
    """What was searched, and what the number is in the scenario."""
    law = lever.number.law
    return {
        "from": lever.text(lever.low),
        "to": lever.text(lever.high),
        "step": lever.tolerance,
        "in_place_of": {"value": lever.number.text, "law": None if law is None else law.kind},
    }


def _answer(solution: Solution, answer: Evaluation, lever: Lever) -> dict[str, Any]:
    """The answer with its interval (null: beyond the span), and the range of several crossings."""
    interval, crossings = solution.interval, solution.crossings
    return {
        **row_of(answer, lever),
        "value_ci95": None if interval is None else [None if end is None else lever.text(end) for end in interval],
        "crossings": None if solution.monotone or crossings is None else [lever.text(end) for end in crossings],
    }


def _neighbour(solution: Solution, lever: Lever) -> dict[str, Any] | None:
    """The next value, which fails; what the answer gains over it, and what was tried nearby."""
    if solution.answer is None or solution.neighbour is None:
        return None
    difference, *ends = paired_difference(solution.answer, solution.neighbour)
    return {
        **row_of(solution.neighbour, lever),
        "difference": difference,
        "difference_ci95": ends,
        "tried": [{**row_of(e, lever), "meets": e.meets} for e in sorted(solution.nearby, key=lambda e: e.value)],
    }


def row_of(e: Evaluation, lever: Lever, factor: float | None = None) -> dict[str, Any]:
    """One evaluation; with a factor also its margin, in tonnes of a year."""
    said = judge(list(e.rates), e.goal)
    row: dict[str, Any] = {"value": lever.text(e.value), "mean": said.mean, "p_meet": said.p_meet}
    row["verdict"] = said.verdict
    row["ci95"] = None if said.ci95 is None else list(said.ci95)
    if factor is not None and said.margin_t is not None:
        row["margin_t"] = factor * said.margin_t
    return row


def tried(solved: Solved) -> Iterator[list[object]]:
    """The rows of evaluations.csv, in the order of their values."""
    for row in solved.rows:
        at = ("", "") if row.at is None else _number(solved.levers[0], row.at)
        for e in row.solution.tried:
            said = judge(list(e.rates), e.goal)
            low, high = said.ci95 or (None, None)
            yield [*at, *_number(row.lever, e.value), said.n, said.mean, low, high, said.p_meet, e.meets, said.verdict]


def _number(lever: Lever, index: int) -> tuple[str, str]:
    """The digits of a value and its unit."""
    if lever.is_date:
        return lever.text(index), "date"
    return lever.text(index).removesuffix(lever.unit).strip(), lever.unit
