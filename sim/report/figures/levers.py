"""Which change of the plan moves a target most? A tornado: one bar each way per lever, intervals as whiskers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels, number, signed
from sim.report.levers import Change, due_row, is_shown, levers_of, shift_of
from sim.study.result import Result
from sim.words import Words

ROW = 0.37
"""Inches per lever."""
MOST = 12
"""Levers drawn."""
NAMED = 3
"""Levers that the caption names."""
NAME = 190
"""Points for the name of a lever."""
LESS, MORE = palette.PAIR[:2]
Bar = tuple[Change, dict[str, Any]]
"""A change, and what it does to the rate."""


@dataclass(frozen=True)
class Tornado:
    """The figure of one target."""

    target: str

    def draw(self, result: Result, words: Words) -> Figure:
        """As `draw`, of this target."""
        return draw(result, words, self.target)

    def caption(self, result: Result, words: Words) -> str:
        """As `caption`, of this target."""
        return caption(result, words, self.target)


def targets_of(result: Result) -> list[str]:
    """Targets that have a tornado: all, where levers were moved."""
    return [] if levers_of(result) is None else list(result.loaded.scenario.targets)


def bars_of(result: Result, target: str) -> list[list[Bar]]:
    """By lever its farthest change each way, the largest effect first; levers without effect are left out."""
    levers, due = levers_of(result), result.loaded.scenario.targets[target].due
    assert levers is not None
    by_path: dict[str, dict[str, Bar]] = {}
    for change in levers["changes"]:
        row = due_row(change, target, due)
        if row is not None:
            sides, sign = by_path.setdefault(change["path"], {}), change["by"][0]
            if sign not in sides or abs(change["months"] or 0) > abs(sides[sign][0]["months"] or 0):
                sides[sign] = change, row["rate"]
    moved = [list(sides.values()) for sides in by_path.values() if any(is_shown(rate) for _, rate in sides.values())]
    return sorted(moved, key=lambda bars: -max(abs(rate["mean"]) for _, rate in bars))


@canvas.styled
def draw(result: Result, words: Words, target: str) -> Figure:
    """The tornado of a target in its due period."""
    labels, bars = Labels(result.loaded.scenario, words), bars_of(result, target)[:MOST]
    entity = result.loaded.scenario.targets[target]
    shown = {"target": labels.text(entity.name), "period": labels.period(entity.due)}
    title = words.say("levers.figure.title", **shown)
    if not bars:
        return canvas.notice(title, words.say("levers.figure.none"))
    figure = canvas.sheet(title, caption(result, words, target), height=ROW * len(bars) + 0.9)
    axes = figure.subplots()
    names = [_row(axes, y, sides, labels) for y, sides in enumerate(bars)]
    axes.axvline(0, color=palette.INK, linewidth=1.0)
    axes.set_yticks(range(len(bars)), names)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.margins(x=0.12)
    axes.set_xlabel(words.say("levers.figure.axis"))
    canvas.quiet(axes, "x")
    handles = [Patch(color=LESS), Patch(color=MORE)]
    sides = [words.say("levers.figure.less"), words.say("levers.figure.more")]
    axes.legend(handles, sides, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return figure


def _row(axes: Axes, y: int, sides: list[Bar], labels: Labels) -> str:
    """Draw the bars of a lever with their means; its name and steps, which label the row."""
    for change, rate in sides:
        mean = 100 * rate["mean"]
        low, high = (100 * end for end in rate["ci95"] or (rate["mean"], rate["mean"]))
        is_less = change["by"].startswith("-")
        place = y - 0.18 if is_less else y + 0.18
        axes.barh(place, mean, height=0.34, color=LESS if is_less else MORE)
        if low < high:
            axes.plot([low, high], [place, place], color=palette.INK, linewidth=1.0, marker="|", markersize=4)
        end, side = (max(mean, high, 0.0), "left") if mean >= 0 else (min(mean, low, 0.0), "right")
        gap = 3 if side == "left" else -3
        axes.annotate(signed(mean), (end, place), (gap, 0), textcoords="offset points", ha=side, va="center")
    change = sides[0][0]
    steps = [shift_of(change, labels, short=True) for change, _ in sides]
    is_even = len(steps) == 2 and steps[0][1:] == steps[1][1:]
    said = f"±{steps[0][1:]}" if is_even else " / ".join(steps)
    name = wrap(labels.number(change["path"]), NAME, canvas.LABEL)
    return f"{name}\n{wrap(said, NAME, canvas.LABEL)}"


def caption(result: Result, words: Words, target: str) -> str:
    """The largest effects in words."""
    levers, bars = levers_of(result), bars_of(result, target)
    assert levers is not None
    if not bars:
        return words.say("levers.figure.none")
    labels, said = Labels(result.loaded.scenario, words), []
    for sides in bars[:NAMED]:
        change, rate = max(sides, key=lambda bar: abs(bar[1]["mean"]))
        low, high = ("", "") if rate["ci95"] is None else (number(100 * end) for end in rate["ci95"])
        name, shift = labels.number(change["path"]), shift_of(change, labels)
        points = signed(100 * rate["mean"])
        said.append(words.say("levers.figure.first", lever=name, shift=shift, points=points, low=low, high=high))
    counts = {"n": levers["replications"], "shown": min(MOST, len(bars)), "all": len(bars)}
    answer = words.say("levers.figure.answer", list=words.say("report.semicolon").join(said))
    return f"{answer} {words.say('levers.figure.note', **counts)}"
