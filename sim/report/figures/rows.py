"""Bars in rows under the names of their owners, which may be long: a name takes lines of its own across the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from sim.report import canvas, palette
from sim.report.font import wrap

LINE = 0.155
"""Inches from row to row."""
WIDTH = 465.0
"""Points of a line of names."""


class Rows:
    """Places of rows from top to bottom: lines of each name, then its rows."""

    def __init__(self, owners: Iterable[tuple[str, int]]) -> None:
        """Owners are a name and how many rows it has."""
        self.names: list[tuple[float, str]] = []
        self.places: list[list[float]] = []
        y = 0.0
        for name, rows in owners:
            lines = wrap(name, WIDTH, canvas.LABEL)
            self.names.append((y - 0.42, lines))
            y += lines.count("\n") + 1
            self.places.append([y + k for k in range(rows)])
            y += rows + 0.25
        self.end = y - 0.25

    @property
    def height(self) -> float:
        """Inches of all rows."""
        return LINE * self.end

    def write(self, axes: Axes, ticks: Sequence[str]) -> None:
        """Names at the left edge, and the text of each row as its tick; axes beside it share the limits."""
        self.limit(axes)
        axes.set_zorder(1)  # names lie over the axes beside
        axes.patch.set_visible(False)
        for y, lines in self.names:
            text = axes.annotate(
                lines, (0, y), xycoords=("axes fraction", "data"), va="top", ha="left", linespacing=1.15,
                annotation_clip=False, color=palette.INK, bbox=canvas.PATCH,
            )  # fmt: skip
            text.set_in_layout(False)
        axes.set_yticks([y for rows in self.places for y in rows], list(ticks))

    def limit(self, axes: Axes) -> None:
        """The first row above, the last below."""
        axes.set_ylim(self.end - 0.4, -0.55)
