"""Where do the missing tonnes go, and why? From what was generated down to the numerator, by facility and cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import canvas, palette, tables
from sim.report.font import wrap
from sim.report.labels import Labels, number, paragraph, percent, sentence, signed, stated
from sim.report.margin import round_ticks
from sim.report.source import once, primary_reading, primary_unit, quantiles, replications
from sim.study.annualising import annual_factor
from sim.study.result import Result
from sim.words import Words

STEPS = {1: 10, 2: 8, 3: 5}
"""Steps of a target by the number of panels; what is smaller is summed."""
SMALLEST = 0.005
"""Steps below this part of what was generated are summed, too."""
PANELS = 3
"""Targets drawn: those that are furthest from their goal."""
_UNIT = 1e7
_NAMES = 165.0
"""Points for the names of the steps."""
_HEAD = 290.0
"""Points for the name of a target."""
_THICK = 10.0
_LINE, _ROW = canvas.LABEL * 1.35, 15.0


@dataclass(frozen=True)
class Step:
    """What went missing at a facility from a cause, in the reading's unit (kg or litres); `cause` "" for the rest."""

    facility: str
    cause: str
    lost: float
    summed: int = 1


@dataclass(frozen=True)
class Fall:
    """The way of a target's due period from denominator to numerator under the primary reading, means in its unit."""

    generated: float
    """The denominator: what was generated, without the fates that the reading takes off."""
    steps: list[Step]
    numerator: float
    spread: tuple[float, float]
    """10th and 90th percentile of the numerator."""
    goal: float
    """The numerator that the goal asks for."""


@once
def fall(result: Result, target: str) -> Fall:
    """The steps of a target, largest first; they lead exactly from what was generated to the numerator."""
    entity = result.loaded.scenario.targets[target]
    rows = result.tables["rates"]
    rows = rows[(rows["target"] == target) & (rows["reading"] == primary_reading(result, target))]
    rows = rows[rows["period"].astype(str) == entity.due]
    factor = annual_factor(result.loaded.scenario, entity.due)
    numerators = rows["numerator_kg"] * factor
    generated = float(rows["denominator_kg"].mean()) * factor if len(rows) else 0.0
    low, _, high = quantiles(numerators)
    losses = [
        Step(str(row["facility"]), str(row["cause"]), float(row["kg"]))
        for row in tables.binding(result, target, entity.due).to_dict("records")
    ]
    shown = [step for step in losses if abs(step.lost) >= SMALLEST * generated]
    shown = shown[: STEPS[min(PANELS, len(result.loaded.scenario.targets))]]
    rest = [step for step in losses if step not in shown]
    shown.sort(key=lambda step: -step.lost)
    if rest:
        shown.append(Step("", "", sum(step.lost for step in rest), len(rest)))
    numerator = float(numerators.mean()) if len(rows) else 0.0
    return Fall(generated, shown, numerator, (low, high), entity.goal.value * generated)


def falls(result: Result) -> dict[str, Fall]:
    """Those drawn, in the order of the scenario: at most PANELS, the furthest below their goal."""
    found = {t: fall(result, t) for t in result.loaded.scenario.targets}
    found = {t: f for t, f in found.items() if f.generated > 0}
    short = sorted(found, key=lambda t: (found[t].numerator - found[t].goal) / found[t].generated)[:PANELS]
    return {t: f for t, f in found.items() if t in short}


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One panel per target: a bar for what was generated, one hanging bar per step, a bar for the numerator."""
    labels = Labels(result.loaded.scenario, words)
    title, found = words.say("figure.waterfall.title"), falls(result)
    if not found:
        return canvas.notice(title, caption(result, words))
    names = {t: _names(f, _excluded(result, t, labels), labels) for t, f in found.items()}
    tall = [sum(_heights(n)) for n in names.values()]
    figure = canvas.sheet(title, caption(result, words), height=(sum(tall) + 62 * len(tall)) / 72)
    panels = figure.subplots(len(found), 1, squeeze=False, height_ratios=[t + 24 for t in tall])
    for axes, (target, one) in zip(panels[:, 0], found.items(), strict=True):
        entity = result.loaded.scenario.targets[target]
        head = f"{labels.text(entity.name)} · {labels.period(entity.due)} ({words.say(primary_unit(result, target))})"
        axes.set_title(wrap(head, _HEAD, 8.5), pad=14)
        _panel(axes, one, names[target], stated(entity.goal.value), labels)
    return figure


def _excluded(result: Result, target: str, labels: Labels) -> str:
    """What the primary reading takes off what was generated; empty for nothing."""
    entity = result.loaded.scenario.targets[target]
    reading = entity.readings[primary_reading(result, target)]
    return labels.joined(name.lower() for name in labels.excluded(entity, reading))


def _names(one: Fall, excluded: str, labels: Labels) -> list[str]:
    """What stands beside the bars, in lines."""
    say = labels.words.say
    steps = [_name(step, labels) if step.facility else sentence(_name(step, labels)) for step in one.steps]
    ends = [sentence(say(f"figure.waterfall.{end}", excluded=excluded)) for end in ("generated", "numerator")]
    return [wrap(name, _NAMES, canvas.LABEL) for name in (ends[0], *steps, ends[1])]


def _name(step: Step, labels: Labels) -> str:
    if not step.cause:
        return labels.words.say("figure.waterfall.smaller", n=step.summed)
    cause = labels.cause(step.cause)
    if step.cause == "carried_over" and step.lost < 0:
        cause = labels.words.say("figure.waterfall.worked_off")
    if not step.facility:
        return cause
    return labels.words.say("figure.waterfall.step", facility=labels.of(step.facility), cause=cause)


def _heights(names: list[str]) -> list[float]:
    """Points of each row."""
    return [max(_ROW, (name.count("\n") + 1) * _LINE + 3) for name in names]


def _panel(axes: Axes, one: Fall, names: list[str], goal: str, labels: Labels) -> None:
    heights = _heights(names)
    middles = [sum(heights[:k]) + heights[k] / 2 for k in range(len(heights))]
    levels = [one.generated]
    for step in one.steps:
        levels.append(levels[-1] - step.lost)
    widest = max(*levels, one.spread[1], one.goal) / _UNIT
    beside = widest * 0.012
    axes.barh(middles[0], one.generated / _UNIT, height=_THICK, color=palette.BAR)
    axes.text(one.generated / _UNIT + beside, middles[0], number(one.generated / _UNIT), va="center")
    for step, before, after, y, above in zip(one.steps, levels, levels[1:], middles[1:], middles, strict=False):
        colour = palette.CAUSES.get(step.cause, palette.FAINT)
        ends = sorted((before / _UNIT, after / _UNIT))
        axes.plot([before / _UNIT] * 2, [above, y], color=palette.FAINT, linewidth=0.5)
        axes.barh(
            y, ends[1] - ends[0], left=ends[0], height=_THICK, color=colour, edgecolor=palette.FAINT, linewidth=0.4
        )
        axes.text(ends[1] + beside, y, signed(-step.lost / _UNIT), va="center", bbox=canvas.PATCH)
    axes.plot([levels[-1] / _UNIT] * 2, [middles[-2], middles[-1]], color=palette.FAINT, linewidth=0.5)
    axes.barh(middles[-1], one.numerator / _UNIT, height=_THICK, color=palette.BAR)
    axes.plot([v / _UNIT for v in one.spread], [middles[-1]] * 2, color=palette.INK, linewidth=1.0, marker="|")
    inside = min(one.spread[0], one.numerator) / _UNIT > 0.15 * widest
    at = beside if inside else max(one.spread[1], one.numerator) / _UNIT + beside
    reached = axes.text(at, middles[-1], number(one.numerator / _UNIT), va="center")
    reached.set_color("white" if inside else palette.INK)
    _goal(axes, one, sum(heights), goal, labels)
    axes.set_yticks(middles, names)
    axes.set_ylim(sum(heights) + 10, 0)
    axes.set_xlim(min(0.0, *(v / _UNIT for v in levels)), 1.1 * widest)
    round_ticks(axes.xaxis)
    canvas.quiet(axes, "x")


def _goal(axes: Axes, one: Fall, bottom: float, goal: str, labels: Labels) -> None:
    """The line of the goal with its text above the panel, and below the last bar what is short of it."""
    say, at, reached = labels.words.say, one.goal / _UNIT, one.numerator / _UNIT
    axes.axvline(at, color=palette.INK, linewidth=1.5)
    text = say("figure.waterfall.goal", goal=goal, mass=number(at))
    axes.annotate(text, (at, 0), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom")
    arrow: Any = {"arrowstyle": "<->", "color": palette.INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (reached, bottom + 3), xytext=(at, bottom + 3), arrowprops=arrow)
    short = number(abs(reached - at))
    text = say("figure.waterfall.short" if reached < at else "figure.waterfall.above", mass=short)
    axes.annotate(text, (max(reached, at), bottom + 3), xytext=(4, 0), textcoords="offset points", va="center")


def caption(result: Result, words: Words) -> str:
    """What reaches the numerator of each target, what is short of the goal, and the largest step."""
    labels = Labels(result.loaded.scenario, words)
    found = falls(result)
    if not result.loaded.scenario.targets:
        return words.say("figure.targets.none")
    if not found:
        return words.say("figure.waterfall.none")
    parts = [_answer(result, target, one, labels) for target, one in found.items()]
    left_out = len(result.loaded.scenario.targets) - len(found)
    note = words.say("figure.waterfall.note", n=replications(result), others=left_out or "")
    return paragraph([*parts, note], words)


def _answer(result: Result, target: str, one: Fall, labels: Labels) -> str:
    entity = result.loaded.scenario.targets[target]
    first = max((s for s in one.steps if s.cause), key=lambda s: s.lost, default=None)
    gap = one.generated - one.numerator
    return labels.words.say(
        "figure.waterfall.answer" if one.numerator < one.goal else "figure.waterfall.reached",
        target=labels.text(entity.name), period=labels.period(entity.due),
        unit=labels.words.say(primary_unit(result, target)), excluded=_excluded(result, target, labels),
        generated=number(one.generated / _UNIT), numerator=number(one.numerator / _UNIT),
        short=number(abs(one.goal - one.numerator) / _UNIT), goal=stated(entity.goal.value),
        step=_name(first, labels) if first and gap > 0 else "",
        mass=number(first.lost / _UNIT) if first else "",
        share=percent(first.lost / gap) if first and gap > 0 else "",
    )  # fmt: skip
