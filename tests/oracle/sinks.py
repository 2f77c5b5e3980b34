"""Sinks: landfills with a void, and places whose demand limits them (backfill, outlets, export)."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.model.calendar import DAY
from sim.model.entities import rounded
from tests.oracle.ledger import Ledger
from tests.oracle.loads import Load


class Landfill:
    """A void in millilitres. Exhausted, and shut for good, once the smallest load of its routes no longer fits."""

    def __init__(
        self,
        id: str,
        ledger: Ledger,
        void: int,
        volumes: dict[str, float],
        on_exhausted: Callable[[int], None],
    ) -> None:
        self.id, self.ledger, self.void, self.volumes = id, ledger, void, volumes
        self.void_left = void
        self.reserved = 0
        self.smallest = 0
        self.exhausted_at: int | None = None
        self.on_exhausted = on_exhausted

    @property
    def is_always_full(self) -> bool:
        """Whether even its opening void holds no load."""
        return self.void < self.smallest

    def refusal(self, load: Load) -> str | None:
        if self.void_left - self.reserved < rounded(load.kg * self.volumes[load.item]):
            return "void_full"
        return None

    def reserve(self, load: Load) -> None:
        self.reserved += rounded(load.kg * self.volumes[load.item])

    def forgo(self, load: Load) -> None:
        self.reserved -= rounded(load.kg * self.volumes[load.item])

    def take(self, load: Load, now: int) -> None:
        volume = rounded(load.kg * self.volumes[load.item])
        self.reserved -= volume
        self.void_left -= volume
        self.ledger.post(now // DAY, self.id, "landfilled", load.stream, load.item, load.kg)
        if self.void_left < self.smallest and not self.reserved and self.exhausted_at is None:
            self.exhausted_at = now
            self.on_exhausted(now)


class Demand:
    """A sink that takes its demand: so much a month (kg, or compacted millilitres), spread evenly; or anything."""

    def __init__(
        self, id: str, ledger: Ledger, fate: str, annual: int | None, volumes: dict[str, float] | None,
        is_once: bool,
    ) -> None:  # fmt: skip
        self.id, self.ledger, self.fate, self.annual, self.volumes = id, ledger, fate, annual, volumes
        self.is_once = is_once
        self.month = 0
        self.left = annual or 0 if is_once else 0

    def amount(self, item: str, kg: int) -> int:
        """What a mass of an item takes of the demand."""
        return kg if self.volumes is None else rounded(kg * self.volumes[item])

    def refusal(self, load: Load) -> str | None:
        return "no_demand" if self.annual is not None and self.left < self.amount(load.item, load.kg) else None

    def reserve(self, load: Load) -> None:
        self.left -= self.amount(load.item, load.kg)

    def forgo(self, load: Load) -> None:
        if self.is_once:
            self.left += self.amount(load.item, load.kg)

    def take(self, load: Load, now: int) -> None:
        self.ledger.post(now // DAY, self.id, self.fate, load.stream, load.item, load.kg)

    def buy(self, day: int, plant: str, stream: str, item: str, kg: int) -> int:
        """Collect a product at a plant as far as the demand goes; returns the kilograms taken."""
        taken = kg
        if self.annual is not None:
            taken = min(kg, math.floor(max(0, self.left) / (1.0 if self.volumes is None else self.volumes[item])))
            self.left -= self.amount(item, taken)
        if taken:
            self.ledger.post(day, plant, self.id, stream, item, taken)
            self.ledger.post(day, self.id, self.fate, stream, item, taken)
        return taken

    def begin_month(self) -> None:
        """The next exact twelfth of the year's demand; what was not taken of the last one is gone."""
        if self.annual is not None and not self.is_once:
            self.left = self.annual * (self.month % 12 + 1) // 12 - self.annual * (self.month % 12) // 12
            self.month += 1
