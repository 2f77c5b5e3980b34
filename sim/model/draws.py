"""Random numbers as a pure function of seed, replication, entity, purpose and index.

A key is hashed once per entity and purpose; a value is two rounds of the splitmix64 finaliser on key and index
(Steele, Lea and Flood 2014). So neither the order of calls nor the number of processes can change a result.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from sim.model.compiling import compiled, entry

NO_RANDOMNESS = np.uint64(0)
"""The key whose uniforms are the multiples of the golden ratio modulo 1, evenly spread in any run of indices."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S11 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(11)
_GOLDEN_RATIO = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Draws:
    """The random numbers of one replication; without randomness a low-discrepancy sequence takes their place."""

    seed: int
    replication: int
    randomness: bool = True

    def key(self, entity: str, purpose: str) -> np.uint64:
        """Hash of seed, replication, entity and purpose."""
        if not self.randomness:
            return NO_RANDOMNESS
        text = f"{self.seed}\0{self.replication}\0{entity}\0{purpose}"
        return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"))

    def uniform(self, entity: str, purpose: str, index: int = 0) -> float:
        """A single number in [0, 1)."""
        return uniform(self.key(entity, purpose), index)


@compiled
def _finalise(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


@entry
def uniform(key: np.uint64, index: int) -> float:
    """The number in [0, 1) of a key and an index."""
    if key == NO_RANDOMNESS:
        turn = (index + 1.0) * _GOLDEN_RATIO
        return turn - math.floor(turn)
    mixed = _finalise(_finalise(key + np.uint64(index) * _GOLDEN) + _GOLDEN)
    return np.float64(mixed >> _S11) * (1.0 / 9007199254740992.0)
