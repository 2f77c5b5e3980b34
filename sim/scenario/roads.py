"""How far apart two places of a scenario are: as listed, else as the crow flies."""

from __future__ import annotations

import math

from sim.scenario.schema import Scenario

EARTH_RADIUS_M = 6_371_000


def listed_metres(scenario: Scenario, origin: str, destination: str) -> float | None:
    """The road distance listed in either direction, m."""
    km = scenario.roads.km
    for a, b in ((origin, destination), (destination, origin)):
        if b in km.get(a, {}):
            return km[a][b] * 1000.0
    return None


def straight_metres(scenario: Scenario, origin: str, destination: str) -> float | None:
    """The great-circle (haversine) distance, m; None where a position is not known."""
    start, end = (_position(scenario, place) for place in (origin, destination))
    if start is None or end is None:
        return None
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, position)) for position in (start, end))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(h))


def _position(scenario: Scenario, place: str) -> tuple[float, float] | None:
    return (scenario.sources.get(place) or scenario.facilities[place]).position


def classes_between(scenario: Scenario, one: str, other: str) -> tuple[str, ...]:
    """The classes of roads that a leg between two places uses, in order of their ids."""
    found = []
    for id, row in sorted(scenario.roads.classes.items()):
        is_listed = other in row.legs.get(one, ()) or one in row.legs.get(other, ())
        if is_listed or one in row.places or other in row.places:
            found.append(id)
    return tuple(found)
