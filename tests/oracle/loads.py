"""A truckload, and how long each of its legs takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.model.draws import uniform
from sim.model.laws import Laws, LawTable, invert
from sim.model.loads import LOADING, PURPOSES
from sim.scenario.quantity import Quantity

Inverse = Callable[[float, int], float]
"""(uniform, ordinal of the load) -> value in the canonical unit of a law."""


class Load:
    """One truckload. `uniforms` holds a number in [0, 1) for each of PURPOSES; `times` its life in seconds.

    A load that a store gives back is a new Load with the key, number and uniforms of the old one.
    """

    __slots__ = (
        "item", "stream", "origin", "kg", "release", "key", "number", "uniforms", "destination", "via", "reason",
        "times", "area",
    )  # fmt: skip

    def __init__(
        self, item: str, stream: str, origin: str, kg: int, release: int, key: int, number: int, uniforms: list[float]
    ) -> None:
        self.item, self.stream, self.origin, self.kg = item, stream, origin, kg
        self.release, self.key, self.number, self.uniforms = release, key, number, uniforms
        self.destination = ""
        self.via: str | None = None
        """The facility that has sent it on."""
        self.reason: tuple[str, str] | None = None
        """Facility and cause of the first refusal at dispatch."""
        self.times: dict[str, int] = {}
        self.area = stream
        """The stream in whose storage it waits at a source."""


def uniforms_of(keys: Sequence[Any], index: int) -> list[float]:
    """The numbers of a load by PURPOSES; that of its release has been used at its birth."""
    numbers = [0.0] * len(PURPOSES)
    for purpose in range(LOADING, len(PURPOSES)):
        numbers[purpose] = uniform(keys[purpose], index)
    return numbers


class Durations:
    """Makes functions of the laws of a scenario; they share one table, which is made when the last law is known."""

    def __init__(self, randomness: bool) -> None:
        self.laws = Laws(randomness)
        self.table: LawTable | None = None

    def inverse(self, quantity: Quantity) -> Inverse:
        """The inverse distribution function of a quantity."""
        number = self.laws.add(quantity)
        return lambda u, n: invert(self._table(), number, u, n)

    def _table(self) -> LawTable:
        if self.table is None:
            self.table = self.laws.table()
        return self.table
