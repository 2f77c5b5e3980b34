"""What `waste-sim solve` prints: the answer, its proof, and how it was found; of two levers the frontier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.cli.terminal import in_columns
from sim.report.frontier import frontier_cells
from sim.report.statement import (
    Writer,
    answer_line,
    certain_line,
    difference_line,
    interval_ends,
    judged,
    labels_of,
    losses,
    nearby_line,
    not_unique,
    question,
)  # fmt: skip
from sim.study.levers import Lever
from sim.study.solved import Solved
from sim.words import Words


def describe(solved: Solved, words: Words) -> Iterator[str]:
    """The same as the document, to be read."""
    writer = Writer(labels_of(solved, words), spelt=True)
    yield question(solved, writer.labels)
    yield from _answer(solved, writer) if len(solved.levers) == 1 else _frontier(solved, writer)
    yield from filter(None, (certain_line(lever, writer) for lever in solved.levers))


def _answer(solved: Solved, writer: Writer) -> Iterator[str]:
    words, (row,), found = writer.labels.words, solved.rows, solved.document
    yield answer_line(row, found, writer)
    ends = interval_ends(found, writer)
    if ends is not None and solved.replications > 1:
        yield words.say("solve.interval", low=ends[0], high=ends[1])
    yield from _proof(solved, found, writer)
    yield from filter(None, [not_unique(row, found, writer)])
    if row.status == "out_of_reach":
        lost = list(losses(solved, found, writer.labels))
        yield from [words.say("solve.binding"), *("  " + "  ".join(line) for line in lost)] if lost else []
        if row.solution.helps and row.solution.best.value in (row.lever.low, row.lever.high):
            yield words.say("solve.widen")
    yield _searched(solved, row.lever, writer)


def _proof(solved: Solved, found: dict[str, Any], writer: Writer) -> Iterator[str]:
    words, neighbour = writer.labels.words, found["neighbour"]
    row = found["answer"] or found["best_reachable"]
    rows = [(row, found["answer"] is not None), *([] if neighbour is None else [(neighbour, False)])]
    width = max(len(r["value"]) for r, _ in rows)
    for r, reaches in rows:
        low, high = r["ci95"]
        said = f"{words.say('cli.chance')} {r['p_meet']:.0%}"
        end = judged(r["verdict"], reaches, solved, writer)
        yield f"  {r['value']:{width}}  {r['mean']:7.2%} [{low:.2%}, {high:.2%}]  {said}  {end}"
    if neighbour is not None:
        yield difference_line(found, words)
        yield from filter(None, [nearby_line(solved, found, writer)])


def _frontier(solved: Solved, writer: Writer) -> Iterator[str]:
    """A line for each value of the first lever."""
    say, (first, second) = writer.labels.words.say, solved.levers
    columns = ("solve.column.interval", "report.answer.value", "report.column.chance", "solve.column.next",
               "solve.column.next_mean")  # fmt: skip
    rows = list(zip(solved.rows, solved.document["frontier"], strict=True))
    heads = [first.path, second.path, *map(say, columns)]
    yield from in_columns([heads, *(frontier_cells(row, found, writer) for row, found in rows)], "<<<>><>")
    for row, found in rows:
        if not row.solution.monotone:
            yield f"{found['at']}: {not_unique(row, found, writer)}"
    ends = {"from": first.text(first.low), "to": first.text(first.high)}
    yield say("solve.frontier.values", first=first.path, count=len(rows), **ends)
    yield _searched(solved, second, writer)


def _searched(solved: Solved, lever: Lever, writer: Writer) -> str:
    ends = {"from": lever.text(lever.low), "to": lever.text(lever.high), "step": lever.tolerance}
    proofs = sum(len(row.solution.proofs) for row in solved.rows)
    counts = {"evaluations": solved.document["evaluations"], "proofs": proofs, "n": solved.replications}
    return writer.labels.words.say("solve.searched", **ends, **counts)
