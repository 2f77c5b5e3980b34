"""From a district to the objects that a run of the oracle works on, in the order of their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import simpy

from sim.model.district import District
from sim.model.entities import (
    beyond,
    millilitres_per_kg,
    payloads_of,
    quota_of,
    rounded,
    route_of,
    void_of,
    yields_of,
)
from sim.model.loads import load_key
from sim.model.names import names_of
from sim.scenario import schema
from sim.scenario.masses import fate_of
from tests.oracle.facilities import Facility, Inside, Quota
from tests.oracle.gates import Gate, Servers
from tests.oracle.ledger import Ledger
from tests.oracle.loads import Durations, Inverse, Load
from tests.oracle.plants import Plant
from tests.oracle.products import Products
from tests.oracle.sinks import Demand, Landfill
from tests.oracle.stores import Store
from tests.oracle.trucks import Area, Fleet, Haulage, Legs, Queue


class World:
    """Everything that a run consists of: `env`, `ledger`, `facilities`, `fleets`, `haulage` and `products`."""

    def __init__(self, district: District) -> None:
        self.district, self.scenario = district, district.scenario
        self.names = names_of(self.scenario)
        self.env, self.ledger = simpy.Environment(), Ledger()
        self.durations = Durations(district.draws.randomness)
        self.given: dict[str, int] = defaultdict(int)
        """Loads that have come out so far, by facility."""
        self.routes = {id: route_of(route) for id, route in sorted(self.scenario.routes.items())}
        self.payloads = payloads_of(self.scenario)
        self.facilities = {id: self._facility(id) for id in self.names.facilities}
        self.fleets = {id: self._fleet(id) for id in self.names.fleets}
        self.haulage = self._haulage()
        self.products = self._products()
        self._set_smallest_loads()

    # facilities

    def _facility(self, id: str) -> Facility:
        facility, district = self.scenario.facilities[id], self.district
        lanes = None if facility.gate is None else rounded(facility.gate.lanes.value)
        bays = None if facility.gate is None or facility.gate.bays is None else rounded(facility.gate.bays.value)
        quota, is_yearly = quota_of(facility)
        return Facility(
            id, district.hours[id], Gate(self.env, lanes, bays), district.opens[id], district.closes[id],
            _INSIDE[facility.kind](self, id, facility), facility.accepts,
            None if quota is None else Quota(quota, is_yearly),
            {item: share.value for item, share in facility.rejects.items()},
        )  # fmt: skip

    def _store(self, id: str, facility: schema.Facility) -> Store:
        return Store(id, _kg(facility.holds), self._give_back, self._remember_store)

    def _demand(self, id: str, facility: schema.Facility) -> Demand:
        annual, volumes = None, None
        if facility.demand is not None:
            by_volume = facility.demand.unit.startswith("compacted_m3")
            annual = rounded(facility.demand.value * (1_000_000 if by_volume else 1))
            volumes = self._volumes(facility) if by_volume else None
        is_once = facility.demand is not None and not facility.demand.unit.endswith("/a")
        return Demand(id, self.ledger, fate_of(facility), annual, volumes, is_once)

    def _volumes(self, facility: schema.Facility) -> dict[str, float]:
        volumes = {item: millilitres_per_kg(self.scenario, item) for item in facility.accepts}
        return {item: volume for item, volume in volumes.items() if volume is not None}

    def _landfill(self, id: str, facility: schema.Facility) -> Landfill:
        return Landfill(
            id, self.ledger, void_of(facility), self._volumes(facility),
            lambda now: self._shut(self.facilities[id], now),
        )  # fmt: skip

    def _plant(self, id: str, facility: schema.Facility) -> Plant:
        return Plant(
            id,
            self.names.facilities.index(id),
            self.ledger,
            yields_of(facility),
            _kg(facility.stockpile),
            _kg(facility.product_yard),
            lambda plant, second, version: self.haulage.schedule_batch(plant, second, version),
            lambda plant, item, stream, now: self.products.deliver(plant, item, stream, now),
            lambda place, now: self.haulage.unblock(place),
        )

    # what facilities tell

    def _give_back(self, place: str, load: Load, now: int) -> None:
        key = self._key_of_given(place, load.stream, now)
        again = Load(load.item, load.stream, place, load.kg, now, key, load.number, load.uniforms)
        self.haulage.enqueue(again, self.haulage.queues[load.item, place])

    def _key_of_given(self, place: str, stream: str, now: int) -> int:
        """The key of a load that comes out of a facility; several may in one second, whatever they hold."""
        self.given[place] += 1
        numbers = self.names.tracked.index(stream), self.names.places.index(place)
        return load_key(now, *numbers, self.given[place] - 1)

    def fill(self, id: str, item: str, kg: int) -> None:
        """Something lies at a facility from the start, and takes its room before the first truck is sent."""
        inside = self.facilities[id].inside
        if isinstance(inside, Store) or (isinstance(inside, Plant) and item in inside.yields):
            inside.stock_kg += kg
            inside.stock_peak = inside.stock_kg
        elif isinstance(inside, Plant):
            inside.yard_kg += kg

    def _lay(self, load: Load, now: int) -> None:
        """A load has lain at a facility from the start: in a store, before a plant or, as its product, behind it."""
        inside = self.facilities[load.origin].inside
        if isinstance(inside, Store) or (isinstance(inside, Plant) and load.item in inside.yields):
            inside.lay(load, now)
        elif isinstance(inside, Plant):
            inside.piles[load.item, load.stream] += load.kg
            self.products.deliver(inside, load.item, load.stream, now)

    def _remember_store(self, place: str) -> None:
        self.haulage.freed_stores[place] = None

    def _shut(self, facility: Facility, now: int) -> None:
        """A landfill is exhausted."""
        facility.closes = min(facility.closes, now)
        facility.gate.close()
        self.haulage.unblock(facility.id)

    def _set_smallest_loads(self) -> None:
        for id, facility in self.facilities.items():
            landfill = facility.inside
            if isinstance(landfill, Landfill):
                items = [i for i, route in self.routes.items() if id in route.to and i in self.payloads]
                landfill.smallest = min((rounded(self.payloads[i] * landfill.volumes[i]) for i in items), default=0)
                if landfill.is_always_full and facility.opens < self.district.days.end:
                    landfill.exhausted_at = facility.opens
                    facility.closes = min(facility.closes, facility.opens)

    # trucks

    def _fleet(self, id: str) -> Fleet:
        fleet, inverse = self.scenario.fleets[id], self.durations.inverse
        laws = (fleet.loading, fleet.wash, fleet.speed_loaded, fleet.speed_empty)
        patience = None if fleet.divert_after is None else rounded(fleet.divert_after.value)
        return Fleet(id, rounded(fleet.trucks.value), Legs(*map(inverse, laws)), patience)

    def _haulage(self) -> Haulage:
        loaders = {
            id: Servers(self.env, rounded(source.loaders.value))
            for id, source in self.scenario.sources.items()
            if source.loaders is not None
        }
        services = {id: self._services(self.scenario.facilities[id]) for id in self.facilities}
        return Haulage(
            self.env, self.ledger, self.facilities, self._queues(), self._areas(), loaders, self.district.metres,
            services, self.scenario, self.district.roads.legs, self._key_of_given, self._lay,
        )  # fmt: skip

    def _queues(self) -> dict[tuple[str, str], Queue]:
        """By item, and by store or "" for sources and plants together."""
        carried_by = {item: fleet for id, fleet in self.fleets.items() for item in self.scenario.fleets[id].carries}
        stores = [id for id, facility in self.facilities.items() if isinstance(facility.inside, Store)]
        queues: dict[tuple[str, str], Queue] = {}
        for item, fleet in sorted(carried_by.items()):
            route = self.routes[item]
            if route.to and not route.by_buyer:
                queues[item, ""] = Queue(item, route, fleet)
                for store in stores:
                    if store in route.to:
                        queues[item, store] = Queue(item, beyond(route, stores), fleet)
        return queues

    def _areas(self) -> dict[tuple[str, str], Area]:
        areas = {}
        for id in self.names.sources:
            storage = self.scenario.sources[id].storage
            shared = None if isinstance(storage, dict) else Area(_kg(storage))
            for stream in self.names.streams:
                areas[id, stream] = Area(_kg(storage.get(stream))) if isinstance(storage, dict) else shared
        return {key: area for key, area in areas.items() if area is not None}

    def _services(self, facility: schema.Facility) -> tuple[Inverse, Inverse, Inverse]:
        gate, inverse = facility.gate, self.durations.inverse
        if gate is None:
            return _instantly, _instantly, _instantly
        return inverse(gate.weigh_in), inverse(gate.tipping), inverse(gate.weigh_out)

    def _products(self) -> Products:
        buyers = {id: (f, f.inside) for id, f in self.facilities.items() if isinstance(f.inside, Demand)}
        return Products(
            self.scenario, self.ledger, self.district.draws, self.routes, self.payloads, buyers, self._key_of_given,
            lambda load: self.haulage.enqueue(load, self.haulage.queues[load.item, ""]),
        )  # fmt: skip


_INSIDE: dict[str, Callable[[World, str, schema.Facility], Inside]] = {
    "sorting": World._plant,
    "recycling": World._plant,
    "mobile": World._plant,
    "terminal": World._plant,
    "store": World._store,
    "landfill": World._landfill,
    "backfill": World._demand,
    "outlet": World._demand,
    "export": World._demand,
}
"""What is behind the gate of each kind of facility."""


def _kg(quantity: Any) -> int | None:
    return None if quantity is None else rounded(quantity.value)


def _instantly(u: float, n: int) -> float:
    return 0.0
