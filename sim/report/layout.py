"""Where the panels of a sheet stand: in a grid, with room for what is written around them, which is measured once."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import BboxBase

from sim.report.vector import POINTS, Drawing

Rectangle = tuple[float, float, float, float]
"""Left, bottom, width, height as shares of the figure."""
_ASIDE = 3.0
"""Points free on the left and right of each panel, at least."""
_ABOVE, _BELOW = 16.0, 22.0
"""Points above and below panels, until they are measured: the room of a title and of labels of ticks."""
_LEAST = 4.0
"""Points of a panel for which no room is left."""
_DIGITS = 6
"""Of places, as shares of the figure."""


class Margins(NamedTuple):
    """Points by which what belongs to a panel leaves it."""

    left: float
    right: float
    top: float
    bottom: float


class Tracks:
    """The columns or rows of a grid: margins in points before and after each, and what they leave to the panels."""

    def __init__(self, ratios: Sequence[float]) -> None:
        """Sizes of panels are in these ratios."""
        self.ratios = ratios
        self.before, self.after = [0.0] * len(ratios), [0.0] * len(ratios)

    def need(self, span: range, before: float, after: float) -> None:
        """So much room before the first and after the last of a span, at least."""
        self.before[span[0]] = max(self.before[span[0]], before)
        self.after[span[-1]] = max(self.after[span[-1]], after)

    def level(self) -> None:
        """The same margins between all."""
        self.before[1:] = [max(self.before[1:], default=0.0)] * (len(self.ratios) - 1)
        self.after[:-1] = [max(self.after[:-1], default=0.0)] * (len(self.ratios) - 1)

    def places(self, room: float) -> list[tuple[float, float]]:
        """Where each begins and ends within so many points."""
        free = max(room - sum(self.before) - sum(self.after), _LEAST * len(self.ratios))
        found, at = [], 0.0
        for ratio, before, after in zip(self.ratios, self.before, self.after, strict=True):
            begin = at + before
            end = begin + free * ratio / sum(self.ratios)
            found.append((begin, end))
            at = end + after
        return found


class GridLayout(LayoutEngine):
    """Panels of one grid within a rectangle.

    The labels of upright axes are measured first, which tells the widths of panels; then, at these widths, all else. As
    in matplotlib's constrained layout, the length of titles and of names of axes does not count, nor do artists that
    are set not to be in the layout.
    """

    _adjust_compatible = False
    _colorbar_gridspec = False

    def __init__(self, rect: Rectangle, between: float) -> None:
        """`between`: points free from panel to panel below, at least."""
        super().__init__()
        self._params: dict[str, Any] = {"rect": rect}
        self._free = between / 2

    def set(self, rect: Rectangle) -> None:  # type: ignore[override]
        """Another rectangle."""
        self._params["rect"] = rect

    def execute(self, fig: Figure) -> None:
        """Give the panels their places."""
        panels = [axes for axes in fig.axes if axes.get_subplotspec() is not None]
        if panels:
            dpi = fig.dpi
            fig.set_dpi(POINTS)
            self._arrange(fig, panels)
            fig.set_dpi(dpi)

    def _arrange(self, fig: Figure, panels: Sequence[Axes]) -> None:
        pen = Drawing(fig, io.StringIO())
        upright = [_upright(axes, pen) for axes in panels]
        guess = Margins(0.0, 0.0, _ABOVE, _BELOW)
        self._place(
            fig, panels, [(own, guess if axes.axison else own) for axes, own in zip(panels, upright, strict=True)]
        )
        other = [_others(axes, pen) for axes in panels]
        self._place(fig, panels, list(zip(upright, other, strict=True)))

    def _place(self, fig: Figure, panels: Sequence[Axes], margins: Iterable[Sequence[Margins]]) -> None:
        grid = _spec(panels[0]).get_gridspec()
        columns, rows = Tracks(grid.get_width_ratios()), Tracks(grid.get_height_ratios())
        for axes, parts in zip(panels, margins, strict=True):
            most = Margins(*map(max, *parts))
            columns.need(_spec(axes).colspan, most.left + _ASIDE, most.right + _ASIDE)
            rows.need(_spec(axes).rowspan, most.top + self._free, most.bottom + self._free)
        columns.level()
        left, bottom, wide, tall = self._params["rect"]
        width, height = POINTS * fig.get_size_inches()
        across, down = columns.places(wide * width), rows.places(tall * height)
        for axes in panels:
            spec = _spec(axes)
            x0, x1 = across[spec.colspan[0]][0], across[spec.colspan[-1]][1]
            y0, y1 = down[spec.rowspan[0]][0], down[spec.rowspan[-1]][1]
            place = left + x0 / width, bottom + tall - y1 / height, (x1 - x0) / width, (y1 - y0) / height
            axes.set_position(tuple(round(edge, _DIGITS) for edge in place))
            axes.set_in_layout(True)  # which setting a position by hand ends


def _spec(axes: Axes) -> Any:
    return axes.get_subplotspec()


def _upright(axes: Axes, pen: Drawing) -> Margins:
    """What the labels of the upright axis need."""
    return _margins(axes, [axes.yaxis.get_tightbbox(pen, for_layout_only=True)] if axes.axison else [])


def _others(axes: Axes, pen: Drawing) -> Margins:
    """What all else needs: the level axis, titles, and what is written or drawn beyond the panel."""
    beyond = [artist for artist in axes.get_default_bbox_extra_artists() if not isinstance(artist, Spine)]
    boxes = [artist.get_tightbbox(pen) for artist in beyond]
    if axes.axison:
        boxes.append(axes.xaxis.get_tightbbox(pen, for_layout_only=True))
    most = _margins(axes, boxes)
    titles = [child for child in axes.get_children() if isinstance(child, Text) and child not in axes.texts]
    tops = [title.get_window_extent(pen).y1 - axes.bbox.y1 for title in titles if title.get_text()]
    return most._replace(top=max(most.top, *tops)) if tops else most


def _margins(axes: Axes, boxes: Iterable[BboxBase | None]) -> Margins:
    panel = axes.bbox
    found = Margins(0.0, 0.0, 0.0, 0.0)
    for box in boxes:
        if box is not None and np.isfinite(box.extents).all():
            own = panel.x0 - box.x0, box.x1 - panel.x1, box.y1 - panel.y1, panel.y0 - box.y0
            found = Margins(*map(max, found, own))
    return found
