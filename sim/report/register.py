"""Provenance: findings of check, articles, register of inputs, how to repeat the study."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sim.report import tables
from sim.report.blocks import Block, Column, Drawings, heading, noted, table, text
from sim.report.font import printable
from sim.report.glyphs import glyph_notes
from sim.report.labels import DASH, Labels
from sim.report.precision import points_asked
from sim.report.wording_proposals import is_mendable
from sim.scenario.loading import Input
from sim.scenario.wording import write_quantity, write_stated, write_unit
from sim.study.result import Result
from sim.words import Words

_OWN = ("waste-sim", "python")
_GRAVITY = ("error", "contradiction", "warning", "info")


def _column(labels: Labels, id: str, width: float) -> tuple[str, float, bool]:
    return labels.words.say(f"report.column.{id}"), width, False


def checks(result: Result, labels: Labels) -> Iterator[Block]:
    """Findings of `check` that the proposals do not tell: the gravest first; what is only a note in smaller print."""
    say, found = labels.words.say, result.summary["checks"]
    if not found:
        yield text(say("report.checks.nothing"))
        return
    told = sorted((c for c in found if not is_mendable(c, labels)), key=lambda c: _GRAVITY.index(c["severity"]))
    columns = [_column(labels, "finding", 6.5), _column(labels, "article", 2.4)]
    grave, notes = ([c for c in told if anchor_of(c) == anchor] for anchor in ("checks", "check-notes"))
    if grave:
        yield _findings(grave, columns, labels)
    rows = [[labels.text(c["message"]), labels.cited(c.get("article") or "")] for c in notes]
    if rows:
        yield table(say("report.checks.notes"), columns, rows, 6.5, anchor="check-notes")


def _findings(found: list[dict[str, Any]], columns: Sequence[Column], labels: Labels) -> Block:
    """Findings with their kind, which stands in the caption where all are of one."""
    rows = [[labels.text(c["message"]), labels.cited(c.get("article") or "")] for c in found]
    kinds = [_severity(c, labels) for c in found]
    only = kinds[0] if len(set(kinds)) == 1 else ""
    if not only:
        columns = [_column(labels, "severity", 1.2), *columns]
        rows = [[kind, *row] for kind, row in zip(kinds, rows, strict=True)]
    return table(labels.words.say("report.checks.caption", only=only), columns, rows, 7, anchor="checks")


def anchor_of(check: dict[str, Any]) -> str:
    """The table that tells a finding, where it is not among the proposals."""
    return "check-notes" if check["severity"] == "info" else "checks"


def _severity(check: dict[str, Any], labels: Labels) -> str:
    id = f"severity.{check['severity']}"
    return labels.words.say(id) if id in labels.words else str(check["severity"])


def articles(result: Result, labels: Labels) -> Iterator[Block]:
    """The plan article by article: modelled, checked, declared or not evaluated, and how."""
    rows = [
        [
            labels.cited(id),
            labels.text(article.title),
            labels.words.say(f"status.{article.status}"),
            labels.text(article.how),
        ]
        for id, article in result.loaded.scenario.articles.items()
    ]
    if rows:
        columns = [_column(labels, "article_number", 1), _column(labels, "article_title", 2),
                   _column(labels, "status", 1.4), _column(labels, "how", 6)]  # fmt: skip
        yield table(labels.words.say("report.articles.caption"), columns, rows, anchor="articles")


def inputs(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Every input by grade, assumed ones first and marked; under its name the path by which the file has it."""
    say = labels.words.say
    grades = tables.inputs_by_grade(result)
    counts = [say("report.inputs.count", grade=say(f"grade.{g}"), n=len(rows)) for g, rows in grades.items()]
    yield text(say("report.inputs.intro", list=labels.joined(counts)))
    columns = [_column(labels, "input", 3.8), _column(labels, "value", 1.3), _column(labels, "range", 1.9),
               _column(labels, "source_of", 3.4)]  # fmt: skip
    for grade, rows in grades.items():
        mark = "▲ " if grade == "assumed" else ""
        yield heading(f"{mark}{say(f'grade.{grade}')} ({len(rows)})")
        yield table(
            say(f"report.inputs.{grade}"), columns,
            [[noted(f"{mark}{labels.number(row.path)}", _breakable(row.path)), written_value(row, labels.words),
              written_range(row, labels.words) or DASH, _source(row, labels)] for row in rows],
            size=6.5, anchor=f"inputs-{grade}", row_anchors=[input_anchor(str(row.path)) for row in rows],
        )  # fmt: skip


def input_anchor(path: str) -> str:
    """The anchor of an input's row."""
    return f"input-{path}"


def written_value(row: Input, words: Words) -> str:
    """The value of an input with its unit in the reader's language."""
    return printable(write_quantity(row.text, words))


def written_range(row: Input, words: Words) -> str:
    """The law of an input in the unit in which its value was given: "1.8 / 2.1 / 2.4 t/m³", dates as dates.

    Laws other than triangular and uniform keep their name.
    """
    law = re.fullmatch(r"(\w+)\(([^()]*)\)", row.range)
    given = re.match(r"[-+0-9.,eE]+", row.text)
    if not law or (row.unit != "date" and not (given and row.value)):
        return printable(row.range)
    try:
        numbers = [float(part) for part in law[2].split(",")]
        if row.unit == "date":
            shown = [date.fromordinal(round(n)).isoformat() for n in numbers]
        else:
            factor = float(given[0].replace(",", "")) / row.value if given else 1.0
            shown = [f"{n * factor:.4g}" if abs(n * factor) < 1e4 else f"{n * factor:,.0f}" for n in numbers]
    except (ValueError, OverflowError):
        return printable(row.range)
    unit = "" if row.unit == "date" or given is None else write_unit(row.text[given.end() :], words)
    listed = " / ".join(shown) + (f" {unit}" if unit else "")
    return printable(listed if law[1] in ("triangular", "uniform") else f"{words.say(f'law.{law[1]}')}: {listed}")


def written_others(row: Input, words: Words) -> str:
    """What else the plan states for an input."""
    return printable(write_stated(row.also_stated, words))


def _breakable(path: object) -> str:
    """A path that may be broken after its dots and underscores."""
    return printable(str(path)).replace(".", ".\u200b").replace("_", "_\u200b")


def _source(row: Input, labels: Labels) -> str:
    source = labels.cited(row.source)
    also = written_others(row, labels.words)
    if not also:
        return source
    return labels.words.say("report.semicolon").join((source, labels.words.say("report.inputs.also", other=also)))


def reproduction(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Versions, seed, hash, and the command that repeats the study."""
    say, summary = labels.words.say, result.summary
    yield text(say("report.reproduction.validated"))
    yield from map(text, glyph_notes([result.loaded], labels.words))
    versions = result.run.get("versions", {})
    used = [f"{name} {versions[name]}" for name in sorted(versions, key=lambda v: (v not in _OWN, v))]
    balance = summary["mass_balance"]
    looks = summary.get("precision")
    most = looks["looks"][-1] if looks else summary["replications"]
    command = f"waste-sim run scenario.resolved.yaml --seed {summary['seed']} --replications {most}"
    if looks:
        command += f" --precision {points_asked(looks)}pt"
    if result.summary.get("readings", {}).get("variants_simulated"):
        command += " --readings"
    if summary.get("levers"):
        command += " --levers"
    rows = [
        ("scenario", result.loaded.id),
        ("hash", result.loaded.hash),
        ("seed", str(summary["seed"])),
        ("replications", str(summary["replications"])),
        ("horizon", " – ".join(summary["horizon"])),
        (
            "balance",
            say(
                "report.reproduction.closes", generated=f"{balance['generated_kg']:,}", residual=balance["residual_kg"]
            ),
        ),
        ("versions", ", ".join(used) or DASH),
        ("command", command),
    ]
    columns = [_column(labels, "term", 1.3), _column(labels, "value", 6)]
    yield table(
        say("report.reproduction.caption"), columns,
        [[say(f"report.reproduction.{id}"), printable(value)] for id, value in rows],
    )  # fmt: skip
