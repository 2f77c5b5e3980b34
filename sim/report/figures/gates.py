"""Where do trucks wait? Mean and 95th percentile of the waits at the gates of the last year, the worst first."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.rows import Rows
from sim.report.labels import Labels, level, number, sentence
from sim.report.sampling import interval, of_year
from sim.report.source import once, replications, years
from sim.study.result import Result
from sim.words import Words

MOST = 12
_NUMBERS = ("mean", "p95")


@once
def waits(result: Result) -> pd.DataFrame:
    """Waits at gates that trucks came to in the last year, longest mean first.

    facility; mean and p95 (of a replication's waits; the mean over replications), each with _low and _high: the
    interval of that mean; all in minutes. Replications in which no truck came do not count.
    """
    table = result.tables["gates"]
    rows = []
    came = table[table["trucks"] > 0]
    for id, each in of_year(came, years(table)[-1]).groupby("facility", sort=True) if len(table) else ():
        rows.append((id, *interval(result, each["wait_mean_s"] / 60), *interval(result, each["wait_p95_s"] / 60)))
    columns = ["facility", *(f"{name}{end}" for name in _NUMBERS for end in ("", "_low", "_high"))]
    waits = pd.DataFrame(rows, columns=columns)
    return waits.sort_values(["mean", "p95"], ascending=False, kind="stable").reset_index(drop=True)


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """A bar for the mean and a diamond for the 95th percentile under each gate's name."""
    title, data = words.say("figure.gates.title"), waits(result)
    if data.empty:
        return canvas.notice(title, caption(result, words))
    labels, shown = Labels(result.loaded.scenario, words), data.head(MOST)
    rows = Rows((labels.of(id), 1) for id in shown["facility"])
    figure = canvas.sheet(title, caption(result, words), height=rows.height + 0.7)
    axes = figure.subplots()
    _bars(axes, shown, [y for (y,) in rows.places], words)
    rows.write(axes, [""] * len(shown))
    marks = [Patch(color=palette.BAR), Line2D([], [], marker="D", linestyle="", color=palette.INK, markersize=4)]
    names = [words.say(f"figure.gates.{name}") for name in _NUMBERS]
    canvas.legend_below(axes, marks, names)
    return figure


def _bars(axes: Axes, shown: pd.DataFrame, places: list[float], words: Words) -> None:
    widest = max(float(shown["p95_high"].max()), float(shown["mean_high"].max()), 1.0)
    for y, row in zip(places, shown.to_dict("records"), strict=True):
        axes.barh(y, row["mean"], height=0.62, color=palette.BAR)
        axes.plot([row["p95"]], [y], marker="D", linestyle="", color=palette.INK, markersize=4)
        for name in _NUMBERS:
            axes.plot([row[f"{name}_low"], row[f"{name}_high"]], [y, y], color=palette.INK, linewidth=0.9)
        right = max(row["p95_high"], row["mean_high"], row["p95"] + 0.01 * widest)
        text = words.say("figure.gates.bar", mean=number(row["mean"]), p95=number(row["p95"]))
        axes.text(right + 0.015 * widest, y, text, va="center")
    axes.set_xlim(0, 1.25 * widest)
    canvas.quiet(axes, "x")


def caption(result: Result, words: Words) -> str:
    """The longest waits."""
    data = waits(result)
    if data.empty:
        return words.say("figure.gates.none")
    labels, slow = Labels(result.loaded.scenario, words), data.iloc[0]
    more = max(0, len(data) - MOST)
    note = words.say(
        "figure.gates.note", level=level(result.summary), n=replications(result), most=MOST, more=more or ""
    )
    if max(slow["mean"], slow["p95"]) < 0.005:
        return words.say("figure.gates.nobody", year=labels.period(years(result.tables["gates"])[-1]), note=note)
    text = words.say(
        "figure.gates.answer", year=labels.period(years(result.tables["gates"])[-1]),
        facility=labels.of(str(slow["facility"])), mean=number(slow["mean"]), p95=number(slow["p95"]), note=note,
    )  # fmt: skip
    return sentence(text)
