"""What is wrong in events, rain and activity."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import PLANT_KINDS, Event, Scenario

EVENT_NEEDS = {
    "outage": ("facility", "start", "end"),
    "derating": ("facility", "rate", "start", "end"),
    "surge": ("stream", "factor", "start", "end"),
    "changed_date": ("facility",),
    "closed_road": ("road", "start", "end"),
}
EVENT_MAY = {"surge": ("sources",), "changed_date": ("opens", "closes")}
"""Keys that an event of a kind needs, and those that it may have besides `kind` and `name`."""
MOST_PROJECTS = 1000
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check_events(scenario: Scenario) -> Iterator[Found]:
    """Each event has the keys of its kind, ends after it begins, and slows plants only."""
    for id, event in scenario.events.items():
        path, allowed = f"events.{id}", (*EVENT_NEEDS[event.kind], *EVENT_MAY.get(event.kind, ()))
        for key in EVENT_NEEDS[event.kind]:
            if key not in event.model_fields_set:
                yield "event_needs", f"{path}.{key}", {"kind": event.kind, "key": key}
        for key in sorted(event.model_fields_set - {"kind", "name", *allowed}):
            yield "event_forbids", f"{path}.{key}", {"kind": event.kind, "key": key, "allowed": ", ".join(allowed)}
        if event.start is not None and event.end is not None and event.end <= event.start:
            yield "end_before_start", f"{path}.end", {"start": event.start, "end": event.end}
        if event.kind == "changed_date":
            yield from _check_changed_date(scenario, event, path)
        facility = scenario.facilities.get(event.facility or "")
        if event.kind == "derating" and facility is not None and facility.kind not in PLANT_KINDS:
            yield "derates_no_plant", f"{path}.facility", {"given": event.facility, "kind": facility.kind}


def _check_changed_date(scenario: Scenario, event: Event, path: str) -> Iterator[Found]:
    if event.opens is None and event.closes is None:
        yield "event_needs", f"{path}.opens", {"kind": event.kind, "key": "opens, closes"}
    facility = scenario.facilities.get(event.facility or "")
    if facility is not None:
        yield from check_closing(event.opens or facility.opens, event.closes or facility.closes, path)


def check_closing(opens: Quantity | None, closes: Quantity | None, path: str) -> Iterator[Found]:
    """A facility closes after it has opened, whatever is drawn of the two dates."""
    if opens is not None and closes is not None and closes.bounds[0] <= opens.bounds[1]:
        late, early = (dt.date.fromordinal(int(day)).isoformat() for day in (opens.bounds[1], closes.bounds[0]))
        yield "closes_before_opens", path, {"opens": late, "closes": early}


def check_weather(scenario: Scenario) -> Iterator[Found]:
    """No month has more rain days than days."""
    if scenario.weather is not None:
        for month, (days, most) in enumerate(zip(scenario.weather.rain_days.values, _DAYS, strict=True)):
            if days > most:
                yield "too_large", f"weather.rain_days.values.{month}", {"given": f"{days:g}", "limit": most}


def check_activity(scenario: Scenario) -> Iterator[Found]:
    """Some month is active; projects can be counted."""
    for id, stream in scenario.streams.items():
        months = stream.activity.months if stream.activity is not None else None
        if months is not None and math.fsum(months.values) <= 0:
            yield "months_zero", f"streams.{id}.activity.months", {}
        if stream.projects is not None and stream.projects.per_year.ends[1] > MOST_PROJECTS:
            values: dict[str, object] = {"given": stream.projects.per_year.text, "limit": f"{MOST_PROJECTS:,}"}
            yield "too_large", f"streams.{id}.projects.per_year", values
