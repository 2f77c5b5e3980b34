"""Does every leg fit the hours in which trucks may be on its roads? Only what is certain before a draw is a fault."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.arrivals import DAY, destinations, origins, road_length, week_of
from sim.scenario.references import Found
from sim.scenario.roads import classes_between
from sim.scenario.schema import Scenario

WEEK = 7 * DAY


def check_windows(scenario: Scenario) -> Iterator[Found]:
    """Legs, there or back, that may take longer than the longest window of a road that they use, or of all together."""
    calendars = {id: scenario.calendars.get(row.calendar) for id, row in scenario.roads.classes.items()}
    weeks = {id: week_of(calendar) for id, calendar in calendars.items() if calendar is not None}
    longest = {id: longest_window(spans) for id, spans in weeks.items()}
    said: set[str | tuple[str, ...]] = set()
    for fleet in scenario.fleets.values():
        slowest = min(fleet.speed_loaded.ends[0], fleet.speed_empty.ends[0])
        for item in (i for i in fleet.carries if i in scenario.routes):
            for origin in origins(scenario, item):
                for facility in destinations(scenario, item, origin):
                    metres = road_length(scenario, origin, facility)[1]
                    if not math.isfinite(metres):
                        continue  # said elsewhere
                    seconds = 3600 * metres / slowest if slowest > 0 else math.inf
                    used = [id for id in classes_between(scenario, origin, facility) if id in weeks]
                    values: dict[str, object] = {"origin": origin, "destination": facility, "most": _minutes(seconds)}
                    short = [id for id in used if seconds > longest[id]]
                    for id in short:
                        if id not in said:
                            said.add(id)
                            more = {"longest": _minutes(longest[id])}
                            yield "leg_never_fits", f"roads.classes.{id}.calendar", values | more
                    together = longest_window(_common([weeks[id] for id in used]))
                    if not short and seconds > together and tuple(used) not in said:
                        said.add(tuple(used))
                        more = {"roads": ", ".join(used), "longest": _minutes(together)}
                        yield "leg_never_fits_all", f"roads.classes.{used[-1]}.calendar", values | more


def _common(weeks: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """What the spans of several weeks have in common; the whole week of none."""
    spans = [(0, WEEK)]
    for week in weeks:
        both = ((max(a, c), min(b, d)) for a, b in spans for c, d in week)
        spans = [(start, end) for start, end in both if start < end]
    return spans


def longest_window(spans: list[tuple[int, int]]) -> float:
    """Seconds of the longest time without a break in an ordinary week; infinite where there is no break."""
    spans = [*spans, *((start + WEEK, end + WEEK) for start, end in spans)]
    longest, begin, last = 0, 0, -1
    for start, end in spans:
        begin, last = (begin, end) if start == last else (start, end)
        longest = max(longest, last - begin)
    return longest if longest < WEEK else math.inf


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f}" if math.isfinite(seconds) else "∞"
