"""The first sheet: which study it is, the verdict of each target when it is due, and what the other sheets answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.report import palette
from sim.report.answer import landfill_lines, together_lines
from sim.report.labels import T_PER_UNIT, Labels, level
from sim.report.source import primary_reading
from sim.report.workbook.book import Sheet
from sim.report.workbook.heads import heads
from sim.report.workbook.targets import UNITS
from sim.study.result import Result

_WIDTHS = (30, 12, 12, 12, 12, 12, 12, 12, 14, 16)
"""Columns of the table of targets."""


def summary(sheet: Sheet, result: Result, labels: Labels, others: Sequence[Sheet]) -> None:
    """Study, verdicts, caution, links to the other sheets."""
    say, scenario, wide = labels.words.say, result.loaded.scenario, len(_WIDTHS)
    sheet.set_widths(_WIDTHS)
    sheet.note(labels.text(scenario.title), wide, bold=True, font_size=16)
    question = labels.text(scenario.question)
    if question:
        sheet.note(question, wide, font_size=12)
    sheet.note(say("report.answer.caution"), wide, bold=True, font_color=palette.VERDICTS["misses"])
    _facts(sheet, result, labels)
    rows = [row for id in scenario.targets for row in _due(result, id, labels)]
    if rows:
        columns = heads(labels, "target", "due", "goal:share", "value:share", "low:share", "high:share",
                        "chance:share", "margin:number", "unit", "verdict", level=level(result.summary))  # fmt: skip
        sheet.table(columns, rows, title=say("book.table.due"))
    for line in (*together_lines(result, labels), *_rests(result, labels), *landfill_lines(result, labels)):
        sheet.note(line, wide)
    contents(sheet, labels, others)


def _facts(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Which scenario exactly, how often, from which seed."""
    say, summary = labels.words.say, result.summary
    facts = {
        "scenario": result.loaded.id, "date": result.loaded.scenario.date, "hash": result.loaded.hash,
        "horizon": " – ".join(summary["horizon"]), "seed": str(summary["seed"]),
        "replications": summary["replications"],
    }  # fmt: skip
    sheet.row += 1
    for id, value in facts.items():
        sheet.fact(say(f"book.fact.{id}"), value)


def _due(result: Result, id: str, labels: Labels) -> list[list[Any]]:
    """The verdict of a target under its primary reading in its due period."""
    target, found = result.loaded.scenario.targets[id], result.summary["targets"][id]
    return [
        [labels.text(target.name), labels.period(target.due), found["goal"], e["mean"], *(e["ci95"] or (None, None)),
         e["p_meet"], None if e["margin_t"] is None else e["margin_t"] / T_PER_UNIT,
         labels.words.say(UNITS[e.get("unit", "t")]), labels.verdict(e["verdict"])]
        for e in _dues(result, id)
    ]  # fmt: skip


def _dues(result: Result, id: str) -> list[dict[str, Any]]:
    """The evaluation of a target under its primary reading in its due period."""
    due, primary = result.loaded.scenario.targets[id].due, primary_reading(result, id)
    return [e for e in result.summary["targets"][id]["evaluations"] if (e["reading"], e["period"]) == (primary, due)]


def _rests(result: Result, labels: Labels) -> list[str]:
    """What the verdict of each target rests on."""
    say, targets = labels.words.say, result.loaded.scenario.targets
    return [
        f"{labels.text(targets[id].name)}{say('report.rivals.colon')}"
        + say("report.answer.rests_on", what=labels.text(e["rests_on"]))
        for id in result.summary["targets"]
        for e in _dues(result, id)
        if e["rests_on"]
    ]


def contents(sheet: Sheet, labels: Labels, others: Sequence[Sheet]) -> None:
    """A link to each sheet, and its question."""
    sheet.row += 1
    sheet.cells.write_string(sheet.row, 0, labels.words.say("book.contents"), sheet.book.form(bold=True))
    for other in others:
        sheet.row += 1
        sheet.link(sheet.row, 0, other.name, "A1", other.name)
        sheet.cells.write_string(sheet.row, 1, other.question)
    sheet.row += 1
