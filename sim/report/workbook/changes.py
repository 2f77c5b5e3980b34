"""The sheets of other indicators and of levers."""

from __future__ import annotations

from typing import Any

from sim.report.indicators import tidy_rows
from sim.report.labels import T_PER_UNIT, Labels
from sim.report.levers import levers_of, office_name, shift_of
from sim.report.source import primary_unit
from sim.report.workbook.book import Sheet
from sim.report.workbook.cells import Column, as_date
from sim.report.workbook.heads import heads
from sim.study.result import Result
from sim.study.sensitivity import flat_rows

_LEVEL = "95"
"""Confidence of the intervals of levers, in per cent."""


def indicators(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Indicators beside the targets: declared ones, environment, money, restoration, emergency storage."""
    kinds: dict[str, Any] = dict.fromkeys(("indicator", "whose", "year", "value", "unit", "outcome"), "text")
    kinds |= {"value": "number"}
    columns = [Column(labels.words.say(f"indicator.column.{id}"), kind) for id, kind in kinds.items()]
    rows = []
    for name, whose, year, value, unit, outcome in tidy_rows(result, labels):
        shown = [None if value is None else 100 * value, "%"] if unit == "1" else [value, unit]
        rows.append([name, whose, year, *shown, as_date(outcome) or outcome])
    sheet.table(columns, rows)


def levers(sheet: Sheet, result: Result, labels: Labels) -> None:
    """A row per change and result, as in levers.csv; shares in per cent, masses in 10⁴ t, dates as dates."""
    say, found = labels.words.say, levers_of(result)
    assert found is not None
    columns = [Column(say(f"levers.column.{id}")) for id in ("lever", "change", "office", "what", "of")]
    columns += [*heads(labels, "period", "unit")]
    columns += [Column(say(f"levers.column.{id}"), "number") for id in ("base", "changed")]
    columns += heads(
        labels, "n:count", "lever_difference:points", "lever_low:points", "lever_high:points", level=_LEVEL
    )
    named = {(c["path"], c["by"]): c for c in found["changes"]}
    rows = []
    for path, _, _, by, _, _, what, id, period, unit, *numbers in flat_rows(found):
        change = named[path, by]
        head = [labels.number(path), shift_of(change, labels), office_name(result, change, labels)]
        scale, shown = _scale(result, what, id, unit, labels)
        base, changed, n, *difference = numbers
        ends = [
            as_date(value) or (None if isinstance(value, str) else _times(value, scale)) for value in (base, changed)
        ]
        rows.append([
            *head, say(f"levers.what.{what}"), _whose(result, id, labels), labels.period(period) if period else "",
            shown, *ends, n, *(_times(value, scale) for value in difference),
        ])  # fmt: skip
    sheet.table(columns, rows)


def _scale(result: Result, what: str, id: str, unit: str, labels: Labels) -> tuple[float, str]:
    """By what a number is multiplied for print, and its unit then."""
    if unit == "1":
        return 100.0, "%"
    if unit == "t":
        word = primary_unit(result, id) if what == "numerator" else "unit.mass"
        return 1 / T_PER_UNIT, labels.words.say(word)
    return 1.0, unit


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _whose(result: Result, id: str, labels: Labels) -> str:
    target = result.loaded.scenario.targets.get(id)
    return labels.text(target.name) if target is not None else labels.of(id) if id else ""
