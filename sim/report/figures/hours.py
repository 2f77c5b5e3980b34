"""When are the trucks at work, and is the night used? Truck-hours by hour of the day, and use of each fleet."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.fleets import OTHERS, fleet_colours, fleets_shown
from sim.report.figures.rows import LINE, Rows
from sim.report.labels import Labels, level, number, percent, sentence
from sim.report.sampling import of_year, ratio, totals
from sim.report.source import once, replications, years
from sim.study.indicators import night_hours
from sim.study.result import Result
from sim.words import Words


@once
def profile(result: Result) -> pd.DataFrame:
    """Trucks at work on a mean working day of the last year: fleet, hour (0 to 23), busy, available, as drawn.

    Truck-hours over the fleet's days of work, which is the mean number of trucks in that hour.
    """
    table = result.tables["hours"]
    if table.empty:
        return pd.DataFrame(columns=["fleet", "hour", "busy", "available"])
    last = of_year(table, years(table)[-1]).astype({"hour": int})
    days = last["days"].where(last["days"] > 0)
    last = last.assign(busy=(last["busy_h"] / days).fillna(0.0), available=(last["available_h"] / days).fillna(0.0))
    shown = {id: name for name, ids in fleets_shown(result).items() for id in ids}
    last["fleet"] = pd.Categorical(last["fleet"].map(shown), categories=list(dict.fromkeys(shown.values())))
    sums = last.groupby(["fleet", "hour"], observed=True)[["busy", "available"]].sum()
    return sums.reset_index().astype({"fleet": str})


@once
def use(result: Result) -> pd.DataFrame:
    """Busy over available truck-hours in the last year: fleet, mean, low, high (missing: none available).

    All fleets, and the others together if some are not drawn one by one.
    """
    table = result.tables["fleets"]
    if table.empty:
        return pd.DataFrame(columns=["fleet", "mean", "low", "high"])
    last, shown = of_year(table, years(table)[-1]), fleets_shown(result)
    groups = {id: [id] for id in sorted(set(last["fleet"]))} | {k: ids for k, ids in shown.items() if k == OTHERS}
    rows = []
    for id, members in groups.items():
        mine = last[last["fleet"].isin(members)]
        rows.append((id, *ratio(result, totals(result, mine, "busy_h"), totals(result, mine, "available_h"))))
    return pd.DataFrame(rows, columns=["fleet", "mean", "low", "high"])


def night_share(result: Result) -> float | None:
    """Share of the last year's truck-hours that lie in the night; None without a night or without truck-hours."""
    table, night = result.tables["hours"], night_hours(result.loaded.scenario)
    if table.empty or not night:
        return None
    last = of_year(table, years(table)[-1])
    total = float(last["busy_h"].sum())
    return float(last[last["hour"].astype(int).isin(night)]["busy_h"].sum()) / total if total else None


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """Above: trucks at work by hour, stacked by fleet, and those available; below: the use of each fleet."""
    labels, data = Labels(result.loaded.scenario, words), profile(result)
    title = words.say("figure.hours.title")
    if data.empty:
        return canvas.notice(title, caption(result, words))
    fleets = list(dict.fromkeys(data["fleet"]))
    colours = fleet_colours(result)
    rows = Rows((labels.of(id) if id else words.say("figure.hours.others"), 1) for id in fleets)
    figure = canvas.sheet(title, caption(result, words), height=2.9 + rows.height)
    above, below = figure.subplots(2, 1, height_ratios=[2.1, rows.height + 2 * LINE])
    _stack(above, data, colours, night_hours(result.loaded.scenario), words)
    _uses(below, use(result), dict(zip(fleets, rows.places, strict=True)), colours)
    below.set_title(words.say("figure.hours.use"))
    rows.write(below, [""] * len(fleets))
    return figure


def _stack(axes: Axes, data: pd.DataFrame, colours: dict[str, str], night: list[int], words: Words) -> None:
    axes.set_title(words.say("figure.hours.trucks"))
    for hour in night:
        axes.axvspan(hour, hour + 1, color="#eef0f4", linewidth=0, zorder=0)
    foot = pd.Series(0.0, index=range(24))
    for fleet, colour in colours.items():
        tall = data[data["fleet"] == fleet].set_index("hour")["busy"].reindex(range(24)).fillna(0.0)
        axes.bar([h + 0.5 for h in range(24)], tall, 0.92, bottom=foot, color=colour, edgecolor="white", linewidth=0.4)
        foot = foot + tall
    available = data.groupby("hour")["available"].sum().reindex(range(24)).fillna(0.0)
    axes.stairs(available, range(25), color=palette.INK, linewidth=1.3, baseline=None)
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 3), [f"{hour:02}:00" for hour in range(0, 25, 3)])
    axes.set_ylim(0, 1.1 * max(float(available.max()), float(foot.max()), 1e-9))
    marks = {
        "available": Line2D([], [], color=palette.INK, linewidth=1.3),
        "busy": Patch(color=next(iter(colours.values()))),
        "night": Patch(color="#eef0f4"),
    }
    if not night:
        del marks["night"]
    canvas.legend_below(axes, list(marks.values()), [words.say(f"figure.hours.{mark}") for mark in marks])
    canvas.quiet(axes)


def _uses(axes: Axes, data: pd.DataFrame, places: dict[str, list[float]], colours: dict[str, str]) -> None:
    widest = max(1.0, float(data["high"].max()))
    for row in data[data["fleet"].isin(places)].to_dict("records"):
        (y,) = places[row["fleet"]]
        mean, low, high = row["mean"], row["low"], row["high"]
        axes.barh(y, 0.0 if mean != mean else mean, height=0.62, color=colours[row["fleet"]])
        axes.plot([low, high], [y, y], color=palette.INK, linewidth=0.9)
        axes.text(max(0.0 if high != high else high, 0.0) + 0.01, y, percent(mean), va="center")
    axes.set_xlim(0, 1.08 * widest)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], [percent(t, 0) for t in (0, 0.25, 0.5, 0.75, 1)])
    canvas.quiet(axes, "x")


def _trucks(mean: float) -> str:
    return number(mean, 0 if mean >= 10 or mean == round(mean) else 1)


def caption(result: Result, words: Words) -> str:
    """The share of the night, the busiest hour and the busiest fleet."""
    labels, data = Labels(result.loaded.scenario, words), profile(result)
    if data.empty or not data["busy"].any():
        return words.say("figure.hours.none")
    by_hour = data.groupby("hour")[["busy", "available"]].sum()
    top = by_hour["busy"].tolist().index(by_hour["busy"].max())  # every hour is there, from midnight
    busiest = use(result).query("fleet != @OTHERS").sort_values("mean", ascending=False, kind="stable").iloc[0]
    share = night_share(result)
    night = "" if share is None else words.say("figure.hours.at_night", share=percent(share))
    note = words.say("figure.hours.note", level=level(result.summary), n=replications(result))
    text = words.say(
        "figure.hours.answer", year=labels.period(years(result.tables["hours"])[-1]), night=night,
        hour=f"{top:02}:00–{top + 1:02}:00", busy=_trucks(by_hour["busy"].iloc[top]),
        available=_trucks(by_hour["available"].iloc[top]), fleet=labels.of(str(busiest["fleet"])),
        use=percent(busiest["mean"]), note=note,
    )  # fmt: skip
    return sentence(text)
