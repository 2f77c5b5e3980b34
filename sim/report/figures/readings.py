"""Would another reading change the answer? All readings of each target side by side, the primary one first."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels, level, paragraph, rate, stated
from sim.report.source import DESIGN, replications
from sim.study.result import Result
from sim.words import Words

ROOM = 540.0
"""Points for all panels: where more are needed, each target shows its primary, lowest and highest reading."""
SAID = 3
"""Targets whose readings are told one by one in the caption."""
_NAMES = 168.0
"""Points for the names of the readings."""
_LINE, _ROW, _HEAD = canvas.LABEL * 1.3, 19.0, 58.0
_DUE: Any = {"marker": "o", "markersize": 5, "linestyle": ""}
_DESIGN: Any = {"marker": "D", "markersize": 4, "linestyle": "", "markerfacecolor": "white"}

Row = tuple[str, dict[str, dict[str, Any]]]
"""The name of a reading, and its evaluations by period."""


def rows_of(result: Result, target: str, labels: Labels) -> list[Row]:
    """Readings in the order of the scenario, then the variants of inputs that were simulated."""
    scenario = result.loaded.scenario
    evaluations = result.summary["targets"][target]["evaluations"]
    rows = [
        (labels.text(reading.name), {e["period"]: e for e in evaluations if e["reading"] == id})
        for id, reading in scenario.targets[target].readings.items()
    ]
    rivals = [r for r in (result.summary.get("readings") or {}).get("rivals", ()) if r["target"] == target]
    for id in dict.fromkeys(r["id"] for r in rivals if r["kind"] == "variant"):
        found = {r["period"]: r for r in rivals if r["kind"] == "variant" and r["id"] == id}
        rows.append((labels.text(scenario.variants[id].name) if id in scenario.variants else id, found))
    return rows


def shown(result: Result, labels: Labels) -> dict[str, list[Row]]:
    """What is drawn, by target; those with one reading are not, and the last ones where a page has no room for them."""
    rows = with_rivals(result, labels)
    if sum(_tall(r) for r in rows.values()) > ROOM:
        rows = {t: _ends(r, result.loaded.scenario.targets[t].due) for t, r in rows.items()}
    while len(rows) > 1 and sum(_tall(r) for r in rows.values()) > ROOM:
        rows.popitem()
    return rows


def with_rivals(result: Result, labels: Labels) -> dict[str, list[Row]]:
    """All readings by target, of those that have several."""
    rows = {t: rows_of(result, t, labels) for t in result.loaded.scenario.targets}
    return {t: r for t, r in rows.items() if len(r) > 1}


def _tall(rows: list[Row]) -> float:
    """Points of a panel."""
    return sum(_heights([wrap(name, _NAMES, canvas.LABEL) for name, _ in rows])) + _HEAD


def _ends(rows: list[Row], due: str) -> list[Row]:
    """The primary reading, the lowest and the highest."""
    known = [row for row in rows[1:] if _mean(row, due) is not None]
    ends = [min(known, key=lambda r: _mean(r, due) or 0.0), max(known, key=lambda r: _mean(r, due) or 0.0)]
    return [rows[0], *(row for row in rows[1:] if any(row is end for end in (ends if known else ())))]


def _mean(row: Row, period: str) -> float | None:
    mean = row[1].get(period, {}).get("mean")
    return None if mean is None else float(mean)


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One panel per target, one row per reading: a dot for the due period, a diamond for the design year."""
    labels = Labels(result.loaded.scenario, words)
    title, rows = words.say("figure.readings.title"), shown(result, labels)
    if not rows:
        return canvas.notice(title, caption(result, words))
    names = {t: [wrap(name, _NAMES, canvas.LABEL) for name, _ in r] for t, r in rows.items()}
    tall = [_tall(r) for r in rows.values()]
    figure = canvas.sheet(title, caption(result, words), height=(sum(tall) + 22) / 72)
    panels = figure.subplots(len(rows), 1, squeeze=False, height_ratios=[t - _HEAD + 14 for t in tall])
    for axes, (target, part) in zip(panels[:, 0], rows.items(), strict=True):
        _panel(axes, result, target, part, names[target], labels)
    handles = [Line2D([], [], color=palette.INK, **marker) for marker in (_DUE, _DESIGN)]
    texts = [words.say("figure.readings.due"), labels.period(DESIGN)]
    canvas.legend_below(panels[-1, 0], handles, texts)
    return figure


def _heights(names: list[str]) -> list[float]:
    return [max(_ROW, (name.count("\n") + 1) * _LINE + 4) for name in names]


def _panel(axes: Axes, result: Result, target: str, rows: list[Row], names: list[str], labels: Labels) -> None:
    entity, heights = result.loaded.scenario.targets[target], _heights(names)
    middles = [sum(heights[:k]) + heights[k] / 2 for k in range(len(rows))]
    goal = result.summary["targets"][target]["goal"]
    ends = [e["ci95"][1] if e.get("ci95") else e.get("mean") or 0.0 for _, found in rows for e in found.values()]
    right = 100 * max([1.0, goal, *ends])
    axes.set_title(wrap(labels.text(entity.name), 290, 8.5), pad=14)
    for y, (_, found) in zip(middles, rows, strict=True):
        for period, marker, shift, column in ((entity.due, _DUE, -3.5, 1.03), (DESIGN, _DESIGN, 3.5, 1.2)):
            evaluation = found.get(period)
            if evaluation is None or (period == entity.due and marker is _DESIGN):
                continue
            _mark(axes, evaluation, marker, y + shift)
            text = rate(evaluation["mean"]) if evaluation["mean"] is not None else labels.verdict("not evaluated")
            colour = palette.VERDICTS[evaluation["verdict"]]
            axes.text(column * right, y, text, va="center", color=colour)
    axes.axvline(100 * goal, color=palette.INK, linewidth=1.5)
    text = labels.words.say("figure.targets.goal", goal=stated(goal))
    axes.annotate(text, (100 * goal, 0), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom")
    for column, period in ((1.03, entity.due), (1.2, DESIGN)):
        if column == 1.03 or entity.due != DESIGN:
            head = wrap(labels.period(period), 62, canvas.LABEL)
            axes.annotate(head, (column * right, 0), xytext=(0, 2), textcoords="offset points", va="bottom")
    axes.axhline(heights[0], color=palette.RULE, linewidth=0.6)
    axes.set_yticks(middles, names)
    axes.set_ylim(sum(heights), 0)
    axes.set_xlim(0, 1.4 * right)
    axes.set_xticks(range(0, int(right) + 1, 20), [f"{v}%" for v in range(0, int(right) + 1, 20)])
    axes.spines["bottom"].set_bounds(0, right)
    canvas.quiet(axes, "x")


def _mark(axes: Axes, evaluation: dict[str, Any], marker: dict[str, Any], y: float) -> None:
    if evaluation["mean"] is None:
        return
    colour = palette.VERDICTS[evaluation["verdict"]]
    if evaluation["ci95"]:
        axes.plot([100 * v for v in evaluation["ci95"]], [y, y], color=colour, linewidth=1.2)
    axes.plot([100 * evaluation["mean"]], [y], color=colour, clip_on=False, **marker)


def caption(result: Result, words: Words) -> str:
    """How many readings meet the goal in the due period, and between what they lie."""
    labels = Labels(result.loaded.scenario, words)
    rows, drawn = with_rivals(result, labels), shown(result, labels)
    if not rows:
        return words.say("figure.readings.none")
    due = {t: _evaluated(r, result.loaded.scenario.targets[t].due) for t, r in rows.items()}
    if len(rows) > SAID:
        differ = sum(1 for known in due.values() if len({e["verdict"] for _, e in known}) > 1)
        parts = [words.say("figure.readings.count", all=len(rows), differ=differ)]
    else:
        parts = [_answer(result, target, known, labels) for target, known in due.items() if known]
    left_out = sum(map(len, rows.values())) - sum(map(len, drawn.values()))
    note = words.say(
        "figure.readings.note", level=level(result.summary), n=replications(result), left_out=left_out or ""
    )
    return paragraph([*parts, note], words)


def _evaluated(rows: list[Row], due: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and evaluation of each reading that has one in the due period."""
    return [(name, found[due]) for name, found in rows if _mean((name, found), due) is not None]


def _answer(result: Result, target: str, known: list[tuple[str, dict[str, Any]]], labels: Labels) -> str:
    entity = result.loaded.scenario.targets[target]
    low, high = (pick(known, key=lambda one: one[1]["mean"]) for pick in (min, max))
    return labels.words.say(
        "figure.readings.answer", target=labels.text(entity.name), period=labels.period(entity.due),
        meet=sum(1 for _, e in known if e["verdict"] == "meets"), all=len(known), low=rate(low[1]["mean"]),
        lowest=low[0], high=rate(high[1]["mean"]), highest=high[0],
    )  # fmt: skip
