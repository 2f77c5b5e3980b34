"""Where the boxes and bands of a flow diagram lie: columns of boxes, and bands that pass columns in slots between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from sim.report.layering import Edge, ordered
from sim.report.spacing import spread
from sim.report.stages import Links

GAP = 6.0
"""Points between neighbours in a column."""
_SWEEPS = 40


@dataclass(frozen=True)
class Box:
    """What a node asks for: its column, its kilograms, and the points that its text needs."""

    column: int
    kg: float
    room: float


@dataclass(frozen=True)
class Band:
    """A stream's way from one node to another: the height of its upper edge in each column on the way."""

    origin: str
    destination: str
    stream: str
    kg: float
    tops: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Diagram:
    """Points per kg, the centre and height of each box, and the bands; heights count downwards."""

    scale: float
    boxes: dict[str, tuple[float, float]]
    bands: list[Band]


@dataclass
class _Slot:
    """A box, or the place where a band passes a column."""

    column: int
    kg: float
    room: float
    y: float = 0.0
    left: list[_Piece] = field(default_factory=list)
    right: list[_Piece] = field(default_factory=list)


@dataclass
class _Piece:
    """Part of a band between two slots, with the distance of its middle from theirs."""

    origin: int
    destination: int
    stream: str
    kg: float
    leaves: float = 0.0
    enters: float = 0.0


def lay_out(boxes: Mapping[str, Box], links: Links, height: float, streams: Sequence[str] = ()) -> Diagram:
    """The diagram with as few crossings as can be found, its bands as straight as the boxes let them.

    It stands the way up in which the first column is nearer to the order of `boxes`. Bands that share both ends lie in
    the order in which their streams stand in the first column, others in that of `streams`.
    """
    slots = [_Slot(box.column, box.kg, box.room) for box in boxes.values()]
    number = {name: k for k, name in enumerate(boxes)}
    chains = {(o, d): _chain(number[o], number[d], slots) for o, d in dict.fromkeys((o, d) for o, d, _ in links)}
    ways = {key: _pieces(chains[key[:2]], key[2], kg, slots) for key, kg in links.items()}
    pieces = [piece for way in ways.values() for piece in way]
    columns = _columns(slots, pieces, [tuple(chain[1:-1]) for chain in chains.values()])
    scale = _scale(slots, columns, height)
    first = [list(boxes)[k] for k in columns[0] if k < len(boxes)] if columns else []
    rank = {s: k for k, s in enumerate([*(n.removeprefix("stream:") for n in first), *streams])}
    _port(slots, pieces, columns, scale, rank)
    _straighten(slots, columns, scale, height)
    bands = [
        Band(*key, links[key], tuple(_tops(way, slots, scale))) for key, way in ways.items()
    ]  # fmt: skip
    placed = {name: (slots[k].y, max(slots[k].kg * scale, slots[k].room)) for name, k in number.items()}
    return Diagram(scale, placed, bands)


def _chain(origin: int, destination: int, slots: list[_Slot]) -> list[int]:
    """Slots from one box to another, with a new one in each column that is passed."""
    passed = range(slots[origin].column + 1, slots[destination].column)
    new = list(range(len(slots), len(slots) + len(passed)))
    slots += [_Slot(column, 0.0, 0.0) for column in passed]
    return [origin, *new, destination]


def _pieces(chain: list[int], stream: str, kg: float, slots: list[_Slot]) -> list[_Piece]:
    pieces = [_Piece(here, there, stream, kg) for here, there in pairwise(chain)]
    for piece in pieces:
        slots[piece.origin].right.append(piece)
        slots[piece.destination].left.append(piece)
    for passed in chain[1:-1]:
        slots[passed].kg += kg
    return pieces


def _columns(slots: list[_Slot], pieces: list[_Piece], ways: list[tuple[int, ...]]) -> list[list[int]]:
    """Slot numbers by column from top to bottom; what runs backwards has no say in the order."""
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for k in sorted(range(len(slots)), key=lambda k: -slots[k].kg):
        columns[slots[k].column].append(k)
    edges: defaultdict[tuple[int, int], float] = defaultdict(float)
    for piece in pieces:
        if slots[piece.destination].column == slots[piece.origin].column + 1:
            edges[piece.origin, piece.destination] += piece.kg
    links: list[Edge] = [(*ends, kg) for ends, kg in edges.items()]
    found = ordered([columns[c] for c in sorted(columns)], links, ways)
    turned = [a > b for column in found[:1] for a, b in combinations(column, 2)]
    return [column[::-1] for column in found] if 2 * sum(turned) > len(turned) else found


def _tall(slot: _Slot, scale: float) -> float:
    return max(slot.kg * scale, slot.room) + (GAP if slot.room else GAP / 2)


def _scale(slots: list[_Slot], columns: list[list[int]], height: float) -> float:
    """Points per kg at which the fullest column fits."""
    low, high = 0.0, height / max(1.0, max((sum(slots[k].kg for k in c) for c in columns), default=1.0))
    for _ in range(40):
        scale = (low + high) / 2
        fits = all(sum(_tall(slots[k], scale) for k in c) <= height for c in columns)
        low, high = (scale, high) if fits else (low, scale)
    return low


def _port(
    slots: list[_Slot], pieces: list[_Piece], columns: list[list[int]], scale: float, rank: Mapping[str, int]
) -> None:
    """Where each piece leaves and enters its slots: in the order of their other ends, so that none cross there."""
    place = {k: i for column in columns for i, k in enumerate(column)}
    for slot in slots:
        slot.right.sort(key=lambda p: (place[p.destination], rank.get(p.stream, len(rank)), p.stream))
        slot.left.sort(key=lambda p: (place[p.origin], rank.get(p.stream, len(rank)), p.stream))
        for side, end in ((slot.right, "leaves"), (slot.left, "enters")):
            y = -sum(p.kg for p in side) * scale / 2
            for piece in side:
                setattr(piece, end, y + piece.kg * scale / 2)
                y += piece.kg * scale


def _straighten(slots: list[_Slot], columns: list[list[int]], scale: float, height: float) -> None:
    """Move the slots of each column to where their bands run level, again and again, order and distances kept."""
    for column in columns:
        places = spread([height / 2] * len(column), [_tall(slots[k], scale) for k in column], 0, height)
        for k, y in zip(column, places, strict=True):
            slots[k].y = y
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [_level(slots[k], slots) for k in column]
            rooms, weights = [_tall(slots[k], scale) for k in column], [slots[k].kg or 1.0 for k in column]
            for k, y in zip(column, spread(wanted, rooms, 0, height, weights), strict=True):
                slots[k].y = y


def _level(slot: _Slot, slots: list[_Slot]) -> float:
    """The height at which the bands of a slot would run level, in the mean."""
    wanted = [(slots[p.destination].y + p.enters - p.leaves, p.kg) for p in slot.right]
    wanted += [(slots[p.origin].y + p.leaves - p.enters, p.kg) for p in slot.left]
    weight = sum(kg for _, kg in wanted)
    return sum(y * kg for y, kg in wanted) / weight if weight else slot.y


def _tops(way: list[_Piece], slots: list[_Slot], scale: float) -> list[tuple[int, float]]:
    """The upper edge of a band in each column."""
    half = way[0].kg * scale / 2
    start = [(slots[way[0].origin].column, slots[way[0].origin].y + way[0].leaves - half)]
    return start + [(slots[p.destination].column, slots[p.destination].y + p.enters - half) for p in way]
