"""What is noted down about levels, plants, gates and trucks while a run passes through its months and years."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from sim.model.build import District
from sim.model.calendar import DAY, Days
from sim.model.plants import Plant
from sim.model.sinks import Landfill
from sim.model.stores import Store


@dataclass
class Observations:
    """Rows of plain values.

    levels: (month's last day, place, what, value), kg or, for void_left, m3.
    plants: (year's last day, id, processed kg, nameplate kg of the days open, seconds by state).
    gates: (year's last day, id, trucks, mean wait s, 95th percentile, longest, busy share of the lanes).
    fleets: (year's last day, id, busy s, available s, mean wait s, 95th percentile).
    trips: (year's last day, fleet, origin, destination, item, stream, loads, kg, metres there and back).
    """

    levels: list[tuple[int, str, str, float]] = field(default_factory=list)
    plants: list[tuple[int, str, int, int, dict[str, int]]] = field(default_factory=list)
    gates: list[tuple[int, str, int, float, float, int, float]] = field(default_factory=list)
    fleets: list[tuple[int, str, int, int, float, float]] = field(default_factory=list)
    trips: list[tuple[int, str, str, str, str, str, int, int, int]] = field(default_factory=list)


class Observer:
    """Notes levels at the end of months and sums at the end of years."""

    def __init__(self, district: District, days: Days) -> None:
        self.district, self.days = district, days
        self.notes = Observations()
        self.year_start = 0
        self.processed: dict[str, int] = {}

    def month_end(self, day: int) -> None:
        """Note every level at the end of the day before `day`."""
        levels, last = self.notes.levels, day - 1
        held = self.district.ledger.held
        for source in self.district.scenario.sources:
            levels.append((last, source, "waiting", float(held.get(source, 0))))
        for id, facility in self.district.facilities.items():
            inside = facility.inside
            if isinstance(inside, Plant):
                levels.append((last, id, "stock", float(inside.stock_kg)))
                levels.append((last, id, "yard", float(inside.yard_kg)))
            elif isinstance(inside, Store):
                levels.append((last, id, "stock", float(inside.stock_kg)))
            elif isinstance(inside, Landfill):
                levels.append((last, id, "void_left", inside.void_left / 1e6))

    def year_end(self, day: int) -> None:
        """Note the sums of the year that ends before `day`, and start the next year's."""
        start, end, last = self.year_start * DAY, day * DAY, day - 1
        for id, facility in self.district.facilities.items():
            if isinstance(facility.inside, Plant):
                self._note_plant(last, id, facility.inside, start, end)
            self._note_gate(last, id, facility.hours.seconds_between(max(start, facility.opens), end))
        for id in self.district.fleets:
            self._note_fleet(last, id, start, end)
        self.year_start = day

    def _note_plant(self, last: int, id: str, plant: Plant, start: int, end: int) -> None:
        plant.enter(plant.state, end)
        facility = self.district.facilities[id]
        hours = self.district.machine_hours[id]
        open_seconds = hours.seconds_between(max(start, facility.opens), min(end, facility.closes))
        nameplate = self.district.nameplate(id, self.year_start, open_seconds)
        done = plant.processed_kg - self.processed.get(id, 0)
        self.processed[id] = plant.processed_kg
        self.notes.plants.append((last, id, done, nameplate, dict(plant.seconds)))
        plant.seconds.clear()

    def _note_gate(self, last: int, id: str, open_seconds: int) -> None:
        gate = self.district.facilities[id].gate
        lanes = gate.weigh_in.capacity
        use = gate.lane_seconds / (lanes * open_seconds) if lanes and open_seconds > 0 else 0.0
        mean, p95, longest = summary(gate.waits)
        self.notes.gates.append((last, id, len(gate.waits), mean, p95, longest, use))
        gate.waits, gate.lane_seconds = array("q"), 0

    def _note_fleet(self, last: int, id: str, start: int, end: int) -> None:
        fleet = self.district.fleets[id]
        for key, (owner, since) in list(self.district.cycle.under_way.items()):
            if owner is fleet:
                fleet.busy_seconds += end - since
                self.district.cycle.under_way[key] = fleet, end
        hours = self.district.fleet_hours[id].seconds_between(start, end)
        mean, p95, _ = summary(fleet.waits)
        self.notes.fleets.append((last, id, fleet.busy_seconds, fleet.trucks * hours, mean, p95))
        for (origin, destination, item, stream), (loads, kg, metres) in sorted(fleet.trips.items()):
            self.notes.trips.append((last, id, origin, destination, item, stream, loads, kg, metres))
        fleet.busy_seconds, fleet.waits = 0, array("q")
        fleet.trips.clear()

    def close(self) -> Observations:
        """Close the intervals still open at the horizon; everything noted."""
        self.month_end(len(self.days.dates))
        self.year_end(len(self.days.dates))
        return self.notes


def summary(values: array[int]) -> tuple[float, float, int]:
    """Mean, 95th percentile (nearest rank) and maximum; zeros for nothing."""
    if not values:
        return 0.0, 0.0, 0
    ordered = sorted(values)
    return sum(ordered) / len(ordered), float(ordered[-(-95 * len(ordered) // 100) - 1]), ordered[-1]
