"""Where does the waste come from and go to? A flow diagram of one year: boxes as in STAN, bands coloured by stream."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import copysign

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.report import canvas, palette, stages
from sim.report.font import balanced
from sim.report.labels import Labels, mass, percent, sentence
from sim.report.sankey import GAP, Band, Box, Diagram, lay_out
from sim.report.source import last_year, replications
from sim.report.stages import KEPT, ON_SITE, OPENING, OTHERS, STORED, Links
from sim.study.result import Result
from sim.words import Words

USED = ("recycled", "reused", "backfilled", "soil_product", "energy")
SMALLEST = 1e-3
"""Bands below this part of all that enters are not drawn."""
MOST = 7
"""Facilities in a column; where there are more, the smaller ones of a kind share a box."""
SIZE = 6.5
_LINE = SIZE * 1.22
_WIDE = 72 * canvas.WIDTH - 8
_EDGE = 3.0
"""Width of the strip that shows where the mass of a stream leaves and that of a fate arrives."""
_SWING = 16.0
_LOW, _TALL = 250.0, 520.0
"""Points of height, without title and caption: the least, and the most if the texts fit."""


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Columns from left to right: streams, facilities by kind, fates."""
    labels, year = Labels(result.loaded.scenario, words), last_year(result)
    links, groups = drawn_links(result, year)
    sizes = _sizes(links, result, year, groups)
    columns = stages.stages_of(links, result.loaded.scenario)
    box_width = _box_width(1 + max(columns.values(), default=0))
    whole = _entered(result, year)
    texts = {n: balanced(_name(n, labels, groups), box_width - 8, SIZE) + "\n" + mass(sizes[n]) for n in columns}
    first = [*(f"stream:{s}" for s in result.loaded.scenario.streams), *columns]  # their order is kept where it can be
    names = [n for n in dict.fromkeys(first) if n in columns]
    boxes = {n: Box(columns[n], sizes[n], (texts[n].count("\n") + 1) * _LINE + 3) for n in names}
    height = _height(boxes)
    plan = lay_out(boxes, links, height, [*result.loaded.scenario.streams, OPENING])
    title = sentence(words.say("figure.flows.title", year=labels.period(year)))
    figure = canvas.sheet(title, caption(result, words), height=height / 72 + 0.3)
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(-1, _WIDE + 1)
    axes.set_ylim(height + 1, -13)
    colours = {**palette.stream_colours(list(result.loaded.scenario.streams)), OPENING: palette.BAR}
    left = _lefts(1 + max(columns.values(), default=0), box_width)
    for band in sorted(plan.bands, key=lambda b: -b.kg):  # the thin ones stay visible where they cross the thick
        axes.add_patch(_band(band, plan.scale, left, box_width, colours[band.stream]))
    _boxes(axes, plan, boxes, texts, left, box_width, colours)
    _totals(axes, mass(whole), left, box_width, words)
    return figure


def drawn_links(result: Result, year: str) -> tuple[Links, dict[str, list[str]]]:
    """The links large enough to be drawn, the smaller facilities of full columns as one; and what those stand for."""
    links = stages.staged_links(result, year)
    whole = sum(kg for (origin, _, _), kg in links.items() if origin.startswith("stream:") or origin == KEPT)
    links, groups = stages.grouped(links, result.loaded.scenario, MOST)
    return {key: kg for key, kg in links.items() if kg >= SMALLEST * whole}, groups


def _sizes(links: Links, result: Result, year: str, groups: Mapping[str, list[str]]) -> dict[str, float]:
    """kg that pass each node, small bands included."""
    full, _ = stages.grouped(stages.staged_links(result, year), result.loaded.scenario, MOST)
    size = stages.totals(full).max(axis=1)
    return {str(node): float(size[node]) for key in links for node in key[:2]}


def _box_width(columns: int) -> float:
    """Points: wide boxes where there are few columns; a third of the way or more is left to the bands."""
    return min(72.0, 0.64 * _WIDE / columns)


def _lefts(columns: int, box_width: float) -> list[float]:
    """Left edge of each column."""
    return [(_WIDE - box_width) * k / max(1, columns - 1) for k in range(columns)]


def _height(boxes: Mapping[str, Box]) -> float:
    """Room for all texts of the fullest column and for bands beside them, within the page."""
    by_column: dict[int, float] = {}
    for box in boxes.values():
        by_column[box.column] = by_column.get(box.column, 0.0) + box.room + GAP
    need = max(by_column.values(), default=0.0)
    return max(_LOW, need + 30.0, min(_TALL, 1.35 * need))


def _name(node: str, labels: Labels, groups: Mapping[str, list[str]]) -> str:
    if node.startswith(OTHERS):
        kind = labels.words.say(f"kind.{node.removeprefix(OTHERS)}")
        return labels.words.say("figure.flows.others", kind=kind, n=len(groups[node]))
    if node in (ON_SITE, KEPT):
        return labels.words.say(f"figure.flows.{node}")
    return labels.fate(STORED) if node == STORED else labels.of(node.removeprefix("stream:"))


def _band(band: Band, scale: float, left: list[float], box_width: float, colour: str) -> PathPatch:
    """Level across the columns that it passes, bent between them."""
    thick = max(band.kg * scale, 0.5)
    (first, top), *rest = band.tops
    way: list[tuple[float, float]] = [(left[first] + box_width, top)]
    for column, y in rest[:-1]:
        way += [(left[column], y), (left[column] + box_width, y)]
    way.append((left[rest[-1][0]], rest[-1][1]))
    backwards = way[-1][0] < way[0][0]
    points, codes = _bent(way, backwards)
    back, back_codes = _bent([(x, y + thick) for x, y in reversed(way)], backwards)
    corners: list[tuple[float, float]] = [*points, *back, points[0]]
    path = Path(np.array(corners), [*codes, int(Path.LINETO), *back_codes[1:], int(Path.CLOSEPOLY)])
    return PathPatch(path, facecolor=colour, alpha=0.72, edgecolor="white", linewidth=0.25)


def _bent(way: list[tuple[float, float]], backwards: bool) -> tuple[list[tuple[float, float]], list[int]]:
    """Curve, level piece, curve and so on through the points; a band that runs backwards swings out first."""
    points, codes = [way[0]], [int(Path.MOVETO)]
    for k, ((x0, y0), (x1, y1)) in enumerate(pairwise(way)):
        if k % 2 == 0:
            bend = copysign(_SWING, x0 - x1) if backwards else (x1 - x0) / 2
            points += [(x0 + bend, y0), (x1 - bend, y1), (x1, y1)]
            codes += [int(Path.CURVE4)] * 3
        else:
            points.append((x1, y1))
            codes.append(int(Path.LINETO))
    return points, codes


def _boxes(
    axes: Axes,
    plan: Diagram,
    boxes: Mapping[str, Box],
    texts: Mapping[str, str],
    left: list[float],
    box_width: float,
    colours: Mapping[str, str],
) -> None:
    """White boxes, which no band enters, with their texts; streams and fates have a strip of their colour."""
    for name, (middle, tall) in plan.boxes.items():
        x, mass_tall = left[boxes[name].column], max(boxes[name].kg * plan.scale, 0.8)
        axes.add_patch(
            Rectangle(
                (x, middle - tall / 2), box_width, tall, facecolor="white", edgecolor=palette.FAINT, linewidth=0.6
            )
        )
        if name.startswith("stream:"):
            strip, colour = x + box_width - _EDGE, colours[name.removeprefix("stream:")]
        else:
            strip, colour = x, palette.FATES.get(name, "")
        if colour:
            axes.add_patch(Rectangle((strip, middle - mass_tall / 2), _EDGE, mass_tall, facecolor=colour, linewidth=0))
        shift = (-_EDGE / 2 if name.startswith("stream:") else _EDGE / 2) if colour else 0.0
        axes.text(x + box_width / 2 + shift, middle, texts[name], ha="center", va="center_baseline", fontsize=SIZE,
                  linespacing=1.1)  # fmt: skip


def _totals(axes: Axes, whole: str, left: list[float], box_width: float, words: Words) -> None:
    axes.text(left[0], -7, words.say("figure.flows.input", mass=whole), ha="left", va="center")
    axes.text(left[-1] + box_width, -7, words.say("figure.flows.output", mass=whole), ha="right", va="center")


def _entered(result: Result, year: str) -> float:
    size = stages.totals(stages.staged_links(result, year))
    return float(size[size["into"] == 0]["out"].sum())


def caption(result: Result, words: Words) -> str:
    """What enters, what is used, what is unserved, and what the diagram does not show."""
    labels, year = Labels(result.loaded.scenario, words), last_year(result)
    into = stages.totals(stages.staged_links(result, year))["into"]
    _, groups = drawn_links(result, year)
    whole = _entered(result, year)
    used, unserved = float(into.reindex(USED).fillna(0.0).sum()), float(into.get("unserved", 0.0))
    text = words.say(
        "figure.flows.answer", year=labels.period(year), input=mass(whole), used=mass(used),
        unserved=mass(unserved),
        n=replications(result), small=percent(SMALLEST), others=sum(len(g) for g in groups.values()) or "",
    )  # fmt: skip
    return sentence(text)
