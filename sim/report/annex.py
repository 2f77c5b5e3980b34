"""The annex tables of a plan in their usual layout, with what the study adds: dates, loads, voids, verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.annex_columns import COLUMNS, Study
from sim.report.blocks import Block, Column, Text, linked, table
from sim.report.columns import column
from sim.report.labels import DASH, Labels, rate, stated
from sim.report.register import input_anchor
from sim.report.source import DESIGN, primary_reading
from sim.scenario.schema import Facility
from sim.study.result import Result

PLANT = ("scale", "area", "is_new", "note", "opens", "load_year", "load_design", "judged")
SINK = ("kind", "demand", "area", "note", "intake_year", "intake_design")
TABLES = {
    "sorting": PLANT, "recycling": PLANT, "mobile": PLANT, "terminal": PLANT,
    "store": ("holds", "area", "is_new", "note", "opens", "intake_year", "intake_design"),
    "landfill": ("area", "fill", "is_new", "note", "opens", "intake_design", "void_used", "full"),
}  # fmt: skip
"""Columns by kind of facility: the plan's own, then those that the study adds."""
SINKS = ("backfill", "outlet", "export")
"""Kinds whose sites a plan's annexes do not list; those with a limit share a table."""


def annex(result: Result, labels: Labels) -> Iterator[Block]:
    """Indicators, then a table for each kind of facility, then where else masses may go."""
    study, facilities = Study(result, labels), result.loaded.scenario.facilities
    yield from _indicators(result, labels)
    for kind, columns in TABLES.items():
        yield from _facilities(study, kind, columns, {id: f for id, f in facilities.items() if f.kind == kind})
    limited = {id: f for id, f in facilities.items() if f.kind in SINKS and f.demand is not None}
    yield from _facilities(study, "sinks", SINK, limited)


def _indicators(result: Result, labels: Labels) -> Iterator[Block]:
    """Annex 1: each rate and each declared indicator, goal, value, verdict when due and in the design year."""
    say, rows = labels.words.say, []
    for id, target in result.loaded.scenario.targets.items():
        reading = target.readings[primary_reading(result, id)]
        how = say("annex.how", reading=labels.text(reading.name),
                  streams=labels.joined(labels.of(s) for s in target.streams))  # fmt: skip
        goal = linked(stated(result.summary["targets"][id]["goal"]), input_anchor(f"targets.{id}.goal"))
        row: list[Text] = [labels.text(target.name), linked(how, "readings"), goal, labels.period(target.due)]
        for period in (target.due, DESIGN):
            found = _evaluation(result, id, period)
            value = DASH if found is None else rate(found["mean"])
            row += [linked(value, f"rates-{id}"), DASH if found is None else labels.verdict(found["verdict"])]
        rows.append(row)
    for id, found in result.summary["indicators"]["declared"].items():
        goal = say(f"phrase.{found['direction']}", goal=labels.text(found["text"]["goal"]))
        value = labels.text(found["text"]["value"]) or DASH
        rows.append([
            labels.text(found["name"]), say("annex.declared"), goal,
            result.loaded.scenario.indicators[id].due or DASH, linked(value, "declared"),
            labels.verdict(found["verdict"]), DASH, DASH,
        ])  # fmt: skip
    columns = [column(labels, "target", 2.2), column(labels, "how_computed", 3.6), column(labels, "goal", 1.6, True),
               column(labels, "due", 1), column(labels, "value_due", 1.2, True), column(labels, "verdict", 1.3),
               column(labels, "value_design", 1.2, True), column(labels, "verdict_design", 1.3)]  # fmt: skip
    if rows:
        yield table(say("annex.indicators"), columns, rows, 7, anchor="annex-indicators")


def _evaluation(result: Result, target: str, period: str) -> dict[str, Any] | None:
    reading = primary_reading(result, target)
    return next((
        e for e in result.summary["targets"][target]["evaluations"]
        if e["period"] == period and e["reading"] == reading and e["mean"] is not None
    ), None)  # fmt: skip


def _facilities(study: Study, name: str, ids: tuple[str, ...], facilities: dict[str, Facility]) -> Iterator[Block]:
    """One row per facility; a column that none of them fills is left out."""
    if not facilities:
        return
    columns: list[Column] = [column(study.labels, "facility", 2.8)]
    cells: list[list[Text]] = [[study.labels.of(id) for id in facilities]]
    for id in ids:
        made = [COLUMNS[id].cell(study, key, facility) or DASH for key, facility in facilities.items()]
        if any((cell if isinstance(cell, str) else cell["text"]) != DASH for cell in made):
            columns.append((_head(study, id), COLUMNS[id].width, COLUMNS[id].is_number))
            cells.append(made)
    rows = list(zip(*cells, strict=True))
    yield table(study.labels.words.say(f"annex.{name}"), columns, rows, 7, anchor=f"annex-{name}")


def _head(study: Study, id: str) -> str:
    say, unit = study.labels.words.say, COLUMNS[id].unit
    year = study.labels.period(study.year if id.endswith("_year") else study.design)
    return say(f"report.column.{id}", year=year) + (f" ({say(unit)})" if unit else "")
