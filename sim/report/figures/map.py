"""Where does the waste arise, and where is it hauled? A schematic map of sources, facilities and a year's haulage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, floor, log10, radians, sqrt
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report import canvas, palette
from sim.report.font import balanced, width_of
from sim.report.labels import Labels, mass, percent, sentence
from sim.report.margin import LEADING
from sim.report.placing import Mark, place_names
from sim.report.source import last_year, once, replications, sums
from sim.scenario.roads import EARTH_RADIUS_M
from sim.study.result import Result
from sim.words import Words

LINES = 300
"""Flows drawn, the largest."""
NAMES = 40
"""Names tried, facilities first and the largest of each first; those that find no free place are left out."""
SIZE = 6.5
_NAME = 92.0
"""Points in which a name is broken."""
_WIDE = 72 * canvas.WIDTH - 8
_LOW, _HIGH = 210.0, 360.0
"""Points of the map's height."""
_STRIP = 20.0
"""Points below the map for the scale and what it is."""
_EDGE = 26.0
"""Points around the outermost places."""
_RADIUS, _THICK = 11.0, 6.0
"""Points of the largest source's radius and of the widest flow."""
_THIN = 0.4
"""Points: a flow whose width would be smaller is dashed in grey, for so thin a line cannot be seen."""
_DASHED: Any = {"color": palette.FAINT, "linewidth": _THIN, "linestyle": (0, (4, 3))}
_FEW = 14
"""Sources whose circles may be as large as that."""
_FACILITY = 3.6
KINDS: dict[str, tuple[str, str]] = {
    "sorting": ("^", palette.BAR),
    "recycling": ("s", palette.FATES["recycled"]),
    "mobile": ("D", palette.FATES["reused"]),
    "terminal": ("p", palette.FAINT),
    "store": ("h", palette.FAINT),
    "landfill": ("v", palette.FATES["landfilled"]),
    "backfill": ("P", palette.FATES["soil_product"]),
    "outlet": ("*", palette.FATES["recycled"]),
    "export": (">", palette.FATES["exported"]),
}
"""Mark and colour of each kind."""
_SOURCE = "#9fb8cc"
_PATCH: Any = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.3}
"""Behind a name; an outline of the letters would make pictures of them in the SVG."""


@dataclass(frozen=True)
class Sheet:
    """Places in points on the map, its height, and points per km."""

    at: dict[str, tuple[float, float]]
    height: float
    per_km: float


def kilometres(result: Result) -> dict[str, tuple[float, float]]:
    """East and north of the middle in km, of all places with a position (degrees east shrink with the latitude)."""
    scenario = result.loaded.scenario
    entities: dict[str, Any] = {**scenario.sources, **scenario.facilities}
    degrees = {id: entity.position for id, entity in entities.items() if entity.position is not None}
    if not degrees:
        return {}
    latitudes, longitudes = zip(*degrees.values(), strict=True)
    north, east = (min(v) + max(v) for v in (latitudes, longitudes))
    per_degree = radians(1) * EARTH_RADIUS_M / 1000
    shrink = cos(radians(north / 2))
    return {
        id: ((lon - east / 2) * per_degree * shrink, (lat - north / 2) * per_degree)
        for id, (lat, lon) in degrees.items()
    }


@once
def hauled(result: Result) -> pd.DataFrame:
    """Mean kg hauled by trucks in the last year: origin, destination, kg, the largest first."""
    trips = result.tables["trips"]
    trips = trips[trips["year"].astype(str) == last_year(result)]
    table = sums(trips, "origin", "destination").reset_index()
    return table[table["kg"] > 0].sort_values("kg", ascending=False, kind="stable").reset_index(drop=True)


@once
def generated(result: Result) -> dict[str, float]:
    """Mean kg that arose at each source in the last year."""
    flows = result.tables["flows"]
    rows = flows[(flows["year"].astype(str) == last_year(result)) & (flows["origin"] == "generation")]
    by_place = sums(rows, "destination")
    return {id: float(by_place.get(id, 0.0)) for id in result.loaded.scenario.sources}


def mapped(result: Result) -> bool:
    """Whether there is something to draw: two places with positions that are not the same."""
    return len(set(kilometres(result).values())) > 1


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Flows as lines by mass, sources as circles by mass, facilities by kind, names where there is room."""
    labels = Labels(result.loaded.scenario, words)
    title = sentence(words.say("figure.map.title", year=labels.period(last_year(result))))
    if not mapped(result):
        return canvas.notice(title, words.say("figure.map.none"))
    sheet = _sheet(kilometres(result))
    names = _named(result, sheet, labels)
    kinds = [k for k in KINDS if any(f.kind == k and id in sheet.at for id, f in _facilities(result).items())]
    legend = 12.0 * -(-(len(kinds) + 3) // 4) + 12
    figure = canvas.sheet(title, caption(result, words), height=(sheet.height + _STRIP + legend) / 72)
    axes = _axes(figure, sheet, legend)
    _lines(axes, result, sheet)
    _marks(axes, result, sheet)
    for text, place, mark in names:
        if place.leader is not None:
            axes.plot([mark.x, place.leader[0]], [mark.y, place.leader[1]], color=palette.INK, linewidth=0.4, zorder=4)
        axes.text(
            place.x + mark.wide / 2, place.y + mark.tall / 2, text, ha="center", va="center", fontsize=SIZE,
            linespacing=1.1, zorder=5, bbox=_PATCH,
        )  # fmt: skip
    _scale(axes, sheet)
    grade = "assumed" if result.loaded.scenario.roads.grade == "assumed" else "given"
    axes.text(_WIDE, -_STRIP / 2, words.say(f"figure.map.{grade}"), ha="right", va="center", fontsize=SIZE)
    _legend(axes, kinds, result, labels)
    return figure


def _facilities(result: Result) -> Mapping[str, Any]:
    return result.loaded.scenario.facilities


def _sheet(km: Mapping[str, tuple[float, float]]) -> Sheet:
    """As large as the page is wide and the map may be high."""
    east, north = zip(*km.values(), strict=True)
    wide, tall = max(east) - min(east), max(north) - min(north)
    inner = _WIDE - 2 * _EDGE
    per_km = min(inner / wide if wide else 1e9, (_HIGH - 2 * _EDGE) / tall if tall else 1e9)
    height = max(_LOW, tall * per_km + 2 * _EDGE)
    middle = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    at = {
        id: (_WIDE / 2 + (x - middle[0]) * per_km, height / 2 + (y - middle[1]) * per_km) for id, (x, y) in km.items()
    }
    return Sheet(at, height, per_km)


def _axes(figure: Figure, sheet: Sheet, legend: float) -> Axes:
    """Axes in points, so that a name is known to be as wide as it is."""
    engine = figure.get_layout_engine()
    assert engine is not None
    left, bottom, _, _ = engine.get()["rect"]
    figure.set_layout_engine("none")
    wide, tall = 72 * figure.get_figwidth(), 72 * figure.get_figheight()
    axes = figure.add_axes((left, bottom + legend / tall, _WIDE / wide, (sheet.height + _STRIP) / tall))
    axes.set_xlim(0, _WIDE)
    axes.set_ylim(-_STRIP, sheet.height)
    axes.set_axis_off()
    frame = [0, _WIDE, _WIDE, 0, 0], [0, 0, sheet.height, sheet.height, 0]
    axes.plot(*frame, color=palette.RULE, linewidth=0.6, clip_on=False)
    return axes


def _radii(result: Result) -> dict[str, float]:
    """Points: the area of a source's circle is as its mass; where there are many, all are smaller."""
    born = generated(result)
    most = max(born.values(), default=0.0) or 1.0
    largest = _RADIUS * min(1.0, sqrt(_FEW / (len(born) or 1)))
    return {id: max(1.5, largest * sqrt(kg / most)) for id, kg in born.items()}


def _lines(axes: Axes, result: Result, sheet: Sheet) -> None:
    table = _drawn_lines(result, sheet.at)
    facilities, least = _facilities(result), smallest(result)
    for origin, destination, kg in table.itertuples(index=False):
        (x0, y0), (x1, y1) = sheet.at[origin], sheet.at[destination]
        if kg < least:
            axes.plot([x0, x1], [y0, y1], zorder=0.9, **_DASHED)
            continue
        colour = KINDS[facilities[destination].kind][1]
        axes.plot([x0, x1], [y0, y1], color=colour, alpha=0.45, linewidth=_THIN * kg / least, zorder=1,
                  solid_capstyle="butt")  # fmt: skip


def smallest(result: Result) -> float:
    """kg of the smallest flow that is as wide as its mass; the largest flow of all is `_THICK` points wide."""
    flows = hauled(result)["kg"]
    return float(flows.max()) * _THIN / _THICK if len(flows) else 1.0


def _drawn_lines(result: Result, at: Mapping[str, Any]) -> pd.DataFrame:
    table = hauled(result)
    return table[table["origin"].isin(list(at)) & table["destination"].isin(list(at))].head(LINES)


def _marks(axes: Axes, result: Result, sheet: Sheet) -> None:
    radii = _radii(result)
    for id, (x, y) in sheet.at.items():
        if id in radii:
            axes.scatter([x], [y], s=(2 * radii[id]) ** 2, color=_SOURCE, edgecolor="white", linewidth=0.6, zorder=2)
        else:
            marker, colour = KINDS[_facilities(result)[id].kind]
            axes.scatter([x], [y], s=(2 * _FACILITY) ** 2, marker=marker, color=colour, edgecolor="white",
                         linewidth=0.7, zorder=3)  # fmt: skip


def _named(result: Result, sheet: Sheet, labels: Labels) -> list[tuple[str, Any, Mark]]:
    """Text, place and mark of the names that found room."""
    born, radii, taken = generated(result), _radii(result), sums(hauled(result), "destination")
    facilities = sorted((id for id in sheet.at if id not in radii), key=lambda id: -float(taken.get(id, 0.0)))
    sources = sorted((id for id in sheet.at if id in radii), key=lambda id: -born[id])
    half = max(NAMES // 2, NAMES - len(sources))
    tried = [*facilities[:half], *sources[: NAMES - min(half, len(facilities))]]
    marks, texts = [], []
    for id in [*tried, *(id for id in sheet.at if id not in tried)]:
        text = balanced(labels.of(id), _NAME, SIZE) if id in tried else ""
        wide = max(width_of(line, SIZE) for line in text.split("\n")) + 2
        tall = (text.count("\n") + 1) * SIZE * LEADING
        marks.append(Mark(*sheet.at[id], radii.get(id, _FACILITY), wide, tall))
        texts.append(text)
    places = place_names(marks[: len(tried)], (2, 2, _WIDE - 2, sheet.height - 3), _boxes(marks[len(tried) :]))
    return [(text, place, mark) for text, place, mark in zip(texts, places, marks, strict=False) if place is not None]


def _boxes(marks: list[Mark]) -> list[tuple[float, float, float, float]]:
    return [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]


def scale_bar(km: float) -> float:
    """A round length of 1, 2 or 5 times a power of ten that is at most `km`."""
    power = 10 ** floor(log10(km))
    return next(float(step * power) for step in (5, 2, 1) if step * power <= km)


def _scale(axes: Axes, sheet: Sheet) -> None:
    length = scale_bar(_WIDE / 4 / sheet.per_km)
    wide = length * sheet.per_km
    axes.plot([2, 2 + wide], [-_STRIP / 2] * 2, color=palette.INK, linewidth=1.2, marker="|", markersize=6)
    axes.text(6 + wide, -_STRIP / 2, f"{length:g} km", va="center", fontsize=SIZE)


def _legend(axes: Axes, kinds: list[str], result: Result, labels: Labels) -> None:
    words = labels.words
    lines = hauled(result)
    largest = mass(max(generated(result).values(), default=0.0))
    widest = mass(float(lines["kg"].max()) if len(lines) else 0.0)
    circle = Line2D([], [], marker="o", linestyle="", color=_SOURCE, markersize=8)
    line = Line2D([], [], color=palette.FAINT, alpha=0.6, linewidth=4)
    thin = Line2D([], [], **_DASHED)
    handles = [circle, line, thin]
    texts = [words.say("figure.map.source", mass=largest), words.say("figure.map.flow", mass=widest)]
    texts.append(words.say("figure.map.thin", mass=mass(smallest(result))))
    for kind in kinds:
        marker, colour = KINDS[kind]
        handles.append(Line2D([], [], marker=marker, linestyle="", color=colour, markersize=6))
        texts.append(words.say(f"kind.{kind}"))
    axes.legend(handles, texts, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=4, fontsize=SIZE, borderaxespad=0.3)


def caption(result: Result, words: Words) -> str:
    """How much is hauled how far in the mean, and what is not on the map."""
    if not mapped(result):
        return words.say("figure.map.none")
    labels, km, table = Labels(result.loaded.scenario, words), kilometres(result), hauled(result)
    whole = float(table["kg"].sum())
    on_map = table[table["origin"].isin(list(km)) & table["destination"].isin(list(km))]
    drawn = float(on_map.head(LINES)["kg"].sum())
    missing = [id for id in (*result.loaded.scenario.sources, *_facilities(result)) if id not in km]
    named = len(_named(result, _sheet(km), labels))
    most = ""
    if len(on_map):
        first = on_map.iloc[0]
        ends = {end: labels.of(first[end]) for end in ("origin", "destination")}
        most = words.say("figure.map.most", **ends, mass=mass(float(first["kg"])))
    answer = words.say(
        "figure.map.answer", year=labels.period(last_year(result)), whole=mass(whole), most=most,
        share=percent(drawn / whole) if whole else percent(0.0), lines=min(LINES, len(on_map)),
        missing=len(missing) or "", unnamed=len(km) - named or "", n=replications(result),
    )  # fmt: skip
    return sentence(answer)
