"""The nameplate of a plant in the course of a run: phases that begin on dates, or when a condition has held."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from sim.model.calendar import Days
from sim.model.entities import rounded
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Facility, Phase


class Phases:
    """The phases of one plant: from second `begins[i]` on it has `capacities[i]`.

    Those with a condition are decided as the years end.

    In the design run every phase with a date has begun, as every facility has opened; one with a condition begins with
    the second pass if the first has met it.
    """

    def __init__(self, facility: Facility, days: Days, all_open: bool) -> None:
        assert facility.capacity is not None
        self.begins: list[int] = [-1]
        self.capacities: list[Quantity] = [facility.capacity]
        self.all_open = all_open
        self._waiting: list[Phase] = []
        for phase in facility.phases:
            if phase.starts is None:
                self._waiting.append(phase)
            else:
                date = dt.date.fromordinal(int(phase.starts.value))
                self._add(-1 if all_open else max(-1, days.second_of(date)), phase)

    def _add(self, second: int, phase: Phase) -> None:
        self.begins.append(second)
        self.capacities.append(phase.capacity)

    def capacity(self, second: int) -> Quantity:
        """The nameplate at a second."""
        return self.capacities[bisect_right(self.begins, second) - 1]

    def spans(self, start: int, end: int) -> list[tuple[int, int, Quantity]]:
        """The parts of a span of seconds, each with its nameplate."""
        ends = [*self.begins[1:], end]
        cut = ((max(start, a), min(end, b), c) for a, b, c in zip(self.begins, ends, self.capacities, strict=True))
        return [(a, b, c) for a, b, c in cut if a < b]

    def end_year(self, processed: int, nameplate: int, start: int, now: int) -> int | None:
        """Look back on a calendar year that ends now: the second at which the next phase begins, if that is decided.

        Only a year that began under the phase before says something about the next.
        """
        if not self._waiting or max(0, self.begins[-1]) > start:
            return None
        phase = self._waiting[0]
        assert phase.load_above is not None
        if processed <= phase.load_above.value * nameplate or nameplate <= 0:
            return None
        delay = 0 if phase.delay is None or self.all_open else rounded(phase.delay.value)
        self._add(now + delay, self._waiting.pop(0))
        return now + delay
