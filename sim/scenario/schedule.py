"""What `check` finds in events, rain and holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.scenario.finding import LANGUAGES, Finding, call_all, movable, name_of
from sim.scenario.holidays import is_published
from sim.scenario.loading import Loaded


def find_idle_events(loaded: Loaded) -> Iterator[Finding]:
    """Events that do not touch the horizon."""
    scenario = loaded.scenario
    start, end = scenario.horizon.start, scenario.horizon.end
    for id, event in scenario.events.items():
        if event.start is not None and event.end is not None and (event.end <= start or event.start >= end):
            values = {"event": id, "from": event.start.isoformat(), "until": event.end.isoformat()}
            values |= {"start": start.isoformat(), "end": end.isoformat()}
            name = {lang: id if event.name is None else getattr(event.name, lang) for lang in LANGUAGES}
            yield Finding("event_outside", "warning", f"events.{id}.start", values, "", {"name": name})


def find_no_rain(loaded: Loaded) -> Iterator[Finding]:
    """Calendars that stop in rain where no rain is given."""
    for id, calendar in loaded.scenario.calendars.items():
        if calendar.stops_in_rain and loaded.scenario.weather is None:
            yield Finding("no_rain", "warning", f"calendars.{id}.stops_in_rain", {"calendar": id})


def find_provisional_holidays(loaded: Loaded) -> Iterator[Finding]:
    """Years of the horizon whose public holidays follow the rule, because no official schedule is known yet."""
    horizon = loaded.scenario.horizon
    years = range(horizon.start.year, (horizon.end - dt.timedelta(days=1)).year + 1)
    for id, calendar in loaded.scenario.calendars.items():
        country = calendar.public_holidays
        unsure = [str(year) for year in years if country is not None and not is_published(country, year)]
        if unsure:
            values = {"years": ", ".join(unsure)}
            yield Finding("provisional_holidays", "info", f"calendars.{id}.public_holidays", values)
            return  # one calendar says it for all


def find_outages_without_way(loaded: Loaded) -> Iterator[Finding]:
    """Outages of a facility that is the only one on the route of something."""
    scenario = loaded.scenario
    for id, event in scenario.events.items():
        if event.kind != "outage" or event.facility is None or event.start is None or event.end is None:
            continue
        items = [i for i, route in scenario.routes.items() if route.facilities == (event.facility,)]
        if items:
            values = {"event": id, "days": (event.end - event.start).days, "items": ", ".join(items)}
            names = {"name": name_of(scenario.facilities[event.facility])}
            names["items"] = call_all(movable(scenario), items)
            yield Finding("outage_without_way", "warning", f"events.{id}.facility", values, "", names)
