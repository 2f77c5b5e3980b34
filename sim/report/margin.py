"""Around axes: names of stacked areas on the right and flags of dates on top, none on another; ticks that are round."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from sim.report import canvas, palette
from sim.report.font import width_of, wrap
from sim.report.spacing import spread

LEADING = 1.3
"""Height of a line in sizes of the letters."""
_LEAD = 9.0
"""Points from the axes to the square before a name."""


def round_ticks(axis: Axis) -> None:
    """Ticks with two decimals at most, also where masses are small."""
    axis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    ticks = axis.get_majorticklocs()
    if len(ticks) > 1 and ticks[1] - ticks[0] < 0.0099:
        axis.set_major_locator(MultipleLocator(0.01))


def reserve(figure: Figure, right: float = 0.0, top: float = 0.0) -> None:
    """Keep points on the right and above the axes free for texts that the layout does not look at."""
    engine = figure.get_layout_engine()
    assert engine is not None
    x, y, wide, tall = engine.get()["rect"]
    wide -= right / 72 / figure.get_figwidth()
    tall -= top / 72 / figure.get_figheight()
    engine.set(rect=(x, y, wide, tall))  # type: ignore[call-arg]


def name_beside(
    axes: Axes, middles: Sequence[float], names: Sequence[str], colours: Sequence[str], width: float, height: float
) -> None:
    """Names right of the axes at their heights in data, moved apart, each with its colour and a line to its middle.

    `width`: points for the names, as reserved. `height`: points of the axes, or a little less.
    """
    order = sorted(range(len(names)), key=lambda k: middles[k])
    low, high = axes.get_ylim()
    per_point = (high - low) / height
    texts = [wrap(names[k], width - _LEAD - 9, canvas.LABEL) for k in order]
    rooms = [((text.count("\n") + 1) * canvas.LABEL * LEADING + 2) * per_point for text in texts]
    places = spread([middles[k] for k in order], rooms, low, max(high, low + sum(rooms)))
    for k, text, place in zip(order, texts, places, strict=True):
        share_of = [(y - low) / (high - low) for y in (middles[k], place)]
        line = axes.annotate(
            "", (1, share_of[0]), xycoords="axes fraction", xytext=(_LEAD, (place - middles[k]) / per_point),
            textcoords="offset points", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": palette.FAINT, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        square = axes.annotate(
            "■", (1, share_of[1]), xycoords="axes fraction", xytext=(_LEAD, 0), textcoords="offset points",
            ha="left", va="center", color=colours[k], annotation_clip=False,
        )  # fmt: skip
        name = axes.annotate(
            text, (1, share_of[1]), xycoords="axes fraction", xytext=(_LEAD + 9, 0), textcoords="offset points",
            ha="left", va="center", linespacing=1.1, annotation_clip=False,
        )  # fmt: skip
        for artist in (line, square, name):
            artist.set_in_layout(False)


class Flags:
    """Texts above axes, each with a line down to its place, so that no line runs through a text to the right of it."""

    def __init__(self, places: Sequence[float], texts: Sequence[str], width: float, limit: float, size: float) -> None:
        """`places`: shares of the axes' `width` in points; no text goes beyond `limit` points from their left."""
        self.places, self.size = list(places), size
        self.texts = [wrap(text, min(limit - 4, 250.0), size) for text in texts]
        wide = [max(width_of(line, size) for line in text.split("\n")) for text in self.texts]
        self.shifts = [
            min(2.0, limit - share * width - points) for share, points in zip(self.places, wide, strict=True)
        ]
        self.heights = [(text.count("\n") + 1) * size * LEADING + 1 for text in self.texts]
        spans = [
            (min(share * width, share * width + shift), share * width + shift + points)
            for share, shift, points in zip(self.places, self.shifts, wide, strict=True)
        ]
        self.feet = _stacked(spans, self.heights)

    @property
    def room(self) -> float:
        """Points that all need above the axes."""
        return max((foot + tall for foot, tall in zip(self.feet, self.heights, strict=True)), default=0.0) + 4

    def draw(self, axes: Axes) -> None:
        """Lines through the axes and up to the texts."""
        for share, text, shift, foot in zip(self.places, self.texts, self.shifts, self.feet, strict=True):
            axes.plot([share, share], [0, 1], transform=axes.transAxes, color=palette.INK, linewidth=0.7, dashes=(4, 2))
            pole = axes.annotate(
                "", (share, 1), xycoords="axes fraction", xytext=(0, foot + 3), textcoords="offset points",
                annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": palette.INK, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0},
            )  # fmt: skip
            flag = axes.annotate(
                text, (share, 1), xycoords="axes fraction", xytext=(shift, foot + 3), textcoords="offset points",
                ha="left", va="bottom", fontsize=self.size, linespacing=1.1, annotation_clip=False, bbox=canvas.PATCH,
            )  # fmt: skip
            for artist in (pole, flag):
                artist.set_in_layout(False)


def _stacked(spans: Sequence[tuple[float, float]], heights: Sequence[float]) -> list[float]:
    """The foot of each text: from the right to the left, each above all those that it would lie on."""
    feet = [0.0] * len(spans)
    done: list[int] = []
    for k in sorted(range(len(spans)), key=lambda k: -spans[k][0]):
        below = [feet[i] + heights[i] for i in done if spans[i][0] < spans[k][1] + 3 and spans[k][0] < spans[i][1] + 3]
        feet[k] = max(below, default=0.0)
        done.append(k)
    return feet
