"""How much void is left, and when is it used up? Per landfill the void by month, and below it the dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.panels import count
from sim.report.font import wrap
from sim.report.labels import Labels, number, percent
from sim.report.source import once, replications
from sim.report.tables import landfills
from sim.scenario.schema import Horizon
from sim.study.collection import quantile_date
from sim.study.result import Result
from sim.words import Words

COLUMNS, MOST = 2, 6
_COLOUR = palette.FATES["landfilled"]
BINS = 36
"""Of each histogram."""


def voids(result: Result) -> dict[str, pd.DataFrame]:
    """Month-end void left of each landfill, m3: rows of the table of levels."""
    levels = result.tables["levels"]
    rows = levels[levels["what"] == "void_left"]
    return {id: rows[rows["place"] == id] for id in landfills(result)["facility"]}


@once
def dates(result: Result, landfill: str) -> pd.DataFrame:
    """When a landfill is full, by replication: kind (exhausted, projected, never), date (ISO text, empty for never).

    Exhausted within the horizon as simulated, projected beyond it.
    """
    table = result.tables["facilities"]
    mine = table[table["facility"] == landfill].fillna("")
    rows = [
        ("exhausted", e) if e else ("projected", p) if p else ("never", "")
        for e, p in zip(mine["exhausted"], mine["projected"], strict=True)
    ]
    return pd.DataFrame(rows, columns=["kind", "date"], index=mine["replication"].tolist())


def shown(result: Result) -> pd.DataFrame:
    """Rows of the table of landfills that are drawn: where there are many, those that are full first."""
    table = landfills(result)
    if len(table) <= MOST:
        return table
    first = table["exhausted_p50"].fillna(table["projected_p50"]).fillna("9999").sort_values(kind="stable")
    return table.loc[first.index[:MOST]]


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Median and band of the void left, total void; a histogram of dates with median and 10-90 %."""
    labels, table = Labels(result.loaded.scenario, words), shown(result)
    title = words.say("figure.void.title")
    if table.empty:
        return canvas.notice(title, caption(result, words))
    columns = min(COLUMNS, len(table))
    lines = -(-len(table) // columns)
    names = [wrap(labels.of(id), 400 / columns, 8.5) for id in table["facility"]]
    tall = 1.4 + 0.15 * max(name.count("\n") + 1 for name in names)
    days = {id: dates(result, id) for id in table["facility"]}
    ends = [_end(row, days[row["facility"]], labels, 400 / columns) for row in table.to_dict("records")]
    low = 0.72 + 0.13 * max(end.count("\n") + 1 for end in ends)
    figure = canvas.sheet(title, caption(result, words), height=lines * (tall + low) + 0.35)
    heights = [tall, low] * lines
    grid = figure.add_gridspec(2 * lines + 1, columns, height_ratios=[*heights, 0.35])
    levels = voids(result)
    for k, (name, row) in enumerate(zip(names, table.to_dict("records"), strict=True)):
        above = figure.add_subplot(grid[2 * (k // columns), k % columns])
        below = figure.add_subplot(grid[2 * (k // columns) + 1, k % columns])
        above.set_title(name)
        _void(above, row, levels[str(row["facility"])], labels)
        _dates(below, ends[k], days[row["facility"]], result.loaded.scenario.horizon)
    _legend(figure.add_subplot(grid[2 * lines, :]), words)
    return figure


def _legend(axes: Axes, words: Words) -> None:
    axes.set_axis_off()
    marks = {
        "exhausted": Patch(facecolor=_COLOUR, edgecolor=_COLOUR),
        "projected": Patch(facecolor="white", edgecolor=_COLOUR),
        "spread": Line2D([], [], color=palette.INK, linewidth=1.0, marker="D", markersize=4),
    }
    names = [words.say(f"figure.void.mark_{mark}") for mark in marks]
    axes.legend(list(marks.values()), names, loc="center", ncols=3, borderaxespad=0.0)


def _void(axes: Axes, row: dict[object, object], levels: pd.DataFrame, labels: Labels) -> None:
    months = list(levels["month"])
    x = range(len(months))
    total = float(str(row["void_m3"])) / 1e4 if row["void_m3"] is not None else float(levels["p90"].max()) / 1e4
    axes.fill_between(x, levels["p10"] / 1e4, levels["p90"] / 1e4, color=_COLOUR, alpha=0.25, linewidth=0)
    axes.plot(x, levels["p50"] / 1e4, color=_COLOUR, linewidth=1.6, marker="o" if len(months) == 1 else "")
    axes.axhline(total, color=palette.FAINT, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.annotate(labels.words.say("figure.void.capacity", void=number(total)), (0.01, total), (0, 3.5), va="bottom",
                  xycoords=axes.get_yaxis_transform(), textcoords="offset points", bbox=canvas.PATCH)  # fmt: skip
    axes.set_ylim(0, 1.2 * max(total, 1e-9))
    count(axes, total)
    canvas.months(axes, months)
    canvas.quiet(axes)


def _stacked(axes: Axes, days: Iterable[pd.Series[int]], edges: Sequence[float]) -> None:
    """Bars of how many dates lie between the edges, full ones below empty ones; none where there is no date."""
    foot = np.zeros(BINS)
    for some, colour in zip(days, (_COLOUR, "white"), strict=True):
        counts = np.histogram(some, bins=edges)[0]
        starts, widths, high, low = (each[counts > 0] for each in (np.array(edges[:-1]), np.diff(edges), counts, foot))
        axes.bar(starts, high, widths, low, align="edge", color=colour, edgecolor=_COLOUR, linewidth=0.6)
        foot = foot + counts


def _dates(axes: Axes, title: str, days: pd.DataFrame, horizon: Horizon) -> None:
    """A histogram of the dates: full bars within the horizon, empty ones beyond; the edge is the 90th percentile."""
    axes.set_title(title, fontsize=canvas.LABEL)
    known = days[days["date"] != ""].assign(day=lambda table: table["date"].map(_ordinal))
    axes.set_yticks([])
    for side in ("left", "top", "right"):
        axes.spines[side].set_visible(False)
    if known.empty:
        axes.set_axis_off()
        return
    ranked = [quantile_date(days["date"].tolist(), share) for share in (0.1, 0.5, 0.9)]
    low, middle, high = (day and _ordinal(day) for day in ranked)
    start = min(horizon.start.toordinal(), int(known["day"].min()))
    end = max(horizon.end.toordinal(), high or int(known["day"].max()))
    end = min(end + (end - start) // 16, date.max.toordinal())
    edges = [start + (end - start) * k / BINS for k in range(BINS + 1)]
    inside = [known[(known["kind"] == kind) & (known["day"] <= end)]["day"] for kind in ("exhausted", "projected")]
    _stacked(axes, inside, edges)
    top = axes.get_ylim()[1]
    axes.plot([low or end, high or end], [1.16 * top] * 2, color=palette.INK, linewidth=1.0)
    if middle:
        axes.plot([middle], [1.16 * top], marker="D", color=palette.INK, markersize=4)
    axes.axvline(horizon.end.toordinal(), color=palette.INK, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.set_xlim(start, end)
    axes.set_ylim(0, 1.3 * top)
    ticks, names = canvas.date_ticks(date.fromordinal(start), date.fromordinal(end))
    if all(name.endswith("-01") for name in names):
        names = [name[:4] for name in names]
    step = -(-len(ticks) // 5) or 1
    axes.set_xticks(ticks[::step], names[::step])


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _end(row: dict[object, object], days: pd.DataFrame, labels: Labels, width: float) -> str:
    say, never = labels.words.say, float((days["kind"] == "never").mean())
    for which in ("exhausted", "projected"):
        texts = [row[f"{which}_{p}"] for p in ("p10", "p50", "p90")]
        if isinstance(texts[1], str):
            low, middle, high = (d if isinstance(d, str) else say("report.later") for d in texts)
            follows = say("figure.void.follows") if which == "projected" and row["follows"] else ""
            first = wrap(say(f"figure.void.{which}", p50=middle, follows=follows), width, canvas.LABEL)
            return first + "\n" + say("figure.void.range", p10=low, p90=high)
    return wrap(say("figure.void.lasts", share=percent(never, 0)), width, canvas.LABEL)


def caption(result: Result, words: Words) -> str:
    """Which landfill is full first, and how to read the marks."""
    all, table = landfills(result), shown(result)
    if table.empty:
        return words.say("figure.void.none")
    labels, more = Labels(result.loaded.scenario, words), len(all) - len(table)
    inside = int(all["exhausted_p50"].notna().sum())
    note = words.say("figure.void.note", n=replications(result), most=len(table), more=more or "")
    ends = all["exhausted_p50"].fillna(all["projected_p50"]).dropna()
    if ends.empty:
        return words.say("figure.void.answer_never", note=note)
    first = all.loc[ends.sort_values(kind="stable").index[0]]
    return words.say(
        "figure.void.answer", inside=inside, all=len(all), facility=labels.of(str(first["facility"])),
        p50=str(ends.loc[first.name])[:7], note=note,
    )  # fmt: skip
