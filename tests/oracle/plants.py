"""A plant: a stockpile of batches worked off first in, first out; outputs collected in a product yard."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from sim.model.calendar import DAY
from sim.model.cycle import PLANT_STATES
from sim.model.entities import Yields
from tests.oracle.ledger import Ledger, split
from tests.oracle.loads import Load

PER = 1_000_000
"""Rates are kilograms per million seconds, so that they are integers."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One tipped load in the stockpile."""

    item: str
    stream: str
    kg: int


class Plant:
    """Works while open, sound, fed and with room in its yard.

    `schedule(plant, second, version)` asks the cycle to call `finish(second, version)` then; a version that is no
    longer current belongs to a batch that was paused. `order` ranks plants whose batches end in one second.
    `deliver(plant, item, stream, now)` is told of new output, `freed(id, now)` of room in the stockpile.
    """

    def __init__(
        self,
        id: str,
        order: int,
        ledger: Ledger,
        yields: dict[str, Yields],
        stockpile: int | None,
        yard: int | None,
        schedule: Callable[[Plant, int, int], None],
        deliver: Callable[[Plant, str, str, int], None],
        freed: Callable[[str, int], None],
    ) -> None:
        self.id, self.ledger, self.yields = id, ledger, yields
        self.order = order
        self.stockpile, self.yard = stockpile, yard
        self.schedule, self.deliver, self.freed = schedule, deliver, freed
        self.stock: deque[Batch] = deque()
        self.stock_kg = self.stock_peak = self.reserved = self.yard_kg = 0
        self.piles: dict[tuple[str, str], int] = defaultdict(int)
        self.processed: dict[tuple[str, str], int] = defaultdict(int)
        self.processed_kg = 0
        """Since the last reading."""
        self.rate = 0
        self.is_open, self.is_sound = False, True
        self.state, self.state_since = "off", 0
        self.seconds = dict.fromkeys(PLANT_STATES, 0)
        """In each state, since the last reading."""
        self.version = 0
        self.started = 0
        self.work_ahead = 0
        """Kilograms from the last start to the end of the current batch."""
        self.rest = 0
        """Kilograms of a paused batch still to do."""

    # what trucks ask

    def refusal(self, load: Load) -> str | None:
        if self.stockpile is None or self.stock_kg + self.reserved + load.kg <= self.stockpile:
            return None
        if not self.is_sound:
            return "breakdown"
        if self.state == "yard_full":
            return "product_yard_full"
        return "capacity" if self.state == "busy" else "stockpile_full"

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
        """Add a load that the stock has counted to the batches."""
        self.stock.append(Batch(load.item, load.stream, load.kg))
        self.work(now)

    # what the calendar tells

    def open(self, now: int) -> None:
        """Working hours begin."""
        self.is_open = True
        self.work(now)

    def close(self, now: int) -> None:
        """Working hours end; the batch is paused."""
        self.pause(now)
        self.is_open = False
        self.enter("off", now)

    def fail(self, now: int) -> None:
        """Break down; the batch is paused."""
        self.pause(now)
        self.is_sound = False
        self.enter("breakdown" if self.is_open else "off", now)

    def repair(self, now: int) -> None:
        """Be sound again."""
        self.is_sound = True
        self.work(now)

    def set_rate(self, rate: int, now: int) -> None:
        """Change the rate (kg per million seconds); the batch goes on with it."""
        self.pause(now)
        self.rate = rate
        self.work(now)

    def read(self, now: int) -> tuple[int, tuple[int, ...]]:
        """Kilograms processed and seconds in each of PLANT_STATES since the last reading."""
        self.enter(self.state, now)
        span = self.processed_kg, tuple(self.seconds.values())
        self.processed_kg, self.seconds = 0, dict.fromkeys(PLANT_STATES, 0)
        return span

    # work

    def work(self, now: int) -> None:
        """Start or resume the batch at the head if everything allows it."""
        if self.state == "busy":
            return
        if not self.is_open:
            self.enter("off", now)
        elif not self.is_sound:
            self.enter("breakdown", now)
        elif not self.stock or not self.rate:
            self.enter("starved", now)
        elif self.yard is not None and self.yard_kg + self.stock[0].kg > self.yard:
            self.enter("yard_full", now)
        else:
            self.enter("busy", now)
            self.started, self.work_ahead = now, self.rest or self.stock[0].kg
            self._schedule_end()

    def pause(self, now: int) -> None:
        """Stop the running batch and remember what is left of it."""
        if self.state != "busy":
            return
        done = (now - self.started) * self.rate // PER
        self.rest = max(1, self.work_ahead - done)
        self.version += 1
        self.enter("starved", now)

    def finish(self, now: int, version: int) -> None:
        """The current batch is done: split it, hand on its outputs, begin the next."""
        if version != self.version or self.state != "busy":
            return
        batch = self.stock.popleft()
        self.stock_kg -= batch.kg
        self.rest = 0
        self._produce(batch, now)
        if self.stock and (self.yard is None or self.yard_kg + self.stock[0].kg <= self.yard):
            self.work_ahead += self.stock[0].kg
            self._schedule_end()
        else:
            self.enter("starved", now)
            self.work(now)
        self.freed(self.id, now)

    def enter(self, state: str, now: int) -> None:
        """Change state and account for the time in the last one."""
        self.seconds[self.state] += now - self.state_since
        self.state, self.state_since = state, now

    def _schedule_end(self) -> None:
        self.version += 1
        end = self.started + (2 * self.work_ahead * PER + self.rate) // (2 * self.rate)
        self.schedule(self, end, self.version)

    def _produce(self, batch: Batch, now: int) -> None:
        key = batch.item, batch.stream
        before = self.processed[key]
        self.processed[key] = before + batch.kg
        self.processed_kg += batch.kg
        made = self.yields[batch.item]
        for item, kg in zip(made.outputs, split(made.cumulative, before, before + batch.kg), strict=True):
            if kg:
                self.ledger.make(now // DAY, self.id, batch.stream, batch.item, item, kg)
                self.piles[item, batch.stream] += kg
                self.yard_kg += kg
                self.deliver(self, item, batch.stream, now)

    def remove(self, item: str, stream: str, kg: int) -> None:
        """Take kilograms of an output from its pile (they may stay in the yard as a waiting load)."""
        self.piles[item, stream] -= kg

    def clear(self, kg: int, now: int) -> None:
        """Room in the yard: kilograms have left the plant."""
        self.yard_kg -= kg
        if self.state == "yard_full":
            self.work(now)
