"""How many replications sufficed, and what they decide: for terminal and report, of a study and of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from sim.report.blocks import Block, table, text
from sim.report.labels import DASH, T_PER_UNIT, Labels, level, number
from sim.study.result import Result

Row = dict[str, Any]
"""One of `rows` of `precision` in summary.json or compare.json."""
NAMED = 4
"""Rows that are named as not known well enough; the others are counted."""


def points_asked(precision: dict[str, Any]) -> str:
    """The precision that was asked for, in percentage points, as one can give it again."""
    return format(Decimal(f"{100 * precision['asked']:.12g}"), "f")


class Precision:
    """`precision` of a document in words; `name` gives the name of a row. Empty where no precision was asked for."""

    def __init__(self, document: dict[str, Any], name: Callable[[Row], str], labels: Labels) -> None:
        self._found: dict[str, Any] = document.get("precision") or {}
        self._is_of_pairs = "comparisons" in document
        self._kind = "differences" if self._is_of_pairs else "rates"
        self._level = level(document)
        self._name = name
        self._labels = labels

    def lines(self) -> Iterator[str]:
        """How the looks ended, and the smallest margin that is decided of the rate that is known least."""
        if not self._found:
            return
        rows, say = self._found["rows"], self._labels.words.say
        yield self._outcome()
        if rows:
            widest = max(rows, key=lambda row: float(row["half_width"]))
            tonnes = widest["least_margin_t"]
            mass = "" if tonnes is None else say("precision.mass", value=number(tonnes / T_PER_UNIT))
            points = self._points(widest)
            kind = "difference" if self._is_of_pairs else "margin"
            yield say(f"precision.{kind}", n=self._n(), points=points, mass=mass, row=self._name(widest))

    def warning(self) -> list[str]:
        """For page 1: what the most replications did not suffice for, if anything."""
        if not self._found or self._found["reached"]:
            return []
        say, rows = self._labels.words.say, self._found["rows"]
        chapter = "compare.reproduction" if self._is_of_pairs else "report.chapter.definitions"
        return [say(
            f"precision.{self._kind}_short", n=self._n(), asked=self._asked(), all=len(rows),
            open=sum(row["met"] is None for row in rows), chapter=say(chapter),
        )]  # fmt: skip

    def blocks(self) -> Iterator[Block]:
        """The rule in words, and every row with what it knows."""
        if not self._found:
            return
        say, looks = self._labels.words.say, self._found["looks"]
        yield text(say(
            "precision.method_pairs" if self._is_of_pairs else "precision.method", n=self._n(), k=len(looks),
            looks=self._labels.joined(number(look, 0) for look in looks), asked=self._asked(), level=self._level,
        ))  # fmt: skip
        if not self._found["rows"]:
            yield text(self._outcome())
            return
        heads = [
            (say("compare.column.what"), 4.2, False), (say("precision.column.half_width"), 1.5, True),
            (say("precision.column.mass"), 1.5, True), (say("precision.column.met"), 3.2, False),
        ]  # fmt: skip
        cells = [
            [self._name(r), number(100 * r["half_width"]), self._mass(r), self._why(r)] for r in self._found["rows"]
        ]
        caption = "precision.caption_pairs" if self._is_of_pairs else "precision.caption"
        yield table(say(caption, n=self._n(), level=self._level), heads, cells)

    def _why(self, row: Row) -> str:
        clear = "_pairs" if self._is_of_pairs and row["met"] in ("goal", "both") else ""
        return self._labels.words.say(f"precision.met.{row['met'] or 'open'}{clear}")

    def _outcome(self) -> str:
        say, rows = self._labels.words.say, self._found["rows"]
        about = {"n": self._n(), "most": number(self._found["looks"][-1], 0), "asked": self._asked()}
        if not rows:
            return say("precision.nothing", **about)
        if self._found["reached"]:
            return say(f"precision.{self._kind}_reached", level=self._level, **about)
        left = [row for row in rows if row["met"] is None]
        named = [say("precision.open", row=self._name(row), points=self._points(row)) for row in left[:NAMED]]
        more = [say("precision.more", n=len(left) - NAMED)] if len(left) > NAMED else []
        return say(
            f"precision.{self._kind}_open",
            list=say("report.semicolon").join([*named, *more]),
            level=self._level,
            **about,
        )

    def _n(self) -> str:
        return number(self._found["stopped_at"], 0)

    def _asked(self) -> str:
        return points_asked(self._found)

    def _points(self, row: Row) -> str:
        return self._labels.words.say("precision.points", value=number(100 * row["half_width"]))

    def _mass(self, row: Row) -> str:
        return DASH if row["least_margin_t"] is None else number(row["least_margin_t"] / T_PER_UNIT)


def precision_of(result: Result, labels: Labels) -> Precision:
    """That of a study."""

    def name(row: Row) -> str:
        target = labels.text(result.loaded.scenario.targets[row["target"]].name)
        return labels.words.say("precision.row", target=target, period=labels.period(row["period"]))

    return Precision(result.summary, name, labels)
