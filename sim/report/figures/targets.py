"""Are the targets met? One bullet bar per period under the primary reading, rival readings as ticks."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels, level, number, percent
from sim.report.source import replications
from sim.study.result import Result
from sim.words import Words

ROW = 0.26
"""Inches per bar."""


def primary(result: Result, target: str) -> list[dict[str, Any]]:
    """Evaluations of a target under its first reading, in the order of the summary."""
    reading = next(iter(result.loaded.scenario.targets[target].readings))
    return [e for e in result.summary["targets"][target]["evaluations"] if e["reading"] == reading]


def rivals(result: Result, target: str, period: str) -> list[float]:
    """Means of the other readings in a period."""
    reading = next(iter(result.loaded.scenario.targets[target].readings))
    rows = result.summary["targets"][target]["evaluations"]
    return [e["mean"] for e in rows if e["period"] == period and e["reading"] != reading and e["mean"] is not None]


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One panel per target, one row per period."""
    labels = Labels(result.loaded.scenario, words)
    targets = list(result.loaded.scenario.targets)
    title = words.say("figure.targets.title")
    if not targets:
        return canvas.notice(title, words.say("figure.targets.none"))
    rows = [max(1, len(primary(result, t))) for t in targets]
    figure = canvas.sheet(title, caption(result, words), height=max(1.6, ROW * sum(rows) + 0.52 * len(rows)))
    panels = figure.subplots(len(targets), 1, squeeze=False, height_ratios=[r + 0.8 for r in rows])
    for axes, target in zip(panels[:, 0], targets, strict=True):
        _panel(axes, result, target, labels)
    return figure


def _panel(axes: Axes, result: Result, target: str, labels: Labels) -> None:
    goal = result.summary["targets"][target]["goal"]
    rows = primary(result, target)
    axes.set_title(wrap(labels.text(result.loaded.scenario.targets[target].name), 420, 8.5), pad=15)
    for k, row in enumerate(rows):
        colour = palette.VERDICTS[row["verdict"]]
        others = [100 * v for v in rivals(result, target, row["period"])]
        if row["mean"] is not None:
            low, high = (100 * v for v in row["ci95"] or (row["mean"], row["mean"]))
            axes.barh(k, 100 * row["mean"], height=0.5, color=colour)
            axes.plot([low, high], [k, k], color=palette.INK, linewidth=1.4, marker="|", markersize=5)
        if others:
            axes.plot(others, [k + 0.37] * len(others), linestyle="", marker="^", color=palette.FAINT, markersize=3.5)
        axes.text(101.5, k, _beside(row, labels), va="center", color=colour)
    axes.axvline(100 * goal, color=palette.INK, linewidth=1.6)
    axes.text(
        100 * goal, -0.62, labels.words.say("figure.targets.goal", goal=percent(goal, 0)), ha="center", va="bottom"
    )
    axes.set_yticks(range(len(rows)), [wrap(labels.period(r["period"]), 128, canvas.LABEL) for r in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 148)
    axes.set_xticks([0, 20, 40, 60, 80, 100])
    axes.set_xticklabels([f"{v}%" for v in (0, 20, 40, 60, 80, 100)])
    axes.spines["bottom"].set_bounds(0, 100)
    axes.tick_params(axis="y", length=0)


def _beside(row: dict[str, Any], labels: Labels) -> str:
    verdict = labels.verdict(row["verdict"])
    if row["mean"] is None:
        return verdict
    if not row["ci95"]:
        return f"{percent(row['mean'])}  {verdict}"
    low, high = (number(100 * v, 1) for v in row["ci95"])
    return f"{percent(row['mean'])} [{low}, {high}]  {verdict}"


def caption(result: Result, words: Words) -> str:
    """The verdict of each target at its due period."""
    labels = Labels(result.loaded.scenario, words)
    parts = []
    for target, entity in result.loaded.scenario.targets.items():
        for row in primary(result, target):
            if row["period"] == entity.due and row["mean"] is not None:
                low, high = (number(100 * v, 1) for v in row["ci95"] or (row["mean"], row["mean"]))
                parts.append(
                    words.say(
                        "figure.targets.answer", target=labels.text(entity.name), period=labels.period(entity.due),
                        value=percent(row["mean"]), low=low, high=high, verdict=labels.verdict(row["verdict"]),
                        level=level(result.summary),
                    )
                )  # fmt: skip
    return " ".join([*parts, words.say("figure.targets.note", n=replications(result), level=level(result.summary))])
