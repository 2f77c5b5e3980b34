"""The sheets of provenance: assumptions and other inputs, findings of check."""

from __future__ import annotations

from sim.report import tables
from sim.report.font import printable
from sim.report.labels import Labels
from sim.report.register import written_others, written_range, written_value
from sim.report.workbook.book import Sheet
from sim.report.workbook.heads import heads
from sim.scenario.wording import write_source
from sim.study.result import Result

MARK = "▲"
_GRAVITY = {"error": 0, "contradiction": 1, "warning": 2, "info": 3}


def inputs(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Every input, assumed ones first and marked."""
    words = labels.words
    found = [row for grade in tables.inputs_by_grade(result).values() for row in grade]
    rows = [
        [MARK if row.grade == "assumed" else "", words.say(f"grade.{row.grade}"), labels.number(row.path),
         printable(row.path), written_value(row, words), written_range(row, words),
         printable(write_source(row.source, words)), written_others(row, words)]
        for row in found
    ]  # fmt: skip
    looks = ["marked" if row.grade == "assumed" else "" for row in found]
    sheet.table(
        heads(labels, "mark", "grade", "input", "path", "given", "range", "source_of", "also"), rows, looks=looks
    )


def checks(sheet: Sheet, result: Result, labels: Labels) -> None:
    """What can be said without simulating, the gravest first."""
    words = labels.words
    found = sorted(result.summary["checks"], key=lambda c: _GRAVITY.get(c["severity"], len(_GRAVITY)))
    rows = [
        [words.say(f"severity.{c['severity']}"), labels.text(c["message"]),
         printable(write_source(c.get("article") or "", words))]
        for c in found
    ]  # fmt: skip
    sheet.table(heads(labels, "severity", "finding", "article"), rows, widest=90)
