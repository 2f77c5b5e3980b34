"""Targets from a ledger: numerators, denominators and what is missing, by period and reading.

Sums are kilograms by stream until the end, where a reading makes thousandths of its unit of them: kilograms, or litres
where it counts a stream by volume. So they are whole numbers in any case.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.model.custody import FATES, GENERATION, IN_TRANSIT, UNSERVED, Ledger
from sim.scenario.masses import fate_of
from sim.scenario.measures import thousandths_per_kg
from sim.scenario.schema import Reading, Scenario, Selection, Target

Sums = dict[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Rate:
    """A target's reading in a period, and what it missed by (facility, cause), in thousandths of the reading's unit."""

    target: str
    reading: str
    period: str
    measure: str
    numerator: int
    denominator: int
    missed: dict[tuple[str, str], int]


def evaluate(scenario: Scenario, ledger: Ledger, periods: dict[str, npt.NDArray[np.bool_]]) -> list[Rate]:
    """Every target and reading in every period; a period is a mask of the run's days."""
    rates = []
    for period, days in periods.items():
        flows, refused, made = (rows.total(days) for rows in (ledger.flows, ledger.refused, ledger.made))
        for target_id, target in scenario.targets.items():
            for reading_id, reading in target.readings.items():
                sums = _Sums(scenario, target, reading)
                numerator, denominator = sums.rate(flows, made)
                missed = sums.missed(flows, refused, made, denominator - numerator)
                rates.append(Rate(target_id, reading_id, period, reading.measure, numerator, denominator, missed))
    return rates


class _Sums:
    """The sums of one reading over the rows of a period."""

    def __init__(self, scenario: Scenario, target: Target, reading: Reading) -> None:
        self.scenario, self.reading = scenario, reading
        self.streams = set(target.streams)
        self.weights = thousandths_per_kg(scenario, reading, target.streams)
        self.made = {item for s in reading.numerator for item in s.made}
        self.counted_places = {to for s in reading.numerator for to in s.to if to in scenario.facilities}
        self.downstream = self._made_of_counted()
        self.hopeful = self._items_that_can_count()

    def rate(self, flows: Sums, made: Sums) -> tuple[int, int]:
        """Numerator and denominator."""
        numerator, denominator = dict.fromkeys(self.streams, 0), dict.fromkeys(self.streams, 0)
        for (origin, destination, stream, item), kg in flows.items():
            if stream not in self.streams:
                continue
            if origin == GENERATION:
                denominator[stream] += kg
            elif destination in self.reading.exclude:
                denominator[stream] -= kg
            if self.counts(origin, destination, stream, item):
                numerator[stream] += kg
        for (plant, stream, _, item), kg in made.items():
            if stream in self.streams and self.counts_made(plant, stream, item):
                numerator[stream] += kg
        return self._measured(numerator), self._measured(denominator)

    def _measured(self, sums: dict[str, int]) -> int:
        """Kilograms by stream as the reading counts them."""
        return sum(self._measure(stream, kg) for stream, kg in sums.items())

    def _measure(self, stream: str, kg: int) -> int:
        weight = self.weights[stream]
        return kg if weight is None else round(kg * weight)

    def counts(self, origin: str, destination: str, stream: str, item: str) -> bool:
        """Whether a movement is in the numerator."""
        return any(self._selects(s, origin, destination, stream, item) for s in self.reading.numerator)

    def counts_made(self, plant: str, stream: str, item: str) -> bool:
        """Whether what a plant makes is in the numerator, whether or not anybody takes it."""
        return any(
            item in s.made and (not s.by or plant in s.by) and (not s.streams or stream in s.streams)
            for s in self.reading.numerator
        )

    def _selects(self, s: Selection, origin: str, destination: str, stream: str, item: str) -> bool:
        return (
            destination in s.to
            and (not s.by or origin in s.by or ("sources" in s.by and origin in self.scenario.sources))
            and (not s.items or item in s.items)
            and (not s.streams or stream in s.streams)
        )

    def missed(self, flows: Sums, refused: Sums, made: Sums, gap: int) -> dict[tuple[str, str], int]:
        """What did not reach the numerator, by facility and cause; they sum to the gap.

        What a plant makes, or what leaves a source, and can never count is not_recoverable there, once; what was
        refused counts by the first refusal, unless it went to a store, where it still may; what is left over is mass
        that has no fate yet (carried_over, negative when stocks shrink).
        """
        lost: dict[tuple[str, str, str], int] = defaultdict(int)
        for (plant, stream, batch, item), kg in made.items():
            counted = plant in self.counted_places or batch in self.downstream
            elsewhere = item in self.made and not self.counts_made(plant, stream, item)
            if stream not in self.streams or batch not in self.hopeful or counted:
                continue
            if item not in self.hopeful or elsewhere:
                lost[plant, "not_recoverable", stream] += kg
        for (_, facility, cause, stream, item, destination), kg in refused.items():
            if stream not in self.streams or item not in self.hopeful or self._useful(destination, stream, item):
                continue
            if item in self.made or self._is_store(destination):
                continue  # counted when it was made; has not missed anything yet
            lost[facility, cause, stream] += kg
            if destination in self.scenario.facilities:  # arrives there too, but is lost only once
                lost[destination, "not_recoverable", stream] -= kg
        for (origin, destination, stream, item), kg in flows.items():
            if stream not in self.streams:
                continue
            if item not in self.hopeful:
                if origin in self.scenario.sources and destination in (IN_TRANSIT, UNSERVED):
                    lost["", "not_recoverable", stream] += kg
            elif destination == "leaked":
                lost["", "leaked", stream] += kg
            elif item not in self.downstream and self._ends_uncounted(origin, destination, stream, item):
                lost["" if origin in self.scenario.sources else origin, "not_recoverable", stream] += kg
        return self._by_cause(lost, gap)

    def _by_cause(self, lost: dict[tuple[str, str, str], int], gap: int) -> dict[tuple[str, str], int]:
        """Kilograms by facility, cause and stream as the reading counts them, and what is left of the gap.

        What was refused elsewhere and waits before a plant that makes nothing useful of it is lost already: there the
        sum is below 0 until the plant has worked it off.
        """
        missed: dict[tuple[str, str], int] = defaultdict(int)
        for (facility, cause, stream), kg in lost.items():
            missed[facility, cause] += self._measure(stream, max(0, kg))
        missed["", "carried_over"] += gap - sum(missed.values())
        return {key: amount for key, amount in missed.items() if amount}

    def _ends_uncounted(self, origin: str, destination: str, stream: str, item: str) -> bool:
        """Whether a movement into a final fate counts neither itself nor by the arrival before it."""
        if destination not in FATES or destination in ("unserved", *self.reading.exclude):
            return False
        arrived = self.counts(IN_TRANSIT, origin, stream, item)
        return not arrived and not self.counts(origin, destination, stream, item)

    def _is_store(self, destination: str) -> bool:
        facility = self.scenario.facilities.get(destination)
        return facility is not None and facility.kind == "store"

    def _made_of_counted(self) -> set[str]:
        """Items that count when they are made, and what comes out of them or of plants whose intake was counted."""
        facilities, found = self.scenario.facilities, set(self.made)
        for _ in range(len(self.scenario.routes) + 1):
            for id, facility in facilities.items():
                for batch, outputs in facility.outputs.items():
                    if id in self.counted_places or batch in found:
                        found |= set(outputs)
        return found

    def _items_that_can_count(self) -> set[str]:
        """Items that can still reach the numerator: by their route, or through what a plant makes of them."""
        scenario = self.scenario
        self.hopeful = hopeful = set(scenario.streams) | self.made
        for _ in range(len(scenario.routes) + 1):
            for item, route in scenario.routes.items():
                for id in route.facilities:
                    outputs = scenario.facilities[id].outputs.get(item, {})
                    if hopeful & set(outputs) or any(self._useful(id, stream, item) for stream in self.streams):
                        hopeful.add(item)
        return hopeful

    def _useful(self, destination: str, stream: str, item: str) -> bool:
        """Whether mass delivered to a destination can still be counted."""
        facility = self.scenario.facilities.get(destination)
        if facility is None:
            return False
        if facility.outputs or facility.kind == "store":
            return destination in self.counted_places or bool(set(facility.outputs.get(item, {})) & self.hopeful)
        fate = fate_of(facility)
        return self.counts(destination, fate, stream, item) or self.counts(IN_TRANSIT, destination, stream, item)
