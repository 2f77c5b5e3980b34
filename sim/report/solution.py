"""What `solve` has found -> files: a figure as PNG and a short report as PDF, from the same template as a run's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.report.blocks import Block, Drawings, drawn, table, text
from sim.report.document import REGION
from sim.report.figures import frontier, lever
from sim.report.frontier import frontier_cells, frontier_lead
from sim.report.labels import DASH, level, number, percent
from sim.report.numbering import numbered
from sim.report.publishing import publish
from sim.report.statement import (
    Found,
    Writer,
    begin,
    certain_line,
    difference_line,
    judged,
    labels_of,
    lead,
    losses,
    nearby_line,
    not_unique,
    question,
    title,
)  # fmt: skip
from sim.report.workbook import answered
from sim.study.solved import Solved
from sim.study.verdict import judge
from sim.words import Language, Words

Heads = Sequence[tuple[str, float | str, bool]]


def write_solution(solved: Solved, directory: Path, languages: Sequence[Language]) -> None:
    """Write figures/<lang>/01-name.png and report.<lang>.pdf for each language, and results.xlsx, into a folder."""
    figures = {"lever": lever} if len(solved.levers) == 1 else {"frontier": frontier}
    publish(solved, figures, compose, solved.loaded.scenario.date, directory, languages)
    answered.write_workbook(solved, directory / "results.xlsx", Words(languages[0] if languages else "en"))


def compose(solved: Solved, words: Words, figures: Drawings) -> dict[str, Any]:
    """The data of the template."""
    writer, loaded = Writer(labels_of(solved, words)), solved.loaded
    seed, n = solved.run["seed"], solved.replications
    blocks = [
        {"title": words.say(f"solve.block.{id}"), "lines": [begin(line) for line in lines]}
        for id, lines in _blocks(solved, writer).items()
        if lines
    ]
    data = {
        "language": words.language,
        "region": REGION[words.language],
        "title": title(solved, writer),
        "question": writer.labels.text(loaded.scenario.title),
        "kicker": words.say("solve.kicker", scenario=loaded.id, date=loaded.scenario.date.isoformat()),
        "foot": words.say("report.foot", scenario=loaded.id, hash=loaded.hash[:16], seed=seed, n=n),
        "contents": words.say("report.contents"),
        "answer": {
            "title": words.say("report.answer.title"),
            "lead": lead(solved, writer) if len(solved.levers) == 1 else frontier_lead(solved, writer),
            "targets": [],
            "blocks": blocks,
            "caution": words.say("report.answer.caution"),
        },
        "chapters": [
            {"id": "tried", "title": words.say("solve.chapter"), "blocks": list(_chapter(solved, writer, figures))}
        ],
    }
    return numbered(data, words)


def _blocks(solved: Solved, writer: Writer) -> dict[str, list[str]]:
    """The lines of page 1 under their headings."""
    one = len(solved.levers) == 1
    return {
        "asked": [question(solved, writer.labels)],
        "proof": list(_proof(solved, writer) if one else _proofs(solved, writer)),
        "sure": list(_sure(solved, writer)),
        "replaces": [line for lever in solved.levers for line in _replaces(lever, writer)],
        "binding": list(_binding(solved, writer)),
        "method": list(_method(solved, writer)),
    }


def _proof(solved: Solved, writer: Writer) -> Iterator[str]:
    """Answer and neighbour of a single lever, or the best value."""
    say, (row,), found = writer.labels.words.say, solved.rows, solved.document
    yield _rate(found["answer"] or found["best_reachable"], row.solution.best.meets, solved, writer)
    if found["neighbour"] is not None:
        yield _rate(found["neighbour"], False, solved, writer)
        yield difference_line(found, writer.labels.words) + say("solve.stop")
        near = nearby_line(solved, found, writer)
        if near:
            yield near + say("solve.stop")
    yield from filter(None, [not_unique(row, found, writer)])


def _rate(row: dict[str, Any], meets: bool, solved: Solved, writer: Writer) -> str:
    low, high = (percent(end, 2) for end in row["ci95"])
    verdict = judged(row["verdict"], meets, solved, writer)
    return writer.labels.words.say(
        "solve.rate", value=writer.value(row["value"]), mean=percent(row["mean"], 2), low=low, high=high,
        chance=percent(row["p_meet"], 0), verdict=verdict,
    )  # fmt: skip


def _proofs(solved: Solved, writer: Writer) -> Iterator[str]:
    """How the points of a frontier are proved."""
    say, rows = writer.labels.words.say, solved.document["frontier"]
    gains = [100 * r["neighbour"]["difference"] for r in rows if r["neighbour"] is not None]
    if gains:
        low, high = number(min(gains), 3), number(max(gains), 3)
        points = low if low == high else say("solve.range", low=low, high=high)
        yield say("solve.frontier.proof", n=solved.replications, points=points)
    for row, found in zip(solved.rows, rows, strict=True):
        if not row.solution.monotone:
            yield f"{writer.value(found['at'])}: {not_unique(row, found, writer)}"


def _sure(solved: Solved, writer: Writer) -> Iterator[str]:
    """What the interval of an answer means."""
    say = writer.labels.words.say
    if solved.replications < 2:
        yield say("solve.once")
    elif any(row.status == "found" for row in solved.rows):
        yield say("solve.interval_means" if solved.goal.chance is None else "solve.interval_means_chance")


def _replaces(lever: Any, writer: Writer) -> Iterator[str]:
    """What the scenario says in place of a lever."""
    say, value = writer.labels.words.say, writer.value(lever.number.text)
    yield say("solve.replaces", name=writer.name(lever), path=lever.path, value=value)
    yield from filter(None, [certain_line(lever, writer)])


def _binding(solved: Solved, writer: Writer) -> Iterator[str]:
    """What is lost where there is no answer, at the best value; of two levers where the least is missing."""
    rows = [
        (row, found) for row, found in zip(solved.rows, _founds(solved), strict=True) if row.status == "out_of_reach"
    ]
    if not rows:
        return
    row, found = max(rows, key=lambda pair: pair[0].solution.best.margin)
    say, best = writer.labels.words.say, found["best_reachable"]["value"]
    at = [(solved.levers[0], found["at"])] if "at" in found else []
    where = [f"{writer.heading(lever)} {writer.value(value)}" for lever, value in (*at, (row.lever, best))]
    lost = say("report.semicolon").join(map(" ".join, losses(solved, found, writer.labels)))
    yield say("solve.lost", where=writer.labels.joined(where), list=lost)
    if row.solution.helps and row.solution.best.value in (row.lever.low, row.lever.high):
        yield say("solve.widen" if len(solved.levers) == 1 else "solve.frontier.widen")


def _founds(solved: Solved) -> list[Found]:
    """What was found, row by row."""
    rows: list[Found] = solved.document.get("frontier") or [solved.document]
    return rows


def _method(solved: Solved, writer: Writer) -> Iterator[str]:
    """What was searched, and how many values were tried."""
    say, proofs = writer.labels.words.say, sum(len(row.solution.proofs) for row in solved.rows)
    spans = [
        {"from": writer.value(x.text(x.low)), "to": writer.value(x.text(x.high)), "step": writer.value(x.tolerance)}
        for x in solved.levers
    ]
    if len(spans) == 2:
        ends = {end: spans[0][end] for end in ("from", "to")}
        values = say("solve.frontier.values", first=writer.heading(solved.levers[0]), count=len(solved.rows), **ends)
        yield values + say("solve.stop")
    counts = {"evaluations": solved.document["evaluations"], "proofs": proofs, "n": solved.replications}
    yield say("solve.searched", **spans[-1], **counts) + say("solve.stop")


def _chapter(solved: Solved, writer: Writer, figures: Drawings) -> Iterator[Block]:
    """The figure, the values behind it, how to repeat it."""
    say, loaded = writer.labels.words.say, solved.loaded
    yield from drawn(figures, *figures)
    yield _tried(solved, writer) if len(solved.levers) == 1 else _frontier(solved, writer)
    yield text(say("solve.repeat", scenario=loaded.id, hash=loaded.hash[:32], seed=solved.run["seed"],
                   n=solved.replications))  # fmt: skip


def _tried(solved: Solved, writer: Writer) -> Block:
    """Every value of a single lever."""
    say, (row,) = writer.labels.words.say, solved.rows
    heads: Heads = [
        (writer.heading(row.lever), 2, False), (say("report.answer.value"), 1, True),
        (say("report.answer.interval", level=level({})), 2, True), (say("report.column.chance"), 1, True),
        (say("report.column.verdict"), 1.6, False),
    ]  # fmt: skip
    cells = []
    for e in row.solution.tried:
        said = judge(list(e.rates), e.goal)
        verdict = judged(said.verdict, e.meets, solved, writer)
        value = writer.value(row.lever.text(e.value))
        cells.append([value, percent(said.mean, 2), _pair(said.ci95), percent(said.p_meet, 0), verdict])
    answer = row.solution.answer
    chosen = [k for k, e in enumerate(row.solution.tried) if answer is not None and e.value == answer.value]
    return table(say("solve.table_tried"), heads, cells, totals=chosen, anchor="tried")


def _pair(ends: tuple[float, float] | None) -> str:
    return DASH if ends is None else f"[{percent(ends[0], 2)}, {percent(ends[1], 2)}]"


def _frontier(solved: Solved, writer: Writer) -> Block:
    """A row for each value of the first lever."""
    say, (first, second) = writer.labels.words.say, map(writer.heading, solved.levers)
    heads: Heads = [
        (first, 1.5, False), (second, 2, False), (say("solve.column.interval"), 2.6, False),
        (say("report.answer.value"), 0.9, True), (say("report.column.chance"), 0.9, True),
        (say("solve.column.next"), 1.5, False), (say("solve.column.next_mean"), 0.9, True),
    ]  # fmt: skip
    rows = zip(solved.rows, solved.document["frontier"], strict=True)
    cells = [frontier_cells(row, found, writer) for row, found in rows]
    return table(say("solve.table_frontier"), heads, cells, anchor="tried")
