"""The table of all rows: as cells, and as a page of Markdown with what each case shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from sim.validation.rows import Row
from sim.words import Words

COLUMNS = ("id", "case", "quantity", "expected", "got", "tolerance", "ok", "source")


def cells(row: Row, words: Words) -> list[str]:
    """A row of the table as texts, by COLUMNS."""
    expected, got, tolerance = row.expected, str(row.got), "0"
    if isinstance(row.got, str):
        ids = [f"verdict.{text}" for text in (expected, got)]
        expected, got = (words.say(id) if id in words else id.partition(".")[2] for id in ids)
    elif row.half_width is None:
        got = f"{row.got:.{row.digits}f}"
    elif math.isfinite(row.half_width):
        decimals = max(0, 1 - math.floor(math.log10(row.half_width or 1.0)))  # two digits of the tolerance
        got, tolerance = (f"{value:.{decimals}f}" for value in (row.got, row.half_width))
    result = words.say(f"validation.table.{'passed' if row.ok else 'failed'}")
    texts = (part.text(words) for part in (row.case, row.quantity))
    return [row.id, *texts, expected, got, tolerance, result, row.source.text(words)]


def heads(words: Words) -> list[str]:
    """The heads of the columns."""
    return [words.say(f"validation.table.{name}") for name in COLUMNS]


def summary(rows: Sequence[Row], seed: int, words: Words) -> str:
    """How many rows agree."""
    passed, cases = sum(row.ok for row in rows), len({row.id for row in rows})
    return words.say("validation.table.summary", passed=passed, rows=len(rows), cases=cases, seed=seed)


def page(rows: Sequence[Row], seed: int, words: Words) -> str:
    """docs/validation.md."""
    return "\n".join(_lines(rows, seed, words)) + "\n"


def _lines(rows: Sequence[Row], seed: int, words: Words) -> Iterator[str]:
    yield f"# {words.say('validation.table.heading')}"
    yield from ("", words.say("validation.table.introduction"), "", summary(rows, seed, words))
    for id, group in groupby(rows, key=lambda row: row.id):
        title, shows = (words.say(f"validation.{part}.{id}") for part in ("title", "shows"))
        yield from ("", f"## {id} {title}", "", shows, "")
        yield _line(heads(words)[1:])
        yield _line(["---", "---", "--:", "--:", "--:", "---", "---"])
        yield from (_line(cells(row, words)[1:]) for row in group)


def _line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
