"""The ledger: kilograms that changed custody, by day, from, to, stream and item."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

GENERATION = "generation"
IN_TRANSIT = "in_transit"

Row = tuple[int, str, str, str, str]
"""Day, from, to, stream, item."""


@dataclass
class Ledger:
    """Every movement of mass in a run, and why mass missed a better place.

    flows: (day, from, to, stream, item) -> kg.
    refused: (day, place, facility, cause, stream, item, destination) -> kg of loads that the first facility of
        their route refused for a cause; destination is `unserved` or where they went instead.
    made: (day, plant, stream, input item, output item) -> kg that a plant produced.
    held: kg that each account holds now; `generation` holds minus what was ever generated.
    """

    flows: dict[Row, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[tuple[int, str, str, str, str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    made: dict[tuple[int, str, str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def post(self, day: int, origin: str, destination: str, stream: str, item: str, kg: int) -> None:
        """Move kilograms from one custody to another."""
        self.flows[day, origin, destination, stream, item] += kg
        self.held[origin] -= kg
        self.held[destination] += kg

    def unserve(self, day: int, place: str, facility: str, cause: str, stream: str, item: str, kg: int) -> None:
        """Count kilograms at a place as unserved, because a facility could not take them for a cause."""
        self.post(day, place, "unserved", stream, item, kg)
        self.refused[day, place, facility, cause, stream, item, "unserved"] += kg


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
