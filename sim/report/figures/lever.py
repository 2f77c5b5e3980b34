"""From which value of a lever on is the target met? The rate at every value that was tried, and the answer."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.scales import show_lever
from sim.report.labels import stated
from sim.report.statement import Writer, labels_of, lead, title
from sim.study.solved import Solved
from sim.words import Words

HEIGHT = 2.9
"""Inches of the axes."""


def points(solved: Solved) -> list[tuple[float, ...]]:
    """Of each value that was tried: itself, what is compared with the goal, and the ends of its interval, in per cent.

    Compared is the mean, or the rate that the wanted share of the replications reaches. An end that the replications
    cannot set is missing.
    """
    (row,) = solved.rows
    return [
        (row.lever.number_at(e.value), *(_percent(y, e.goal) for y in (float(e.margin), e.low, e.high)))
        for e in row.solution.tried
    ]


def _percent(margin: float, goal: int) -> float:
    return 100 * margin + goal / 1e4 if math.isfinite(margin) else math.nan


@canvas.styled
def draw(solved: Solved, words: Words) -> Figure:
    """One panel: the lever across, the rate upwards."""
    writer, (row,) = Writer(labels_of(solved, words)), solved.rows
    figure = canvas.sheet(title(solved, writer), caption(solved, words), height=HEIGHT)
    axes = figure.subplots()
    at, middle, low, high = map(list, zip(*points(solved), strict=True))
    axes.fill_between(at, low, high, color=palette.BAR, alpha=0.25, linewidth=0)
    axes.plot(at, middle, color=palette.BAR, linewidth=1.2)
    for meets, colour in ((True, palette.VERDICTS["meets"]), (False, palette.VERDICTS["misses"])):
        kept = [k for k, e in enumerate(row.solution.tried) if e.meets is meets]
        axes.plot(
            [at[k] for k in kept], [middle[k] for k in kept], linestyle="", marker="o", markersize=3.5, color=colour
        )
    goal = row.solution.best.goal / 1e4
    axes.axhline(goal, color=palette.INK, linewidth=1.2)
    axes.margins(x=0.03, y=0.12)
    left, right = axes.get_xlim()
    axes.set_xlim(left, right)
    answer = row.solution.answer
    is_free = answer is None or row.lever.number_at(answer.value) < (left + right) / 2
    axes.text(
        right if is_free else left, goal, words.say("solve.figure.goal", goal=stated(goal / 100)),
        ha="right" if is_free else "left", va="bottom", bbox=canvas.PATCH,
    )  # fmt: skip
    _mark(axes, solved, writer)
    show_lever(axes.xaxis, row.lever, writer.labels, 400)
    axes.set_ylabel(_compared(solved, words))
    canvas.quiet(axes)
    marks = {
        "met": Line2D([], [], linestyle="", marker="o", markersize=3.5, color=palette.VERDICTS["meets"]),
        "missed": Line2D([], [], linestyle="", marker="o", markersize=3.5, color=palette.VERDICTS["misses"]),
        "interval": Patch(color=palette.BAR, alpha=0.25),
        "answer": Line2D([], [], color=palette.VERDICTS["meets"], linestyle=(0, (4, 2))),
        "answers": Patch(color=palette.VERDICTS["meets"], alpha=0.12),
    }
    seen = {"met" if e.meets else "missed" for e in row.solution.tried}
    seen |= {"answer"} if answer is not None else set()
    if solved.replications > 1:
        seen |= {"interval"} if any(math.isfinite(a + b) for a, b in zip(low, high, strict=True)) else set()
        seen |= {"answers"} if row.solution.interval is not None else set()
    shown = [mark for mark in marks if mark in seen]
    names = [words.say(f"solve.figure.{mark}") for mark in shown]
    canvas.legend_below(axes, [marks[mark] for mark in shown], names, lines=2)
    return figure


def _compared(solved: Solved, words: Words) -> str:
    """What is compared with the goal."""
    chance = solved.goal.chance
    if chance is None:
        return words.say("solve.figure.mean")
    return words.say("solve.figure.share", chance=f"{chance / 1e4:.4g}%")


def _mark(axes: Axes, solved: Solved, writer: Writer) -> None:
    """The answer and its interval, which may be open to an end of the axis."""
    (row,) = solved.rows
    if row.solution.answer is None:
        return
    colour, (left, right) = palette.VERDICTS["meets"], axes.get_xlim()
    at = row.lever.number_at(row.solution.answer.value)
    if row.solution.interval is not None:
        ends = [
            edge if end is None else row.lever.number_at(end)
            for end, edge in zip(row.solution.interval, (left, right), strict=True)
        ]
        axes.axvspan(*ends, color=colour, alpha=0.12, linewidth=0)
    axes.axvline(at, color=colour, linewidth=1.2, linestyle=(0, (4, 2)))
    is_left = at < (left + right) / 2
    axes.annotate(
        writer.value(row.lever.text(row.solution.answer.value)), (at, 1.0), (4 if is_left else -4, 0),
        xycoords=axes.get_xaxis_transform(), textcoords="offset points", ha="left" if is_left else "right", va="top",
        color=colour, bbox=canvas.PATCH,
    )  # fmt: skip


def caption(solved: Solved, words: Words) -> str:
    """The answer with its interval."""
    lines = [line["text"] for line in lead(solved, Writer(labels_of(solved, words)))]
    return " ".join([*lines, words.say("solve.figure.note", n=solved.replications)])
