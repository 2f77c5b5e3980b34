"""What `solve` has found -> results.xlsx: the answer, and every value that was tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.report import palette
from sim.report.frontier import frontier_lead
from sim.report.labels import level
from sim.report.statement import Found, Writer, interval_ends, judged, labels_of, lead, question, title
from sim.report.workbook.book import Book, Sheet
from sim.report.workbook.cells import as_date
from sim.report.workbook.heads import heads
from sim.report.workbook.summary import contents
from sim.study.solved import Row, Solved, tried
from sim.words import Words

_WIDTHS = (30, 14, 14, 14, 14, 14, 14)


def write_workbook(solved: Solved, path: Path, words: Words) -> None:
    """Write the workbook in one language; created on the scenario's date."""
    writer, loaded = Writer(labels_of(solved, words)), solved.loaded
    foot = words.say("book.foot", scenario=loaded.id, hash=loaded.hash[:16])
    book = Book(path, writer.labels, loaded.scenario.date, title(solved, writer), foot)
    summary, answers, evaluations = (book.sheet(id) for id in ("answer", "answers", "evaluations"))
    for sheet in (answers, evaluations):
        sheet.heading(home=summary.name)
    _summary(summary, solved, writer)
    contents(summary, writer.labels, book.sheets[1:])
    _answers(answers, solved, writer)
    _evaluations(evaluations, solved, writer)
    book.close()


def _summary(sheet: Sheet, solved: Solved, writer: Writer) -> None:
    """The question, the answer, the caution."""
    say, wide = writer.labels.words.say, len(_WIDTHS)
    sheet.set_widths(_WIDTHS)
    sheet.note(title(solved, writer), wide, bold=True, font_size=16)
    sheet.note(question(solved, writer.labels), wide)
    for line in lead(solved, writer) if len(solved.levers) == 1 else frontier_lead(solved, writer):
        sheet.note(line["text"], wide, bold=True, font_color=line["colour"])
    sheet.note(say("report.answer.caution"), wide, bold=True, font_color=palette.VERDICTS["misses"])
    sheet.row += 1
    facts = {"scenario": solved.loaded.id, "date": solved.loaded.scenario.date, "hash": solved.loaded.hash,
             "seed": str(solved.run["seed"]), "replications": solved.replications}  # fmt: skip
    for id, value in facts.items():
        sheet.fact(say(f"book.fact.{id}"), value)


def _answers(sheet: Sheet, solved: Solved, writer: Writer) -> None:
    """A row per answer: for a single lever one, of two one for each value of the first."""
    labels, is_one = writer.labels, len(solved.levers) == 1
    columns = heads(labels, *(() if is_one else ("first_lever", "at")), "lever", "answer", "answer_low", "answer_high",
                    "value:fine", "low:fine", "high:fine", "chance:share", "verdict", level=level({}))  # fmt: skip
    found = solved.document.get("frontier") or [solved.document]
    first = [] if is_one else [writer.heading(solved.levers[0])]
    rows = [
        [*first, *([writer.value(one["at"])] if first else []), *_answer(row, one, solved, writer)]
        for row, one in zip(solved.rows, found, strict=True)
    ]
    sheet.table(columns, rows)


def _answer(row: Row, found: Found, solved: Solved, writer: Writer) -> list[Any]:
    """The answer of a search, or the best value that was tried where there is none."""
    best = found["answer"] or found["best_reachable"]
    ends = interval_ends(found, writer) if solved.replications > 1 else None
    return [
        writer.heading(row.lever), writer.value(best["value"]), *(ends or ("", "")), best["mean"],
        *(best["ci95"] or (None, None)), best["p_meet"],
        judged(best["verdict"], found["answer"] is not None, solved, writer),
    ]  # fmt: skip


def _evaluations(sheet: Sheet, solved: Solved, writer: Writer) -> None:
    """Every value that was tried, as in evaluations.csv; those that meet the target are marked."""
    labels, skipped = writer.labels, 2 if len(solved.levers) == 1 else 0
    columns = heads(labels, "at:exact", "at_unit", "tried:exact", "unit", "n:count", "value:fine", "low:fine",
                    "high:fine", "chance:share", "verdict", level=level({}))[skipped:]  # fmt: skip
    rows, looks = [], []
    for at, at_unit, value, unit, n, mean, low, high, chance, meets, said in tried(solved):
        verdict = judged(str(said), bool(meets), solved, writer)
        row = [_number(at), _unit(at_unit, writer), _number(value), _unit(unit, writer)]
        rows.append([*row, n, mean, low, high, chance, verdict][skipped:])
        looks.append("marked" if meets else "")
    sheet.table(columns, rows, looks=looks)


def _number(text: object) -> Any:
    """A number or date from its digits; None for none."""
    written = str(text)
    return as_date(written) or (float(written.replace(",", "")) if written else None)


def _unit(unit: object, writer: Writer) -> str:
    """A unit in the reader's language; a date has none."""
    return "" if unit in ("", "date") else writer.value(f"1 {unit}").removeprefix("1 ")
