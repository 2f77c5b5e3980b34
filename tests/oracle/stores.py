"""A store: holds loads and gives them back, first in, first out, when a facility of their route can take them."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.loads import Load


class Store:
    """A yard or concentration point with room for so many kilograms (None: unlimited).

    `give_back(id, load, now)` is told of a load that waits here, `freed(id)` of room that a load has left.
    """

    def __init__(
        self,
        id: str,
        holds: int | None,
        give_back: Callable[[str, Load, int], None],
        freed: Callable[[str], None],
    ) -> None:
        self.id, self.holds, self.give_back, self.freed = id, holds, give_back, freed
        self.stock_kg = self.stock_peak = self.reserved = 0

    def refusal(self, load: Load) -> str | None:
        full = self.holds is not None and self.stock_kg + self.reserved + load.kg > self.holds
        return "stockpile_full" if full else None

    def reserve(self, load: Load) -> None:
        self.reserved += load.kg

    def forgo(self, load: Load) -> None:
        self.reserved -= load.kg

    def take(self, load: Load, now: int) -> None:
        self.reserved -= load.kg
        self.stock_kg += load.kg
        self.stock_peak = max(self.stock_peak, self.stock_kg)
        self.lay(load, now)

    def lay(self, load: Load, now: int) -> None:
        """Hold a load that the stock has counted."""
        self.give_back(self.id, load, now)

    def release(self, kg: int) -> None:
        """A load has left, on a truck or unserved."""
        self.stock_kg -= kg
        self.freed(self.id)
