"""Distributions as a table of inverse distribution functions that compiled code can read.

Closed forms where there are any; otherwise a table of 4,097 quantiles, interpolated linearly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.compiling import entry
from sim.model.records import record
from sim.scenario.quantity import Law, Quantity

CONSTANT, UNIFORM, TRIANGULAR, EXPONENTIAL, DISCRETE, EMPIRICAL, VALUES, TABULATED = range(8)
NODES = 4097

LAW = record(kind=np.int64, first=np.int64, count=np.int64, a=np.float64, b=np.float64, c=np.float64)


class LawTable(NamedTuple):
    """`laws`: one record per distribution (dtype LAW); `nodes`: values, weights and quantiles that they point to."""

    laws: npt.NDArray[np.void]
    nodes: npt.NDArray[np.float64]


class Laws:
    """Collects the distributions of a run; a law is known by its number in the table."""

    def __init__(self, randomness: bool) -> None:
        self.randomness = randomness
        self.rows: list[tuple[int, int, int, float, float, float]] = []
        self.nodes: list[float] = []

    def add(self, quantity: Quantity) -> int:
        """The number of a Quantity's law; without randomness every law but `values` is its mean."""
        law = quantity.law
        if law is None or (not self.randomness and law.kind != "values"):
            return self.constant(quantity.mean)
        return _MAKERS[law.kind](self, law)

    def constant(self, value: float) -> int:
        """The number of a law with a single value."""
        return self._row(CONSTANT, value)

    def table(self) -> LawTable:
        """The table as arrays."""
        return LawTable(np.array(self.rows, dtype=LAW), np.array(self.nodes, dtype=np.float64))

    def _row(self, kind: int, a: float = 0.0, b: float = 0.0, c: float = 0.0, nodes: list[float] | None = None) -> int:
        row = kind, len(self.nodes), len(nodes or ()), float(a), float(b), float(c)
        if row in self.rows and not nodes:
            return self.rows.index(row)
        self.nodes += nodes or []
        self.rows.append(row)
        return len(self.rows) - 1

    def exponential(self, mean: float) -> int:
        """The number of an exponential law."""
        return self._row(EXPONENTIAL, mean)

    def _lognormal(self, law: Law) -> int:
        return self._row(TABULATED, nodes=list(_lognormal_nodes(*law.parameters)))

    def _erlang(self, law: Law) -> int:
        return self._row(TABULATED, nodes=list(_erlang_nodes(law.parameters[0], int(law.parameters[1]))))

    def _triangular(self, law: Law) -> int:
        low, mode, high = law.parameters
        return self.constant(mode) if high <= low else self._row(TRIANGULAR, low, mode, high)

    def _discrete(self, law: Law) -> int:
        return self._row(DISCRETE, math.fsum(law.parameters[1::2]), nodes=list(law.parameters))


def _quantiles(quantile: Callable[[float], float]) -> tuple[float, ...]:
    """A table of quantiles; its ends are cut at half a node's probability."""
    edge = 0.5 / (NODES - 1)
    return tuple(quantile(min(max(i / (NODES - 1), edge), 1.0 - edge)) for i in range(NODES))


@lru_cache(maxsize=256)
def _lognormal_nodes(mean: float, cv: float) -> tuple[float, ...]:
    sigma = math.sqrt(math.log1p(cv * cv))
    normal = NormalDist(math.log(mean) - sigma * sigma / 2.0, sigma)
    return _quantiles(lambda p: math.exp(normal.inv_cdf(p)))


@lru_cache(maxsize=256)  # 60 halvings for each of 4,097 nodes take 0.2 s, and replications ask for the same
def _erlang_nodes(mean: float, k: int) -> tuple[float, ...]:
    def quantile(p: float) -> float:
        low, high = 0.0, mean * (10.0 + 10.0 / k)
        for _ in range(60):
            middle = (low + high) / 2.0
            x = middle * k / mean
            below = 1.0 - math.exp(-x) * math.fsum(x**i / math.factorial(i) for i in range(k))
            low, high = (middle, high) if below < p else (low, middle)
        return low

    return _quantiles(quantile)


_MAKERS: dict[str, Callable[[Laws, Law], int]] = {
    "constant": lambda laws, law: laws.constant(law.parameters[0]),
    "uniform": lambda laws, law: laws._row(UNIFORM, law.parameters[0], law.parameters[1]),
    "triangular": Laws._triangular,
    "exponential": lambda laws, law: laws.exponential(law.parameters[0]),
    "lognormal": Laws._lognormal,
    "erlang": Laws._erlang,
    "discrete": Laws._discrete,
    "empirical": lambda laws, law: laws._row(EMPIRICAL, nodes=list(law.parameters)),
    "values": lambda laws, law: laws._row(VALUES, nodes=list(law.parameters)),
}


@entry
def invert(table: LawTable, number: int, u: float, n: int) -> float:
    """The value of a law at a uniform number, in the Quantity's unit; only `values` looks at the ordinal n."""
    law = table.laws[number]
    kind = law.kind
    if kind == CONSTANT:
        return law.a
    if kind == TRIANGULAR:
        low, mode, high = law.a, law.b, law.c
        if u < (mode - low) / (high - low):
            return low + math.sqrt(u * ((high - low) * (mode - low)))
        return high - math.sqrt((1.0 - u) * ((high - low) * (high - mode)))
    if kind == UNIFORM:
        return law.a + u * (law.b - law.a)
    if kind == EXPONENTIAL:
        return -law.a * math.log1p(-u)
    if kind == TABULATED:
        position = u * (NODES - 1)
        i = int(position)
        low = table.nodes[law.first + i]
        return low + (position - i) * (table.nodes[law.first + i + 1] - low)
    if kind == DISCRETE:
        left = u * law.a
        for i in range(law.first, law.first + law.count, 2):
            left -= table.nodes[i + 1]
            if left < 0.0:
                return table.nodes[i]
        return table.nodes[law.first + law.count - 2]  # pragma: no cover  # only if the sum is rounded up
    if kind == EMPIRICAL:
        return table.nodes[law.first + int(u * law.count)]
    return table.nodes[law.first + min(n, law.count - 1)]
