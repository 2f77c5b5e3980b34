"""Where waste may go and what counts there, as the annual balance and the bound see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from sim.opinion.amounts import Capacity, capacity, generated, while_open
from sim.opinion.days import Part, working
from sim.opinion.span import Span, between, months_open, open_days, opening, simulated
from sim.scenario.cities import weights_of
from sim.scenario.masses import Parts, compacted_density, fate_of, parts_of, void_left
from sim.scenario.measures import thousandths_per_kg
from sim.scenario.schema import PLANT_KINDS, Reading, Scenario, Target

ENTITIES = ("streams", "items", "sources", "facilities", "routes", "fleets", "events", "targets")
"""Taken in the order of their ids and not of the file, so that sums are the same to the last digit."""


@dataclass(frozen=True)
class Group:
    """Sources that the same facilities take from: their ids, and by stream their part of what arises."""

    sources: tuple[str, ...]
    parts: dict[str, float]


class Places:
    """A scenario whose numbers are certain, asked for what it says of a span."""

    def __init__(self, scenario: Scenario, randomness: bool) -> None:
        by_id = {key: dict(sorted(getattr(scenario, key).items())) for key in ENTITIES}
        self.scenario = scenario = scenario.model_copy(update=by_id)
        self.randomness = randomness
        self.parts: dict[str, Parts] = {stream: parts_of(scenario, stream) for stream in scenario.streams}
        self.groups = self._groups()
        self.generated = cache(self._generated)
        self.capacity = cache(self._capacity)
        self.while_open = cache(partial(while_open, scenario))
        self.open_share = cache(self._open_share)
        self.ways = cache(self._ways)
        self.demand = cache(self._demand)

    def _groups(self) -> dict[str, Group]:
        """Groups by the id of their first source."""
        scenario = self.scenario
        access: dict[frozenset[str], list[str]] = {}
        for source in scenario.sources:
            key = frozenset(id for id, f in scenario.facilities.items() if source in f.serves)
            access.setdefault(key, []).append(source)
        weights = {stream: weights_of(scenario, stream) for stream in scenario.streams}
        whole = {stream: sum(w.get(s, 0.0) for s in scenario.sources) for stream, w in weights.items()}
        return {
            own[0]: Group(
                tuple(own),
                {stream: sum(w.get(s, 0.0) for s in own) / whole[stream] for stream, w in weights.items()},
            )
            for own in access.values()
        }

    def _generated(self, stream: str, span: Span) -> Part:
        """Kilograms of a stream that arise."""
        return generated(self.scenario, stream, span, self.randomness)

    def _capacity(self, id: str, span: Span, favourable: bool) -> Capacity:
        """What a plant can take."""
        return capacity(self.scenario, id, span, self.randomness, favourable=favourable)

    def is_plant(self, id: str) -> bool:
        """Whether a facility has a machine."""
        return id in self.scenario.facilities and self.scenario.facilities[id].kind in PLANT_KINDS

    def is_store(self, id: str) -> bool:
        """Whether a facility gives back what it takes."""
        return id in self.scenario.facilities and self.scenario.facilities[id].kind == "store"

    def _ways(self, item: str, origin: str, span: Span) -> list[str]:
        """Facilities that an item may go to from a place in a span, in the order of its route."""
        route = self.scenario.routes.get(item)
        return [
            id
            for id in dict.fromkeys(() if route is None else route.facilities)
            if (not self.scenario.facilities[id].serves or origin in self.scenario.facilities[id].serves)
            and not (self.is_store(origin) and self.is_store(id))
            and self.open_share(id, span) > 0.0
        ]

    def by_buyer(self, item: str) -> bool:
        """Whether buyers collect an item at the plant."""
        route = self.scenario.routes.get(item)
        return route is not None and route.hauled_by == "buyer"

    def sells_all(self, plant: str, item: str) -> bool:
        """Whether a buyer takes all of an item at once when a plant makes it: then it never lies in the yard."""
        ways = self.scenario.routes[item].facilities if self.by_buyer(item) else ()
        own = [self.scenario.facilities[id] for id in ways]
        return any(f.demand is None and (not f.serves or plant in f.serves) for f in own)

    def _open_share(self, id: str, span: Span) -> float:
        """The part of the days looked at on which a facility is open."""
        days = simulated(self.scenario, span)
        return float(open_days(self.scenario, span, id).sum()) / float(days.sum())

    def fleet_kg(self, items: set[str]) -> float:
        """What the trucks that carry some items hold when all of them are loaded."""
        fleets = [f for f in self.scenario.fleets.values() if items & set(f.carries)]
        return sum(round(f.trucks.value) * f.payload.value for f in fleets)

    def payload(self, item: str) -> float:
        """A truckload of an item, kg; 0 where no truck carries it."""
        return max((f.payload.value for f in self.scenario.fleets.values() if item in f.carries), default=0.0)

    def _demand(self, id: str, span: Span) -> float | None:
        """What a sink takes in a span, in the unit of its demand; None for no limit, or one for all its time."""
        demand = self.scenario.facilities[id].demand
        if demand is None or not demand.unit.endswith("/a"):
            return None
        return demand.value / 12.0 * months_open(self.scenario, span, id)

    def in_all(self, id: str) -> float | None:
        """What a sink takes in all its time: the void of a landfill (m3), a demand that is not per year."""
        facility = self.scenario.facilities[id]
        if facility.kind == "landfill":
            return void_left(facility)
        demand = facility.demand
        return None if demand is None or demand.unit.endswith("/a") else demand.value

    def quota(self, id: str, span: Span) -> float | None:
        """Most that may be sent to a facility in a span, kg; None for no limit."""
        facility = self.scenario.facilities[id]
        if facility.quota is None:
            return None
        if facility.quota.unit == "kg/a":
            return facility.quota.value
        calendar = self.scenario.calendars[facility.calendar]
        days = simulated(self.scenario, span) * between(span, *opening(self.scenario, span, id))
        return facility.quota.value * float((working(calendar, span.year) * days).sum())  # of rainy days as well

    def per_kg(self, id: str, item: str) -> float:
        """What a kilogram takes of a sink's demand or void: 1, or compacted m3."""
        facility = self.scenario.facilities[id]
        by_volume = facility.demand is not None and facility.demand.unit.startswith("compacted_m3")
        if facility.kind != "landfill" and not by_volume:
            return 1.0
        return 1.0 / (compacted_density(self.scenario, item) or 1.0)


class Counting:
    """What a reading of a target counts, in thousandths of its unit (kg or L) per kg."""

    def __init__(self, places: Places, target: Target, reading: Reading) -> None:
        self.places, self.target, self.reading = places, target, reading
        weights = thousandths_per_kg(places.scenario, reading, target.streams)
        self.weights = {stream: 1.0 if w is None else w for stream, w in weights.items()}

    def _times(self, origin: str, to: str, stream: str, item: str) -> float:
        """The weight of a movement if any selection names it, else 0."""
        for s in self.reading.numerator:
            is_sent = not s.by or origin in s.by or ("sources" in s.by and origin in self.places.scenario.sources)
            is_meant = (not s.items or item in s.items) and (not s.streams or stream in s.streams)
            if to in s.to and is_sent and is_meant:
                return self.weights.get(stream, 0.0)
        return 0.0

    def arrival(self, origin: str, id: str, stream: str, item: str) -> float:
        """Of a kilogram that arrives at a facility; by truck it comes from the road, else from the plant."""
        facility = self.places.scenario.facilities[id]
        found = self._times(origin if self.places.by_buyer(item) else "in_transit", id, stream, item)
        if self.places.is_plant(id) or self.places.is_store(id):
            return found
        return found + self._times(id, fate_of(facility), stream, item)

    def made(self, plant: str, stream: str, item: str) -> float:
        """Of a kilogram that a plant makes."""
        is_counted = any(
            item in s.made and (not s.by or plant in s.by) and (not s.streams or stream in s.streams)
            for s in self.reading.numerator
        )
        return self.weights.get(stream, 0.0) if is_counted else 0.0

    def on_site(self, stream: str) -> float:
        """Of a kilogram that arises: what has its fate at the source."""
        scenario = self.places.scenario
        weights = weights_of(scenario, stream)
        whole, item = sum(weights.get(source, 0.0) for source in scenario.sources), _pressed(scenario, stream)
        return sum(
            part * weights.get(source, 0.0) / whole
            * self._times(source, fate, stream, stream if fate in ("water", "leaked") else item)
            for fate, part in self.places.parts[stream].on_site
            for source in scenario.sources
        )  # fmt: skip

    def excluded(self, stream: str) -> float:
        """Of a kilogram that arises: what leaves the denominator where it arises."""
        parts = sum(part for fate, part in self.places.parts[stream].on_site if fate in self.reading.exclude)
        return parts * self.weights.get(stream, 0.0)

    @property
    def is_fixed(self) -> bool:
        """Whether numerator and denominator are what is asked here: nothing of them hangs on what remains unserved."""
        scenario = self.places.scenario
        sinks = {fate_of(f) for id, f in scenario.facilities.items() if not self.places.is_plant(id)}
        counted = {to for s in self.reading.numerator for to in s.to}
        return "unserved" not in counted | set(self.reading.exclude) and not sinks & set(self.reading.exclude)


def _pressed(scenario: Scenario, stream: str) -> str:
    pressing = scenario.streams[stream].pressing
    return stream if pressing is None else pressing.cake
