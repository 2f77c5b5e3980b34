"""Can a truck ever arrive within the hours of where it goes? Only what is certain for every draw is a fault."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.cities import weights_of
from sim.scenario.masses import origin_items
from sim.scenario.references import Found
from sim.scenario.roads import listed_metres, straight_metres
from sim.scenario.schema import Calendar, Fleet, Route, Scenario
from sim.scenario.terms import WEEKDAYS

DAY, WEEK = 86_400, 7 * 86_400
Span = tuple[float, float]


def check_arrivals(scenario: Scenario) -> Iterator[Found]:
    """Destinations of a route whose gate is shut whenever a truck can come, from wherever the item is loaded."""
    carriers = {item: id for id, fleet in scenario.fleets.items() for item in fleet.carries}
    for item, route in scenario.routes.items():
        if item not in carriers or route.hauled_by == "buyer":
            continue
        fleet = scenario.fleets[carriers[item]]
        starts = scenario.calendars.get(fleet.calendar)
        for path, id in route.located(item):
            facility = scenario.facilities.get(id)
            hours = scenario.calendars.get(facility.calendar) if facility else None
            if starts is None or hours is None:
                continue  # a name that leads nowhere is said elsewhere
            starting = [origin for origin in origins(scenario, item) if origin != id]
            if starting and not any(_meets(starts, _leg(scenario, fleet, origin, id), hours) for origin in starting):
                legs = [_leg(scenario, fleet, origin, id) for origin in starting]
                least, most = min(leg[0] for leg in legs), max(leg[1] for leg in legs)
                values: dict[str, object] = {"fleet": carriers[item], "facility": id}
                values |= {"least": f"{least / 60:.0f}", "most": f"{most / 60:.0f}"}
                yield "never_arrives", path, values


def check_reach(scenario: Scenario) -> Iterator[Found]:
    """Sources and plants from which no facility of an item's route may be reached: its loads would wait for ever."""
    carried = {item for fleet in scenario.fleets.values() for item in fleet.carries}
    for item, route in scenario.routes.items():
        if not route.facilities or (item not in carried and route.hauled_by == "fleet"):
            continue
        if any(id not in scenario.facilities for id in route.facilities):
            continue  # said elsewhere
        for origin in origins(scenario, item):
            if not is_store(scenario, origin) and not any(
                surely_reaches(scenario, route, origin, id) for id in route.facilities
            ):
                key = "unsold" if route.hauled_by == "buyer" else "out_of_reach"
                yield key, f"routes.{item}", {"item": item, "origin": origin}


def surely_reaches(scenario: Scenario, route: Route, origin: str, id: str) -> bool:
    """Whether a facility of a route takes from a place whatever is drawn; a distance nobody knows is said elsewhere."""
    return _reaches(scenario, route, origin, id, 1)


def destinations(scenario: Scenario, item: str, origin: str) -> list[str]:
    """The facilities of an item's route to which a truck may drive from a place."""
    route = scenario.routes[item]
    known = [id for id in route.facilities if id in scenario.facilities and id != origin]
    if is_store(scenario, origin):  # what waits for `to` does not go to `then`, nor anything from store to store
        beyond = [id for id in known if not is_store(scenario, id)]
        known = [id for id in beyond if id in route.to] or beyond
    return [id for id in known if _reaches(scenario, route, origin, id, 0)]


def _reaches(scenario: Scenario, route: Route, origin: str, id: str, side: int) -> bool:
    """Whether a facility takes from a place, by the longest (side 1) or shortest (side 0) road that may be drawn."""
    served = scenario.facilities[id].serves
    if served and origin not in served:
        return False
    if route.within is None or id in route.then or route.hauled_by == "buyer":
        return True
    metres = road_length(scenario, origin, id)[side]
    return math.isinf(metres) or metres <= route.within.ends[1 - side]


def is_store(scenario: Scenario, place: str) -> bool:
    """Whether a place is a store."""
    return place in scenario.facilities and scenario.facilities[place].kind == "store"


def origins(scenario: Scenario, item: str) -> Iterator[str]:
    """Where an item is loaded: sources (also of what waits at the start), plants that make it, stores on its way."""
    own = (weights_of(scenario, stream) for stream in scenario.streams if item in origin_items(scenario, stream))
    arising = {place for weights in own for place in weights if place in scenario.sources}
    yield from sorted(arising | {id for id, source in scenario.sources.items() if item in source.opening_stock})
    for id, facility in scenario.facilities.items():
        if any(item in outputs for outputs in facility.outputs.values()) or (
            facility.kind == "store" and id in scenario.routes[item].facilities
        ):
            yield id


def _leg(scenario: Scenario, fleet: Fleet, origin: str, destination: str) -> Span:
    """Shortest and longest time from the start of a cycle to the gate, s."""
    metres = road_length(scenario, origin, destination)
    slow, fast = fleet.speed_loaded.ends
    least, most = (fleet.loading.ends[side] + fleet.wash.ends[side] for side in (0, 1))
    longest = most + 3600 * metres[1] / slow if slow > 0 else math.inf
    return math.floor(least + 3600 * metres[0] / fast) - 2, longest + 2  # each part is rounded to a second


def road_length(scenario: Scenario, origin: str, destination: str) -> Span:
    """Shortest and longest road; anything where neither a distance nor two positions are known."""
    listed = listed_metres(scenario, origin, destination)
    if listed is not None:
        return listed, listed
    straight = straight_metres(scenario, origin, destination)
    if straight is None:
        return 0.0, math.inf
    low, high = scenario.roads.detour.ends
    return straight * low, straight * high


def _meets(starts: Calendar, leg: Span, hours: Calendar) -> bool:
    """Whether a cycle that starts within some hours of the week can arrive within others.

    Holidays and closed dates are left out: they only make it harder.
    """
    for start, end in week_of(starts):
        first, last = start + leg[0], end - 1 + leg[1]
        if last - first >= WEEK:
            return True
        shift = WEEK * (first // WEEK)
        for opens, closes in week_of(hours):
            if any(first - shift < closes + week and opens + week <= last - shift for week in (0, WEEK)):
                return True
    return False


def week_of(calendar: Calendar) -> list[tuple[int, int]]:
    """Spans of an ordinary week, s from Monday's midnight."""
    days = [day for day, name in enumerate(WEEKDAYS) if name not in calendar.closed_weekdays]
    return [(day * DAY + start, day * DAY + end) for day in days for start, end in calendar.hours]
