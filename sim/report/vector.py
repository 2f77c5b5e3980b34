"""Figures as SVG with real text. Text is measured by the advances of its characters, and clipped only where it must be.

matplotlib shapes every text to measure it and clips everything that stands within axes; the typesetter then draws each
clipped element on a sheet of its own. Both cost more than the drawing.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from sim.report.font import line_metrics, width_of

POINTS = 72
"""Dots per inch of all lengths here: a point is a dot."""
_HIDDEN = 0.5
"""Points by which the edge of a stroke may leave its axes unclipped."""
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_DIGIT_HEIGHT = 0.733
"""Share of the size: texts centred on a height are centred on their capitals and digits."""


class Drawing(RendererSVG):
    """What matplotlib draws a figure with."""

    def __init__(self, figure: Figure, file: Any) -> None:
        """For a figure at 72 dots per inch. Call `finalize` after drawing."""
        wide, tall = POINTS * figure.get_size_inches()
        super().__init__(wide, tall, file, image_dpi=POINTS, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """Width of a line, and the same height for all, so that labels stand on one baseline."""
        size = prop.get_size_in_points()
        return width_of(s, size), _DIGIT_HEIGHT * size, 0.0

    def _get_font_height_metrics(self, prop: Any) -> tuple[float, float, float]:
        ascent, descent, gap = line_metrics()
        size = prop.get_size_in_points()
        return ascent * size, descent * size, gap * size

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        """A path, unclipped where nothing of it is cut off."""
        box = gc.get_clip_rectangle()
        if box is not None and _within(transform.transform(path.vertices), gc, box):
            gc.set_clip_rectangle(None)
        super().draw_path(gc, path, transform, rgbFace)  # type: ignore[no-untyped-call]
        gc.set_clip_rectangle(box)

    def draw_markers(
        self,
        gc: Any,
        marker_path: Any,
        marker_trans: Any,
        path: Any,
        trans: Any,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        """Marks at the points of a path, unclipped where nothing of them is cut off."""
        box = gc.get_clip_rectangle()
        if box is not None:
            reach = float(np.abs(marker_trans.transform(marker_path.vertices)).max(initial=0.0))
            if _within(trans.transform(path.vertices), gc, box, reach):
                gc.set_clip_rectangle(None)
        super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)  # type: ignore[no-untyped-call]
        gc.set_clip_rectangle(box)


def _within(points: Any, gc: Any, box: Bbox, reach: float = 0.0) -> bool:
    """Whether what is drawn at the points lies in the box, but for the edge of its stroke."""
    if not len(points):
        return False
    room = max(0.0, _HIDDEN - gc.get_linewidth() / 2) - reach
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return bool(x0 >= box.x0 - room and y0 >= box.y0 - room and x1 <= box.x1 + room and y1 <= box.y1 + room)


def drawn(figure: Figure) -> str:
    """The figure as SVG, without a date."""
    file = io.StringIO()
    figure.set_dpi(POINTS)
    drawing = Drawing(figure, file)
    figure.draw(drawing)
    drawing.finalize()  # type: ignore[no-untyped-call]
    return file.getvalue()
