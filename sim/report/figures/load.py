"""How much of their capacity do the plants use, and which hours are lost to what? By plant and year."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.rows import Rows
from sim.report.labels import Labels, level, number, percent, sentence
from sim.report.sampling import days_of, of_year, ratio, spread
from sim.report.source import last_year, once, replications, years
from sim.report.tables import capacity
from sim.study.result import Result
from sim.words import Words

MOST_PLANTS = 12
MOST_ROWS, MOST_YEARS = 36, 12
LOST = ("starved", "breakdown", "yard_full", "closed")
"""Causes for which a plant does not work, in the order of the bars."""
_COLOURS = {
    "busy": palette.BAR, "starved": "#d3e5f1", "breakdown": palette.CAUSES["breakdown"],
    "yard_full": palette.CAUSES["product_yard_full"], "closed": "#ffffff",
}  # fmt: skip


@once
def hours(result: Result) -> pd.DataFrame:
    """The hours of a year by plant: facility, year, busy, starved, breakdown, yard_full, closed; they sum to the year.

    Means over replications. `closed`: not yet open, shut, under an outage, or outside working hours.
    """
    plants = result.tables["plants"]
    table = plants.groupby(["facility", "year"], sort=False)[[f"{c}_h" for c in ("busy", *LOST[:3])]].mean()
    table.columns = ["busy", *LOST[:3]]
    table = table.reset_index().astype({"year": str})
    whole = table["year"].map({year: 24.0 * days_of(result, year) for year in years(plants)})
    return table.assign(closed=whole - table[["busy", *LOST[:3]]].sum(axis=1))


@once
def loads(result: Result) -> pd.DataFrame:
    """Load by plant and year: facility, year, mean, low, high (shares), processed_kg and nameplate_kg (means).

    The load is processed over nameplate of the days open, as in the tables: of the means; missing where it is not open.
    """
    rows = []
    for (id, year), each in result.tables["plants"].groupby(["facility", "year"], sort=False):
        done, nameplate = each["processed_kg"], each["nameplate_kg"]
        rows.append((id, str(year), *ratio(result, done, nameplate), done.mean(), nameplate.mean()))
    columns = ["facility", "year", "mean", "low", "high", "processed_kg", "nameplate_kg"]
    return pd.DataFrame(rows, columns=columns)


def shown(result: Result) -> dict[str, list[str]]:
    """Years shown of each plant shown: the plants of largest nameplate, in the order of the scenario."""
    table = capacity(result)
    if table.empty:
        return {}
    size = table.groupby("facility")["nameplate_kg"].max().sort_values(ascending=False, kind="stable")
    largest = set(size.index[:MOST_PLANTS])
    chosen = spread(years(table), max(2, min(MOST_YEARS, MOST_ROWS // len(largest))))
    return {id: chosen for id in dict.fromkeys(table["facility"]) if id in largest}


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Left: load with its interval; right: the hours of the year by cause; a row per year under each plant's name."""
    labels = Labels(result.loaded.scenario, words)
    title, plants = words.say("figure.load.title"), shown(result)
    if not plants:
        return canvas.notice(title, caption(result, words))
    rows = Rows((labels.of(id), len(chosen)) for id, chosen in plants.items())
    figure = canvas.sheet(title, caption(result, words), height=rows.height + 0.95)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    rows.write(left, [labels.period(year) for chosen in plants.values() for year in chosen])
    rows.limit(right)
    right.set_yticks([])
    left.set_title(words.say("figure.load.load"))
    right.set_title(words.say("figure.load.hours"))
    places = dict(zip(plants, rows.places, strict=True))
    keys = {(id, year): y for id, chosen in plants.items() for year, y in zip(chosen, places[id], strict=True)}
    _loads(left, loads(result), keys, labels)
    _hours(right, hours(result), keys)
    handles = [Patch(facecolor=_COLOURS[c], edgecolor=palette.FAINT, linewidth=0.5) for c in _COLOURS]
    names = [words.say(f"figure.load.{cause}") for cause in _COLOURS]
    canvas.legend_below(right, handles, names, columns=3)
    return figure


def _loads(axes: Axes, table: pd.DataFrame, keys: dict[tuple[str, str], float], labels: Labels) -> None:
    rows = [r for r in table.to_dict("records") if (r["facility"], r["year"]) in keys]
    widest = max([1.0, *(r["high"] for r in rows if r["high"] == r["high"])])
    for row in rows:
        y = keys[row["facility"], row["year"]]
        if row["mean"] != row["mean"]:
            axes.text(0.01, y, labels.cause("not_open"), va="center", color=palette.FAINT)
            continue
        axes.barh(y, row["mean"], height=0.62, color=palette.BAR)
        axes.plot([row["low"], row["high"]], [y, y], color=palette.INK, linewidth=0.9)
        done = f"{number(row['processed_kg'] / 1e7)}/{number(row['nameplate_kg'] / 1e7)}"
        text = labels.words.say("figure.load.bar", load=percent(row["mean"]), done=done)
        axes.text(max(row["high"], 1.0) + 0.03 * widest, y, text, va="center")
    for group in {id: [y for (owner, _), y in keys.items() if owner == id] for id, _ in keys}.values():
        axes.plot([1, 1], [min(group) - 0.45, max(group) + 0.45], color=palette.INK, linewidth=1.0)
    axes.set_xlim(0, 1.75 * widest)
    ticks = [0, 0.5, 1]
    axes.set_xticks(ticks, [percent(t, 0) for t in ticks])
    canvas.quiet(axes, "x")


def _hours(axes: Axes, table: pd.DataFrame, keys: dict[tuple[str, str], float]) -> None:
    rows = [r for r in table.to_dict("records") if (r["facility"], r["year"]) in keys]
    longest = max(sum(r[cause] for cause in _COLOURS) for r in rows)
    for row in rows:
        y, left = keys[row["facility"], row["year"]], 0.0
        for cause, colour in _COLOURS.items():
            width = max(row[cause], 0.0)
            axes.barh(y, width, left=left, height=0.62, color=colour, edgecolor=palette.FAINT, linewidth=0.4)
            if width > 0.09 * longest:
                ink = "white" if palette.reads_white(colour) else palette.INK
                axes.text(left + width / 2, y, number(width, 0), ha="center", va="center", color=ink, fontsize=6.5)
            left += width
    axes.set_xlim(0, longest)
    axes.set_xticks([0, longest / 2, longest], [number(t, 0) for t in (0, longest / 2, longest)])
    canvas.quiet(axes, "x")


def caption(result: Result, words: Words) -> str:
    """Of the largest plants in the last year: load, and the largest loss of hours while open."""
    labels, plants = Labels(result.loaded.scenario, words), shown(result)
    if not plants:
        return words.say("figure.load.none")
    year = last_year(result)
    load = {row["facility"]: row for row in of_year(loads(result), year).to_dict("records")}
    lost = {row["facility"]: row for row in of_year(hours(result), year).to_dict("records")}
    largest = sorted(plants, key=lambda id: -float(load[id]["nameplate_kg"]))[:3]
    parts = [_part(id, load[id], lost[id], labels) for id in largest]
    all = result.tables["plants"]["facility"].nunique()
    more = all - len(plants)
    note = words.say(
        "figure.load.note", level=level(result.summary), n=replications(result), more=more or "", most=len(plants)
    )
    return sentence(words.say("figure.load.answer", year=labels.period(year), list=labels.joined(parts), note=note))


def _part(id: str, load: dict[object, object], lost: dict[object, object], labels: Labels) -> str:
    say, name, mean = labels.words.say, labels.of(id), float(str(load["mean"]))
    if mean != mean:
        return say("figure.load.shut", facility=name)
    hours = {cause: float(str(lost[cause])) for cause in ("busy", *LOST[:3])}
    cause = max(LOST[:3], key=lambda cause: hours[cause])
    share = hours[cause] / (sum(hours.values()) or 1.0)
    if share < 0.005:
        return say("figure.load.no_loss", facility=name, load=percent(mean))
    return say(
        "figure.load.loss", facility=name, load=percent(mean), share=percent(share, 0),
        cause=say(f"figure.load.{cause}"),
    )  # fmt: skip
