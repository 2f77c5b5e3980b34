"""When does each facility open, and how sure is that? What was simulated, below the range that was put in."""

from __future__ import annotations

from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.font import wrap
from sim.report.labels import Labels
from sim.report.source import replications
from sim.scenario.quantity import Quantity
from sim.study.result import Result
from sim.words import Words


def openings(result: Result) -> pd.DataFrame:
    """Facilities that open later than the start: facility, p10, p50, p90, earliest, latest, in order of the median.

    All are dates. A percentile beyond every drawn date is missing; so are the ends of an input without a range.
    """
    rows = []
    for id, facility in result.loaded.scenario.facilities.items():
        opened = result.summary["facilities"].get(id, {}).get("opened") or {}
        if facility.opens is not None and opened.get("p50"):
            ends = dict(zip(("earliest", "latest"), _range(facility.opens), strict=True))
            rows.append({"facility": id, **{p: _date(opened.get(p)) for p in ("p10", "p50", "p90")}, **ends})
    table = pd.DataFrame(rows, columns=["facility", "p10", "p50", "p90", "earliest", "latest"])
    return table.sort_values("p50", kind="stable").reset_index(drop=True)


def _range(opens: Quantity) -> tuple[date | None, date | None]:
    """The ends of an uncertain input, if it has any."""
    low, high = opens.ends
    if opens.law is None or low < 1 or high > date.max.toordinal():
        return None, None
    return date.fromordinal(int(low)), date.fromordinal(int(high))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@canvas.styled
def draw(result: Result, words: Words) -> Figure:
    """One row per facility."""
    labels = Labels(result.loaded.scenario, words)
    title, data = words.say("figure.opening.title"), openings(result)
    if data.empty:
        return canvas.notice(title, words.say("figure.opening.none"))
    figure = canvas.sheet(title, caption(result, words), height=0.42 * len(data) + 1.0)
    axes = figure.subplots()
    horizon = result.loaded.scenario.horizon
    last = max(horizon.end, *data["p90"].fillna(data["p50"]), *data["latest"].dropna())
    first: float = min([horizon.start, *data["earliest"].dropna()]).toordinal()
    edge = last.toordinal() + 0.1 * (last.toordinal() - first)
    _rows(axes, data, edge)
    axes.axvline(horizon.end.toordinal(), color=palette.INK, linewidth=1.0, linestyle=(0, (4, 2)))
    axes.text(horizon.end.toordinal(), -0.62, words.say("figure.opening.horizon"), ha="center", va="bottom")
    axes.set_xlim(first, edge)
    axes.set_ylim(len(data) - 0.4, -0.6)
    axes.set_yticks(range(len(data)), [wrap(labels.of(f), 150, canvas.LABEL) for f in data["facility"]])
    axes.set_xticks(*canvas.date_ticks(date.fromordinal(int(first)), date.fromordinal(int(edge))))
    canvas.quiet(axes, "x")
    marks = {
        "range": Line2D([], [], color=palette.FAINT, marker="|", markersize=6),
        "spread": Patch(color=palette.BAR),
        "median": Line2D([], [], marker="D", linestyle="", color=palette.INK, markersize=4),
    }
    canvas.legend_below(axes, list(marks.values()), [words.say(f"figure.opening.{mark}") for mark in marks])
    return figure


def _rows(axes: Axes, data: pd.DataFrame, edge: float) -> None:
    for y, row in enumerate(data.to_dict("records")):
        middle = row["p50"].toordinal()
        low = row["p10"].toordinal() if row["p10"] else middle
        high = row["p90"].toordinal() if row["p90"] else edge
        axes.barh(y, edge - middle, left=middle, height=0.5, color="#e6ebef")
        axes.barh(y, high - low, left=low, height=0.3, color=palette.BAR)
        if row["earliest"]:
            ends = [row["earliest"].toordinal(), row["latest"].toordinal()]
            axes.plot(ends, [y - 0.36] * 2, color=palette.FAINT, linewidth=1.0, marker="|", markersize=6)
        axes.plot([middle], [y], marker="D", color=palette.INK, markersize=4)
        date_of = row["p50"].isoformat()
        axes.text(middle, y + 0.3, date_of, ha="center", va="top", fontsize=6.5, bbox=canvas.PATCH)


def caption(result: Result, words: Words) -> str:
    """How many facilities open within the horizon, and when each does."""
    data, end = openings(result), result.loaded.scenario.horizon.end
    if data.empty:
        return words.say("figure.opening.none")
    return words.say(
        "figure.opening.answer", inside=int((data["p50"] < end).sum()), all=len(data), end=end.isoformat(),
        n=replications(result),
    )  # fmt: skip
