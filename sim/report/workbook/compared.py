"""A Comparison -> results.xlsx: verdicts of both sides and paired differences, a row per pair and result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.report import palette
from sim.report.change import lead
from sim.report.differences import (
    SCALES,
    Pair,
    amount_name,
    days_text,
    full_date,
    labels_of,
    letters,
    missing_cells,
    scaled,
    target_name,
    unit_of,
)
from sim.report.labels import Labels, level
from sim.report.workbook.book import Book, Sheet
from sim.report.workbook.cells import as_date
from sim.report.workbook.heads import heads
from sim.report.workbook.summary import contents
from sim.study.comparison import Comparison
from sim.words import Words

_WIDTHS = (30, 14, 14, 14, 14, 14, 14)


def write_workbook(comparison: Comparison, path: Path, words: Words) -> None:
    """Write the workbook in one language; created on the date of the first scenario."""
    labels, first = labels_of(comparison, words), comparison.loaded[0]
    ids = labels.joined(f"{one.id} {one.hash[:12]}" for one in comparison.loaded)
    title = words.say("compare.title", list=labels.joined(letters(comparison)[1:]), base=letters(comparison)[0])
    book = Book(path, labels, first.scenario.date, title, words.say("book.foot_of_several", list=ids))
    summary = book.sheet("compared")
    for id, write in (("rates", _rates), ("amounts", _amounts), ("shifts", _shifts), ("missing", _missing)):
        sheet = book.sheet(id)
        sheet.heading(home=summary.name)
        write(sheet, comparison, labels)
    _summary(summary, comparison, labels, title)
    contents(summary, labels, book.sheets[1:])
    book.close()


def _summary(sheet: Sheet, comparison: Comparison, labels: Labels, title: str) -> None:
    """Which scenarios, the answer, the caution."""
    say, wide = labels.words.say, len(_WIDTHS)
    sheet.set_widths(_WIDTHS)
    sheet.note(title, wide, bold=True, font_size=16)
    for line in lead(comparison, labels):
        sheet.note(line["text"], wide, font_color=line["colour"])
    sheet.note(say("report.answer.caution"), wide, bold=True, font_color=palette.VERDICTS["misses"])
    sheet.row += 1
    for letter, one in zip(letters(comparison), comparison.loaded, strict=True):
        sheet.fact(letter, labels.text(one.scenario.title))
        sheet.fact("", f"{one.id}  {one.hash}")
    sheet.fact(say("book.fact.seed"), str(comparison.document["seed"]))
    sheet.fact(say("book.fact.replications"), comparison.document["replications"])


def _pairs(comparison: Comparison) -> list[Pair]:
    pairs: list[Pair] = comparison.document["comparisons"]
    return pairs


def _rates(sheet: Sheet, comparison: Comparison, labels: Labels) -> None:
    """Each target by pair and period: both means and verdicts, the paired difference in points."""
    columns = heads(
        labels, "base", "other", "target", "period", "base_goal:share", "base_value:share", "base_verdict",
        "other_goal:share", "other_value:share", "other_verdict", "difference:points", "difference_low:points",
        "difference_high:points", level=level(comparison.document),
    )  # fmt: skip
    rows = []
    for pair in _pairs(comparison):
        for id, target in pair["targets"].items():
            for row in target["periods"]:
                sides = [cell for side in ("base", "other") for cell in
                         (target["goal"][side], row[side]["mean"], labels.verdict(row[side]["verdict"]))]  # fmt: skip
                ends = row["difference"]["ci95"] or (None, None)
                points = [None if value is None else 100 * value for value in (row["difference"]["mean"], *ends)]
                rows.append([pair["base"], pair["other"], target_name(comparison, id, labels),
                             labels.period(row["period"]), *sides, *points])  # fmt: skip
    sheet.table(columns, rows)


def _amounts(sheet: Sheet, comparison: Comparison, labels: Labels) -> None:
    """Fates, loads, haulage and money by pair and year, and their paired differences."""
    columns = heads(
        labels, "base", "other", "what", "period", "unit", "base_value:number", "other_value:number",
        "change:points", "change_low:points", "change_high:points", level=level(comparison.document),
    )  # fmt: skip
    rows = []
    for pair in _pairs(comparison):
        for row in (row for row in pair["amounts"] if row["what"] in SCALES):
            ends = row["difference"]["ci95"] or (None, None)
            values = (row["base"], row["other"], row["difference"]["mean"], *ends)
            rows.append([
                pair["base"], pair["other"], amount_name(row, labels), labels.period(row["period"]),
                unit_of(row, labels), *(None if value is None else scaled(row, value) for value in values),
            ])  # fmt: skip
    sheet.table(columns, rows)


def _shifts(sheet: Sheet, comparison: Comparison, labels: Labels) -> None:
    """Median dates on which landfills are full, and by how many days they move."""
    columns = heads(labels, "base", "other", "facility", "base_full:date", "other_full:date", "shift_50:count",
                    "shift_10:count", "shift_90:count")  # fmt: skip
    rows = [
        [pair["base"], pair["other"], labels.of(id),
         *(_date(full_date(comparison, row[side], labels)) for side in ("base", "other")),
         *(_days(row, p) for p in ("p50", "p10", "p90"))]
        for pair in _pairs(comparison)
        for id, row in pair["exhausted"].items()
    ]  # fmt: skip
    sheet.table(columns, rows)


def _date(text: str) -> Any:
    """A day as a date; a projected month stays text, as it knows no day."""
    return (as_date(text) if len(text) == len("2025-01-01") else None) or text


def _days(row: dict[str, Any], percentile: str) -> Any:
    """Days; infinite where one of the two never comes to it, nothing where both never do."""
    days = row["days"][percentile]
    if not row["n"]:
        return None
    return days_text(days, row) if days is None else days


def _missing(sheet: Sheet, comparison: Comparison, labels: Labels) -> None:
    """What is not compared, and why."""
    rows = [
        [pair["base"], pair["other"], *cells]
        for pair in _pairs(comparison)
        for cells in missing_cells(comparison, pair, labels)
    ]
    sheet.table(heads(labels, "base", "other", "what", "why"), rows)
