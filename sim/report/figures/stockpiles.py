"""Does storage suffice? What lies before and behind plants, and in stores, over the months, against what fits."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.panels import count, panels
from sim.report.font import wrap
from sim.report.labels import Labels, percent, sentence
from sim.report.source import DESIGN, once, quantiles, replications
from sim.study.result import Result
from sim.words import Words

COLUMNS, MOST = 3, 12
EMPTY = 0.1
"""Of its limit: a stock that never reaches so much has no panel, which would show nothing."""
FULL = 0.95
"""Of its limit: a stock as high counts as full, since the next load may not fit."""


@once
def piles(result: Result) -> pd.DataFrame:
    """Levels that are ever above zero at a month's end, those first that are full most often.

    place; what: stock or yard; kind: stock, yard or store; peak: the highest 90th percentile, kg; limit, low, high:
    median, 10th and 90th percentile of what fits, kg (missing: unlimited); full: share of the replications in which it
    was ever full; usual: the highest median over the limit.
    """
    levels = result.tables["levels"]
    rows = []
    for (place, what), each in levels[levels["what"].isin(["stock", "yard"])].groupby(["place", "what"], sort=True):
        peak = float(each["p90"].max())
        if peak > 0:
            limits = _limits(result, str(place), str(what))
            low, middle, high = quantiles(limits) if limits.notna().all() else (float("nan"),) * 3
            full = (_filled(result, str(place), str(what)) >= limits).mean() if middle == middle else float("nan")
            kind = "store" if result.loaded.scenario.facilities[str(place)].kind == "store" else what
            rows.append((place, what, kind, peak, middle, low, high, float(full), float(each["p50"].max()) / middle))
    table = pd.DataFrame(rows, columns=["place", "what", "kind", "peak", "limit", "low", "high", "full", "usual"])
    return table.sort_values(["full", "usual", "peak"], ascending=False, kind="stable").reset_index(drop=True)


def seen(table: pd.DataFrame) -> pd.DataFrame:
    """The piles that are not empty all the time; all of them where none is left."""
    filled = table[~(table["peak"] < EMPTY * table["limit"])]
    return filled if len(filled) else table


def _limits(result: Result, place: str, what: str) -> pd.Series[float]:
    """What fits, kg by replication: as drawn, or as stated where it is certain; missing where it is unlimited."""
    facility, draws = result.loaded.scenario.facilities[place], result.tables["draws"]
    key = "holds" if facility.kind == "store" else "stockpile" if what == "stock" else "product_yard"
    drawn = draws[draws["path"] == f"facilities.{place}.{key}"].set_index("replication")["value"].astype(float)
    stated = getattr(facility, key)
    value = float("nan") if stated is None else float(stated.value)
    return drawn.reindex(range(1, replications(result) + 1)).fillna(value)


def _filled(result: Result, place: str, what: str) -> pd.Series[float]:
    """The highest stock, kg by replication, scaled so that FULL of the limit reaches it; a yard is told by its hours.

    Of a yard only hours are kept in which it stopped its plant: endless where there are any, else 0.
    """
    if what == "yard":
        plants = result.tables["plants"]
        mine = plants[(plants["facility"] == place) & (plants["year"].astype(str) != DESIGN)]
        return mine.groupby("replication")["yard_full_h"].sum().map(lambda hours: float("inf") if hours > 0 else 0.0)
    facilities = result.tables["facilities"]
    return facilities[facilities["facility"] == place].set_index("replication")["stock_peak_kg"] / FULL


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One small panel for each stock, with its own axis in t."""
    title, table = words.say("figure.stockpiles.title"), piles(result)
    if table.empty:
        return canvas.notice(title, caption(result, words))
    labels, shown = Labels(result.loaded.scenario, words), seen(table).head(MOST)
    columns = min(COLUMNS, len(shown))
    lines = -(-len(shown) // columns)
    names = [_name(row, labels, 118 if columns == COLUMNS else 400 / columns) for row in shown.to_dict("records")]
    tall = max(name.count("\n") + 1 for name in names)
    height = 1.3 + 0.14 * tall
    figure = canvas.sheet(title, caption(result, words), height=lines * height + 0.35)
    handles = [
        Line2D([], [], color=palette.BAR, linewidth=1.4), Patch(color=palette.BAR, alpha=0.25),
        Line2D([], [], color=palette.INK, linewidth=1.0, linestyle=(0, (4, 2))), Patch(color=palette.FAINT, alpha=0.25),
    ]  # fmt: skip
    marks = [words.say(f"figure.stockpiles.{mark}") for mark in ("median", "band", "limit", "limits")]
    months = sorted(set(result.tables["levels"]["month"]))
    grid = panels(figure, len(shown), columns, height, handles, marks)
    for axes, name, row in zip(grid, names, shown.to_dict("records"), strict=True):
        axes.set_title(name, fontsize=canvas.LABEL, linespacing=1.35)
        _panel(axes, row, result.tables["levels"], months)
    return figure


def _name(row: dict[object, object], labels: Labels, width: float) -> str:
    say, full = labels.words.say, float(str(row["full"]))
    name = _called(row, labels)
    often = (
        say("figure.stockpiles.full", share=percent(full, 0)) if full == full else say("figure.stockpiles.unlimited")
    )
    return wrap(name, width, canvas.LABEL) + "\n" + wrap(often, width, canvas.LABEL)


def _called(row: dict[object, object], labels: Labels) -> str:
    return labels.words.say(f"figure.stockpiles.{row['kind']}", facility=labels.of(str(row["place"])))


def _panel(axes: Axes, row: dict[object, object], levels: pd.DataFrame, months: list[str]) -> None:
    rows = levels[(levels["place"] == row["place"]) & (levels["what"] == row["what"])].set_index("month")
    rows = rows.reindex(months)
    limit, low, high = (float(str(row[key])) / 1e3 for key in ("limit", "low", "high"))
    x = range(len(months))
    axes.fill_between(x, rows["p10"] / 1e3, rows["p90"] / 1e3, color=palette.BAR, alpha=0.25, linewidth=0)
    axes.plot(x, rows["p50"] / 1e3, color=palette.BAR, linewidth=1.4, marker="o" if len(months) == 1 else "")
    top = float(str(row["peak"])) / 1e3
    if limit == limit:
        axes.axhline(limit, color=palette.INK, linewidth=1.0, linestyle=(0, (4, 2)))
        if high > low:
            axes.axhspan(low, high, color=palette.FAINT, alpha=0.25, linewidth=0)
        top = max(top, limit, high)
    axes.set_ylim(0, 1.08 * top)
    canvas.months(axes, months)
    step = -(-len(axes.get_xticks()) // 4)
    axes.set_xticks(axes.get_xticks()[::step], [t.get_text() for t in axes.get_xticklabels()[::step]])
    count(axes, top, 3)
    canvas.quiet(axes)


def caption(result: Result, words: Words) -> str:
    """How many are ever full, and which most often."""
    table = piles(result)
    if table.empty:
        return words.say("figure.stockpiles.none", n=replications(result))
    labels, first = Labels(result.loaded.scenario, words), table.iloc[0]
    more = max(0, len(seen(table)) - MOST)
    note = words.say(
        "figure.stockpiles.note", n=replications(result), most=MOST, more=more or "", share=percent(EMPTY, 0),
        empty=len(table) - len(seen(table)) or "",
    )  # fmt: skip
    if first["full"] != first["full"]:
        return words.say("figure.stockpiles.answer_unlimited", note=note)
    if not (table["full"] > 0).any():
        return words.say("figure.stockpiles.answer_never", all=len(table), note=note)
    place, full = _called(first.to_dict(), labels), int((table["full"] > 0).sum())
    text = words.say(
        "figure.stockpiles.answer", full=full, all=len(table), place=place, share=percent(first["full"], 0), note=note
    )
    return sentence(text)
