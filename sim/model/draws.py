"""Random numbers as a pure function of seed, replication, entity, purpose and index.

A key is hashed once per entity and purpose; a value is two rounds of the splitmix64 finaliser on key and index
(Steele, Lea and Flood 2014). So neither the order of calls nor the number of processes can change a result.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sim.scenario.quantity import Law, Quantity

Indices = npt.NDArray[np.uint64]
Inverse = Callable[[float, int], float]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S11 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(11)
_GOLDEN_RATIO = 0.6180339887498949
_NODES = 4097


@dataclass(frozen=True, slots=True)
class Draws:
    """The random numbers of one replication; without randomness a low-discrepancy sequence takes their place."""

    seed: int
    replication: int
    randomness: bool = True

    def key(self, entity: str, purpose: str) -> np.uint64:
        """Hash of seed, replication, entity and purpose."""
        text = f"{self.seed}\0{self.replication}\0{entity}\0{purpose}"
        return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"))

    def uniforms(self, keys: Indices | np.uint64, indices: Indices) -> npt.NDArray[np.float64]:
        """One number in [0, 1) per index; keys is one key, or one per index."""
        if not self.randomness:
            return np.mod((indices.astype(np.float64) + 1.0) * _GOLDEN_RATIO, 1.0)
        with np.errstate(over="ignore"):
            mixed = _finalise(_finalise(keys + indices * _GOLDEN) + _GOLDEN)
        return (mixed >> _S11).astype(np.float64) * (1.0 / 9007199254740992.0)

    def uniform(self, entity: str, purpose: str, index: int = 0) -> float:
        """A single number in [0, 1)."""
        return float(self.uniforms(self.key(entity, purpose), np.array([index], dtype=np.uint64))[0])


def _finalise(z: Indices) -> Indices:
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


def inverse_of(quantity: Quantity, randomness: bool = True) -> Inverse:
    """The inverse distribution function of a Quantity: (uniform, ordinal) -> value in its canonical unit.

    Only the law `values` looks at the ordinal. Without randomness every law is its mean.
    """
    law = quantity.law
    if law is None or (not randomness and law.kind != "values"):
        constant = quantity.mean
        return lambda u, n: constant
    return _INVERSES[law.kind](law)


def _constant(law: Law) -> Inverse:
    value = law.parameters[0]
    return lambda u, n: value


def _uniform(law: Law) -> Inverse:
    low, high = law.parameters
    return lambda u, n: low + u * (high - low)


def _triangular(law: Law) -> Inverse:
    low, mode, high = law.parameters
    if high <= low:
        return lambda u, n: mode
    split = (mode - low) / (high - low)
    rising, falling = (high - low) * (mode - low), (high - low) * (high - mode)

    def inverse(u: float, n: int) -> float:
        return low + math.sqrt(u * rising) if u < split else high - math.sqrt((1.0 - u) * falling)

    return inverse


def _exponential(law: Law) -> Inverse:
    mean = law.parameters[0]
    return lambda u, n: -mean * math.log1p(-u)


def _tabulated(quantile: Callable[[float], float]) -> Inverse:
    """Linear interpolation in a table of the quantile function; its ends are cut at half a node's probability."""
    edge = 0.5 / (_NODES - 1)
    nodes = [quantile(min(max(i / (_NODES - 1), edge), 1.0 - edge)) for i in range(_NODES)]

    def inverse(u: float, n: int) -> float:
        position = u * (_NODES - 1)
        i = int(position)
        return nodes[i] + (position - i) * (nodes[i + 1] - nodes[i])

    return inverse


def _lognormal(law: Law) -> Inverse:
    mean, cv = law.parameters
    sigma = math.sqrt(math.log1p(cv * cv))
    normal = NormalDist(math.log(mean) - sigma * sigma / 2.0, sigma)
    return _tabulated(lambda p: math.exp(normal.inv_cdf(p)))


def _erlang(law: Law) -> Inverse:
    mean, k = law.parameters[0], int(law.parameters[1])

    def quantile(p: float) -> float:
        low, high = 0.0, mean * (10.0 + 10.0 / k)
        for _ in range(60):
            middle = (low + high) / 2.0
            x = middle * k / mean
            below = 1.0 - math.exp(-x) * math.fsum(x**i / math.factorial(i) for i in range(k))
            low, high = (middle, high) if below < p else (low, middle)
        return low

    return _tabulated(quantile)


def _discrete(law: Law) -> Inverse:
    values, weights = law.parameters[::2], law.parameters[1::2]
    total = math.fsum(weights)

    def inverse(u: float, n: int) -> float:
        left = u * total
        for value, weight in zip(values, weights, strict=True):
            left -= weight
            if left < 0.0:
                return value
        return values[-1]

    return inverse


def _empirical(law: Law) -> Inverse:
    values = law.parameters
    return lambda u, n: values[int(u * len(values))]


def _values(law: Law) -> Inverse:
    values = law.parameters
    return lambda u, n: values[min(n, len(values) - 1)]


_INVERSES: dict[str, Callable[[Law], Inverse]] = {
    "constant": _constant,
    "uniform": _uniform,
    "triangular": _triangular,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "erlang": _erlang,
    "discrete": _discrete,
    "empirical": _empirical,
    "values": _values,
}
