"""Can a truck ever arrive within the hours of where it goes? Only what is certain for every draw is a fault."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.references import Found
from sim.scenario.roads import listed_metres, straight_metres
from sim.scenario.schema import Calendar, Fleet, Scenario
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
        for index, id in enumerate(route.to):
            facility = scenario.facilities.get(id)
            hours = scenario.calendars.get(facility.calendar) if facility else None
            if starts is None or hours is None:
                continue  # a name that leads nowhere is said elsewhere
            origins = [origin for origin in _origins(scenario, item) if origin != id]
            if origins and not any(_meets(starts, _leg(scenario, fleet, origin, id), hours) for origin in origins):
                legs = [_leg(scenario, fleet, origin, id) for origin in origins]
                least, most = min(leg[0] for leg in legs), max(leg[1] for leg in legs)
                values: dict[str, object] = {"fleet": carriers[item], "facility": id}
                values |= {"least": f"{least / 60:.0f}", "most": f"{most / 60:.0f}"}
                yield "never_arrives", f"routes.{item}.to.{index}", values


def _origins(scenario: Scenario, item: str) -> Iterator[str]:
    """Where an item is loaded: sources, plants that make it, stores on its way."""
    cakes = {stream.pressing.cake for stream in scenario.streams.values() if stream.pressing is not None}
    if item in cakes or (item in scenario.streams and scenario.streams[item].pressing is None):
        yield from scenario.sources
    for id, facility in scenario.facilities.items():
        if any(item in outputs for outputs in facility.outputs.values()) or (
            facility.kind == "store" and id in scenario.routes[item].to
        ):
            yield id


def _leg(scenario: Scenario, fleet: Fleet, origin: str, destination: str) -> Span:
    """Shortest and longest time from the start of a cycle to the gate, s."""
    metres = _metres(scenario, origin, destination)
    slow, fast = fleet.speed_loaded.ends
    least, most = (fleet.loading.ends[side] + fleet.wash.ends[side] for side in (0, 1))
    longest = most + 3600 * metres[1] / slow if slow > 0 else math.inf
    return math.floor(least + 3600 * metres[0] / fast) - 2, longest + 2  # each part is rounded to a second


def _metres(scenario: Scenario, origin: str, destination: str) -> Span:
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
    for start, end in _week(starts):
        first, last = start + leg[0], end - 1 + leg[1]
        if last - first >= WEEK:
            return True
        shift = WEEK * (first // WEEK)
        for opens, closes in _week(hours):
            if any(first - shift < closes + week and opens + week <= last - shift for week in (0, WEEK)):
                return True
    return False


def _week(calendar: Calendar) -> list[tuple[int, int]]:
    """Spans of an ordinary week, s from Monday's midnight."""
    days = [day for day, name in enumerate(WEEKDAYS) if name not in calendar.closed_weekdays]
    return [(day * DAY + start, day * DAY + end) for day in days for start, end in calendar.hours]
