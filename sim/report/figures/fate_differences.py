"""Which fates gain and which lose? Bars of the tonnes that move, with their intervals."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import canvas, palette
from sim.report.differences import Row, amount_name, labels_of, moving, pair_name, scaled, years_shown
from sim.report.font import wrap
from sim.report.labels import Labels, level, number, sentence, signed
from sim.study.comparison import Comparison
from sim.study.sample import FATES
from sim.words import Words

ROW = 0.2
"""Inches per bar."""


def moves(comparison: Comparison, year: str) -> dict[str, dict[int, Row]]:
    """Rows by fate and number of the pair, of the fates that move in a year in one of the pairs."""
    found: dict[str, dict[int, Row]] = {}
    for k, pair in enumerate(comparison.document["comparisons"]):
        for row in moving(pair, year):
            if row["what"] == "fate":
                found.setdefault(row["id"], {})[k] = row
    return {fate: found[fate] for fate in FATES if fate in found}


@canvas.styled
def draw(comparison: Comparison, words: Words) -> Figure:
    """One panel per year, one row per fate, one bar per scenario."""
    labels = labels_of(comparison, words)
    years = [year for year in years_shown(comparison) if moves(comparison, year)]
    title = words.say("compare.fate_figure.title")
    if not years:
        return canvas.notice(title, words.say("compare.fate_figure.none"))
    bars = len(comparison.document["comparisons"])
    rows = [len(moves(comparison, year)) * bars for year in years]
    figure = canvas.sheet(title, caption(comparison, words), height=max(1.6, ROW * sum(rows) + 0.62 * len(rows)))
    panels = figure.subplots(len(years), 1, squeeze=False, height_ratios=[r + 1.2 for r in rows], sharex=True)
    for axes, year in zip(panels[:, 0], years, strict=True):
        _panel(axes, comparison, year, labels)
    if bars > 1:
        pairs = comparison.document["comparisons"]
        colours = palette.series_colours([pair["other"] for pair in pairs])
        handles = [Patch(color=colour) for colour in colours.values()]
        canvas.legend_below(panels[-1, 0], handles, [pair_name(pair, labels) for pair in pairs])
    return figure


def _panel(axes: Axes, comparison: Comparison, year: str, labels: Labels) -> None:
    pairs = comparison.document["comparisons"]
    colours = list(palette.series_colours([pair["other"] for pair in pairs]).values())
    tall = 0.8 / len(pairs)
    rows = moves(comparison, year)
    axes.set_title(labels.period(year))
    for y, (fate, by_pair) in enumerate(rows.items()):
        for k, row in by_pair.items():
            at = y - 0.4 + (k + 0.5) * tall
            mean = scaled(row, row["difference"]["mean"])
            low, high = (scaled(row, end) for end in row["difference"]["ci95"] or (row["difference"]["mean"],) * 2)
            colour = colours[k] if len(pairs) > 1 else palette.FATES.get(fate, palette.BAR)
            axes.barh(at, mean, height=0.9 * tall, color=colour)
            axes.plot([low, high], [at, at], color=palette.INK, linewidth=1.0, marker="|", markersize=4)
            axes.text(1.01, at, signed(mean), transform=axes.get_yaxis_transform(), va="center")
    names = [wrap(amount_name(next(iter(r.values())), labels), 128, canvas.LABEL) for r in rows.values()]
    axes.axvline(0, color=palette.INK, linewidth=1.0)
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.margins(x=0.08)
    canvas.quiet(axes, "x")


def caption(comparison: Comparison, words: Words) -> str:
    """The fate that moves most in the first year shown, for each scenario."""
    labels, said = labels_of(comparison, words), []
    for k, pair in enumerate(comparison.document["comparisons"]):
        for year in years_shown(comparison):
            rows = [by_pair[k] for by_pair in moves(comparison, year).values() if k in by_pair]
            if rows:
                most = max(rows, key=lambda row: abs(row["difference"]["mean"]))
                ends = most["difference"]["ci95"]
                low, high = (signed(scaled(most, end)) for end in ends or (0.0, 0.0))
                id = "answer" if ends else "answer_once"
                text = words.say(
                    f"compare.fate_figure.{id}", period=labels.period(year),
                    pair=pair_name(pair, labels), fate=amount_name(most, labels),
                    mass=signed(scaled(most, most["difference"]["mean"])), low=low, high=high,
                )  # fmt: skip
                said.append(sentence(text))
    base, n = comparison.document["comparisons"][0]["base"], comparison.document["replications"]
    note = words.say("compare.fate_figure.note", base=base, n=number(n, 0), level=level(comparison.document))
    return " ".join([*said, note])
