"""The sheets of facilities: capacity and load of plants, openings, void and life of landfills."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.report import palette, tables
from sim.report.labels import Labels
from sim.report.source import last_year
from sim.report.workbook.book import Sheet, Span
from sim.report.workbook.cells import Column, as_date
from sim.report.workbook.charts import Chart, Kind, Series, draw
from sim.report.workbook.heads import heads, unit_head
from sim.study.result import Result

PERCENTILES = ("p10", "p50", "p90")
MOST_SERIES = 8
"""More plants or landfills than this are not told apart as lines or columns of a chart."""
_LONG = 6
"""From so many years on a load is drawn as a line."""


def capacity(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Plants by year; below, a chart of their load with its table, and when each facility opens."""
    columns = heads(
        labels, "facility", "year", "intake:mass", "processed:mass", "nameplate:mass", "load:share", "open_h:count",
        "starved_h:count", "breakdown_h:count", "yard_full_h:count",
    )  # fmt: skip
    data = tables.capacity(result)
    rows = [
        [labels.of(str(r["facility"])), labels.period(str(r["year"])), r["intake_kg"] / 1e7, r["processed_kg"] / 1e7,
         r["nameplate_kg"] / 1e7, r["load"], r["open_h"], r["starved_h"], r["breakdown_h"], r["yard_full_h"]]
        for r in data.to_dict("records")
    ]  # fmt: skip
    sheet.table(columns, rows)
    if not data.empty:
        _loads(sheet, data, labels)
    _openings(sheet, result, labels)


def _loads(sheet: Sheet, data: pd.DataFrame, labels: Labels) -> None:
    """A chart of the loads with its table: few plants by year, many in the last year only."""
    say, plants = labels.words.say, list(dict.fromkeys(data["facility"]))
    axis: dict[str, Any] = {"y": say("book.axis.load"), "format": "0%", "axis": {"min": 0}}
    if len(plants) > MOST_SERIES:
        year = labels.period(str(data["year"].iloc[-1]))
        last = data[data["year"] == data["year"].iloc[-1]].to_dict("records")
        rows = [[labels.of(str(r["facility"])), r["load"]] for r in last]
        span = sheet.table(heads(labels, "facility", "load:share"), rows, title=say("book.table.load_of", year=year))
        draw(sheet, Chart("bar", say("book.chart.load_of", year=year), [_series(span, 1, palette.BAR)], x="", **axis))
        return
    load = data.set_index(["year", "facility"])["load"]
    years = list(dict.fromkeys(data["year"]))
    columns = [*heads(labels, "year"), *(Column(labels.of(str(id)), "share") for id in plants)]
    rows = [[labels.period(str(year)), *(load.get((year, id)) for id in plants)] for year in years]
    span = sheet.table(columns, rows, title=say("book.table.load"))
    series = [_series(span, x, colour) for x, colour in enumerate(palette.series_colours(plants).values(), start=1)]
    kind: Kind = "line" if len(years) >= _LONG else "column"
    draw(sheet, Chart(kind, say("book.chart.load"), series, x=say("report.column.year"), **axis))


def _series(span: Span, column: int, colour: str) -> Series:
    return Series(span.name(column), span.column(0), span.column(column), colour)


def _openings(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Each facility with its kind, dates of opening, largest stock and wait at the gate."""
    columns = heads(labels, "facility", "kind")
    columns += _percentiles("opens", "date", labels)
    columns += heads(labels, "stock_peak:mass", "wait_mean:number", "wait_p95:number")
    rows = []
    for id, facility in result.summary["facilities"].items():
        opened, wait = facility.get("opened") or {}, facility.get("gate_wait_min") or {}
        peak = facility.get("stock_peak_t")
        rows.append([
            labels.of(id), labels.words.say(f"kind.{facility['kind']}"), *(as_date(opened.get(p)) for p in PERCENTILES),
            None if peak is None else peak / 1e4, wait.get("mean"), wait.get("p95"),
        ])  # fmt: skip
    if rows:
        sheet.table(columns, rows, title=labels.words.say("book.table.openings"))


def _percentiles(id: str, kind: Any, labels: Labels) -> list[Column]:
    """Three columns that say which percentile they are."""
    say = labels.words.say
    return [Column(say("book.percentile", head=say(f"book.column.{id}"), percent=p[1:]), kind) for p in PERCENTILES]


def landfills(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Void, intake, what is left, dates; below, a chart of the void left by month with its table."""
    intake = labels.words.say("report.column.intake_of", year=labels.period(last_year(result)))
    columns = [*heads(labels, "facility", "void:volume"), Column(unit_head(intake, "unit.mass", labels), "mass")]
    columns += heads(labels, "left:volume", "full_chance:share")
    columns += [*_percentiles("exhausted", "date", labels), *_percentiles("projected", "month", labels)]
    rows = []
    for r in tables.landfills(result).to_dict("records"):
        void, left = (None if v is None or pd.isna(v) else v / 1e4 for v in (r["void_m3"], r["left_m3"]))
        chance = r["p_within_horizon"]
        rows.append([
            labels.of(str(r["facility"])), void, r["intake_kg"] / 1e7, left,
            chance if chance is not None and pd.notna(chance) else None, *_dates(r, labels),
        ])  # fmt: skip
    sheet.table(columns, rows)
    levels = result.tables["levels"]
    void_left = levels[levels["what"] == "void_left"]
    if rows and not void_left.empty:
        _voids(sheet, void_left, labels)


def _dates(row: dict[Any, Any], labels: Labels) -> list[Any]:
    """Dates of exhaustion within the horizon, and projected beyond it; words where there is none."""
    say = labels.words.say
    full = [as_date(row[f"exhausted_{p}"]) for p in PERCENTILES]
    beyond = [as_date(row[f"projected_{p}"]) for p in PERCENTILES]
    if not any(beyond):
        nothing = "" if any(full) else say("book.no_date")
        return [*(d or say("book.not_within") for d in full), *(nothing for _ in beyond)]
    return [*(d or say("book.not_within") for d in full), *(d or say("report.later") for d in beyond)]


def _voids(sheet: Sheet, levels: pd.DataFrame, labels: Labels) -> None:
    """Months down, landfills across, the sum of several last; and a chart of it, of the sum where they are many."""
    say = labels.words.say
    data = levels.pivot_table("mean", "month", "place", sort=False, observed=True) / 1e4
    names = [labels.of(str(id)) for id in data.columns]
    is_several = len(names) > 1
    names += [say("book.all_landfills")] if is_several else []
    columns = [Column(say("book.column.month"), "month")]
    columns += [Column(unit_head(name, "unit.volume", labels), "mass") for name in names]
    rows = [
        [as_date(str(month)) or str(month), *row, *([sum(row)] if is_several else [])]
        for month, row in zip(data.index, data.to_numpy().tolist(), strict=True)
    ]
    span = sheet.table(columns, rows, title=say("book.table.void"))
    shown = range(1, len(data.columns) + 1) if len(data.columns) <= MOST_SERIES else [len(names)]
    colours = palette.series_colours([str(x) for x in shown])
    series = [_series(span, x, colours[str(x)]) for x in shown]
    draw(sheet, Chart("line", say("book.chart.void"), series, x=say("book.column.month"), y=say("unit.volume"),
                      months=True, axis={"min": 0}))  # fmt: skip
