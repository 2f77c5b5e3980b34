"""What the entities of a scenario are in integers: payloads, routes, yields, fates, distances."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sim.model.custody import MILLION
from sim.scenario import schema
from sim.scenario.masses import compacted_density, void_left
from sim.scenario.quantity import Quantity
from sim.scenario.roads import listed_metres, straight_metres


def rounded(value: float) -> int:
    """Nearest integer, halves up."""
    return math.floor(value + 0.5)


@dataclass(frozen=True, slots=True)
class Route:
    """Facilities for an item in order of preference, and their shares for `by_share`.

    The rule chooses among the first `ruled` of them, those no farther than `within` metres; the others follow in order.
    """

    to: tuple[str, ...]
    ruled: int
    within: int | None
    rule: str
    shares: tuple[float, ...]
    max_wait: int | None
    by_buyer: bool


@dataclass(frozen=True, slots=True)
class Yields:
    """What becomes of an input item in a plant: outputs and their cumulative shares in millionths."""

    outputs: tuple[str, ...]
    cumulative: list[int]


def payloads_of(scenario: schema.Scenario) -> dict[str, int]:
    """Kilograms of a truckload of each item that a fleet carries."""
    return {item: rounded(f.payload.value) for _, f in sorted(scenario.fleets.items()) for item in f.carries}


def route_of(route: schema.Route) -> Route:
    """A route in integers; `by_share` keeps its shares in the order of its facilities."""
    return Route(
        route.facilities,
        len(route.to),
        None if route.within is None else rounded(route.within.value),
        route.rule,
        tuple(route.shares[f].value if f in route.shares else 0.0 for f in route.facilities),
        None if route.max_wait is None else rounded(route.max_wait.value),
        route.hauled_by == "buyer",
    )


def beyond(route: Route, stores: list[str]) -> Route:
    """The way on from a store: no load goes from store to store, and what waits for `to` does not go to `then`."""
    kept = [i for i, facility in enumerate(route.to) if facility not in stores]
    kept = [i for i in kept if i < route.ruled] or kept
    to, shares = tuple(route.to[i] for i in kept), tuple(route.shares[i] for i in kept)
    return replace(route, to=to, ruled=sum(i < route.ruled for i in kept), shares=shares)


def preference_of(scenario: schema.Scenario, route: Route, place: str, metres: dict[str, int]) -> list[int]:
    """The facilities of a route, by their number in it, in the order in which a load at a place asks them.

    metres: road metres from the place. Those out of reach, or that serve other places only, are left out.
    """
    asked = [i for i, id in enumerate(route.to) if serves(scenario, id, place)]
    first = [i for i in asked if i < route.ruled]
    if route.within is not None:
        first = [i for i in first if metres.get(route.to[i], 0) <= route.within]
    if route.rule == "nearest":
        first.sort(key=lambda i: metres.get(route.to[i], -1))
    return first + [i for i in asked if i >= route.ruled]


def serves(scenario: schema.Scenario, facility: str, place: str) -> bool:
    """Whether a facility takes what comes from a place."""
    only = scenario.facilities[facility].serves
    return not only or place in only


def yields_of(facility: schema.Facility) -> dict[str, Yields]:
    """For each input item of a plant its outputs by id; the last cumulative share is exactly one million."""
    table = {}
    for item, outputs in facility.outputs.items():
        shares = sorted(outputs.items())
        total = math.fsum(share.value for _, share in shares)
        running, cumulative = 0.0, []
        for _, share in shares:
            running += share.value
            cumulative.append(rounded(running / total * MILLION))
        cumulative[-1] = MILLION
        table[item] = Yields(tuple(output for output, _ in shares), cumulative)
    return table


def kg_or_none(quantity: Quantity | None) -> int:
    """Whole kilograms; -1 for no limit."""
    return -1 if quantity is None else rounded(quantity.value)


def void_of(facility: schema.Facility) -> int:
    """Compacted millilitres that a landfill has left at its opening: less cover, berms and what fills it already."""
    return rounded(void_left(facility) * 1_000_000)


def quota_of(facility: schema.Facility) -> tuple[int | None, bool]:
    """Kilograms that may be sent to a facility in a day, or (True) in a calendar year; None without a quota."""
    quota = facility.quota
    return (None, False) if quota is None else (rounded(quota.value), quota.unit == "kg/a")


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
    listed = listed_metres(scenario, origin, destination)
    if listed is not None:
        return rounded(listed)
    straight = straight_metres(scenario, origin, destination)
    return None if straight is None else rounded(straight * scenario.roads.detour.value)
