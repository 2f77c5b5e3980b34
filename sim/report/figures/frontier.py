"""Which pairs of two levers meet the target? The least change of one at values of the other, and its interval."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.scales import show_lever
from sim.report.frontier import frontier_lead
from sim.report.statement import Writer, labels_of, title
from sim.study.solved import Row, Solved
from sim.words import Words

HEIGHT = 3.6
"""Inches of the axes."""
_MEETS, _MISSES = palette.VERDICTS["meets"], palette.VERDICTS["misses"]


def stretches(solved: Solved) -> Iterator[list[Row]]:
    """Rows with an answer that are neighbours, and whose answers help in the same direction."""
    stretch: list[Row] = []
    for row in solved.rows:
        solution = row.solution
        if stretch and (solution.answer is None or solution.helps != stretch[-1].solution.helps):
            yield stretch
            stretch = []
        if solution.answer is not None:
            stretch.append(row)
    if stretch:
        yield stretch


@canvas.styled
def draw(solved: Solved, words: Words) -> Figure:
    """The first lever across, the second upwards."""
    writer, (first, second) = Writer(labels_of(solved, words)), solved.levers
    figure = canvas.sheet(title(solved, writer), caption(solved, words), height=HEIGHT)
    axes = figure.subplots()
    own = first.own, second.own
    axes.set_xlim(*_with_room([first.number_at(first.low), first.number_at(first.high), own[0]], 0.04))
    axes.set_ylim(*_with_room([*_heights(solved), own[1]], 0.25))
    for rows in stretches(solved):
        _area(axes, solved, rows)
    for row in solved.rows:
        _point(axes, solved, row)
    axes.plot(*own, linestyle="", marker="D", color=palette.INK, markersize=6, zorder=4)
    show_lever(axes.xaxis, first, writer.labels, 400)
    show_lever(axes.yaxis, second, writer.labels, 72 * HEIGHT - 60)
    canvas.quiet(axes)
    _legend(axes, solved, words)
    return figure


def _heights(solved: Solved) -> list[float]:
    """Where the frontier runs; where there is none, all that was searched."""
    found = [end for row in solved.rows if row.status == "found" for end in (*_ends(row), _answer(row))]
    second = solved.levers[1]
    return found or [second.number_at(second.low), second.number_at(second.high)]


def _with_room(values: list[float], share: float) -> tuple[float, float]:
    """Least and greatest, moved apart by a share of their distance each; 0 stays near the edge."""
    low, high = min(values), max(values)
    room = share * (high - low) or 1.0
    return max(low - room, 0.0) if low > 0 else low - min(room, 0.04 * (high - low)), high + room


def _area(axes: Axes, solved: Solved, rows: list[Row]) -> None:
    """What meets on one side of the line, and the interval of the line."""
    at = [solved.levers[0].number_at(row.at or 0) for row in rows]
    lever, helps = solved.levers[1], rows[0].solution.helps
    edge = lever.number_at(lever.high if helps > 0 else lever.low)
    answers = [_answer(row) for row in rows]
    whole = [lever.number_at(lever.low if helps > 0 else lever.high) if row.status == "throughout" else answer
             for row, answer in zip(rows, answers, strict=True)]  # fmt: skip
    axes.fill_between(at, whole, [edge] * len(at), color=_MEETS, alpha=0.12, linewidth=0)
    for (x, one), (x1, other) in pairwise(zip(at, rows, strict=True)):
        if one.status == other.status == "found":
            low, high = zip(_ends(one), _ends(other), strict=True)
            axes.fill_between([x, x1], low, high, color=palette.BAR, alpha=0.35, linewidth=0)
            axes.plot([x, x1], [_answer(one), _answer(other)], color=palette.BAR, linewidth=1.4)


def _point(axes: Axes, solved: Solved, row: Row) -> None:
    """The answer at a value of the first lever; where no value or every value will do, a line of the whole height."""
    x = solved.levers[0].number_at(row.at or 0)
    if row.status == "out_of_reach":
        axes.axvline(x, color=_MISSES, linewidth=1.2, linestyle=(0, (1, 2)))
    elif row.status == "throughout":
        axes.axvline(x, color=_MEETS, linewidth=1.2)
    else:
        axes.plot([x, x], _ends(row), color=palette.BAR, linewidth=1.2, marker="_", markersize=6)
        axes.plot(x, _answer(row), marker="o", color=_MEETS, markersize=4.5)


def _answer(row: Row) -> float:
    return row.lever.number_at((row.solution.answer or row.solution.best).value)


def _ends(row: Row) -> list[float]:
    """The interval of an answer, open to the ends of the span."""
    low, high = row.solution.interval or (None, None)
    ends = row.lever.low if low is None else low, row.lever.high if high is None else high
    return [row.lever.number_at(end) for end in ends]


def _legend(axes: Axes, solved: Solved, words: Words) -> None:
    seen = {row.status for row in solved.rows}
    marks = {
        "found": Line2D([], [], color=palette.BAR, marker="o", markerfacecolor=_MEETS, markersize=4.5),
        "answers": Patch(color=palette.BAR, alpha=0.35),
        "meets": Patch(color=_MEETS, alpha=0.12),
        "throughout": Line2D([], [], color=_MEETS, linewidth=1.2),
        "out_of_reach": Line2D([], [], color=_MISSES, linewidth=1.2, linestyle=(0, (1, 2))),
        "own": Line2D([], [], linestyle="", marker="D", color=palette.INK, markersize=5),
    }
    hidden = {"throughout", "out_of_reach", "found"} - seen
    hidden |= {"answers"} if "found" in hidden or solved.replications < 2 else set()
    hidden |= {"meets"} if seen == {"out_of_reach"} else set()
    shown = [mark for mark in marks if mark not in hidden]
    names = [words.say(f"solve.frontier.{mark}") for mark in shown]
    canvas.legend_below(axes, [marks[mark] for mark in shown], names, columns=3, lines=2)


def caption(solved: Solved, words: Words) -> str:
    """The frontier in words."""
    lines = [line["text"] for line in frontier_lead(solved, Writer(labels_of(solved, words)))]
    return " ".join([*lines, words.say("solve.frontier.note", n=solved.replications)])
