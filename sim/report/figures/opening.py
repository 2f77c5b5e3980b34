"""When does each facility open, and how sure is that? What was simulated, below the range that was put in."""

from __future__ import annotations

from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.figures.rows import Rows
from sim.report.labels import Labels
from sim.report.source import replications
from sim.scenario.quantity import Quantity
from sim.study.result import Result
from sim.words import Words

MOST = 20
_OPEN = "#dfe5ea"


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
    """A row under each facility's name; where there are many, those that open last."""
    labels = Labels(result.loaded.scenario, words)
    title, data = words.say("figure.opening.title"), openings(result).tail(MOST)
    if data.empty:
        return canvas.notice(title, words.say("figure.opening.none"))
    named = zip(data["facility"], data["p50"], strict=True)
    rows = Rows((words.say("figure.opening.row", facility=labels.of(id), date=day.isoformat()), 1) for id, day in named)
    figure = canvas.sheet(title, caption(result, words), height=rows.height + 0.95)
    axes = figure.subplots()
    horizon = result.loaded.scenario.horizon
    last = max(horizon.end, *data["p90"].fillna(data["p50"]), *data["latest"].dropna())
    first = min([horizon.start, *data["p10"].dropna(), *data["earliest"].dropna()]).toordinal()
    edge = min(last.toordinal() + (last.toordinal() - first) // 8, date.max.toordinal())
    _bars(axes, data, [y for (y,) in rows.places], edge)
    axes.axvline(horizon.end.toordinal(), color=palette.INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=0.5)
    axes.set_xlim(first, edge)
    rows.write(axes, [""] * len(data))
    axes.set_xticks(*canvas.date_ticks(date.fromordinal(first), date.fromordinal(edge)))
    canvas.quiet(axes, "x")
    marks = {
        "range": Line2D([], [], color=palette.FAINT, marker="|", markersize=6),
        "spread": Patch(color=palette.BAR),
        "median": Line2D([], [], marker="D", linestyle="", color=palette.INK, markersize=4),
        "open": Patch(color=_OPEN),
        "horizon": Line2D([], [], color=palette.INK, linewidth=1.0, linestyle=(0, (4, 2))),
    }
    canvas.legend_below(axes, list(marks.values()), [words.say(f"figure.opening.{mark}") for mark in marks])
    return figure


def _bars(axes: Axes, data: pd.DataFrame, places: list[float], edge: int) -> None:
    for y, row in zip(places, data.to_dict("records"), strict=True):
        middle = row["p50"].toordinal()
        low = row["p10"].toordinal() if row["p10"] else middle
        high = row["p90"].toordinal() if row["p90"] else edge
        axes.barh(y, edge - middle, left=middle, height=0.62, color=_OPEN)
        axes.barh(y, high - low, left=low, height=0.3, color=palette.BAR)
        if row["earliest"]:
            ends = [row["earliest"].toordinal(), row["latest"].toordinal()]
            axes.plot(ends, [y + 0.36] * 2, color=palette.FAINT, linewidth=1.0, marker="|", markersize=5)
        axes.plot([middle], [y], marker="D", color=palette.INK, markersize=4)


def caption(result: Result, words: Words) -> str:
    """How many facilities open within the horizon, and when each does."""
    data, end = openings(result), result.loaded.scenario.horizon.end
    if data.empty:
        return words.say("figure.opening.none")
    more = max(0, len(data) - MOST)
    return words.say(
        "figure.opening.answer", inside=int((data["p50"] < end).sum()), all=len(data), end=end.isoformat(),
        last=Labels(result.loaded.scenario, words).of(str(data["facility"].iloc[-1])),
        date=data["p50"].iloc[-1].isoformat(), most=MOST, more=more or "", n=replications(result),
    )  # fmt: skip
