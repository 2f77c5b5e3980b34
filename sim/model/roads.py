"""Hours in which trucks may be on the roads, and on the legs that use them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.model.calendar import Days, Hours, opening_hours, overlap, without
from sim.model.weather import IsRainy
from sim.scenario.roads import classes_between
from sim.scenario.schema import Event, Scenario


@dataclass(frozen=True)
class Roads:
    """hours: of each class of roads. legs: of a leg between a place and a facility, where they are limited.

    reached: the facilities to which a class of roads leads, by id.
    """

    hours: dict[str, Hours]
    legs: dict[tuple[str, str], Hours]
    reached: dict[str, set[str]]


def roads_of(
    scenario: Scenario, days: Days, is_rainy: IsRainy, span: Callable[[Event], tuple[int, int]], with_events: bool
) -> Roads:
    """The roads of a run. span: first second of an event, and first second after it."""
    hours = {}
    for id, row in sorted(scenario.roads.classes.items()):
        closed = [e for e in scenario.events.values() if with_events and e.kind == "closed_road" and e.road == id]
        hours[id] = without(opening_hours(scenario.calendars[row.calendar], days, is_rainy), map(span, closed))
    legs, known = {}, dict[tuple[str, ...], Hours]()
    reached: dict[str, set[str]] = {id: set() for id in hours}
    for place in (*sorted(scenario.sources), *sorted(scenario.facilities)):
        for facility in sorted(scenario.facilities) if hours else ():
            classes = classes_between(scenario, place, facility)
            if classes and classes not in known:
                known[classes] = hours[classes[0]]
                for other in classes[1:]:
                    known[classes] = overlap(known[classes], hours[other])
            if classes:
                legs[place, facility] = known[classes]
            for id in classes:
                reached[id].add(facility)
    return Roads(hours, legs, reached)
