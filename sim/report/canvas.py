"""What all figures share: size, typeface, title, caption, reproducible files."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.report import palette
from sim.report.font import FAMILY, balanced, font_file, wrap
from sim.report.layout import GridLayout
from sim.report.raster import DPI, pngs
from sim.report.vector import drawn

WIDTH = 6.7
"""Inches: the text width of the report's page."""
HEIGHT = 4.0
STEP = 0.05
"""Inches: heights are multiples of it, as is the width, so that a PNG has whole pixels and no line is resampled."""
TITLE = 10.5
CAPTION = 7.5
LABEL = 7.5
PATCH: Any = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
"""White behind a text that stands on lines."""
_MARGIN = 0.05
_BETWEEN = 0.14
"""Inches between panels one above the other, at least."""
_NOTICE = "notice"
_LEADING = 1.45

STYLE: Any = {
    "font.family": FAMILY,
    "font.size": LABEL,
    "text.parse_math": False,
    "text.hinting": "none",
    "text.color": palette.INK,
    "axes.unicode_minus": True,
    "axes.edgecolor": palette.FAINT,
    "axes.labelcolor": palette.INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,
    "axes.axisbelow": True,
    "grid.color": palette.RULE,
    "grid.linewidth": 0.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.color": palette.FAINT,
    "ytick.color": palette.FAINT,
    "xtick.labelcolor": palette.INK,
    "ytick.labelcolor": palette.INK,
    "legend.frameon": False,
    "legend.handlelength": 1.2,
    "legend.borderaxespad": 0.2,
    "svg.fonttype": "none",
    "svg.hashsalt": "waste-sim",
    "savefig.facecolor": "white",
}

Draw = Callable[..., Figure]


def styled(draw: Draw) -> Draw:
    """Make `draw` use the report's style, whatever the process has set."""

    @wraps(draw)
    def drawn(*arguments: Any) -> Figure:
        if FAMILY not in font_manager.fontManager.get_font_names():
            font_manager.fontManager.addfont(str(font_file()))
        with matplotlib.rc_context(rc=STYLE):
            return draw(*arguments)

    return drawn


def sheet(title: str, caption: str, height: float = HEIGHT) -> Figure:
    """An empty figure with the question as title and the answer as caption; axes fill what is left.

    `height` in inches is the space without title and caption, so long texts make a taller figure.
    """
    points = 0.98 * 72 * (WIDTH - 2 * _MARGIN)
    heading, answer = balanced(title, points, TITLE), wrap(caption, points, CAPTION)
    top = (heading.count("\n") + 1) * TITLE * _LEADING / 72 + 0.12
    bottom = (answer.count("\n") + 1) * CAPTION * _LEADING / 72 + 0.14
    whole = math.ceil((height + top + bottom) / STEP) * STEP
    figure = Figure(figsize=(WIDTH, whole))
    figure.set_label(caption)
    FigureCanvasAgg(figure)
    x = _MARGIN / WIDTH
    figure.text(x, 1 - 0.04 / whole, heading, fontsize=TITLE, va="top", ha="left", linespacing=1.2)
    figure.text(x, 0.04 / whole, answer, fontsize=CAPTION, va="bottom", ha="left", linespacing=1.25, color=palette.INK)
    room = x, bottom / whole, 1 - 2 * x, 1 - (top + bottom) / whole
    figure.set_layout_engine(GridLayout(room, 72 * _BETWEEN))
    return figure


def notice(title: str, caption: str) -> Figure:
    """A figure for which this scenario has no data: title and caption only. A report leaves it out."""
    figure = sheet(title, caption, height=0.2)
    figure.set_gid(_NOTICE)
    return figure


def is_notice(figure: Figure) -> bool:
    """Whether a figure only says that there is nothing to show."""
    return bool(figure.get_gid() == _NOTICE)


def caption_of(figure: Figure) -> str:
    """The caption that a sheet was made with, in one line."""
    return str(figure.get_label())


def quiet(axes: Axes, grid: str = "y") -> None:
    """Light grid along one axis ("x" or "y"), no ticks across it."""
    axes.grid(True, axis="y" if grid == "y" else "x")
    axes.tick_params(axis="x" if grid == "y" else "y", length=0)


def legend_below(axes: Axes, handles: Sequence[Artist], names: Sequence[str], columns: int = 5, lines: int = 1) -> None:
    """A legend under the tick labels of an axis, or under so many lines of texts, whatever its height."""
    axes.legend(
        handles,
        names,
        loc="upper center",
        bbox_to_anchor=(0.42, 0),
        borderaxespad=1.3 + 1.6 * lines,
        ncols=min(columns, len(handles)),
    )


def date_ticks(first: date, last: date) -> tuple[list[int], list[str]]:
    """Ordinals and texts of some dates of a span: starts of years, half-years, months or days, nine at most or so."""
    years = last.year - first.year
    if years < 2:
        return _short_ticks(first, last)
    step = 12 * -(-years // 9) if years > 3 else 6
    return _starts(first, last, step)


def _short_ticks(first: date, last: date) -> tuple[list[int], list[str]]:
    """Starts of one, two, three or six months; days where these are too few."""
    for step in (1, 2, 3, 6):
        days, names = _starts(first, last, step)
        if 3 <= len(days) <= 8:
            return days, names
    step = -(-(last - first).days // 6) or 1
    days = list(range(first.toordinal(), last.toordinal() + 1, step))
    return days, [date.fromordinal(day).isoformat() for day in days]


def _starts(first: date, last: date, step: int) -> tuple[list[int], list[str]]:
    """Starts of every so many months, counted from the first January."""
    starts = (date(first.year + m // 12, m % 12 + 1, 1) for m in range(0, 12 * (last.year - first.year + 1), step))
    shown = [day for day in starts if first <= day <= last]
    return [day.toordinal() for day in shown], [f"{day:%Y-%m}" for day in shown]


def months(axes: Axes, names: Sequence[str]) -> None:
    """Label an axis of month numbers 0, 1, ... ("2025-01") at the starts of years or of several years."""
    starts = [k for k, m in enumerate(names) if m.endswith("-01")] or [0]
    step = -(-len(starts) // 8)
    axes.set_xticks(starts[::step], [names[k][:4] if names else "" for k in starts[::step]])
    axes.set_xlim(0, max(1, len(names) - 1))


def svg(figure: Figure) -> str:
    """The figure as SVG with real text, without date. It is laid out once; positions then stay."""
    with matplotlib.rc_context(rc=STYLE):
        text = drawn(figure)
    figure.set_layout_engine("none")
    return text


def png(figure: Figure, dpi: int = DPI) -> bytes:
    """The figure as PNG."""
    return pngs([svg(figure)], dpi)[0]
