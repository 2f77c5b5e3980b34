"""From a scenario with drawn inputs to the district that a run works on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from sim.model.calendar import DAY, Days, Hours, days_between, opening_hours, working_days
from sim.model.custody import IN_TRANSIT, Ledger
from sim.model.draws import Draws, inverse_of
from sim.model.entities import (
    Route,
    distances_from,
    fate_of,
    legs_of,
    millilitres_per_kg,
    rounded,
    route_of,
    yields_of,
)
from sim.model.facilities import NEVER, Facility, Inside
from sim.model.gates import Gate, Servers
from sim.model.loads import Generation, Load
from sim.model.plants import Plant, rate_of
from sim.model.products import Products
from sim.model.sinks import Demand, Landfill
from sim.model.stores import Store
from sim.model.trucks import Area, Cycle, Fleet, Queue
from sim.scenario import schema
from sim.scenario.schema import PLANT_KINDS, Scenario


@dataclass
class District:
    """Everything that a run consists of."""

    scenario: Scenario
    days: Days
    ledger: Ledger
    facilities: dict[str, Facility]
    fleets: dict[str, Fleet]
    fleet_hours: dict[str, Hours]
    machine_hours: dict[str, Hours]
    areas: dict[tuple[str, str], Area]
    cycle: Cycle
    generation: Generation
    products: Products
    quota_sinks: dict[str, str]

    def machine_calendar(self, id: str) -> schema.Calendar:
        """When a plant's machine works."""
        facility = self.scenario.facilities[id]
        return self.scenario.calendars[facility.works or facility.calendar]

    def rate(self, id: str, now: int, all_open: bool, randomness: bool) -> int:
        """A plant's rate now, kg per million seconds: capacity over the year's operating time, and ramp."""
        facility = self.scenario.facilities[id]
        assert facility.capacity is not None
        year = max((d for d in self.days.year_starts() if d * DAY <= now), default=0)
        seconds, days = operating_time(self.machine_calendar(id), self.days.dates[year].year)
        annual = annual_capacity(facility, seconds, days)
        load = 1.0 if all_open else self._ramp_load(id, now)
        return rate_of(annual * load * availability_factor(facility, randomness), seconds)

    def nameplate(self, id: str, year_start: int, open_seconds: int) -> int:
        """Kilograms that a plant's capacity gives in some of the operating time of the year that starts on a day."""
        facility = self.scenario.facilities[id]
        seconds, days = operating_time(self.machine_calendar(id), self.days.dates[year_start].year)
        return rounded(annual_capacity(facility, seconds, days) * max(0, open_seconds) / seconds) if seconds else 0

    def ramp_steps(self, id: str, all_open: bool) -> list[int]:
        """Seconds at which a plant's ramp changes."""
        steps, second = [], self.facilities[id].opens
        for step in () if all_open else self.scenario.facilities[id].ramp:
            second += rounded(step.days.value)
            steps.append(second)
        return steps

    def _ramp_load(self, id: str, now: int) -> float:
        for second, step in zip(self.ramp_steps(id, False), self.scenario.facilities[id].ramp, strict=True):
            if now < second:
                return step.load.value
        return 1.0

    def failure_laws(self, id: str) -> tuple[Callable[..., int], Callable[..., int]]:
        """Times between failures (exponential) and repair times, as functions of draws, key and ordinal."""
        failures = self.scenario.facilities[id].failures
        assert failures is not None
        a = failures.availability.value
        mean_up = failures.repair.mean * a / (1.0 - a) if a < 1.0 else float(NEVER)
        repair = inverse_of(failures.repair)

        def up(draws: Draws, key: Any, ordinal: int) -> int:
            u = float(draws.uniforms(key, np.array([ordinal], dtype=np.uint64))[0])
            return rounded(-mean_up * float(np.log1p(-u)))

        def down(draws: Draws, key: Any, ordinal: int) -> int:
            u = float(draws.uniforms(key, np.array([ordinal], dtype=np.uint64))[0])
            return rounded(repair(u, ordinal))

        return up, down

    def count(self) -> dict[str, int]:
        """Kilograms at every place, recounted from the things themselves and not from the ledger."""
        held: dict[str, int] = defaultdict(int)
        for cell in self.generation.cells:
            held[cell.source] += cell.hauled - cell.loads * cell.payload
        for load in self.cycle.unborn.values():
            held[load.origin] += load.kg
        for queue in self.cycle.queues.values():
            for load in queue.loads:
                held[load.origin] += load.kg
        held[IN_TRANSIT] = sum(load.kg for load in self.cycle.loaded.values())
        for id, facility in self.facilities.items():
            if isinstance(facility.inside, Plant):
                held[id] += sum(batch.kg for batch in facility.inside.stock) + sum(facility.inside.piles.values())
        return held

    def reset_voids(self) -> None:
        """Give every landfill its opening void again."""
        for facility in self.facilities.values():
            if isinstance(facility.inside, Landfill):
                facility.inside.void_left = facility.inside.void
                facility.inside.exhausted_at = None
                facility.closes = NEVER


def operating_time(calendar: schema.Calendar, year: int) -> tuple[int, int]:
    """Seconds and days that a calendar works in a whole calendar year."""
    days = days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    return opening_hours(calendar, days).seconds_between(0, days.end), sum(working_days(calendar, days.dates))


def annual_capacity(facility: schema.Facility, seconds: int, days: int) -> float:
    """Nameplate in kg per year, from a capacity per year, per working day or per working hour."""
    assert facility.capacity is not None
    value, unit = facility.capacity.value, facility.capacity.unit
    if unit == "kg/a":
        return value
    return value * seconds / 3600.0 if unit == "kg/h" else value * days


def availability_factor(facility: schema.Facility, randomness: bool) -> float:
    """What breakdowns make of the rate.

    Net nameplate: the machine is faster by 1/availability when breakdowns are simulated, so that a fed plant
    attains its nameplate; gross nameplate: it is not, and without randomness the rate is reduced instead.
    """
    if facility.failures is None:
        return 1.0
    availability = facility.failures.availability.value
    if facility.capacity_basis == "net":
        return 1.0 / availability if randomness else 1.0
    return 1.0 if randomness else availability


def build(scenario: Scenario, days: Days, draws: Draws, target_year: int | None, all_open: bool) -> District:
    """Make the entities of a run, in the order of their ids."""
    return _Builder(scenario, days, draws, target_year, all_open).district()


class _Builder:
    """Holds what the parts of a district need of one another while they are made."""

    def __init__(self, scenario: Scenario, days: Days, draws: Draws, target_year: int | None, all_open: bool) -> None:
        self.scenario, self.days, self.draws = scenario, days, draws
        self.target_year, self.all_open = target_year, all_open
        self.ledger, self.env = Ledger(), simpy.Environment()
        self.routes = {id: route_of(route) for id, route in sorted(scenario.routes.items())}
        self.payloads = {i: rounded(f.payload.value) for _, f in sorted(scenario.fleets.items()) for i in f.carries}
        self.facilities: dict[str, Facility] = {}
        self.cycle: Cycle
        self.products: Products

    def district(self) -> District:
        scenario = self.scenario
        self.facilities = {id: self._facility(id) for id in sorted(scenario.facilities)}
        fleets = {id: self._fleet(id) for id in sorted(scenario.fleets)}
        hours = {id: opening_hours(scenario.calendars[scenario.fleets[id].calendar], self.days) for id in fleets}
        machines = {
            id: opening_hours(scenario.calendars[f.works or f.calendar], self.days)
            for id, f in sorted(scenario.facilities.items())
            if f.kind in PLANT_KINDS
        }
        areas = self._areas()
        self.cycle = self._cycle(fleets, areas)
        self.products = self._products()
        generation = Generation(scenario, self.days, self.draws, self.ledger, self.target_year)
        self._set_smallest_loads()
        return District(
            scenario, self.days, self.ledger, self.facilities, fleets, hours, machines, areas,
            self.cycle, generation, self.products, self._quota_sinks(),
        )  # fmt: skip

    # facilities

    def _facility(self, id: str) -> Facility:
        facility = self.scenario.facilities[id]
        hours = opening_hours(self.scenario.calendars[facility.calendar], self.days)
        lanes = None if facility.gate is None else rounded(facility.gate.lanes.value)
        bays = None if facility.gate is None or facility.gate.bays is None else rounded(facility.gate.bays.value)
        opens = 0 if self.all_open else self._second(facility.opens, 0)
        closes = NEVER if self.all_open else self._second(facility.closes, NEVER)
        return Facility(
            id, hours, Gate(self.env, lanes, bays), opens, closes, self._inside(id, facility), facility.accepts
        )

    def _second(self, date: Any, absent: int) -> int:
        return absent if date is None else self.days.second_of(dt.date.fromordinal(int(date.value)))

    def _inside(self, id: str, facility: schema.Facility) -> Inside:
        return _INSIDE[facility.kind](self, id, facility)

    def _store(self, id: str, facility: schema.Facility) -> Store:
        return Store(id, _kg(facility.holds), lambda place, load, now: self._give_back(place, load, now))

    def _demand(self, id: str, facility: schema.Facility) -> Demand:
        annual, volumes = None, None
        if facility.demand is not None:
            by_volume = facility.demand.unit == "compacted_m3/a"
            annual = rounded(facility.demand.value * (1_000_000 if by_volume else 1))
            volumes = self._volumes(facility) if by_volume else None
        return Demand(id, self.ledger, fate_of(facility), annual, volumes)

    def _volumes(self, facility: schema.Facility) -> dict[str, float]:
        volumes = {item: millilitres_per_kg(self.scenario, item) for item in facility.accepts}
        return {item: volume for item, volume in volumes.items() if volume is not None}

    def _landfill(self, id: str, facility: schema.Facility) -> Landfill:
        assert facility.void is not None
        filled = 0.0 if facility.existing_fill is None else facility.existing_fill.value
        cover = 0.0 if facility.cover_share is None else facility.cover_share.value
        void = rounded((facility.void.value * (1.0 - cover) - filled) * 1_000_000)
        return Landfill(id, self.ledger, void, self._volumes(facility), _kg(facility.daily_intake), self._exhausted(id))

    def _exhausted(self, id: str) -> Callable[[int], None]:
        def close(now: int) -> None:
            self.facilities[id].closes = min(self.facilities[id].closes, now)
            self.facilities[id].gate.close()
            self.cycle.unblock(id)

        return close

    def _plant(self, id: str, facility: schema.Facility) -> Plant:
        return Plant(
            id,
            sorted(self.scenario.facilities).index(id),
            self.ledger,
            yields_of(facility),
            _kg(facility.stockpile),
            _kg(facility.product_yard),
            lambda plant, second, version: self.cycle.schedule_batch(plant, second, version),
            lambda plant, item, stream, now: self.products.deliver(plant, item, stream, now),
            lambda place, now: self.cycle.unblock(place),
        )

    def _give_back(self, place: str, load: Load, now: int) -> None:
        again = Load(load.item, load.stream, place, load.kg, now, load.key, load.number, load.uniforms)
        self.cycle.enqueue(again, self.cycle.queues[load.item, place])

    def _set_smallest_loads(self) -> None:
        for id, facility in self.facilities.items():
            if isinstance(facility.inside, Landfill):
                items = [i for i, route in self.routes.items() if id in route.to and i in self.payloads]
                facility.inside.smallest = min(
                    (rounded(self.payloads[i] * facility.inside.volumes[i]) for i in items), default=0
                )

    def _quota_sinks(self) -> dict[str, str]:
        sinks = {}
        for id, facility in self.facilities.items():
            if isinstance(facility.inside, Demand) and facility.inside.annual is not None:
                sinks[id] = "month"
            if isinstance(facility.inside, Landfill) and facility.inside.daily_intake is not None:
                sinks[id] = "day"
        return sinks

    # trucks

    def _fleet(self, id: str) -> Fleet:
        fleet = self.scenario.fleets[id]
        legs = legs_of(fleet, self.draws.randomness)
        return Fleet(id, rounded(fleet.trucks.value), rounded(fleet.payload.value), legs)

    def _areas(self) -> dict[tuple[str, str], Area]:
        areas = {}
        for source_id, source in sorted(self.scenario.sources.items()):
            shared = Area(None if isinstance(source.storage, dict) else _kg(source.storage))
            limits = source.storage if isinstance(source.storage, dict) else {}
            for stream in sorted(self.scenario.streams):
                own = isinstance(source.storage, dict)
                areas[source_id, stream] = Area(_kg(limits.get(stream))) if own else shared
        return areas

    def _cycle(self, fleets: dict[str, Fleet], areas: dict[tuple[str, str], Area]) -> Cycle:
        scenario = self.scenario
        carried_by = {item: fleets[id] for id, fleet in sorted(scenario.fleets.items()) for item in fleet.carries}
        stores = [id for id, f in self.facilities.items() if isinstance(f.inside, Store)]
        queues: dict[tuple[str, str], Queue] = {}
        for item in sorted(carried_by):
            route = self.routes[item]
            if route.to and not route.by_buyer:
                queues[item, ""] = Queue(item, route, carried_by[item], route.to)
                beyond = tuple(f for f in route.to if f not in stores)
                for store in stores:
                    if store in route.to:
                        queues[item, store] = Queue(item, _without(route, stores), carried_by[item], beyond)
        loaders = {
            id: Servers(self.env, rounded(s.loaders.value))
            for id, s in sorted(scenario.sources.items())
            if s.loaders is not None
        }
        places = [*sorted(scenario.sources), *sorted(scenario.facilities)]
        metres = {place: distances_from(scenario, place) for place in places}
        services = {id: self._services(scenario.facilities[id]) for id in self.facilities}
        return Cycle(self.env, self.ledger, self.facilities, fleets, queues, areas, loaders, metres, services)

    def _services(self, facility: schema.Facility) -> tuple[Callable[[float, int], float], ...]:
        if facility.gate is None:
            return (_instantly,) * 3
        gate, randomness = facility.gate, self.draws.randomness
        return tuple(inverse_of(q, randomness) for q in (gate.weigh_in, gate.tipping, gate.weigh_out))

    def _products(self) -> Products:
        buyers = {id: f.inside for id, f in self.facilities.items() if isinstance(f.inside, Demand)}
        places = [*sorted(self.scenario.sources), *sorted(self.scenario.facilities)]
        return Products(
            self.ledger, self.draws, self.routes, self.payloads, buyers, places, sorted(self.scenario.streams),
            lambda load: self.cycle.enqueue(load, self.cycle.queues[load.item, ""]),
        )  # fmt: skip


_INSIDE: dict[str, Callable[[_Builder, str, schema.Facility], Inside]] = {
    "sorting": _Builder._plant,
    "recycling": _Builder._plant,
    "mobile": _Builder._plant,
    "store": _Builder._store,
    "landfill": _Builder._landfill,
    "backfill": _Builder._demand,
    "outlet": _Builder._demand,
    "export": _Builder._demand,
}
"""What is behind the gate of each kind of facility; a new kind is a row here and a file of its own."""


def _without(route: Route, stores: list[str]) -> Route:
    kept = [i for i, f in enumerate(route.to) if f not in stores]
    to, shares = tuple(route.to[i] for i in kept), tuple(route.shares[i] for i in kept)
    return Route(to, route.rule, shares, route.max_wait, route.by_buyer)


def _kg(quantity: Any) -> int | None:
    return None if quantity is None else rounded(quantity.value)


def _instantly(u: float, n: int) -> float:
    return 0.0
