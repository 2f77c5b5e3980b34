"""Which texts of a figure lie on each other: a check of layout that every figure can be put to."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from unittest.mock import patch

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

TOLERANCE = 0.6
"""Points by which boxes may touch: they hold the room of accents and descenders that most texts leave empty."""


def drawn_texts(figure: Figure) -> list[Text]:
    """The texts that drawing the figure really shows: labels of ticks outside the axes are not among them."""
    shown: list[Text] = []
    draw = Text.draw

    def noted(text: Text, renderer: Any) -> None:
        if text.get_visible() and text.get_text().strip() and not any(text is other for other in shown):
            shown.append(text)
        draw(text, renderer)

    figure.set_dpi(720)  # advances are whole pixels when drawn, but not in the SVG
    with patch.object(Text, "draw", noted):
        figure.canvas.draw()
    return shown


def box_of(text: Text) -> Bbox:
    """The box of a text in pixels, without its arrow or the patch behind it."""
    return Text.get_window_extent(text)


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of visible texts of a figure whose boxes overlap, after drawing it; empty where all can be read."""
    boxes = [(text.get_text(), box_of(text).padded(-TOLERANCE * figure.dpi / 72)) for text in drawn_texts(figure)]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


def outside(figure: Figure) -> list[str]:
    """Visible texts that leave the sheet."""
    boxes = [(text.get_text(), box_of(text)) for text in drawn_texts(figure)]
    sheet = figure.bbox.padded(TOLERANCE * figure.dpi / 72)
    return [text for text, box in boxes if not (sheet.contains(*box.min) and sheet.contains(*box.max))]
