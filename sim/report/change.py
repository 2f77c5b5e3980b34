"""What a change buys, in words: the sentences of page 1 of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report import palette
from sim.report.blocks import Block, Column, table
from sim.report.differences import (
    Pair,
    Row,
    amount_name,
    factor_text,
    full_date,
    interval,
    moving,
    pair_name,
    points,
    precision_of_pairs,
    scaled,
    target_name,
    unit_of,
    years_shown,
)  # fmt: skip
from sim.report.labels import DASH, Labels, level, rate, sentence, signed
from sim.study.comparison import Comparison

OPEN = "○"
"""Beside a difference whose interval holds 0."""
_UNCHANGED = {"colour": palette.VERDICTS["not evaluated"]}


def due_rows(comparison: Comparison) -> Iterator[tuple[Pair, str, Row]]:
    """Pair, target and row of rates of each due period."""
    for pair in comparison.document["comparisons"]:
        for id, target in pair["targets"].items():
            yield from ((pair, id, row) for row in target["periods"] if row["period"] == target["due"])


def lead(comparison: Comparison, labels: Labels) -> list[dict[str, str]]:
    """A sentence per target, scenario and due period, in the colour of the verdict that the change leads to."""
    lines = [
        {
            "text": rate_sentence(comparison, pair, id, row, labels),
            "colour": palette.VERDICTS[row["other"]["verdict"]],
            "to": f"rates-{pair['other']}-{id}",
        }
        for pair, id, row in due_rows(comparison)
    ]
    return lines or [{"text": labels.words.say("compare.no_targets"), **_UNCHANGED}]


def rate_sentence(comparison: Comparison, pair: Pair, id: str, row: Row, labels: Labels) -> str:
    """What a scenario does to a rate in a period."""
    difference, verdicts = row["difference"], [labels.verdict(row[side]["verdict"]) for side in ("base", "other")]
    mean, ends = difference["mean"], difference["ci95"]
    low, high = ends or (mean, mean)
    kind = {1: "raises", -1: "lowers"}.get(difference["direction"], "unclear" if low != high else "same")
    shown = "verdict_same" if verdicts[0] == verdicts[1] else "verdict_changes"
    lowers = kind == "lowers"
    written = [points(v) for v in ((-mean, -high, -low) if lowers else (mean, low, high))]
    if kind in ("raises", "lowers"):
        written = [text.lstrip("+") for text in written]
    once = "_once" if ends is None and kind in ("raises", "lowers") else ""
    text = labels.words.say(
        f"compare.{kind}{once}", other=pair["other"], target=target_name(comparison, id, labels),
        period=labels.period(row["period"]), points=written[0], low=written[1], high=written[2],
        before=rate(row["base"]["mean"]), after=rate(row["other"]["mean"]),
        verdict=labels.words.say(f"compare.{shown}", before=verdicts[0], after=verdicts[1]),
    )  # fmt: skip
    return sentence(text)


def beside(comparison: Comparison, labels: Labels) -> list[str]:
    """By how much the dates move on which landfills are full."""
    return [
        _full(comparison, pair, id, row, labels)
        for pair in comparison.document["comparisons"]
        for id, row in pair["exhausted"].items()
    ]


def moved_table(comparison: Comparison, pair: Pair, labels: Labels) -> Block:
    """What else differs in the years in which targets are due and in the design year: one row per amount."""
    say, years = labels.words.say, years_shown(comparison)
    rows: dict[tuple[str, str], dict[str, Row]] = {}
    for year in years:
        for row in moving(pair, year):
            if row["id"] not in ("stock_change", "waiting"):
                rows.setdefault((row["what"], row["id"]), {})[year] = row
    cells = []
    for by_year in rows.values():
        some = next(iter(by_year.values()))
        written = [_moved(by_year[year]) if year in by_year else DASH for year in years]
        cells.append([amount_name(some, labels), unit_of(some, labels), *written])
    heads: list[Column] = [(say("compare.column.what"), 2.4, False), (say("compare.column.unit"), 1, False)]
    heads += [(f"{pair_name(pair, labels)}, {labels.period(year)}", 2.4, True) for year in years]
    caption = say("compare.moves" if cells else "compare.moves_nothing", mark=OPEN, level=level(comparison.document))
    return table(caption, heads, cells, size=8)


def _moved(row: Row) -> str:
    """A difference with its interval, marked where it is not clear that there is one."""
    ends = interval(row, lambda end: signed(scaled(row, end)))
    parts = [signed(scaled(row, row["difference"]["mean"])), "" if ends == DASH else ends]
    parts.append("" if row["difference"]["direction"] else OPEN)
    return " ".join(filter(None, parts))


def _full(comparison: Comparison, pair: Pair, id: str, row: Row, labels: Labels) -> str:
    """By how much the date moves on which a landfill is full."""
    say, days = labels.words.say, row["days"]
    dates = {name: full_date(comparison, row[side], labels) for name, side in (("before", "base"), ("after", "other"))}
    words: dict[str, Any] = {"other": pair["other"], "facility": labels.of(id), **dates}
    words |= {p: "∞" if days[p] is None else signed(days[p], 0) for p in ("p10", "p90")}
    if not row["n"]:
        return say("compare.full_neither", **words)
    if days["p50"] is None:
        return say("compare.full_never", **words)
    if not days["p50"]:
        return say("compare.full_same", **words)
    sense = say("compare.later" if days["p50"] > 0 else "compare.earlier")
    return say("compare.full", days=f"{abs(days['p50']):,}", sense=sense, **words)


def sure(comparison: Comparison, labels: Labels) -> list[str]:
    """How the differences were made, and what the pairing gains for each target in its due period."""
    say, n = labels.words.say, comparison.document["replications"]
    factors: dict[tuple[str, str], list[str]] = {}
    for pair, id, row in due_rows(comparison):
        text = say("compare.factor", pair=pair_name(pair, labels), factor=factor_text(row))
        factors.setdefault((id, row["period"]), []).append(text)
    lines = [
        say("compare.reductions", target=target_name(comparison, id, labels), period=labels.period(period),
            list=labels.joined(texts))
        for (id, period), texts in factors.items()
    ]  # fmt: skip
    known = level(comparison.document)
    method = [say("compare.method", n=n, level=known), *lines] if n > 1 else [say("compare.method_once")]
    return [*method, *precision_of_pairs(comparison, labels).warning(), say("compare.assumed")]
