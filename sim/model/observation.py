"""What is noted down about levels, plants, gates and trucks while a run passes through its months and years."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.model.calendar import DAY
from sim.model.cycle import Cycle, Integers
from sim.model.district import District
from sim.model.entities import rounded


@dataclass
class Observations:
    """Rows of plain values.

    levels: (month's last day, place, what, value), kg or, for void_left, m3.
    plants: (year's last day, id, processed kg, nameplate kg of the days open, seconds by state of PLANT_STATES).
    gates: (year's last day, id, trucks, mean wait s, 95th percentile, longest, busy share of the lanes).
    fleets: (year's last day, id, busy s, available s, mean wait s, 95th percentile).
    hours: (year's last day, fleet, hour of the day, days on which it works, busy s, available s); every hour is there.
    passes: (year's last day, place, hour of the day, loaded trucks that left in it).
    """

    levels: list[tuple[int, str, str, float]] = field(default_factory=list)
    plants: list[tuple[int, str, int, int, tuple[int, ...]]] = field(default_factory=list)
    gates: list[tuple[int, str, int, float, float, int, float]] = field(default_factory=list)
    fleets: list[tuple[int, str, int, int, float, float]] = field(default_factory=list)
    hours: list[tuple[int, str, int, int, int, int]] = field(default_factory=list)
    passes: list[tuple[int, str, int, int]] = field(default_factory=list)


class Observer:
    """Notes levels at the end of months and sums at the end of years."""

    def __init__(self, district: District, cycle: Cycle) -> None:
        self.district, self.cycle = district, cycle
        self.notes = Observations()
        self.year_start = 0

    def month_end(self, day: int) -> None:
        """Note every level at the end of the day before `day`."""
        self.notes.levels += [(day - 1, *level) for level in self.cycle.levels(day * DAY)]

    def year_end(self, day: int) -> None:
        """Note the sums of the year that ends before `day`, and start the next year's."""
        start, end, last, district = self.year_start * DAY, day * DAY, day - 1, self.district
        span = self.cycle.read_span(end)
        for id, (done, seconds) in span.plants.items():
            begin, close = max(start, district.opens[id]), min(end, district.closes[id])
            nameplate = district.nameplate(id, self.year_start, begin, close)
            self.notes.plants.append((last, id, done, nameplate, seconds))
        for id, (waits, lane_seconds) in span.gates.items():
            open_seconds = district.hours[id].seconds_between(max(start, district.opens[id]), end)
            gate = district.scenario.facilities[id].gate
            lanes = 0 if gate is None else rounded(gate.lanes.value)
            use = lane_seconds / (lanes * open_seconds) if lanes and open_seconds > 0 else 0.0
            self.notes.gates.append((last, id, len(waits), *summary(waits), use))
        for id, (busy, waits) in span.fleets.items():
            trucks = rounded(district.scenario.fleets[id].trucks.value)
            works = district.fleet_hours[id]
            available, days = trucks * works.seconds_by_hour(start, end), works.days_between(start, end)
            mean, p95, _ = summary(waits)
            self.notes.fleets.append((last, id, int(busy.sum()), int(available.sum()), mean, p95))
            by_hour = enumerate(zip(busy.tolist(), available.tolist(), strict=True))
            self.notes.hours += [(last, id, hour, days, *seconds) for hour, seconds in by_hour]
        for id, counts in span.passes.items():
            self.notes.passes += [(last, id, hour, count) for hour, count in enumerate(counts.tolist()) if count]
        self.year_start = day

    def close(self) -> Observations:
        """Close the intervals still open at the horizon; everything noted."""
        self.month_end(len(self.district.days.dates))
        self.year_end(len(self.district.days.dates))
        return self.notes


def summary(values: Integers) -> tuple[float, float, int]:
    """Mean, 95th percentile (nearest rank) and maximum; zeros for nothing."""
    n = len(values)
    if not n:
        return 0.0, 0.0, 0
    ordered = np.sort(values)
    return int(ordered.sum()) / n, float(ordered[-(-95 * n // 100) - 1]), int(ordered[-1])
