"""A number of a scenario: value with unit, source, grade and, where uncertain, its law.

`Quantity` is drawn once per replication, `Variate` once per load or failure. Both hold their value in a
canonical unit (see `sim.scenario.units`): kg, m3, bank_m3, loose_m3, compacted_m3, s, m, L, yuan, 1, date,
and ratios of them per a, d or h. Parsing stands in `sim.scenario.reading`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sim.scenario.text import Text

Grade = Literal["plan", "standard", "literature", "assumed"]
GRADES: tuple[Grade, ...] = ("plan", "standard", "literature", "assumed")


@dataclass(frozen=True, slots=True)
class Law:
    """A probability distribution in the canonical unit of its Quantity.

    kind and parameters: constant (c), uniform (low, high), triangular (low, mode, high), exponential (mean),
    lognormal (mean, cv), erlang (mean, k), discrete (v1, w1, v2, w2, ...), empirical (v1, v2, ...; each
    equally likely), values (v1, v2, ...; one per load in order of birth, the last is repeated).
    """

    kind: str
    parameters: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Expected value."""
        p = self.parameters
        if self.kind in ("constant", "exponential", "lognormal", "erlang"):
            return p[0]
        if self.kind == "discrete":
            return math.fsum(v * w for v, w in zip(p[::2], p[1::2], strict=True)) / math.fsum(p[1::2])
        return math.fsum(p) / len(p)

    @property
    def mode(self) -> float:
        """Most likely value of a triangular law; the mean of any other."""
        return self.parameters[1] if self.kind == "triangular" else self.mean

    @property
    def ends(self) -> tuple[float, float]:
        """Least and greatest value that can be drawn."""
        if self.kind in ("exponential", "lognormal", "erlang"):
            return 0.0, math.inf
        points = self.parameters[::2] if self.kind == "discrete" else self.parameters
        return min(points), max(points)


@dataclass(frozen=True, slots=True)
class Stated:
    """Another value that the same plan states for the same thing."""

    value: float
    text: str
    source: Text


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and provenance; uncertain if it has a law."""

    value: float
    unit: str
    text: str
    grade: Grade = "assumed"
    source: Text = ""
    law: Law | None = None
    also_stated: tuple[Stated, ...] = ()

    @property
    def mean(self) -> float:
        """Expected value in the canonical unit."""
        return self.value if self.law is None else self.law.mean

    @property
    def ends(self) -> tuple[float, float]:
        """Least and greatest possible value in the canonical unit."""
        return (self.value, self.value) if self.law is None else self.law.ends

    @property
    def bounds(self) -> tuple[float, float]:
        """As `ends`, but of an unbounded law its value: what is judged before anything is drawn."""
        return self.ends if math.isfinite(self.ends[1]) else (self.value, self.value)


@dataclass(frozen=True, slots=True)
class Variate(Quantity):
    """A Quantity whose law is drawn anew for every load (or failure), not once per replication."""
