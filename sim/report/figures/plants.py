"""Are the plants fed, and do their stockpiles hold? Processed mass against nameplate, and stock over time."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report import canvas, palette, tables
from sim.report.font import wrap
from sim.report.labels import Labels, percent
from sim.report.source import last_year, quantiles, replications, years
from sim.study.result import Result
from sim.words import Words


def stocks(result: Result) -> dict[str, pd.DataFrame]:
    """Month-end stock of each plant that ever holds any: rows of the table of levels, kg."""
    levels = result.tables["levels"]
    plants = set(result.tables["plants"]["facility"])
    rows = levels[(levels["what"] == "stock") & levels["place"].isin(plants)]
    return {str(p): part for p, part in rows.groupby("place", sort=True) if part["p90"].max() > 0}


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Left: bars by plant and year; right: stockpiles by month."""
    labels = Labels(result.loaded.scenario, words)
    title = words.say("figure.plants.title")
    data = tables.capacity(result)
    if data.empty:
        return canvas.notice(title, words.say("figure.plants.none"))
    plants = list(dict.fromkeys(data["facility"]))
    span = len(years(data))
    figure = canvas.sheet(title, caption(result, words), height=max(2.8, 0.19 * len(plants) * (span + 1) + 0.7))
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    colours = palette.series_colours(plants)
    _loads(left, result, data, colours, labels)
    _stocks(right, result, colours, labels)
    return figure


def _loads(axes: Axes, result: Result, data: pd.DataFrame, colours: dict[str, str], labels: Labels) -> None:
    axes.set_title(labels.words.say("figure.plants.load"))
    raw = result.tables["plants"]
    widest = max(float(data["processed_kg"].max()), float(data["nameplate_kg"].max()), 1.0) / 1e7
    ticks, names, y = [], [], 0.0
    for plant, colour in colours.items():
        axes.text(0, y - 0.1, wrap(labels.of(plant), 215, canvas.LABEL).replace("\n", " "), va="center", color=colour)
        y += 1
        for row in data[data["facility"] == plant].to_dict("records"):
            done, nameplate = row["processed_kg"] / 1e7, row["nameplate_kg"] / 1e7
            ticks.append(y)
            names.append(labels.period(str(row["year"])))
            if nameplate == 0:
                axes.text(0.01 * widest, y, labels.cause("not_open"), va="center", color=palette.FAINT)
                y += 1
                continue
            axes.barh(y, done, height=0.66, color=colour)
            each = raw[(raw["facility"] == plant) & (raw["year"].astype(str) == row["year"])]["processed_kg"] / 1e7
            low, _, high = quantiles(each)
            axes.plot([low, high], [y, y], color=palette.INK, linewidth=0.9)
            axes.plot([nameplate, nameplate], [y - 0.42, y + 0.42], color=palette.INK, linewidth=1.6)
            axes.text(max(done, nameplate, high) + 0.02 * widest, y, percent(row["load"], 0), va="center")
            y += 1
        y += 0.3
    axes.set_yticks(ticks, names)
    axes.set_ylim(y - 0.4, -0.6)
    axes.set_xlim(0, 1.16 * widest)
    mark = Line2D([], [], color=palette.INK, linewidth=1.6, marker="|", linestyle="", markersize=7)
    canvas.legend_below(axes, [mark], [labels.words.say("figure.plants.nameplate")])
    canvas.quiet(axes, "x")


def _stocks(axes: Axes, result: Result, colours: dict[str, str], labels: Labels) -> None:
    axes.set_title(labels.words.say("figure.plants.stock"))
    months = sorted(set(result.tables["levels"]["month"]))
    place = {m: k for k, m in enumerate(months)}
    for plant, rows in stocks(result).items():
        x = [place[m] for m in rows["month"]]
        axes.fill_between(x, rows["p10"] / 1e7, rows["p90"] / 1e7, color=colours[plant], alpha=0.2, linewidth=0)
        axes.plot(x, rows["p50"] / 1e7, color=colours[plant], linewidth=1.4)
    canvas.months(axes, months)
    axes.set_ylim(bottom=0)
    canvas.quiet(axes)


def caption(result: Result, words: Words) -> str:
    """Load of each plant in the last year."""
    labels = Labels(result.loaded.scenario, words)
    data, year = tables.capacity(result), last_year(result)
    if data.empty:
        return words.say("figure.plants.none")
    loads = [
        f"{labels.of(str(r['facility']))} {percent(r['load'], 0)}"
        for r in data.to_dict("records") if r["year"] == year
    ]  # fmt: skip
    answer = words.say("figure.plants.answer", year=labels.period(year), list=labels.joined(loads))
    return answer + " " + words.say("figure.plants.note", n=replications(result))
