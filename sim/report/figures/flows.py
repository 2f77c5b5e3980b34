"""Where does the waste come from and go to? A Sankey diagram of one year, links coloured by stream."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels, mass, sentence
from sim.report.source import last_year, replications
from sim.report.stages import HAULED, KEPT, ON_SITE, OPENING, STORED, Links, stage_of, staged_links, totals
from sim.study.result import Result
from sim.words import Words

USED = ("recycled", "reused", "backfilled", "soil_product", "energy")
SIZE = 6.5
BAR = 6.0
"""Width of a node in points."""
_GAP = 5.0
_SWEEPS = 6
_LEFT, _RIGHT = 70.0, 82.0
"""Points beside the outer columns."""


@dataclass
class Node:
    """A bar of the diagram, or the slot of a link that passes a column (without text)."""

    stage: int
    kg: float
    text: str = ""
    colour: str = ""
    top: float = 0.0
    before: dict[int, float] = field(default_factory=dict)
    after: dict[int, float] = field(default_factory=dict)

    @property
    def room(self) -> float:
        """Points that its text needs."""
        return (self.text.count("\n") + 1) * SIZE * 1.3 if self.text else 0.0


@dataclass(frozen=True)
class Piece:
    """Part of a link between neighbouring columns: node numbers, stream, kg."""

    origin: int
    destination: int
    stream: str
    kg: float


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Columns: streams, on site or hauled, facilities by kind, fates."""
    labels = Labels(result.loaded.scenario, words)
    year = last_year(result)
    links = staged_links(result, year)
    title = words.say("figure.flows.title", year=labels.period(year))
    nodes, pieces = _laid(links, result, labels)
    columns = _ordered(nodes)
    need = max((sum(nodes[k].room + _GAP for k in column) for column in columns), default=0.0)
    height = max(270.0, need + 60.0)
    figure = canvas.sheet(sentence(title), caption(result, words), height=height / 72 + 0.25)
    axes = figure.subplots()
    axes.set_axis_off()
    wide = 72 * canvas.WIDTH - 8
    axes.set_xlim(0, wide)
    axes.set_ylim(height + 4, -14)
    scale = _place(nodes, columns, height)
    at = _across(len(columns), wide)
    colours = {**palette.stream_colours(list(result.loaded.scenario.streams)), OPENING: palette.BAR}
    _bands(axes, nodes, pieces, at, scale, colours)
    _bars(axes, nodes, columns, at, scale)
    _totals(axes, nodes, columns, at, words)
    return figure


def _laid(links: Links, result: Result, labels: Labels) -> tuple[list[Node], list[Piece]]:
    """Nodes in columns without holes, long links cut at each column."""
    scenario, size = result.loaded.scenario, totals(links)
    stages = {name: stage_of(str(name), scenario) for name in size.index}
    dense = {s: k for k, s in enumerate(sorted(set(stages.values())))}
    nodes: list[Node] = []
    number: dict[str, int] = {}
    for name, row in size.iterrows():
        kg = float(max(row["into"], row["out"]))
        text = wrap(_name(str(name), labels), _text_width(dense[stages[name]], len(dense)), SIZE) + "\n" + mass(kg, 1)
        number[str(name)] = len(nodes)
        nodes.append(Node(dense[stages[name]], kg, text, _colour(str(name), scenario.streams)))
    pieces: list[Piece] = []
    passing: dict[tuple[str, str, int], int] = {}
    for (origin, destination, stream), kg in links.items():
        here = number[origin]
        for stage in range(nodes[here].stage + 1, nodes[number[destination]].stage):
            slot = passing.setdefault((origin, destination, stage), len(nodes))
            if slot == len(nodes):
                nodes.append(Node(stage, 0.0))
            nodes[slot].kg += kg
            pieces.append(Piece(here, slot, stream, kg))
            here = slot
        pieces.append(Piece(here, number[destination], stream, kg))
    for piece in pieces:
        after, before = nodes[piece.origin].after, nodes[piece.destination].before
        after[piece.destination] = after.get(piece.destination, 0.0) + piece.kg
        before[piece.origin] = before.get(piece.origin, 0.0) + piece.kg
    return nodes, pieces


def _text_width(stage: int, columns: int) -> float:
    """Points for the name of a node: the margin beside the outer columns, the way to the next one between."""
    if stage == 0:
        return _LEFT - 4
    if stage == columns - 1:
        return _RIGHT - BAR - 4
    return (72 * canvas.WIDTH - 8 - _LEFT - _RIGHT) / (columns - 1) - BAR - 8


def _name(node: str, labels: Labels) -> str:
    if node in (ON_SITE, HAULED, KEPT):
        return labels.words.say(f"figure.flows.{node}")
    return labels.fate(STORED) if node == STORED else labels.of(node.removeprefix("stream:"))


def _colour(node: str, streams: Iterable[str]) -> str:
    if node.startswith("stream:"):
        return palette.stream_colours(list(streams))[node.removeprefix("stream:")]
    return palette.FATES.get(node, palette.FAINT)


def _ordered(nodes: list[Node]) -> list[list[int]]:
    """Node numbers by column, top to bottom, sorted by the mean height of their neighbours to avoid crossings."""
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for k, node in enumerate(nodes):
        columns[node.stage].append(k)
    order = [sorted(columns[s], key=lambda k: -nodes[k].kg) for s in range(len(columns))]
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for s in range(1, len(order)) if forward else range(len(order) - 2, -1, -1):
            beside = order[s - 1] if forward else order[s + 1]
            middle = _middles(nodes, beside)
            order[s].sort(key=lambda k: _pull(nodes[k].before if forward else nodes[k].after, middle))
    return order


def _middles(nodes: list[Node], column: list[int]) -> dict[int, float]:
    middles, y = {}, 0.0
    for k in column:
        middles[k] = y + nodes[k].kg / 2
        y += nodes[k].kg
    return {k: m / (y or 1.0) for k, m in middles.items()}


def _pull(neighbours: dict[int, float], middle: dict[int, float]) -> float:
    weight = sum(neighbours.values())
    return sum(middle.get(k, 0.5) * kg for k, kg in neighbours.items()) / weight if weight else 0.5


def _place(nodes: list[Node], columns: list[list[int]], height: float) -> float:
    """Set the tops; give the points per kg at which the fullest column fits."""

    def used(column: list[int], scale: float) -> float:
        return sum(max(nodes[k].kg * scale, nodes[k].room) + _GAP for k in column)

    low, high = 0.0, height / max(1.0, max((sum(nodes[k].kg for k in c) for c in columns), default=1.0))
    for _ in range(40):
        scale = (low + high) / 2
        fits = all(used(c, scale) <= height for c in columns)
        low, high = (scale, high) if fits else (low, scale)
    for column in columns:
        spare = (height - used(column, low)) / (len(column) + 1)
        y = spare
        for k in column:
            slot = max(nodes[k].kg * low, nodes[k].room)
            nodes[k].top = y + (slot - nodes[k].kg * low) / 2
            y += slot + _GAP + spare
    return low


def _across(columns: int, wide: float) -> list[float]:
    """Left edge of each column's bars: room for names left of the first and right of the last."""
    first, last = _LEFT, wide - _RIGHT
    return [first + (last - first) * k / max(1, columns - 1) for k in range(columns)]


def _bands(
    axes: Axes, nodes: list[Node], pieces: list[Piece], at: list[float], scale: float, colours: dict[str, str]
) -> None:
    leave = {k: n.top for k, n in enumerate(nodes)}
    enter = dict(leave)
    ends: dict[Piece, tuple[float, float]] = {}
    for piece in sorted(pieces, key=lambda p: (p.origin, nodes[p.destination].top, p.stream)):
        ends[piece] = (leave[piece.origin], 0.0)
        leave[piece.origin] += piece.kg * scale
    for piece in sorted(pieces, key=lambda p: (p.destination, nodes[p.origin].top, p.stream)):
        ends[piece] = (ends[piece][0], enter[piece.destination])
        enter[piece.destination] += piece.kg * scale
    for piece, (y0, y1) in ends.items():
        left, right = nodes[piece.origin], nodes[piece.destination]
        x0, x1 = at[left.stage] + BAR, at[right.stage] + (0 if right.text else BAR)
        axes.add_patch(_band(x0, x1, y0, y1, piece.kg * scale, colours[piece.stream]))


def _band(x0: float, x1: float, y0: float, y1: float, thick: float, colour: str) -> PathPatch:
    bend, thick = (x0 + x1) / 2, max(thick, 0.35)
    points = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + thick), (bend, y1 + thick), (bend, y0 + thick),
              (x0, y0 + thick), (x0, y0)]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(points, codes), facecolor=colour, alpha=0.55, linewidth=0)


def _bars(axes: Axes, nodes: list[Node], columns: list[list[int]], at: list[float], scale: float) -> None:
    for stage, column in enumerate(columns):
        for node in (nodes[k] for k in column if nodes[k].text):
            tall = max(node.kg * scale, 0.6)
            axes.add_patch(Rectangle((at[stage], node.top), BAR, tall, facecolor=node.colour, linewidth=0))
            first = stage == 0
            x = at[stage] - 3 if first else at[stage] + BAR + 3
            inside = 0 < stage < len(columns) - 1
            box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.72, "pad": 0.4} if inside else None
            axes.text(x, node.top + tall / 2, node.text, ha="right" if first else "left", va="center", fontsize=SIZE,
                      linespacing=1.15, bbox=box)  # fmt: skip


def _totals(axes: Axes, nodes: list[Node], columns: list[list[int]], at: list[float], words: Words) -> None:
    if columns:
        for stage, id, side in ((0, "input", "left"), (len(columns) - 1, "output", "right")):
            whole = mass(sum(nodes[k].kg for k in columns[stage]), 1)
            x = at[stage] if side == "left" else at[stage] + BAR
            axes.text(x, -8, words.say(f"figure.flows.{id}", mass=whole), ha=side, va="center")


def caption(result: Result, words: Words) -> str:
    """What enters, what is used, what is unserved."""
    labels, year = Labels(result.loaded.scenario, words), last_year(result)
    size = totals(staged_links(result, year))
    whole = float(size[size["into"] == 0]["out"].sum())
    used = float(size["into"].reindex(USED).fillna(0.0).sum())
    unserved = float(size["into"].get("unserved", 0.0))
    text = words.say(
        "figure.flows.answer", year=labels.period(year), input=mass(whole, 1), used=mass(used, 1),
        unserved=mass(unserved, 1), n=replications(result),
    )  # fmt: skip
    return sentence(text)
