"""A row of the table: a quantity of a case, what it must be, what came out, and how far that may be from it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from sim.words import Words


@dataclass(frozen=True)
class Said:
    """A text of the word catalogue below `validation.`, and its values."""

    id: str
    values: dict[str, object] = field(default_factory=dict)

    def text(self, words: Words) -> str:
        """The text in a language."""
        return words.say(f"validation.{self.id}", **self.values)


@dataclass(frozen=True)
class Row:
    """A quantity of a case.

    expected: the literal as the source prints it, or a word. got: a number, or a word. half_width: of the 99.9 %
    interval of what came out, None for what is deterministic, which must agree to the last digit printed. limit: the
    widest half-width that proves something, as a share of what is expected. recomputed: the same from a closed form;
    it too must agree with the literal to its last digit.
    """

    id: str
    case: Said
    quantity: Said
    expected: str
    got: float | str
    source: Said
    half_width: float | None = None
    limit: float = 0.0
    recomputed: float | None = None

    @property
    def digits(self) -> int:
        """Decimals of the literal."""
        return len(self.expected.partition(".")[2])

    @property
    def shown(self) -> float | str:
        """What came out; of what is deterministic, to the digits of the literal."""
        if isinstance(self.got, str) or self.half_width is not None:
            return self.got
        return round(self.got, self.digits)

    @property
    def wanted(self) -> float | str:
        """What is expected, as a number where it is one."""
        return self.expected if isinstance(self.got, str) else float(self.expected)

    @property
    def ok(self) -> bool:
        """Whether what came out is what is expected, and the interval is narrow enough to say so."""
        if isinstance(self.got, str):
            return self.got == self.expected
        expected = float(self.expected)
        if self.recomputed is not None and round(self.recomputed, self.digits) != expected:
            return False
        if self.half_width is None:
            return self.shown == expected
        return abs(self.got - expected) <= self.half_width <= self.limit * abs(expected)

    def document(self, words: Words) -> dict[str, Any]:
        """The row of `--json`; tolerance 0: must agree to every digit printed. Null is what could not be found."""
        return {
            "id": self.id,
            "case": self.case.text(words),
            "quantity": self.quantity.text(words),
            "expected": self.wanted,
            "got": _finite(self.shown),
            "tolerance": _finite(self.half_width or 0),
            "widest": self.limit * abs(float(self.expected)) if self.half_width is not None else 0,
            "ok": self.ok,
            "source": self.source.text(words),
        }


def _finite(value: float | str) -> float | str | None:
    """JSON has no NaN."""
    return value if isinstance(value, str) or math.isfinite(value) else None
