"""Are the targets met? One bullet bar per period under the primary reading, rival readings as ticks."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels, level, number, paragraph, rate, stated
from sim.report.source import replications
from sim.study.result import Result
from sim.words import Words

ROW, HEAD = 0.26, 0.52
"""Inches per bar, and per target beside its bars."""
ROOM = 7.8
"""Inches for all panels: more would not fit a page."""
MOST = 10
"""Targets drawn, in the order of the scenario."""
SAID = 4
"""Targets whose verdict is told one by one in the caption."""


def primary(result: Result, target: str) -> list[dict[str, Any]]:
    """Evaluations of a target under its first reading, in the order of the summary."""
    reading = next(iter(result.loaded.scenario.targets[target].readings))
    return [e for e in result.summary["targets"][target]["evaluations"] if e["reading"] == reading]


def shown(result: Result, target: str) -> list[dict[str, Any]]:
    """The evaluations of `primary` that are drawn.

    Where a page has no room for all: the due period, the design year, declared windows, and years at even distances.
    """
    rows, targets = primary(result, target), min(MOST, len(result.loaded.scenario.targets))
    room = max(1, int((ROOM / targets - HEAD) / ROW))
    if len(rows) <= room:
        return rows
    due = result.loaded.scenario.targets[target].due
    periods = [row["period"] for row in rows]
    first = [due, *(p for p in periods if p != due and not p.isdigit())][:room]
    years = [p for p in periods if p not in first and p.isdigit()]
    left = min(room - len(first), len(years))
    steps = {round(k * (len(years) - 1) / max(1, left - 1)) for k in range(left)}
    kept = {*first, *(years[k] for k in steps)}
    return [row for row in rows if row["period"] in kept]


def rivals(result: Result, target: str, period: str) -> list[float]:
    """Means of the other readings in a period."""
    reading = next(iter(result.loaded.scenario.targets[target].readings))
    rows = result.summary["targets"][target]["evaluations"]
    return [e["mean"] for e in rows if e["period"] == period and e["reading"] != reading and e["mean"] is not None]


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One panel per target, one row per period."""
    labels = Labels(result.loaded.scenario, words)
    targets = list(result.loaded.scenario.targets)[:MOST]
    title = words.say("figure.targets.title")
    if not targets:
        return canvas.notice(title, words.say("figure.targets.none"))
    rows = [max(1, len(shown(result, t))) for t in targets]
    figure = canvas.sheet(title, caption(result, words), height=max(1.6, ROW * sum(rows) + HEAD * len(rows)))
    panels = figure.subplots(len(targets), 1, squeeze=False, height_ratios=[r + 0.8 for r in rows])
    for axes, target in zip(panels[:, 0], targets, strict=True):
        _panel(axes, result, target, labels)
    return figure


def _panel(axes: Axes, result: Result, target: str, labels: Labels) -> None:
    goal = result.summary["targets"][target]["goal"]
    rows = shown(result, target)
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
    axes.text(100 * goal, -0.62, labels.words.say("figure.targets.goal", goal=stated(goal)), ha="center", va="bottom")
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
        return f"{rate(row['mean'])}  {verdict}"
    low, high = (number(100 * v) for v in row["ci95"])
    return f"{rate(row['mean'])} [{low}, {high}]  {verdict}"


def caption(result: Result, words: Words) -> str:
    """The verdict of each target at its due period; where there are many, how many have which."""
    labels = Labels(result.loaded.scenario, words)
    targets = result.loaded.scenario.targets
    due = {t: row for t in targets for row in primary(result, t) if row["period"] == targets[t].due}
    if len(targets) > SAID:
        verdicts = [row["verdict"] for row in due.values()]
        counts = [f"{labels.verdict(v)} {verdicts.count(v)}" for v in palette.VERDICTS if v in verdicts]
        parts = [words.say("figure.targets.count", all=len(targets), list=labels.joined(counts))]
    else:
        parts = [_answer(result, t, row, labels) for t, row in due.items() if row["mean"] is not None]
    drawn = list(targets)[:MOST]
    left_out = sum(len(primary(result, t)) - len(shown(result, t)) for t in drawn)
    note = words.say(
        "figure.targets.note", n=replications(result), level=level(result.summary), periods=left_out or "",
        others=len(targets) - len(drawn) or "",
    )  # fmt: skip
    return paragraph([*parts, note], words)


def _answer(result: Result, target: str, row: dict[str, Any], labels: Labels) -> str:
    entity = result.loaded.scenario.targets[target]
    low, high = (number(100 * v) for v in row["ci95"] or (row["mean"], row["mean"]))
    return labels.words.say(
        "figure.targets.answer", target=labels.text(entity.name), period=labels.period(entity.due),
        value=rate(row["mean"]), low=low, high=high, verdict=labels.verdict(row["verdict"]),
        level=level(result.summary),
    )  # fmt: skip
