"""What do haulage and disposal cost, how far do trucks drive, and how much CO₂ comes of it? By year."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.fleets import fleet_colours, fleets_shown
from sim.report.figures.panels import count
from sim.report.font import wrap
from sim.report.labels import Labels, amount, level, number, sentence
from sim.report.sampling import interval, of_year, simulated, spread, totals
from sim.report.source import once, replications
from sim.study.result import Result
from sim.words import Words

MONEY = {"haul": ("fleets", "cost_yuan"), "gate_fee": ("fees", "gate_fee_yuan"), "subsidy": ("fees", "subsidy_yuan")}
"""Table and column of what is paid, by the key of `indicators.money`."""
_COLOURS = dict(zip(MONEY, palette.PAIR, strict=True))


ALL_NUMBERS = 6
"""Of more years only the last has its number, so that none lies on its neighbours' intervals."""


class Burden(NamedTuple):
    """One panel. parts: mean by year (rows) and part (columns); total: mean, low, high by year. Units as drawn."""

    parts: pd.DataFrame
    total: dict[str, tuple[float, float, float]]


@once
def money(result: Result) -> Burden:
    """What is paid in 10⁴ yuan: haulage, gate fees, subsidies, of those that are evaluated."""
    found = result.summary["indicators"]["money"]
    kinds = [key for key in MONEY if found[key]["reason"] is None]
    return _burden(result, {key: (*MONEY[key], None) for key in kinds}, 1e4)


@once
def distance(result: Result) -> Burden:
    """Full and empty legs by fleet, 10⁴ truck-km."""
    return _burden(result, _by_fleet(result, "km"), 1e4)


@once
def carbon(result: Result) -> Burden:
    """CO₂ of full and empty legs by fleet, t."""
    return _burden(result, _by_fleet(result, "co2_kg"), 1e3)


Part = tuple[str, str, list[str] | None]
"""Table, column, and the fleets of which rows count (None: all)."""


def _by_fleet(result: Result, column: str) -> dict[str, Part]:
    return {key: ("fleets", column, ids) for key, ids in fleets_shown(result).items()}


def _burden(result: Result, parts: dict[str, Part], unit: float) -> Burden:
    means: dict[str, dict[str, float]] = {}
    total: dict[str, tuple[float, float, float]] = {}
    for year in simulated(result) if parts else ():
        sums = {key: [v / unit for v in _sums(result, part, year)] for key, part in parts.items()}
        means[year] = {key: sum(values) / len(values) for key, values in sums.items()}
        mean, low, high = interval(result, [sum(each) for each in zip(*sums.values(), strict=True)])
        total[year] = mean, max(0.0, low), high
    return Burden(pd.DataFrame.from_dict(means, orient="index", columns=list(parts)), total)


def _sums(result: Result, part: Part, year: str) -> list[float]:
    name, column, fleets = part
    rows = of_year(result.tables[name], year)
    return totals(result, rows if fleets is None else rows[rows["fleet"].isin(fleets)], column)


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Three panels side by side, each with its own axis; what is not evaluated says why."""
    labels, title = Labels(result.loaded.scenario, words), words.say("figure.burden.title")
    data = {"money": money(result), "km": distance(result), "co2": carbon(result)}
    if all(burden.parts.empty for burden in data.values()):
        return canvas.notice(title, caption(result, words))
    fleets = list(fleets_shown(result))
    colours = fleet_colours(result)
    paid = [(_COLOURS[str(key)], words.say(f"figure.burden.{key}")) for key in data["money"].parts]
    driven = [(colours[id], labels.of(id) if id else words.say("figure.hours.others")) for id in fleets]
    names = [[(colour, wrap(name, room, canvas.LABEL)) for colour, name in part]
             for part, room in ((paid, 110), (driven, 270))]  # fmt: skip
    lines = max(sum(name.count("\n") + 1 for _, name in part) for part in names)
    figure = canvas.sheet(title, caption(result, words), height=2.5 + 0.15 * lines)
    grid = figure.add_gridspec(2, 3, height_ratios=[2.4, 0.15 * lines + 0.1])
    for column, (key, burden) in enumerate(data.items()):
        axes = figure.add_subplot(grid[0, column])
        axes.set_title(words.say(f"figure.burden.{key}_title"))
        _panel(axes, burden, _COLOURS if key == "money" else colours, labels, key)
    for place, part in zip((grid[1, 0], grid[1, 1:]), names, strict=True):
        below = figure.add_subplot(place)
        below.set_axis_off()
        if part:
            handles = [Patch(color=colour) for colour, _ in part]
            below.legend(handles, [name for _, name in part], loc="upper left", borderaxespad=0.0, labelspacing=0.3)
    return figure


WRITTEN = {"money": amount, "km": number, "co2": amount}
"""As in the tables."""


def _panel(axes: Axes, burden: Burden, colours: dict[str, str], labels: Labels, what: str) -> None:
    table, written = burden.parts, WRITTEN[what]
    if table.empty:
        axes.set_axis_off()
        reason = labels.words.say("figure.burden.not_evaluated")
        axes.text(0, 1, reason, transform=axes.transAxes, va="top", color=palette.FAINT)
        return
    x = range(len(table))
    foot = [0.0] * len(table)
    for key in table:
        tall = table[key].tolist()
        axes.bar(x, tall, 0.7, bottom=foot, color=colours[str(key)], edgecolor="white", linewidth=0.4)
        foot = [a + b for a, b in zip(foot, tall, strict=True)]
    top = max(high for _, _, high in burden.total.values()) or 1.0
    told = spread(list(x), len(table) if len(table) <= ALL_NUMBERS else 4)
    for k, (mean, low, high) in enumerate(burden.total.values()):
        axes.plot([k, k], [low, high], color=palette.INK, linewidth=0.9)
        if len(table) <= ALL_NUMBERS or k == len(table) - 1:
            axes.text(k, high + 0.02 * top, written(mean), ha="center", va="bottom")
    axes.set_ylim(0, 1.12 * top)
    axes.set_xlim(-0.6, len(table) - 0.4)
    axes.set_xticks(told, [wrap(labels.period(str(table.index[k])), 34, canvas.LABEL) for k in told])
    count(axes, top)
    canvas.quiet(axes)


def caption(result: Result, words: Words) -> str:
    """The sums of the last year, and what is not evaluated."""
    labels, n = Labels(result.loaded.scenario, words), replications(result)
    found = result.summary["indicators"]["money"]
    data = {"money": money(result), "km": distance(result), "co2": carbon(result)}
    if all(burden.parts.empty for burden in data.values()):
        return words.say("figure.burden.none", n=n)
    year = simulated(result)[-1]
    sums = [
        words.say(f"figure.burden.{key}_sum", value=WRITTEN[key](burden.total[year][0]))
        for key, burden in data.items() if not burden.parts.empty
    ]  # fmt: skip
    missing = [words.say(f"figure.burden.{key}") for key in MONEY if found[key]["reason"] is not None]
    without = [labels.of(id) for key in MONEY if found[key]["reason"] is None for id in found[key]["without"]]
    note = words.say(
        "figure.burden.note", level=level(result.summary), n=n, missing=labels.joined(missing),
        without=labels.joined(dict.fromkeys(without)),
    )  # fmt: skip
    return sentence(words.say("figure.burden.answer", year=labels.period(year), list=labels.joined(sums), note=note))
