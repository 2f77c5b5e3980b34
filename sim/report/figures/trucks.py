"""Are there enough trucks, and how long do they wait at the gates?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import canvas, palette, tables
from sim.report.font import wrap
from sim.report.labels import Labels, number, percent, sentence
from sim.report.source import quantiles, replications, years
from sim.study.result import Result
from sim.words import Words


def waits(result: Result) -> pd.DataFrame:
    """Waits in the last year at gates that trucks came to: facility, mean and p95 in minutes, longest first."""
    data = tables.gates(result)
    if data.empty:
        return data.assign(mean=[], p95=[])
    data = data[(data["year"].astype(str) == years(result.tables["gates"])[-1]) & (data["trucks"] > 0)]
    data = data.assign(mean=data["wait_mean_s"] / 60, p95=data["wait_p95_s"] / 60)
    return data.sort_values("mean", ascending=False, kind="stable").reset_index(drop=True)


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Left: busy hours against available hours by fleet and year; right: waits by gate."""
    labels = Labels(result.loaded.scenario, words)
    title, fleets, gates = words.say("figure.trucks.title"), tables.trucks(result), waits(result)
    if fleets.empty:
        return canvas.notice(title, words.say("figure.trucks.none"))
    rows = max(fleets["fleet"].nunique() * (fleets["year"].nunique() + 1.3), 2.0 * len(gates))
    figure = canvas.sheet(title, caption(result, words), height=max(2.4, 0.18 * rows + 0.9))
    left, right = figure.subplots(1, 2)
    _fleets(left, result, fleets, labels)
    _gates(right, gates, labels, labels.period(years(fleets)[-1]))
    return figure


def _fleets(axes: Axes, result: Result, data: pd.DataFrame, labels: Labels) -> None:
    axes.set_title(wrap(labels.words.say("figure.trucks.used", unit=labels.words.say("unit.hours")), 200, 8.5))
    widest = max(float(data["available_h"].max()) / 1e4, 1e-9)
    raw = result.tables["fleets"]
    ticks, names, y = [], [], 0.0
    for fleet, rows in data.groupby("fleet", sort=True):
        name = wrap(labels.of(str(fleet)), 185, canvas.LABEL)
        y += 0.7 * name.count("\n")
        axes.text(0, y + 0.3, name, va="bottom")
        y += 1
        for year in years(rows):
            row = rows[rows["year"].astype(str) == year].iloc[0]
            each = raw[(raw["fleet"] == fleet) & (raw["year"].astype(str) == year)]["busy_h"] / 1e4
            low, _, high = quantiles(each)
            axes.barh(y, row["available_h"] / 1e4, height=0.7, color="#dfe4e8")
            axes.barh(y, row["busy_h"] / 1e4, height=0.45, color=palette.BAR)
            axes.plot([low, high], [y, y], color=palette.INK, linewidth=0.9)
            axes.text(row["available_h"] / 1e4 + 0.02 * widest, y, percent(row["used"], 0), va="center")
            ticks.append(y)
            names.append(labels.period(year))
            y += 1
        y += 0.3
    axes.set_yticks(ticks, names)
    axes.set_ylim(y - 0.5, -0.9)
    axes.set_xlim(0, 1.16 * widest)
    canvas.quiet(axes, "x")


def _gates(axes: Axes, data: pd.DataFrame, labels: Labels, year: str) -> None:
    words = labels.words
    axes.set_title(wrap(words.say("figure.trucks.waits", year=year), 200, 8.5))
    widest = max(0.1, *data["mean"], *data["p95"])
    for y, row in enumerate(data.to_dict("records")):
        axes.barh(y - 0.18, row["mean"], height=0.32, color=palette.BAR)
        axes.barh(y + 0.18, row["p95"], height=0.32, color="#ddaa33")
        axes.text(row["mean"] + 0.015 * widest, y - 0.18, number(row["mean"], 1), va="center")
        axes.text(row["p95"] + 0.015 * widest, y + 0.18, number(row["p95"], 1), va="center")
    axes.set_yticks(range(len(data)), [wrap(labels.of(str(f)), 105, canvas.LABEL) for f in data["facility"]])
    axes.set_ylim(max(len(data), 1) - 0.4, -0.6)
    axes.set_xlim(0, 1.2 * widest)
    handles = [Patch(color=palette.BAR), Patch(color="#ddaa33")]
    axes.legend(handles, [words.say("figure.trucks.mean"), words.say("figure.trucks.p95")], loc="lower right")
    canvas.quiet(axes, "x")


def caption(result: Result, words: Words) -> str:
    """The busiest fleet and the slowest gate of the last year."""
    labels = Labels(result.loaded.scenario, words)
    fleets, gates = tables.trucks(result), waits(result)
    if fleets.empty:
        return words.say("figure.trucks.none")
    year = years(fleets)[-1]
    last = fleets[fleets["year"].astype(str) == year].sort_values("used", ascending=False, kind="stable").iloc[0]
    note = words.say("figure.trucks.note", n=replications(result))
    if gates.empty:
        return note
    slow = gates.iloc[0]
    answer = words.say(
        "figure.trucks.answer", year=labels.period(year), fleet=labels.of(str(last["fleet"])),
        used=percent(last["used"], 0),
        facility=labels.of(str(slow["facility"])), mean=number(slow["mean"], 1), p95=number(slow["p95"], 1),
    )  # fmt: skip
    return sentence(f"{answer} {note}")
