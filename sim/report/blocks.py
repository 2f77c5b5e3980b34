"""The blocks that the template knows: text, heading, table, figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]


def text(content: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": content}


def heading(content: str) -> Block:
    """A heading within a chapter."""
    return {"kind": "heading", "text": content}


def figure(svg: str, alt: str) -> Block:
    """A figure with the sentence that states its message."""
    return {"kind": "figure", "svg": svg, "alt": alt}


def table(
    caption: str,
    columns: Sequence[tuple[str, float | str, bool]],
    rows: Iterable[Sequence[str]],
    size: float = 7.5,
    totals: Iterable[int] = (),
) -> Block:
    """A table; columns are (head, width in shares or "auto", whether numbers), rows are texts, size in points.

    `totals` are the numbers of the rows to set off, counted from 0.
    """
    return {
        "kind": "table",
        "caption": caption,
        "size": size,
        "columns": [{"head": head, "width": width, "number": numeric} for head, width, numeric in columns],
        "rows": [list(row) for row in rows],
        "totals": list(totals),
    }
