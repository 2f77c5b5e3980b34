"""Does every leg fit the hours in which trucks may be on its roads? Only what is certain before a draw is a fault."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.arrivals import DAY, destinations, origins, road_length, week_of
from sim.scenario.references import Found
from sim.scenario.roads import classes_between
from sim.scenario.schema import Calendar, Scenario

WEEK = 7 * DAY


def check_windows(scenario: Scenario) -> Iterator[Found]:
    """Legs, there or back, that may take longer than the longest window of a class of roads that they use."""
    calendars = {id: scenario.calendars.get(row.calendar) for id, row in scenario.roads.classes.items()}
    longest = {id: longest_window(calendar) for id, calendar in calendars.items() if calendar is not None}
    said = set()
    for fleet in scenario.fleets.values():
        slowest = min(fleet.speed_loaded.ends[0], fleet.speed_empty.ends[0])
        for item in (i for i in fleet.carries if i in scenario.routes):
            for origin in origins(scenario, item):
                for facility in destinations(scenario, item, origin):
                    metres = road_length(scenario, origin, facility)[1]
                    if not math.isfinite(metres):
                        continue  # said elsewhere
                    seconds = 3600 * metres / slowest if slowest > 0 else math.inf
                    for id in classes_between(scenario, origin, facility):
                        if id in longest and id not in said and seconds > longest[id]:
                            said.add(id)
                            values: dict[str, object] = {"origin": origin, "destination": facility}
                            values |= {"most": _minutes(seconds), "longest": _minutes(longest[id])}
                            yield "leg_never_fits", f"roads.classes.{id}.calendar", values


def longest_window(calendar: Calendar) -> float:
    """Seconds of the longest time without a break in an ordinary week; infinite where there is no break."""
    spans = week_of(calendar)
    spans += [(start + WEEK, end + WEEK) for start, end in spans]
    longest, begin, last = 0, 0, -1
    for start, end in spans:
        begin, last = (begin, end) if start == last else (start, end)
        longest = max(longest, last - begin)
    return longest if longest < WEEK else math.inf


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f}" if math.isfinite(seconds) else "∞"
