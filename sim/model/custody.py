"""The ledger: kilograms that changed custody, by day, from, to, stream and item."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.model.compiling import borrowing
from sim.scenario.terms import Fate

GENERATION = "generation"
IN_TRANSIT = "in_transit"
OPENING = "opening_stock"
"""Where what lies anywhere at the start comes from; and the stream that it counts as, so that no rate knows it."""
UNSERVED = "unserved"
FATES = frozenset(typing.get_args(Fate))
MILLION = 1_000_000

Integers = npt.NDArray[np.int64]


class Postings:
    """Kilograms (and loads) by day and key.

    keys: one tuple of names per kind of posting. day, key, kg, loads: columns of equal length; `key` points into
    `keys`. A day and key may occur more than once.
    """

    def __init__(
        self, keys: Sequence[tuple[str, ...]], day: Integers, key: Integers, kg: Integers, loads: Integers
    ) -> None:
        self.keys, self.day, self.key, self.kg, self.loads = list(keys), day, key, kg, loads

    def grouped(self, labels: Sequence[str]) -> dict[tuple[str, ...], int]:
        """Kilograms by (label of the day, *key); days whose label is empty are left out."""
        return {group: kg for group, (kg, _) in self.with_loads(labels).items()}

    def with_loads(self, labels: Sequence[str]) -> dict[tuple[str, ...], tuple[int, int]]:
        """Kilograms and loads by (label of the day, *key); days whose label is empty are left out."""
        names = sorted(set(labels) - {""})
        number = {name: i for i, name in enumerate(names)}
        group = np.array([number.get(label, len(names)) for label in labels], dtype=np.int64)
        shape = len(names) + 1, len(self.keys)
        kg, loads = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        np.add.at(kg, (group[self.day], self.key), self.kg)
        np.add.at(loads, (group[self.day], self.key), self.loads)
        return {
            (names[g], *self.keys[k]): (int(kg[g, k]), int(loads[g, k]))
            for g, k in zip(*np.nonzero((kg[:-1] != 0) | (loads[:-1] != 0)), strict=True)
        }

    def total(self, days: npt.NDArray[np.bool_]) -> dict[tuple[str, ...], int]:
        """Kilograms by key over the days that a mask holds."""
        kg = np.zeros(len(self.keys), dtype=np.int64)
        chosen = days[self.day]
        np.add.at(kg, self.key[chosen], self.kg[chosen])
        return {self.keys[k]: int(kg[k]) for k in np.flatnonzero(kg)}


@dataclass
class Ledger:
    """Every movement of mass in a run, and why mass missed a better place.

    flows: (from, to, stream, item).
    refused: (place, facility, cause, stream, item, destination): loads that the first facility of their route
        refused for a cause; destination is `unserved` or where they went instead.
    made: (plant, stream, input item, output item): what a plant produced.
    trips: (fleet, origin, destination, item, stream): loads that trucks have brought, counted when they are back.
    held: kg that each account holds at the end; `generation` holds minus what was ever generated, `opening_stock` minus
        what lay anywhere at the start.
    """

    flows: Postings
    refused: Postings
    made: Postings
    trips: Postings
    held: dict[str, int]


@borrowing
def share_of(fraction: int, total: int) -> int:
    """floor(fraction * total / 10**6) without leaving 64 bits."""
    return fraction * (total // MILLION) + fraction * (total % MILLION) // MILLION


@borrowing
def part(lower: int, upper: int, before: int, after: int) -> int:
    """The kilograms that a part gets of the mass between two cumulative totals.

    The part lies between two cumulative fractions in millionths. Cumulative rounding: over any number of calls the
    parts sum to the whole, and each stays within a kilogram of its share.
    """
    return (share_of(upper, after) - share_of(lower, after)) - (share_of(upper, before) - share_of(lower, before))
