"""Where does the waste end up, year by year? Stacked bars by fate."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import canvas, palette
from sim.report.labels import Labels, mass, number, percent, sentence
from sim.report.margin import name_beside, reserve, round_ticks
from sim.report.source import replications, years
from sim.report.tables import balance
from sim.study.result import Result
from sim.words import Words

_UNIT = 1e7
_MANY = 12
"""Bars beside which no number has room: texts stand upright, parts have no number."""
_SIDE = 108.0
_TALL = 195.0
"""Points for the names of the fates, and of the axes, about."""


def fates_by_year(result: Result) -> pd.DataFrame:
    """Mean kg by year (rows) and fate (columns), over all streams; stored is the rise of what is kept."""
    by_year = balance(result).groupby("year", sort=False).sum(numeric_only=True)
    shown = [c for c in by_year.columns if c in palette.FATES and by_year[c].abs().sum() > 0]
    return by_year[shown]


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One bar per year, one segment per fate, direct labels where they fit."""
    labels = Labels(result.loaded.scenario, words)
    data = fates_by_year(result)
    figure = canvas.sheet(words.say("figure.fates.title"), caption(result, words), height=3.3)
    reserve(figure, right=_SIDE)
    axes = figure.subplots()
    middles = _stack(axes, data, labels)
    axes.set_ylabel(words.say("unit.mass_year"))
    round_ticks(axes.yaxis)
    canvas.quiet(axes)
    names, colours = [labels.fate(f) for f in middles], [palette.FATES[f] for f in middles]
    name_beside(axes, list(middles.values()), names, colours, _SIDE, _TALL)
    return figure


def _stack(axes: Axes, data: pd.DataFrame, labels: Labels) -> dict[str, float]:
    """Fates on top of each other, and below the axis what was taken from stock; the label is what was generated.

    Gives the middle of each fate in the last bar.
    """
    many = len(data) > _MANY
    width = 0.85 if many else 0.62
    middles: dict[str, float] = {}
    total = max(float(data.clip(lower=0).sum(axis=1).max()) / _UNIT, 1e-9)
    foot = [0.0] * len(data)
    for fate in data.columns:
        tall = [float(v) / _UNIT for v in data[fate]]
        colour = palette.FATES[fate]
        starts = [y if h > 0 else 0.0 for y, h in zip(foot, tall, strict=True)]
        axes.bar(range(len(data)), tall, width, bottom=starts, color=colour, edgecolor="white", linewidth=0.5)
        middles[str(fate)] = starts[-1] + tall[-1] / 2
        for x, (y, h) in enumerate(zip(foot, tall, strict=True)):
            if h > 0.045 * total and not many:
                ink = "white" if palette.reads_white(colour) else palette.INK
                axes.text(x, y + h / 2, number(h), ha="center", va="center", color=ink)
        foot = [y + max(h, 0.0) for y, h in zip(foot, tall, strict=True)]
    generated = data.sum(axis=1) / _UNIT
    for x, y in enumerate(foot):
        above = number(float(generated.iloc[x]))
        axes.text(x, y + 0.012 * total, above, ha="center", va="bottom", rotation=90 if many else 0)
    axes.axhline(0, color=palette.INK, linewidth=0.8)
    axes.set_xticks(range(len(data)), [labels.period(y) for y in data.index], rotation=90 if many else 0)
    axes.set_ylim(min(0.0, 1.05 * float(data.min().min()) / _UNIT), (1.16 if many else 1.07) * total)
    return middles


def caption(result: Result, words: Words) -> str:
    """The largest fate and the unserved part of the last year shown."""
    labels = Labels(result.loaded.scenario, words)
    data = fates_by_year(result)
    year = years(result.tables["flows"])[-1]
    row = {str(fate): float(data[fate][year]) for fate in data.columns}
    most = max(row, key=lambda fate: row[fate])
    total = sum(row.values()) or 1.0
    unserved = row.get("unserved", 0.0)
    text = words.say(
        "figure.fates.answer", year=labels.period(year), most=labels.fate(most),
        mass=mass(row[most]), share=percent(row[most] / total),
        unserved=mass(unserved), n=replications(result),
    )  # fmt: skip
    return sentence(text)
