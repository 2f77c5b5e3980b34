"""By how many points does each rate change? A point and its interval per period and scenario."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report import canvas, palette
from sim.report.change import due_rows, rate_sentence
from sim.report.differences import Row, labels_of, pair_name, points, target_name
from sim.report.font import wrap
from sim.report.labels import Labels, level
from sim.study.comparison import Comparison
from sim.words import Words

ROW = 0.24
"""Inches per point."""


def differences_of(comparison: Comparison, id: str) -> list[tuple[str, int, Row]]:
    """Period, number of the pair and row of each difference of a target; periods in the order of the first pair."""
    rows = [
        (row["period"], k, row)
        for k, pair in enumerate(comparison.document["comparisons"])
        for row in pair["targets"].get(id, {"periods": []})["periods"]
    ]
    order = list(dict.fromkeys(period for period, _, _ in rows))
    return sorted(rows, key=lambda row: (order.index(row[0]), row[1]))


def targets_of(comparison: Comparison) -> list[str]:
    """Targets with a difference."""
    ids = dict.fromkeys(id for pair in comparison.document["comparisons"] for id in pair["targets"])
    return [id for id in ids if differences_of(comparison, id)]


@canvas.styled
def draw(comparison: Comparison, words: Words) -> Figure:
    """One panel per target, one row per period and scenario."""
    labels, ids = labels_of(comparison, words), targets_of(comparison)
    title = words.say("compare.rate_figure.title")
    if not ids:
        return canvas.notice(title, words.say("compare.rate_figure.none"))
    rows = [len(differences_of(comparison, id)) for id in ids]
    figure = canvas.sheet(title, caption(comparison, words), height=max(1.6, ROW * sum(rows) + 0.62 * len(rows)))
    panels = figure.subplots(len(ids), 1, squeeze=False, height_ratios=[r + 1.2 for r in rows], sharex=True)
    for axes, id in zip(panels[:, 0], ids, strict=True):
        _panel(axes, comparison, id, labels)
    _legend(panels[-1, 0], comparison, labels)
    return figure


def _panel(axes: Axes, comparison: Comparison, id: str, labels: Labels) -> None:
    rows = differences_of(comparison, id)
    colours = palette.series_colours([pair["other"] for pair in comparison.document["comparisons"]])
    axes.set_title(wrap(target_name(comparison, id, labels), 420, 8.5))
    names = []
    for y, (period, k, row) in enumerate(rows):
        mean = row["difference"]["mean"]
        low, high = row["difference"]["ci95"] or (mean, mean)
        colour = list(colours.values())[k]
        axes.plot([100 * low, 100 * high], [y, y], color=colour, linewidth=1.4, marker="|", markersize=6)
        axes.plot([100 * mean], [y], color=colour, marker="o", markersize=4, linestyle="")
        text = points(mean)
        if row["difference"]["ci95"]:
            text += f" [{points(low)}, {points(high)}]"
        axes.text(1.01, y, text, transform=axes.get_yaxis_transform(), va="center")
        names.append(wrap(labels.period(period), 128, canvas.LABEL) if y == 0 or rows[y - 1][0] != period else "")
    axes.axvline(0, color=palette.INK, linewidth=1.2)
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.margins(x=0.08)
    canvas.quiet(axes, "x")


def _legend(axes: Axes, comparison: Comparison, labels: Labels) -> None:
    pairs = comparison.document["comparisons"]
    colours = palette.series_colours([pair["other"] for pair in pairs])
    if len(pairs) > 1:
        handles = [Line2D([], [], color=colour, marker="o", markersize=4) for colour in colours.values()]
        canvas.legend_below(axes, handles, [pair_name(pair, labels) for pair in pairs])


def caption(comparison: Comparison, words: Words) -> str:
    """What happens to each target in its due period."""
    labels = labels_of(comparison, words)
    said = [rate_sentence(comparison, pair, id, row, labels) for pair, id, row in due_rows(comparison)]
    base, n = comparison.document["comparisons"][0]["base"], comparison.document["replications"]
    return " ".join([*said, words.say("compare.rate_figure.note", base=base, n=n, level=level(comparison.document))])
