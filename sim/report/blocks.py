"""The blocks that template and web page know: text, heading, table, figure. Numbers come later (numbering.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Block = dict[str, Any]
Text = str | dict[str, str]
"""Plain text, or one with `to`, the anchor of what it rests on ("" for none), and perhaps `small` print below."""
Column = tuple[str, float | str, bool]
"""Head, width in shares or "auto", whether it holds numbers."""
Drawings = Mapping[str, tuple[str, str]]
"""SVG text and caption by figure name."""


def linked(content: str, to: str) -> Text:
    """Text that leads to what it rests on; where there is no such anchor it is plain text."""
    return {"text": content, "to": to}


def noted(content: str, small: str) -> Text:
    """Text with small print below it."""
    return {"text": content, "small": small, "to": ""}


def text(content: Text) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": content}


def heading(content: str) -> Block:
    """A heading within a chapter."""
    return {"kind": "heading", "text": content}


def figure(svg: str, alt: str, anchor: str = "") -> Block:
    """A figure with the sentence that states its message."""
    return {"kind": "figure", "svg": svg, "alt": alt, "anchor": anchor}


def drawn(drawings: Drawings, *names: str) -> list[Block]:
    """The figures of these names that were drawn; `figure-<name>` is the anchor."""
    return [figure(*drawings[name], anchor=f"figure-{name}") for name in names if name in drawings]


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Text]],
    size: float = 7.5,
    totals: Iterable[int] = (),
    anchor: str = "",
    row_anchors: Sequence[str] = (),
) -> Block:
    """A table; rows are texts, size in points.

    `totals` are the numbers of the rows to set off, counted from 0. `row_anchors`: one for each row, or none.
    """
    return {
        "kind": "table",
        "caption": caption,
        "size": size,
        "columns": [{"head": head, "width": width, "number": numeric} for head, width, numeric in columns],
        "rows": [list(row) for row in rows],
        "totals": list(totals),
        "anchor": anchor,
        "row_anchors": list(row_anchors),
    }
