"""The oracle's ledger: one dictionary per kind of posting."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sim.model import custody

Sums = dict[tuple[int, tuple[str, ...]], list[int]]
"""(day, key) -> kilograms, and how often they were posted (for trips: loads)."""


class Ledger:
    """Every movement of mass in a run; the keys are those of sim.model.custody.Ledger."""

    def __init__(self) -> None:
        self.flows, self.refused, self.made, self.trips = _sums(), _sums(), _sums(), _sums()
        self.held: dict[str, int] = defaultdict(int)

    def post(self, day: int, origin: str, destination: str, stream: str, item: str, kg: int) -> None:
        """Move kilograms from one custody to another."""
        _add(self.flows[day, (origin, destination, stream, item)], kg)
        self.held[origin] -= kg
        self.held[destination] += kg

    def unserve(self, day: int, place: str, facility: str, cause: str, stream: str, item: str, kg: int) -> None:
        """Count kilograms at a place as unserved, because a facility could not take them for a cause."""
        self.post(day, place, custody.UNSERVED, stream, item, kg)
        self.refuse(day, place, facility, cause, stream, item, custody.UNSERVED, kg)

    def refuse(
        self, day: int, place: str, facility: str, cause: str, stream: str, item: str, destination: str, kg: int
    ) -> None:
        """Note that a facility did not take kilograms, and where they went instead."""
        _add(self.refused[day, (place, facility, cause, stream, item, destination)], kg)

    def make(self, day: int, plant: str, stream: str, item: str, output: str, kg: int) -> None:
        """Note what a plant has made of an input item."""
        _add(self.made[day, (plant, stream, item, output)], kg)

    def trip(self, day: int, fleet: str, origin: str, destination: str, item: str, stream: str, kg: int) -> None:
        """Note that a truck is back."""
        _add(self.trips[day, (fleet, origin, destination, item, stream)], kg)

    def columns(self, accounts: tuple[str, ...]) -> custody.Ledger:
        """The ledger as the rest of the model reads it."""
        flows, refused, made, trips = map(_columns, (self.flows, self.refused, self.made, self.trips))
        return custody.Ledger(flows, refused, made, trips, {account: self.held[account] for account in accounts})


def _sums() -> Sums:
    return defaultdict(lambda: [0, 0])


def _add(total: list[int], kg: int) -> None:
    total[0] += kg
    total[1] += 1


def _columns(sums: Sums) -> custody.Postings:
    numbers: dict[tuple[str, ...], int] = {}
    rows = [(day, numbers.setdefault(key, len(numbers)), kg, loads) for (day, key), (kg, loads) in sums.items()]
    return custody.Postings(list(numbers), *np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def split(fractions: list[int], before: int, after: int) -> list[int]:
    """Parts of the mass between two cumulative totals (kg); fractions are cumulative, in millionths, ending at 10**6.

    Cumulative rounding: over any number of calls the parts sum to the whole, and each stays within a kilogram of
    its share.
    """
    parts, done_before, done_after = [], 0, 0
    for fraction in fractions:
        upto_before, upto_after = fraction * before // 1_000_000, fraction * after // 1_000_000
        parts.append((upto_after - done_after) - (upto_before - done_before))
        done_before, done_after = upto_before, upto_after
    return parts
