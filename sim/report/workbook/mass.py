"""The sheets of mass: balance by year, stream and fate; what is unserved; what goes from city to city."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from sim.report import cities as crossings
from sim.report import palette, tables
from sim.report.columns import fate_name
from sim.report.labels import Labels
from sim.report.source import sums, years
from sim.report.workbook.book import Sheet, Span
from sim.report.workbook.cells import Column, as_date
from sim.report.workbook.charts import Chart, Series, draw
from sim.report.workbook.heads import heads, mass_columns
from sim.study.result import Result

_KG_PER_UNIT = 1e7
_GENERATED = 2
"""Column of what was generated; the fates follow."""
_DIGITS = 7
"""Of 10⁴ t: to the kilogram."""


def balance(sheet: Sheet, result: Result, labels: Labels) -> None:
    """The years in all, then each year by stream; the last column is what was generated less where it went: 0."""
    data = tables.split_balance(result)
    fates = list(data.columns[3:])
    columns = [
        *heads(labels, "year", "stream", "generated:mass"),
        *mass_columns(labels, [fate_name(fate, labels) for fate in fates]),
        *heads(labels, "check:check"),
    ]
    total = data.groupby("year", sort=False)[["generated", *fates]].sum().reset_index()
    rows = [_masses(r, labels.words.say("book.all_streams"), fates, labels) for r in total.to_dict("records")]
    rows += [_masses(r, labels.of(str(r["stream"])), fates, labels) for r in data.to_dict("records")]
    checked = [[*row, None] for row in rows]
    span = sheet.table(columns, checked, looks=["total"] * len(total))
    for y, row in enumerate(rows, start=span.first):
        _check(sheet, y, row)
    if len(total) and fates:
        _chart(sheet, Span(sheet.name, span.head, span.first, span.first + len(total) - 1), fates, labels)


def _masses(row: dict[Any, Any], stream: str, fates: list[str], labels: Labels) -> list[Any]:
    return [labels.period(str(row["year"])), stream, *(row[key] / _KG_PER_UNIT for key in ("generated", *fates))]


def _check(sheet: Sheet, y: int, row: list[Any]) -> None:
    """A formula of cells only, so that it checks what a planner changes."""
    ends = [xl_rowcol_to_cell(y, x) for x in (_GENERATED, _GENERATED + 1, len(row) - 1)]
    left = round(row[_GENERATED] - sum(row[_GENERATED + 1 :]), _DIGITS)
    sheet.check_row(y, len(row), f"=ROUND({ends[0]}-SUM({ends[1]}:{ends[2]}),{_DIGITS})", left + 0.0)


def _chart(sheet: Sheet, span: Span, fates: list[str], labels: Labels) -> None:
    """Fates of all streams by year, stacked."""
    say = labels.words.say
    series = [
        Series(span.name(x), span.column(0), span.column(x), palette.BALANCE[fate])
        for x, fate in enumerate(fates, start=_GENERATED + 1)
    ]
    draw(sheet, Chart("stacked", say("figure.fates.title"), series, x=say("report.column.year"), y=say("unit.mass")))


def unserved(sheet: Sheet, result: Result, labels: Labels) -> None:
    """What had no lawful place, by year, stream, facility and cause."""
    columns = heads(labels, "year", "stream", "facility", "cause", "unserved:mass")
    rows = [
        [labels.period(str(r["year"])), labels.of(str(r["stream"])), labels.of(str(r["facility"])),
         labels.cause(str(r["cause"])), r["kg"] / _KG_PER_UNIT]
        for r in tables.unserved(result).to_dict("records")
    ]  # fmt: skip
    sheet.table(columns, rows)


def by_month(result: Result) -> pd.DataFrame:
    """Unserved mass by month and source, mean kg: a row per month of the horizon, a column per source with any.

    The design year has no months. The column "" is residue of plants.
    """
    table = result.tables["unserved"].fillna({"source": ""})
    table = table[table["year"].astype(str).isin([y for y in years(table) if y != "design"])]
    order = {id: k for k, id in enumerate(result.loaded.scenario.sources)}
    found = sums(table, "month", "source").unstack(fill_value=0)
    return found[sorted(found.columns, key=lambda id: order.get(str(id), len(order)))]


def unserved_by_month(sheet: Sheet, result: Result, labels: Labels) -> None:
    """What had no lawful place, a row per month and a column per source."""
    say, data = labels.words.say, by_month(result)
    names = [labels.of(str(id)) if id else say("report.unserved.plants") for id in data.columns]
    columns = [Column(say("book.column.month"), "month"), *mass_columns(labels, [say("report.total"), *names])]
    rows = [
        [as_date(str(month)) or str(month), sum(row) / _KG_PER_UNIT, *(kg / _KG_PER_UNIT for kg in row)]
        for month, row in zip(data.index, data.to_numpy().tolist(), strict=True)
    ]
    sheet.table(columns, rows)


def cities(sheet: Sheet, result: Result, labels: Labels) -> None:
    """What was taken from city to city, and within each."""
    say = labels.words.say
    columns = [*heads(labels, "year"), Column(say("report.cities.origin")), Column(say("report.cities.destination"))]
    rows = [
        [labels.period(str(r["year"])), labels.of(str(r["origin_city"])), labels.of(str(r["destination_city"])),
         r["kg"] / _KG_PER_UNIT]
        for r in crossings.rows(result)
    ]  # fmt: skip
    sheet.table([*columns, *heads(labels, "hauled:mass")], rows)
