"""How many replications: looks at ever more of them, and the rule that ends a study at one.

The looks are those of a group-sequential study (Jennison and Turnbull, Group Sequential Methods, 2000): after 10, 20,
40, 80 … replications, and at last after the most that are allowed. With K looks each has intervals of confidence
1 - 0.05 / K. By Bonferroni's inequality, P(A1 or … or AK) <= P(A1) + … + P(AK), the chance that the interval of a mean
leaves out the true one at any of the looks is then at most 0.05, whatever ends the study. So a verdict at the end is as
sure as one after a fixed number. An interval is mean ± t s / √n with Student's t of n - 1 degrees of freedom.

The rule, as of the sequential procedures of Law, Simulation Modeling and Analysis, section 9.4.1: enough at a look if
each mean is known to the precision that was asked for, or is clear of its goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.study.intervals import CONFIDENCE

RISK = 0.05
"""Chance, over all looks, that the interval of a mean leaves out the true one."""
FIRST = 10
"""Replications at the first look; at each further one twice as many."""


@dataclass(frozen=True, slots=True)
class Known:
    """How well a look knows the mean of a rate, or of the difference of two.

    half_width: of its interval, in shares of 1. is_clear: the interval excludes the goal (of a difference: 0).
    denominator_t: mean tonnes a year of which the rate is a share; None for a rate that is not one of masses.
    other: letter of the scenario that is compared with the first, empty where none is.
    """

    target: str
    period: str
    half_width: float
    is_clear: bool
    denominator_t: float | None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """Numbers of replications at which to look, and the half-width asked for (None: one look, which ends the study)."""

    numbers: tuple[int, ...]
    asked: float | None = None

    @property
    def confidence(self) -> float:
        """Of the intervals at each look."""
        return 1.0 - RISK / len(self.numbers)

    def stages(self, examine: Callable[[], Sequence[Known]]) -> Iterator[range]:
        """The replications to be made next, until `examine`, called after those of a look, finds what is enough."""
        made = 0
        for number in self.numbers:
            yield range(made + 1, number + 1)
            if self.asked is not None and all(self.part_met(row) for row in examine()):
                return
            made = number

    def part_met(self, row: Known) -> str | None:
        """The part of the rule that a row meets: `precision`, `goal`, `both`, or None."""
        is_narrow = self.asked is not None and row.half_width <= self.asked
        if row.is_clear:
            return "both" if is_narrow else "goal"
        return "precision" if is_narrow else None

    def document(self, stopped_at: int, rows: Sequence[Known]) -> dict[str, Any] | None:
        """`precision` of summary.json and compare.json; None where no precision was asked for.

        The least margin is what the half-width means: a mean further from its goal would be clear of it.
        """
        if self.asked is None:
            return None
        return {
            "asked": self.asked,
            "looks": list(self.numbers),
            "confidence": self.confidence,
            "stopped_at": stopped_at,
            "reached": all(self.part_met(row) for row in rows),
            "rows": [self._entry(row) for row in rows],
        }

    def _entry(self, row: Known) -> dict[str, Any]:
        tonnes = None if row.denominator_t is None else row.half_width * row.denominator_t
        return {
            **({"other": row.other} if row.other else {}),
            "target": row.target,
            "period": row.period,
            "half_width": row.half_width,
            "met": self.part_met(row),
            "least_margin_points": 100.0 * row.half_width,
            "least_margin_t": tonnes,
        }


def plan_looks(asked: float | None, most: int) -> Looks:
    """The looks of a study of at most so many replications; the last is at the most."""
    if asked is None:
        return Looks((most,))
    numbers, number = list[int](), FIRST
    while number < most:
        numbers.append(number)
        number *= 2
    return Looks((*numbers, most), asked)


def confidence_of(precision: Mapping[str, Any] | None) -> float:
    """The confidence of all intervals of a study, from the `precision` of its document."""
    return CONFIDENCE if precision is None else float(precision["confidence"])
