"""A workbook under way: its sheets, in the order in which they are added, all with the same look and print setup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.report import palette
from sim.report.labels import Labels
from sim.report.workbook.cells import (
    NUMBER_FORMATS,
    WIDEST,
    Column,
    Kind,
    escaped,
    head_width,
    kind_of,
    length,
    lines_of,
    write_cell,
)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_HEAD = "#E9EDF1"
_LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "total": {"bold": True, "bg_color": "#F3F3F1"},
    "marked": {"bg_color": "#FFF3D6"},
}
_NUMBER = 14
"""Widest column of numbers or dates; words among them are broken into lines."""
_LINE = 15.0
"""Height of a line in points."""
_HIGHEST = 400.0
"""A row may not be higher."""
_PIXELS = 7.0
"""Width of a Latin character."""
PAPER_A4 = 9
HEAD_ROW = 2
"""Row of the head of a sheet's first table: its question and its links stand above."""


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of a table, counted from 0, on the sheet of this name."""

    sheet: str
    head: int
    first: int
    last: int

    def column(self, index: int) -> list[Any]:
        """The cells of a column as a chart refers to them."""
        return [self.sheet, self.first, index, self.last, index]

    def name(self, index: int) -> list[Any]:
        """The head of a column as a chart refers to it."""
        return [self.sheet, self.head, index]


class Book:
    """A workbook: `sheet` adds one; `close` writes the file. `foot` stands on each printed page."""

    def __init__(self, path: Path, labels: Labels, day: date, title: str, foot: str) -> None:
        self._path, self._content = path, BytesIO()  # written at once: errors are the system's own, and none half
        self.file = xlsxwriter.Workbook(self._content, _OPTIONS)
        self.file.set_properties({"created": datetime.combine(day, time()), "author": "waste-sim", "title": title})
        self.labels, self.foot = labels, foot
        self.sheets: list[Sheet] = []
        self._forms: dict[tuple[tuple[str, Any], ...], Format] = {}

    def form(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._forms:
            self._forms[key] = self.file.add_format({"valign": "top", **properties})
        return self._forms[key]

    def cell_form(self, kind: Kind, look: str = "", *, is_left: bool = False) -> Format:
        """Of a cell's kind; look: empty, `total` or `marked`."""
        properties: dict[str, Any] = {"num_format": NUMBER_FORMATS[kind], **_LOOKS[look]}
        properties |= {"align": "left", "indent": 1} if is_left or kind == "text" else {}
        return self.form(**properties, text_wrap=kind == "text")

    def sheet(self, id: str) -> Sheet:
        """Add a sheet that answers the question `book.answers.<id>`, named `book.sheet.<id>`."""
        made = Sheet(self, id)
        self.sheets.append(made)
        return made

    def close(self) -> None:
        """Write the file. Raises OSError if that fails."""
        self.file.close()
        self._path.write_bytes(self._content.getvalue())


class Sheet:
    """A sheet under way: tables and charts one below the other; the first table stays in sight and has a filter."""

    def __init__(self, book: Book, id: str) -> None:
        say = book.labels.words.say
        self.book, self.id = book, id
        self.name, self.question = say(f"book.sheet.{id}"), say(f"book.answers.{id}")
        self.cells: Worksheet = book.file.add_worksheet(self.name)
        self.row = 0
        self._widths: dict[int, float] = {}
        self._has_charts = False
        self.cells.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # a year, of a period that may be a window
        self._set_print()

    def _set_print(self) -> None:
        self.cells.set_landscape()
        self.cells.set_paper(PAPER_A4)
        self.cells.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self.cells.fit_to_pages(1, 0)
        self.cells.set_header("&R&A")
        self.cells.set_footer(f"&L{escaped(self.book.foot)}&R&P / &N")

    def heading(self, *, home: str) -> None:
        """The question of the sheet and, below, a link to the sheet named `home`."""
        self.cells.write_string(0, 0, self.question, self.book.form(bold=True, font_size=12))
        self.link(1, 0, home, "A1", self.book.labels.words.say("book.back", sheet=home))
        self.cells.freeze_panes(HEAD_ROW + 1, 1)
        self.cells.repeat_rows(0, HEAD_ROW)
        self.row = HEAD_ROW

    def link(self, row: int, column: int, sheet: str, cell: str, text: str) -> None:
        """A link within the workbook; names of sheets are the catalogue's, never a user's."""
        quoted = sheet.replace("'", "''")
        form = self.book.form(font_color=palette.PAIR[2], underline=1)
        self.cells.write_url(row, column, f"internal:'{quoted}'!{cell}", form, text)

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        looks: Sequence[str] = (),
        widest: int = WIDEST,
    ) -> Span:
        """Add a table below what is there; looks: `total` or `marked` by row. A table with a title has no filter."""
        if title:
            self.row += 1
            self.cells.write_string(self.row, 0, title, self.book.form(bold=True))
            self.row += 1
        head, found = self.row, [*rows]
        for x, column in enumerate(columns):
            limit = widest if column.kind == "text" else _NUMBER
            needed = (min(limit, length(row[x], column.kind)) for row in found)
            self._widths[x] = max(self._widths.get(x, 0.0), head_width(column.head), *needed, 0.0)
            self.cells.set_column(x, x, self._widths[x])
        self._write_head(head, columns)
        for y, row in enumerate(found, start=head + 1):
            self._write_row(y, columns, row, looks[y - head - 1] if y - head <= len(looks) else "")
        if not found:
            self.cells.write_string(
                head + 1, 0, self.book.labels.words.say("book.nothing"), self.book.cell_form("text")
            )
        last = head + max(1, len(found))
        if not title:
            self.cells.autofilter(head, 0, last, len(columns) - 1)
        self.row = last + 1
        return Span(self.name, head, head + 1, last)

    def _write_row(self, y: int, columns: Sequence[Column], row: Sequence[Any], look: str) -> None:
        """The cells of a row, as high as its longest text needs."""
        lines = 1
        for x, (value, column) in enumerate(zip(row, columns, strict=True)):
            form = self.book.cell_form(kind_of(value, column.kind), look, is_left=column.kind == "text")
            write_cell(self.cells, y, x, value, form)
            if isinstance(value, str):
                lines = max(lines, lines_of(value, self._widths[x] - 1))
        if lines > 1:
            self.cells.set_row(y, min(_HIGHEST, _LINE * lines))

    def _write_head(self, y: int, columns: Sequence[Column]) -> None:
        for x, column in enumerate(columns):
            side = {"align": "left", "indent": 1} if column.kind == "text" else {"align": "right"}
            form = self.book.form(bold=True, bottom=1, text_wrap=True, bg_color=_HEAD, valign="vcenter", **side)
            self.cells.write_string(y, x, column.head, form)
        lines = max(lines_of(column.head, self._widths[x] - 1) for x, column in enumerate(columns))
        self.cells.set_row(y, min(_HIGHEST, _LINE * lines + 2))

    @property
    def pixels(self) -> float:
        """Width of the widest table."""
        return _PIXELS * sum(self._widths.values())

    def check_row(self, row: int, column: int, formula: str, value: float) -> None:
        """A formula that refers to cells only, with its value now."""
        self.cells.write_formula(row, column, formula, self.book.cell_form("check"), value)

    def note(self, text: str, columns: int, **look: Any) -> None:
        """A paragraph across the first columns, as high as it needs."""
        width = sum(self._widths.get(x, 10.0) for x in range(columns))
        form = self.book.form(text_wrap=True, **look)
        self.cells.merge_range(self.row, 0, self.row, columns - 1, "", form)
        write_cell(self.cells, self.row, 0, text, form)
        size = look.get("font_size", 11) / 11
        self.cells.set_row(self.row, min(_HIGHEST, _LINE * size * lines_of(text, width / size) + 2))
        self.row += 1

    def fact(self, name: str, value: Any) -> None:
        """A name and, beside it, its value on the left."""
        kind = kind_of(value, "count")
        self.cells.write_string(self.row, 0, name, self.book.form(bold=True))
        form = self.book.form(num_format=NUMBER_FORMATS[kind], align="left")
        write_cell(self.cells, self.row, 1, value, form)
        self.row += 1

    def set_widths(self, widths: Sequence[float]) -> None:
        """Widths of the first columns, where no table sets them."""
        for x, width in enumerate(widths):
            self._widths[x] = width
            self.cells.set_column(x, x, width)

    def place(self, chart: Any, description: str, rows: int) -> None:
        """Put a chart below what is there, over so many empty rows; the first one gets a link from the top."""
        if not self._has_charts:
            self._has_charts = True
            self.link(1, 1, self.name, f"A{self.row + 2}", self.book.labels.words.say("book.to_charts"))
            self.cells.set_h_pagebreaks([self.row + 1])
        place = {"description": description, "object_position": 2, "x_offset": 4, "y_offset": 4}
        self.cells.insert_chart(self.row + 1, 0, chart, place)
        self.row += rows + 2
