"""Native charts below their data. Titles and names of series are references to cells, so no text becomes a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Literal

from xlsxwriter.utility import xl_range_formula

from sim.report import palette
from sim.report.workbook.book import Sheet

Kind = Literal["column", "stacked", "bar", "line"]
NARROWEST, WIDEST, HEIGHT = 900, 1400, 420
"""Pixels; a chart is as wide as the table that it shows."""
PER_BAR = 20
"""Pixels that a category of a bar chart needs."""
_LABELS = 12
"""Months that are named, at most."""
_ROW = 20
_TITLE = {"size": 12, "bold": True, "color": palette.INK}
_SMALL = {"size": 9, "bold": False, "color": palette.INK}


@dataclass(frozen=True, slots=True)
class Series:
    """Cells of name, categories and values; error: how far intervals reach below and above."""

    name: list[Any]
    categories: list[Any]
    values: list[Any]
    colour: str
    error: tuple[list[Any], list[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows; title: its question. goal: a series drawn as a line over the columns."""

    kind: Kind
    title: str
    series: Sequence[Series]
    x: str
    y: str
    format: str = "General"
    months: bool = False
    goal: Series | None = None
    axis: Mapping[str, Any] = field(default_factory=dict)


def draw(sheet: Sheet, chart: Chart) -> None:
    """Put a chart below what is on the sheet."""
    titled = sheet.row + 5
    sheet.cells.write_string(titled, 0, chart.title)  # lies under the chart, whose title it is
    made = _made(sheet, chart)
    made.set_title({"name": [sheet.name, titled, 0], "name_font": _TITLE, "overlay": False})
    first: dict[str, Any] = {"name": chart.x}
    second: dict[str, Any] = {"name": chart.y, "num_format": chart.format, **chart.axis}
    if chart.months:
        apart = ceil(_categories(chart) / _LABELS)
        first |= {"date_axis": True, "num_format": "yyyy-mm", "major_unit": apart, "major_unit_type": "months"}
    across, up = (second, first) if chart.kind == "bar" else (first, second)
    made.set_x_axis({**_look(grid=chart.kind == "bar"), **across})
    made.set_y_axis({**_look(grid=chart.kind != "bar"), **up, **({"reverse": True} if chart.kind == "bar" else {})})
    several = len(chart.series) > 1 or chart.goal is not None
    made.set_legend({"position": "right" if several else "none", "font": _SMALL})
    height = max(HEIGHT, 120 + PER_BAR * _categories(chart)) if chart.kind == "bar" else HEIGHT
    made.set_size({"width": min(WIDEST, max(NARROWEST, sheet.pixels)), "height": height})
    made.show_hidden_data()  # a filter of the table does not change the answer
    sheet.place(made, chart.title, ceil(height / _ROW) + 1)


def _made(sheet: Sheet, chart: Chart) -> Any:
    stacked = {"type": "column", "subtype": "stacked"}
    made: Any = sheet.book.file.add_chart(stacked if chart.kind == "stacked" else {"type": chart.kind})
    for series in chart.series:
        made.add_series(_series(series, chart.kind))
    if chart.goal is not None:
        line: Any = sheet.book.file.add_chart({"type": "line"})
        look = {"line": {"color": palette.INK, "width": 1.75, "dash_type": "dash"}}
        tick = {"type": "long_dash", "size": 12, "fill": {"color": palette.INK}, "border": {"color": palette.INK}}
        line.add_series({**_series(chart.goal, "line"), **look, "marker": tick})
        made.combine(line)
    return made


def _series(series: Series, kind: str) -> dict[str, Any]:
    look: dict[str, Any] = {"fill": {"color": series.colour}, "border": {"none": True}, "gap": 60}
    if kind == "line":
        look = {"line": {"color": series.colour, "width": 2.0}, "marker": {"type": "none"}}
    if series.error is not None:
        below, above = (xl_range_formula(*cells) for cells in series.error)
        ends = {"minus_values": below, "plus_values": above}
        look |= {"y_error_bars": {"type": "custom", **ends, "line": {"color": palette.INK}}}
    return {"name": series.name, "categories": series.categories, "values": series.values, **look}


def _categories(chart: Chart) -> int:
    _, first, _, last, _ = chart.series[0].categories
    return int(last - first + 1)


def _look(*, grid: bool) -> dict[str, Any]:
    """Labels stay below the plot where values are negative."""
    lines = {"visible": grid, "line": {"color": palette.RULE, "width": 0.5}}
    fonts = {"name_font": _SMALL, "num_font": _SMALL}
    return {**fonts, "major_gridlines": lines, "line": {"color": palette.RULE}, "label_position": "low"}
