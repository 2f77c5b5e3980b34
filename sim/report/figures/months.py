"""Where does the waste go over time, and what changes when facilities open? Areas by fate over the horizon."""

from __future__ import annotations

from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import canvas, palette, tables
from sim.report.labels import Labels, number, paragraph
from sim.report.margin import Flags, name_beside, reserve, round_ticks
from sim.report.source import once, replications, sums
from sim.report.stages import OPENING
from sim.study.result import Result
from sim.words import Words

MONTHS, QUARTERS = 72, 180
"""Up to so many months are drawn one by one, up to so many by quarter, and more by year."""
MARKED = 8
"""Openings with a name, the largest facilities; where there are more, the others have none."""
_UNIT = 1e7
_SIDE = 108.0
_LEFT = 34.0
"""Points for what stands right and left of the axes."""
_TALL = 215.0
"""Points of the axes, about."""


@once
def by_month(result: Result) -> pd.DataFrame:
    """Mean kg by month: generated, one column per fate that occurs, stored.

    `stored` is the rise of all that is kept, waiting or under way, below 0 where it falls; so each row's fates and
    stored sum to generated. What lay anywhere at the start is not generated: where it leaves, stocks fall.
    """
    monthly = result.tables["monthly"]
    months = sorted(set(monthly["month"]))
    born = sums(monthly[monthly["origin"] == "generation"], "month").reindex(months, fill_value=0.0)
    ends = monthly[monthly["destination"].isin(tables.FATES) & (monthly["origin"] != OPENING)]
    fates = ends.pivot_table(index="month", columns="destination", values="kg", aggfunc="sum", fill_value=0.0)
    fates = fates.reindex(index=months, fill_value=0.0)
    table = fates[[fate for fate in tables.FATES if fate in fates]]
    table.insert(0, "generated", born)
    table["stored"] = table["generated"] - table.drop(columns="generated").sum(axis=1)
    return table


def by_span(result: Result) -> pd.DataFrame:
    """As `by_month`, in kg a month, averaged over quarters or years where there are many: index first day of a span."""
    table = by_month(result)
    table.index = pd.Index([date.fromisoformat(f"{m}-01") for m in table.index], name="start")
    length = 1 if len(table) <= MONTHS else 3 if len(table) <= QUARTERS else 12
    starts = [day.replace(month=(day.month - 1) // length * length + 1) for day in table.index]
    mean = table.groupby(starts, sort=True).mean()
    mean.index = pd.Index([max(day, table.index[0]) for day in mean.index], name="start")
    return mean


def openings(result: Result) -> list[tuple[date, str]]:
    """Median opening and id of the facilities that open within the horizon by it, in order of dates."""
    horizon, summary = result.loaded.scenario.horizon, result.summary["facilities"]
    found = []
    for id, facility in result.loaded.scenario.facilities.items():
        median = ((summary.get(id) or {}).get("opened") or {}).get("p50")
        if facility.opens is not None and median and horizon.start < date.fromisoformat(median) < horizon.end:
            found.append((date.fromisoformat(median), id))
    return sorted(found)


def marked(result: Result) -> list[tuple[date, str]]:
    """The openings of the largest facilities by intake, in order of dates."""
    taken = sums(result.tables["monthly"], "destination")
    return sorted(sorted(openings(result), key=lambda one: -float(taken.get(one[1], 0.0)))[:MARKED])


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Areas in steps, fates on each other, rising stock on top and falling stock below the axis; flags of openings."""
    labels, data = Labels(result.loaded.scenario, words), by_span(result)
    wide = 72 * canvas.WIDTH - 8 - _LEFT - _SIDE
    end = result.loaded.scenario.horizon.end
    edges = [day.toordinal() for day in data.index] + [end.toordinal()]
    days = edges[-1] - edges[0]
    flags = Flags(
        [(day.toordinal() - edges[0]) / days for day, _ in marked(result)],
        [f"{day.isoformat()[:7]} {labels.of(id)}" for day, id in marked(result)],
        wide, 72 * canvas.WIDTH - 12 - _LEFT, 6.5,
    )  # fmt: skip
    figure = canvas.sheet(words.say("figure.months.title"), caption(result, words), (_TALL + 30 + flags.room) / 72)
    reserve(figure, right=_SIDE, top=flags.room)
    axes = figure.subplots()
    middles = _areas(axes, data, edges)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_xticks(*canvas.date_ticks(date.fromordinal(edges[0]), end))
    axes.set_ylabel(words.say("figure.months.unit"))
    canvas.quiet(axes)
    round_ticks(axes.yaxis)
    flags.draw(axes)
    names = [words.say("figure.months.stored") if fate == "stored" else labels.fate(fate) for fate in middles]
    colours = [palette.FATES[fate] for fate in middles]
    name_beside(axes, list(middles.values()), names, colours, _SIDE, _TALL)
    return figure


def _areas(axes: Axes, data: pd.DataFrame, edges: list[int]) -> dict[str, float]:
    """Draw; give the middle of each fate in the last span."""
    foot = [0.0] * len(data)
    middles: dict[str, float] = {}
    for fate in data.columns.drop("generated"):
        values = [float(kg) / _UNIT for kg in data[fate]]
        if not any(abs(v) > 1e-9 for v in values):
            continue
        top = [y + max(v, 0.0) for y, v in zip(foot, values, strict=True)]
        axes.stairs(top, edges, baseline=foot, fill=True, color=palette.FATES[fate], linewidth=0)
        axes.stairs(top, edges, baseline=foot, color="white", linewidth=0.25)
        below = [min(v, 0.0) for v in values]
        if any(below):
            axes.stairs(below, edges, fill=True, color=palette.FATES[fate], linewidth=0)
        middles[str(fate)] = (foot[-1] + top[-1]) / 2 if values[-1] >= 0 else values[-1] / 2
        foot = top
    axes.stairs([float(kg) / _UNIT for kg in data["generated"]], edges, baseline=None, color=palette.INK, linewidth=1.1)
    axes.axhline(0, color=palette.INK, linewidth=0.7)
    low = min([0.0, *(float(kg) / _UNIT for kg in data.get("stored", []))])
    highest = max([*foot, 1e-9])
    axes.set_ylim(1.05 * low, 1.04 * highest)
    return middles


def caption(result: Result, words: Words) -> str:
    """Unserved and used in the first and the last year of months, and how the figure is to be read."""
    data = by_month(result)
    used = data.reindex(columns=["recycled", "reused", "backfilled", "soil_product", "energy"], fill_value=0.0).sum(
        axis=1
    )
    unserved = data["unserved"] if "unserved" in data else 0 * data["generated"]
    span = min(12, len(data))
    numbers = {
        f"{name}_{end}": number(float(part.mean()) / _UNIT)
        for name, column in (("unserved", unserved), ("used", used))
        for end, part in (("first", column.iloc[:span]), ("last", column.iloc[-span:]))
    }
    answer = words.say(
        "figure.months.answer" if len(data) > span else "figure.months.answer_short", span=span, **numbers
    )
    by = "month" if len(data) <= MONTHS else "quarter" if len(data) <= QUARTERS else "year"
    every, shown = len(openings(result)), len(marked(result))
    note = words.say(
        f"figure.months.by_{by}", n=replications(result), marked=shown or "", left_out=every - shown or ""
    )  # fmt: skip
    return paragraph([answer, note], words)
