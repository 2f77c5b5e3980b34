"""A comparison -> files: figures as PNG and a short report as PDF, from the same template as a run's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.report.blocks import Block, Drawings, drawn, table, text
from sim.report.change import beside, lead, moved_table, sure
from sim.report.differences import (
    Pair,
    amount_cells,
    goal_text,
    labels_of,
    letters,
    missing_cells,
    pair_name,
    precision_of_pairs,
    rate_cells,
    shift_cells,
    target_name,
    years_shown,
)  # fmt: skip
from sim.report.document import REGION
from sim.report.figures import fate_differences, rate_differences
from sim.report.labels import Labels, level
from sim.report.numbering import numbered
from sim.report.publishing import publish
from sim.report.workbook import compared
from sim.study.comparison import Comparison
from sim.words import Language, Words

FIGURES = {"rates": rate_differences, "fates": fate_differences}
"""In the order of their numbers in file names."""


def write_comparison(comparison: Comparison, directory: Path, languages: Sequence[Language]) -> None:
    """Write figures/<lang>/NN-name.png and report.<lang>.pdf for each language, and results.xlsx, into a folder."""
    publish(comparison, FIGURES, compose, comparison.loaded[0].scenario.date, directory, languages)
    compared.write_workbook(comparison, directory / "results.xlsx", Words(languages[0] if languages else "en"))


def compose(comparison: Comparison, words: Words, figures: Drawings) -> dict[str, Any]:
    """The data of the template."""
    labels, say, document = labels_of(comparison, words), words.say, comparison.document
    ids = [one.id for one in comparison.loaded]
    base, *others = letters(comparison)
    hashes = [say("compare.hash", letter=letter, hash=one.hash[:12])
              for letter, one in zip(letters(comparison), comparison.loaded, strict=True)]  # fmt: skip
    data = {
        "language": words.language,
        "region": REGION[words.language],
        "title": say("compare.title", list=labels.joined(others), base=base),
        "question": say("report.semicolon").join(titles(comparison, labels)),
        "kicker": say("compare.kicker", list=labels.joined(ids), date=comparison.loaded[0].scenario.date.isoformat()),
        "foot": say("compare.foot", list=labels.joined(hashes), seed=document["seed"], n=document["replications"]),
        "contents": say("report.contents"),
        "answer": {
            "title": say("compare.answer"),
            "lead": lead(comparison, labels),
            "targets": [],
            "blocks": [
                {
                    "title": say("compare.beside", base=base),
                    "tables": [moved_table(comparison, pair, labels) for pair in document["comparisons"]],
                    "lines": beside(comparison, labels),
                },
                {"title": say("compare.sure"), "lines": sure(comparison, labels)},
            ],
            "caution": say("report.answer.caution"),
        },
        "chapters": _chapters(comparison, labels, figures),
    }
    return numbered(data, words)


def titles(comparison: Comparison, labels: Labels) -> list[str]:
    """`A: its title`, for each scenario."""
    return [
        labels.words.say("compare.letter", letter=letter, title=labels.text(one.scenario.title))
        for letter, one in zip(letters(comparison), comparison.loaded, strict=True)
    ]


def _chapters(comparison: Comparison, labels: Labels, figures: Drawings) -> list[dict[str, Any]]:
    pairs = comparison.document["comparisons"]
    parts: dict[str, list[Block]] = {
        "targets": [*drawn(figures, "rates"), *(b for p in pairs for b in _targets(comparison, p, labels))],
        "fates": [*drawn(figures, "fates"), *(b for p in pairs for b in _fates(comparison, p, labels))],
        "plants": [b for p in pairs for b in _amounts(comparison, p, "plants", ("load", "processed"), labels)],
        "landfills": [b for p in pairs for b in _landfills(comparison, p, labels)],
        "haulage": [b for p in pairs for b in _amounts(comparison, p, "haulage", _HAULAGE, labels)],
        "not_comparable": [b for p in pairs for b in _missing(comparison, p, labels)],
        "reproduction": list(_reproduction(comparison, labels)),
    }
    return [
        {"id": id, "title": labels.words.say(f"compare.{id}"), "blocks": blocks}
        for id, blocks in parts.items()
        if blocks
    ]


_HAULAGE = ("truck_km", "co2", "haul", "gate_fee")


def _targets(comparison: Comparison, pair: Pair, labels: Labels) -> Iterator[Block]:
    """Each target of a pair, period by period."""
    say = labels.words.say
    verdict = say("report.column.verdict")
    heads: list[tuple[str, float | str, bool]] = [
        (say("compare.column.period"), 2.2, False), (pair["base"], 0.9, True), (verdict, 1.5, False),
        (pair["other"], 0.9, True), (verdict, 1.5, False),
        (f"{pair_name(pair, labels)} ({say('compare.unit.points')})", 1.2, True),
        (say("compare.column.interval", level=level(comparison.document)), 1.7, True),
        (say("compare.column.reduction"), 1.2, True),
    ]  # fmt: skip
    for id, target in pair["targets"].items():
        named = say(
            "compare.table_rates", target=target_name(comparison, id, labels), goal=goal_text(target, pair, labels)
        )
        due = [k for k, row in enumerate(target["periods"]) if row["period"] == target["due"]]
        if target["periods"]:
            cells = [rate_cells(row, labels) for row in target["periods"]]
            yield table(named, heads, cells, totals=due, anchor=f"rates-{pair['other']}-{id}")


def _heads(comparison: Comparison, pair: Pair, labels: Labels) -> list[tuple[str, float | str, bool]]:
    say = labels.words.say
    return [
        (say("compare.column.what"), 3.4, False), (say("compare.column.unit"), 1.1, False),
        (say("compare.column.period"), 1.2, False), (pair["base"], 1.2, True), (pair["other"], 1.2, True),
        (pair_name(pair, labels), 1.2, True),
        (say("compare.column.interval", level=level(comparison.document)), 2.1, True),
    ]  # fmt: skip


def _fates(comparison: Comparison, pair: Pair, labels: Labels) -> Iterator[Block]:
    """Every fate in the years that are shown."""
    years = years_shown(comparison)
    rows = [row for year in years for row in pair["amounts"] if row["what"] == "fate" and row["period"] == year]
    totals = [k for k, row in enumerate(rows) if row["id"] == "generated"]
    caption = labels.words.say("compare.table_fates", pair=pair_name(pair, labels))
    if rows:
        yield table(
            caption, _heads(comparison, pair, labels), [amount_cells(row, labels) for row in rows], totals=totals
        )


def _amounts(comparison: Comparison, pair: Pair, chapter: str, kinds: Sequence[str], labels: Labels) -> Iterator[Block]:
    """Amounts of some kinds in all years."""
    rows = [amount_cells(row, labels) for row in pair["amounts"] if row["what"] in kinds]
    if rows:
        caption = labels.words.say(f"compare.table_{chapter}", pair=pair_name(pair, labels))
        yield table(caption, _heads(comparison, pair, labels), rows)


def _landfills(comparison: Comparison, pair: Pair, labels: Labels) -> Iterator[Block]:
    say = labels.words.say
    heads: list[tuple[str, float | str, bool]] = [
        (say("report.column.facility"), 3, False), (pair["base"], 1.4, False), (pair["other"], 1.4, False),
        (say("compare.column.median"), 1.4, True), (say("compare.column.spread"), 1.6, True),
    ]  # fmt: skip
    rows = [shift_cells(comparison, id, row, labels) for id, row in pair["exhausted"].items()]
    if rows:
        yield table(say("compare.table_landfills", pair=pair_name(pair, labels)), heads, rows)


def _missing(comparison: Comparison, pair: Pair, labels: Labels) -> Iterator[Block]:
    say = labels.words.say
    rows = list(missing_cells(comparison, pair, labels))
    if not rows:
        yield text(f"{pair_name(pair, labels)}: {say('compare.all_comparable')}")
        return
    heads: list[tuple[str, float | str, bool]] = [
        (f"{pair_name(pair, labels)}: {say('compare.column.what')}", 3, False), (say("compare.column.why"), 4, False)
    ]  # fmt: skip
    yield table(say("compare.table_missing"), heads, rows)


def _reproduction(comparison: Comparison, labels: Labels) -> Iterator[Block]:
    """Which scenarios exactly, how often, from which seed."""
    say, document = labels.words.say, comparison.document
    yield text(say("compare.setting", n=document["replications"], seed=document["seed"]))
    yield from precision_of_pairs(comparison, labels).blocks()
    heads: list[tuple[str, float | str, bool]] = [
        (say("compare.column.letter"), 0.8, False), (say("compare.column.scenario"), 4, False),
        (say("compare.column.id"), 2.6, False), (say("compare.column.hash"), 3.4, False),
    ]  # fmt: skip
    rows = [
        [letter, labels.text(one.scenario.title), one.id, one.hash[:32]]
        for letter, one in zip(letters(comparison), comparison.loaded, strict=True)
    ]
    yield table(say("compare.table_scenarios"), heads, rows)
