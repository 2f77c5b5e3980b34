"""Where does mass fail to reach the numerator? Lost mass by facility and cause at the due period."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import canvas, palette, tables
from sim.report.font import wrap
from sim.report.labels import Labels, mass, percent
from sim.report.source import primary_unit, replications
from sim.study.result import Result
from sim.words import Words

SMALLEST = 5e4
"""Losses below this, in kg, would print as 0.00."""
SHOWN = 8
"""Facilities per target; the rest is small."""


def lost(result: Result, target: str) -> pd.DataFrame:
    """Lost kg at the due period: one row per facility, largest first, one column per cause."""
    data = tables.binding(result, target, result.loaded.scenario.targets[target].due)
    data = data[data["kg"] >= SMALLEST]  # what older stock gave back is in the table
    table = data.pivot_table(index="facility", columns="cause", values="kg", aggfunc="sum", fill_value=0.0)
    order = table.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].head(SHOWN)


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One panel per target, one bar per facility, one colour per cause."""
    labels = Labels(result.loaded.scenario, words)
    title = words.say("figure.binding.title")
    data = {t: lost(result, t) for t in result.loaded.scenario.targets}
    data = {t: d for t, d in data.items() if not d.empty}
    if not data:
        return canvas.notice(title, words.say("figure.binding.none"))
    rows = [len(d) for d in data.values()]
    figure = canvas.sheet(title, caption(result, words), height=max(2.2, 0.34 * sum(rows) + 0.5 * len(rows) + 0.6))
    panels = figure.subplots(len(rows), 1, squeeze=False, height_ratios=[r + 0.6 for r in rows])
    for axes, (target, table) in zip(panels[:, 0], data.items(), strict=True):
        due = labels.period(result.loaded.scenario.targets[target].due)
        name = labels.text(result.loaded.scenario.targets[target].name)
        axes.set_title(wrap(f"{name} · {due} ({words.say(primary_unit(result, target))})", 440, 8.5))
        _bars(axes, table, labels)
    causes = [c for c in palette.CAUSES if any(c in d.columns for d in data.values())]
    handles = [Patch(color=palette.CAUSES[c]) for c in causes]
    canvas.legend_below(panels[-1, 0], handles, [labels.cause(c) for c in causes])
    return figure


def _bars(axes: Axes, table: pd.DataFrame, labels: Labels) -> None:
    widest = float(table.sum(axis=1).max()) / 1e7
    for y, (_, row) in enumerate(table.iterrows()):
        left = 0.0
        for cause, kg in row.items():
            if kg > 0:
                colour = palette.CAUSES.get(str(cause), palette.FAINT)
                axes.barh(y, kg / 1e7, left=left, height=0.62, color=colour, edgecolor="white", linewidth=0.5)
                left += kg / 1e7
        axes.text(left + 0.01 * widest, y, f"{left:,.2f}", va="center")
    names = [labels.of(str(f)) if str(f) else labels.joined(_causes(row, labels)) for f, row in table.iterrows()]
    axes.set_yticks(range(len(table)), [wrap(n, 150, canvas.LABEL) for n in names])
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(0, 1.12 * widest)
    canvas.quiet(axes, "x")


def _causes(row: pd.Series[float], labels: Labels) -> list[str]:
    return [labels.cause(str(cause)) for cause, kg in row.items() if kg > 0]


def caption(result: Result, words: Words) -> str:
    """The largest loss of each target."""
    labels = Labels(result.loaded.scenario, words)
    parts = []
    for id, target in result.loaded.scenario.targets.items():
        data = tables.binding(result, id, target.due)
        if not data.empty:
            first = data.iloc[0]
            parts.append(words.say(
                "figure.binding.answer", target=labels.text(target.name), period=labels.period(target.due),
                facility=labels.of(str(first["facility"])), cause=labels.cause(str(first["cause"])),
                mass=mass(float(first["kg"])), share=percent(float(first["kg"]) / float(data["kg"].sum())),
                unit=words.say(primary_unit(result, id)),
            ))  # fmt: skip
    return " ".join([*parts, words.say("figure.binding.note", n=replications(result))])
