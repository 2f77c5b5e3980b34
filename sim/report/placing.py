"""Where the names of points on a map stand: beside them, on nothing, with a line to the point where they are far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
_DIRECTIONS = 16
_DISTANCES = (2.0, 9.0, 18.0, 30.0, 44.0)
"""Points between the edge of the mark and the name, tried from near to far."""
_NEAR = 4.0
"""At this distance a name needs no line."""
_CROSSED = 6.0
"""What a leader line on another name, or a name on a leader line, costs: as many points of distance."""


@dataclass(frozen=True)
class Mark:
    """A point in points, the radius of its mark, and the width and height of its name."""

    x: float
    y: float
    radius: float
    wide: float
    tall: float


@dataclass(frozen=True)
class Place:
    """The lower left corner of a name, and the end of its leader line (None where it is near)."""

    x: float
    y: float
    leader: tuple[float, float] | None


def place_names(marks: Sequence[Mark], bounds: Box, taken: Iterable[Box] = ()) -> list[Place | None]:
    """A place for each name in turn, the first ones first; None where every place would lie on something.

    Names lie on no name, on no mark, on nothing that is `taken`, and within the bounds.
    """
    boxes = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    blocked: list[Box] = [*taken]
    lines: list[tuple[float, float, float, float]] = []
    places: list[Place | None] = []
    for mark in marks:
        best, least = None, float("inf")
        for distance in _DISTANCES:
            for box, end in _candidates(mark, distance):
                if not _within(box, bounds) or any(_overlap(box, other) for other in (*blocked, *boxes)):
                    continue
                leader = (mark.x, mark.y, *end) if distance > _NEAR else None
                crossed = sum(_meets(line, box) for line in lines)
                crossed += sum(_meets(leader, other) for other in blocked) if leader else 0
                cost = distance + _CROSSED * crossed + 0.01 * abs(end[1] - mark.y)  # level ones are read first
                if cost < least:
                    best, least = (box, leader), cost
            if best is not None and least <= distance + _CROSSED:
                break
        if best is None:
            places.append(None)
            continue
        box, leader = best
        blocked.append(box)
        if leader:
            lines.append(leader)
        places.append(Place(box[0], box[1], leader[2:] if leader else None))
    return places


def _candidates(mark: Mark, distance: float) -> Iterable[tuple[Box, tuple[float, float]]]:
    """Boxes all around the mark, from the right counterclockwise, each with its point that is next to the mark."""
    for k in range(_DIRECTIONS):
        angle = 2 * pi * k / _DIRECTIONS
        x = mark.x + (mark.radius + distance) * cos(angle)
        y = mark.y + (mark.radius + distance) * sin(angle)
        left = x - mark.wide * (1 - cos(angle)) / 2
        bottom = y - mark.tall * (1 - sin(angle)) / 2
        yield (left, bottom, left + mark.wide, bottom + mark.tall), (x, y)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _within(box: Box, bounds: Box) -> bool:
    return box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def _meets(line: tuple[float, float, float, float], box: Box) -> bool:
    """Whether a line runs through a box (Liang and Barsky 1984)."""
    x0, y0, x1, y1 = line
    enter, leave = 0.0, 1.0
    for delta, low, high in ((x1 - x0, box[0] - x0, box[2] - x0), (y1 - y0, box[1] - y0, box[3] - y0)):
        if delta == 0:
            if low > 0 or high < 0:
                return False
            continue
        first, last = sorted((low / delta, high / delta))
        enter, leave = max(enter, first), min(leave, last)
    return enter < leave
