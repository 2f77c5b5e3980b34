"""How values become cells: number formats, widths, and text that stays text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil, isnan
from typing import Any, Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "mass", "count", "share", "number", "points", "check", "fine", "exact", "date", "month"]
NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "mass": "#,##0.00",
    "count": "#,##0",
    "share": "0.0%",
    "number": "#,##0.00",
    "points": "+0.00;-0.00;0.00",
    "check": "0.#######",
    "fine": "0.000%",
    "exact": "General",
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm",
}
"""By kind of a column; masses, volumes and money stand in ten thousands, as the heads say."""
WIDEST = 60
NARROWEST = 7
_DECIMALS: dict[Kind, int] = {"mass": 3, "number": 3, "points": 4, "share": 5, "check": 8, "fine": 7, "exact": 6}
"""Characters that a format adds to the whole part."""
LONGEST = 32_767
"""Characters that a cell may hold."""
_FIRST_YEAR = 1900
"""The calendar of a workbook begins here; earlier dates are written as text."""


@dataclass(frozen=True, slots=True)
class Column:
    """Head with its unit, and the kind of what stands below."""

    head: str
    kind: Kind = "text"


def kind_of(value: Any, kind: Kind) -> Kind:
    """The kind of a cell in a column of `kind`: words and dates may stand among numbers."""
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, date) and kind != "month" else kind


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, form: Format) -> None:
    """Write a number, date or text as just that; nothing for None and NaN."""
    if value is None or (isinstance(value, float) and isnan(value)):
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, fitting(value), form)
    elif isinstance(value, date):
        if value.year < _FIRST_YEAR:
            sheet.write_string(row, column, value.isoformat(), form)
        else:
            sheet.write_datetime(row, column, datetime.combine(value, time()), form)
    else:
        sheet.write_number(row, column, float(value), form)


def fitting(text: str) -> str:
    """The text, with an ellipsis at its end where a cell cannot hold more."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def length(value: Any, kind: Kind = "text") -> int:
    """Room that a value needs with its margins, in Latin characters: a Chinese one takes two."""
    if isinstance(value, str):
        return sum(2 if ord(c) > 0x2E80 else 1 for c in value) + 3
    if isinstance(value, date):
        return 12
    if value is None or isnan(value):
        return 0
    return len(f"{float(value):,.0f}") + _DECIMALS.get(kind, 0) + 2


def head_width(head: str) -> int:
    """Least width of a column with this head; a long one may fill three lines, but no Latin word is broken."""
    words = re.findall(r"[^\s\u2e80-\uffff]+", head)
    whole = length(head)
    return max(NARROWEST, min(whole, 16), ceil(whole / 3) + 2, *(min(len(word), 16) + 2 for word in words), 0)


def lines_of(text: str, width: float) -> int:
    """How many lines a text fills in this width."""
    return max(1, ceil((length(text) - 3) / max(1.0, width - 1)))


def as_date(text: Any) -> date | None:
    """A date from YYYY-MM-DD or, the first of it, YYYY-MM; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text if len(text) != 7 else f"{text}-01")
    except ValueError:
        return None


def escaped(text: str) -> str:
    """Text for a header or footer, in which & begins a code."""
    return text.replace("&", "&&")
