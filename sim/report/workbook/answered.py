"""What `solve` has found -> results.xlsx: the answer, and every value that was tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.report import palette
from sim.report.frontier import frontier_lead
from sim.report.labels import level
from sim.report.statement import Writer, labels_of, lead, question, title
from sim.report.workbook.book import Book, Sheet
from sim.report.workbook.cells import as_date
from sim.report.workbook.heads import heads
from sim.report.workbook.summary import contents
from sim.study.solved import Solved, tried
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
    labels = writer.labels
    columns = heads(labels, "first_lever", "at", "lever", "answer", "answer_low", "answer_high", "value:share",
                    "low:share", "high:share", "chance:share", "verdict", level=level({}))  # fmt: skip
    first = writer.heading(solved.levers[0]) if len(solved.levers) == 2 else ""
    found = solved.document.get("frontier") or [solved.document]
    sheet.table(columns, [[first, *_answer(row, solved, writer)] for row in found])


def _answer(found: dict[str, Any], solved: Solved, writer: Writer) -> list[Any]:
    """The answer of a search, or the best value that was tried where there is none."""
    say, answer = writer.labels.words.say, found["answer"]
    best = answer or found["best_reachable"]
    ends = (answer or {}).get("value_ci95") or (None, None)
    shown = ["" if end is None else writer.value(end) for end in ends]
    return [
        writer.value(found["at"]) if "at" in found else "", writer.heading(solved.levers[-1]),
        writer.value(best["value"]), *shown, best["mean"], *(best["ci95"] or (None, None)), best["p_meet"],
        say("solve.meets" if answer else "solve.fails"),
    ]  # fmt: skip


def _evaluations(sheet: Sheet, solved: Solved, writer: Writer) -> None:
    """Every value that was tried, as in evaluations.csv; those that meet the target are marked."""
    labels = writer.labels
    columns = heads(labels, "at:number", "at_unit", "tried:number", "unit", "n:count", "value:share", "low:share",
                    "high:share", "chance:share", "verdict", level=level({}))  # fmt: skip
    rows, looks = [], []
    for at, at_unit, value, unit, n, mean, low, high, chance, meets in tried(solved):
        verdict = labels.words.say("solve.meets" if meets else "solve.fails")
        rows.append([_number(at), _unit(at_unit, writer), _number(value), _unit(unit, writer), n, mean, low, high,
                     chance, verdict])  # fmt: skip
        looks.append("marked" if meets else "")
    sheet.table(columns, rows, looks=looks)


def _number(text: object) -> Any:
    """A number or date from its digits; None for none."""
    written = str(text)
    return as_date(written) or (float(written.replace(",", "")) if written else None)


def _unit(unit: object, writer: Writer) -> str:
    """A unit in the reader's language; a date has none."""
    return "" if unit in ("", "date") else writer.value(f"1 {unit}").removeprefix("1 ")
