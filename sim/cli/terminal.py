"""What commands share on the terminal: language, messages, printed tables."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sim.errors import Fault, Message, ScenarioInvalid
from sim.words import Language, Words, make_visible

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded


def terminal_language() -> Language:
    """Chinese where the environment's locale says so, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def say_error(error: ScenarioInvalid | Message, code: int) -> int:
    """Print an error on stderr in the terminal's language; returns the exit code."""
    words = Words(terminal_language())
    if isinstance(error, ScenarioInvalid):
        for fault in error.faults:
            print(fault_text(fault, words), file=sys.stderr)
    else:
        print("waste-sim: " + words.say(f"error.{error.id}", **error.values), file=sys.stderr)
    return code


def fault_text(fault: Fault, words: Words) -> str:
    """One line: file:line:column, path in the scenario, what is wrong and what to do."""
    where = f"{fault.place}: " if fault.place else ""
    path = f"{fault.path}: " if fault.path else ""
    cause = f" {fault_text(fault.cause, words)}" if fault.cause else ""
    return make_visible(where + path) + words.say(f"fault.{fault.id}", **fault.values) + cause


def warn_of_glyphs(scenarios: Iterable[Loaded]) -> None:
    """Say on stderr which characters of these scenarios the reports that were made cannot show."""
    from sim.report.glyphs import glyph_notes

    for note in glyph_notes(scenarios, Words(terminal_language())):
        print(f"waste-sim: {note}", file=sys.stderr)


def in_columns(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """Rows of cells as lines of a table, indented; `sides` has < or > for each column. Chinese counts twice as wide."""
    rows = [[make_visible(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = [
            cell + blanks if side == "<" else blanks + cell
            for cell, side, blanks in (
                (cell, side, " " * (width - _width(cell))) for cell, side, width in zip(row, sides, widths, strict=True)
            )
        ]
        yield "  " + "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
