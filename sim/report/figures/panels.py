"""Small multiples: panels in columns, and a line under all of them that explains the marks."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report.labels import number

LEGEND = 0.3
"""Inches of the line of the legend."""


def count(axes: Axes, top: float, most: int = 5) -> None:
    """Numbers on the upright axis, which reaches to `top`: at most two decimals, and no two alike."""
    axes.yaxis.set_major_locator(MaxNLocator(max(1, min(most, int(top / 0.01))), integer=top >= most))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 0 if top >= most else 2))


def panels(
    figure: Figure, count: int, columns: int, height: float, handles: Sequence[Artist], names: Sequence[str]
) -> list[Axes]:
    """So many axes of a height in inches, row by row, above one legend across the sheet."""
    columns = min(columns, count)
    lines = -(-count // columns)
    grid = figure.add_gridspec(lines + 1, columns, height_ratios=[*[height] * lines, LEGEND])
    below = figure.add_subplot(grid[lines, :])
    below.set_axis_off()
    below.legend(handles, names, loc="center", ncols=len(names), borderaxespad=0.0, columnspacing=1.6)
    return [figure.add_subplot(grid[n // columns, n % columns]) for n in range(count)]
