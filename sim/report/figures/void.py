"""How much void is left, and when is it used up? One panel per landfill."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels, number
from sim.report.source import replications
from sim.report.tables import landfills
from sim.study.result import Result
from sim.words import Words

COLUMNS = 2


def voids(result: Result) -> dict[str, pd.DataFrame]:
    """Month-end void left of each landfill, m3: rows of the table of levels."""
    levels = result.tables["levels"]
    rows = levels[levels["what"] == "void_left"]
    return {id: rows[rows["place"] == id] for id in landfills(result)["facility"]}


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Median and band of the void left by month, total void, date of exhaustion or projection."""
    labels = Labels(result.loaded.scenario, words)
    title, dates = words.say("figure.void.title"), landfills(result)
    if dates.empty:
        return canvas.notice(title, words.say("figure.void.none"))
    lines = -(-len(dates) // COLUMNS)
    columns = min(COLUMNS, len(dates))
    figure = canvas.sheet(title, caption(result, words), height=2.6 * lines)
    panels = figure.subplots(lines, columns, squeeze=False).ravel()
    data = voids(result)
    for axes, row in zip(panels, dates.to_dict("records"), strict=False):
        _panel(axes, row, data[str(row["facility"])], labels, 430 / columns)
    for axes in panels[len(dates) :]:
        axes.set_visible(False)
    return figure


def _panel(axes: Axes, row: dict[object, object], levels: pd.DataFrame, labels: Labels, width: float) -> None:
    months = list(levels["month"])
    x = range(len(months))
    total = float(str(row["void_m3"])) / 1e4 if row["void_m3"] is not None else float(levels["p90"].max()) / 1e4
    axes.fill_between(
        x, levels["p10"] / 1e4, levels["p90"] / 1e4, color=palette.FATES["landfilled"], alpha=0.25, linewidth=0
    )
    axes.plot(x, levels["p50"] / 1e4, color=palette.FATES["landfilled"], linewidth=1.6)
    axes.axhline(total, color=palette.FAINT, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.text(0.01, total, labels.words.say("figure.void.capacity", void=number(total)), va="bottom",
              transform=axes.get_yaxis_transform())  # fmt: skip
    axes.text(0.02, 0.05, _end(row, labels), transform=axes.transAxes, va="bottom", bbox=canvas.PATCH)
    axes.set_title(wrap(labels.of(str(row["facility"])), width, 8.5))
    axes.set_ylim(0, 1.15 * max(total, 1e-9))
    canvas.months(axes, months)
    canvas.quiet(axes)


def _end(row: dict[object, object], labels: Labels) -> str:
    for which in ("exhausted", "projected"):
        dates = [row[f"{which}_{p}"] for p in ("p10", "p50", "p90")]
        if isinstance(dates[1], str):
            low, middle, high = (d if isinstance(d, str) else labels.words.say("report.later") for d in dates)
            follows = f"\n{labels.words.say('figure.void.follows')}" if which == "projected" and row["follows"] else ""
            return f"{labels.words.say(f'figure.void.{which}', p50=middle)}\n[{low}, {high}]{follows}"
    return labels.words.say("figure.void.lasts")


def caption(result: Result, words: Words) -> str:
    """How to read the lines; the dates stand in the panels."""
    if landfills(result).empty:
        return words.say("figure.void.none")
    return words.say("figure.void.answer", n=replications(result))
