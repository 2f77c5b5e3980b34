"""Tables of the page: numbers carry a key to sort by, long ones scroll under their heads and can be filtered."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import east_asian_width

from sim.report.page.links import linked_text
from sim.report.page.markup import Markup, anchor, element, escaped, joined, scroller

LONG = 30
"""Rows above which a table has a filter and a height of its own."""
_UNIT = re.compile(r"(\([^()]{1,14}\))")
_FIRST_NUMBER = re.compile(r"([-−]?)(?:(∞)|(\d[\d,]*(?:\.\d+)?))")


def table(block: dict[str, Any], language: str) -> Markup:
    """A table with caption and heads, in a box that scrolls sideways where it is too wide."""
    columns, totals = block["columns"], set(block["totals"])
    classes = [_column_class(column, k, block["rows"]) for k, column in enumerate(columns)]
    heads = (
        element("th", _head(column["head"]), scope="col", class_=kind)
        for column, kind in zip(columns, classes, strict=True)
    )
    anchors = block["row_anchors"] or [""] * len(block["rows"])
    rows = (
        element(
            "tr", *(_cell(cell, kind, language) for cell, kind in zip(row, classes, strict=True)),
            class_="total" if k in totals else "", id=anchor(language, name) if name else "",
        )
        for k, (row, name) in enumerate(zip(block["rows"], anchors, strict=True))
    )  # fmt: skip
    number = block.get("number", "")
    caption = element("caption", element("span", element("b", escaped(number)), escaped(" " + block["caption"])))
    made = element("table", caption, element("thead", element("tr", *heads)), element("tbody", *rows))
    long = " long" if len(block["rows"]) > LONG else ""
    id = anchor(language, block["anchor"]) if block["anchor"] else ""
    return element("div", scroller(made, number or block["caption"], long), class_=f"table{long}", id=id)


def _head(text: str) -> Markup:
    """A head whose unit is not broken: `Void (10⁴ m³)`."""
    parts = _UNIT.split(text)
    whole = (element("span", escaped(p), class_="unit") if _UNIT.fullmatch(p) else escaped(p) for p in parts)
    return joined(*whole)


def _cell(cell: Any, kind: str, language: str) -> Markup:
    shown = linked_text(cell, language)
    if kind != "n":
        return element("td", shown, class_=kind)
    plain = cell if isinstance(cell, str) else cell["text"]
    key = sort_key(plain)
    return element("td", shown, class_=kind, data_key="" if key == plain else key)


def sort_key(text: str) -> str:
    """The first number of a text as JavaScript reads it: `−1,234.5 – 2` is -1234.5, `∞` Infinity; a dash is empty."""
    found = _FIRST_NUMBER.search(text)
    if not found:
        return ""
    sign = "-" if found[1] else ""
    return sign + ("Infinity" if found[2] else found[3].replace(",", ""))


def _column_class(column: dict[str, Any], k: int, rows: list[list[Any]]) -> str:
    """Numbers to the right, short texts on one line, long ones with room enough."""
    if column["number"]:
        return "n"
    longest = max((_width(row[k] if isinstance(row[k], str) else row[k]["text"]) for row in rows), default=0)
    return "short" if longest <= 16 else "mid" if longest <= 40 else "wide"


def _width(text: str) -> int:
    """Width in Latin characters, of which a Chinese one is two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
