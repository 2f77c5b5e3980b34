"""Figures of the page."""

from __future__ import annotations

from typing import Any

from sim.report.page.drawing import inline
from sim.report.page.markup import Markup, anchor, element, escaped, joined, scroller
from sim.report.page.sheet import Sheet


def figure(block: dict[str, Any], number: int, language: str, sheet: Sheet) -> Markup:
    """A figure with its number; question and answer as text where the drawing does not hold them.

    number: which drawing of its article this is, for ids within it.
    """
    drawing = inline(block["svg"], block["alt"], f"{language}-f{number}-", sheet)
    shown, title, caption = (block.get(key, "") for key in ("number", "title", "caption"))
    head = joined(element("b", escaped(shown)), escaped(f" {title}"))
    parts = [element("p", head, class_="figure-title"), scroller(drawing, shown)]
    if caption:
        parts.append(element("figcaption", escaped(caption)))
    id = anchor(language, block["anchor"]) if block.get("anchor") else ""
    return element("figure", *parts, id=id)
