"""A replication's plain entities, in integers: what the load cycle and the calendar work on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.model.draws import Inverse, inverse_of
from sim.scenario import schema
from sim.scenario.masses import compacted_density
from sim.scenario.quantity import Quantity

EARTH_RADIUS_M = 6_371_000
MILLION = 1_000_000


def rounded(value: float) -> int:
    """Nearest integer, halves up."""
    return math.floor(value + 0.5)


def millionths(share: Quantity | None, default: float = 1.0) -> int:
    """A share as an integer per million."""
    return rounded((default if share is None else share.value) * MILLION)


@dataclass(frozen=True, slots=True)
class Route:
    """Facilities for an item in order of preference; shares (cumulated by the dispatcher) for `by_share`."""

    to: tuple[str, ...]
    rule: str
    shares: tuple[float, ...]
    max_wait: int | None
    by_buyer: bool


@dataclass(frozen=True, slots=True)
class Legs:
    """Durations of a fleet's legs as inverse distribution functions: seconds, and metres per hour for speeds."""

    loading: Inverse
    wash: Inverse
    speed_loaded: Inverse
    speed_empty: Inverse


@dataclass(frozen=True, slots=True)
class Yields:
    """What becomes of an input item in a plant: outputs and their cumulative shares in millionths."""

    outputs: tuple[str, ...]
    cumulative: list[int]


def legs_of(fleet: schema.Fleet, randomness: bool) -> Legs:
    """The leg durations of a fleet."""
    return Legs(
        inverse_of(fleet.loading, randomness),
        inverse_of(fleet.wash, randomness),
        inverse_of(fleet.speed_loaded, randomness),
        inverse_of(fleet.speed_empty, randomness),
    )


def route_of(route: schema.Route) -> Route:
    """A route in integers; `by_share` keeps its shares in the order of its facilities."""
    return Route(
        route.to,
        route.rule,
        tuple(route.shares[f].value if f in route.shares else 0.0 for f in route.to),
        None if route.max_wait is None else rounded(route.max_wait.value),
        route.hauled_by == "buyer",
    )


def yields_of(facility: schema.Facility) -> dict[str, Yields]:
    """For each input item of a plant its outputs; the last cumulative share is exactly one million."""
    table = {}
    for item, outputs in facility.outputs.items():
        total = math.fsum(share.value for share in outputs.values())
        running, cumulative = 0.0, []
        for share in outputs.values():
            running += share.value
            cumulative.append(rounded(running / total * MILLION))
        cumulative[-1] = MILLION
        table[item] = Yields(tuple(outputs), cumulative)
    return table


def fate_of(facility: schema.Facility) -> str:
    """The fate of what a sink takes."""
    kinds = {"landfill": "landfilled", "backfill": "backfilled", "export": "exported"}
    return facility.fate or kinds.get(facility.kind, "recycled")


def millilitres_per_kg(scenario: schema.Scenario, item: str) -> float | None:
    """Compacted millilitres that a kilogram takes in a landfill or fill; None where no density is given."""
    density = compacted_density(scenario, item)
    return None if density is None else 1e6 / density


def distances_from(scenario: schema.Scenario, origin: str) -> dict[str, int]:
    """Road metres from a source or facility to every facility that has a distance."""
    table = {}
    for facility in sorted(scenario.facilities):
        if facility != origin and (metres := road_metres(scenario, origin, facility)) is not None:
            table[facility] = metres
    return table


def road_metres(scenario: schema.Scenario, origin: str, destination: str) -> int | None:
    """The listed road distance in either direction, else great circle times detour, in metres."""
    km = scenario.roads.km
    for a, b in ((origin, destination), (destination, origin)):
        if b in km.get(a, {}):
            return rounded(km[a][b] * 1000.0)
    places = [_position(scenario, origin), _position(scenario, destination)]
    if places[0] is None or places[1] is None:
        return None
    return rounded(_great_circle(places[0], places[1]) * scenario.roads.detour.value)


def _position(scenario: schema.Scenario, place: str) -> tuple[float, float] | None:
    entity = scenario.sources.get(place) or scenario.facilities[place]
    return entity.position


def _great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Haversine distance in metres."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(h))
