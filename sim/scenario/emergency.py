"""Emergency storage: for how many days sources and plants can hold what comes if nothing is taken away.

A day's amount is that of the busiest month: the year's (the design year's, as stated) / 365 x busiest month / mean
month. All room is taken to be empty when the emergency begins, and no project or surge to fall into it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.cities import weights_of
from sim.scenario.finding import LANGUAGES, Finding, Texts, name_of, phrase
from sim.scenario.loading import Loaded
from sim.scenario.masses import hauled_mass, last_year, leaving_mass
from sim.scenario.reach import annual_capacity
from sim.scenario.schema import PLANT_KINDS, Scenario
from sim.scenario.stages import busiest_month, stages
from sim.words import Words

DAYS = 365.0


@dataclass(frozen=True, slots=True)
class Room:
    """Room for a stream at its sources, or before a plant: kg, kg a day, days; None where it cannot be said (`reason`).

    `least`: the days of the place that is full first. Sources without a limit are left out, unless all have none.
    """

    kg: float | None
    daily_kg: float | None
    days: float | None
    least: float | None
    least_at: str
    reason: str


def _none(reason: str) -> Room:
    return Room(None, None, None, None, "", reason)


def source_rooms(scenario: Scenario) -> dict[str, Room]:
    """Room at the sources by stream. A limit for all streams is shared in proportion to what arises."""
    daily = {id: _daily_at_sources(scenario, id) for id in scenario.streams}
    return {id: _source_room(scenario, id, daily) for id in scenario.streams}


def _daily_at_sources(scenario: Scenario, stream: str) -> dict[str, float]:
    """Kilograms a day that leave each source in the busiest month; sources with nothing are left out."""
    kg = leaving_mass(scenario, stream, last_year(scenario)) / DAYS * busiest_month(scenario, stream)
    weights = weights_of(scenario, stream)
    total = math.fsum(weights.values())
    return {id: kg * weights[id] / total for id in scenario.sources if kg * weights.get(id, 0.0) > 0}


def _source_room(scenario: Scenario, stream: str, daily: dict[str, dict[str, float]]) -> Room:
    days = {}
    for id, kg in daily[stream].items():
        storage = scenario.sources[id].storage
        limit = storage.get(stream) if isinstance(storage, dict) else storage
        if limit is not None:
            shared = kg if isinstance(storage, dict) else math.fsum(flow.get(id, 0.0) for flow in daily.values())
            days[id] = limit.value / shared
    if not daily[stream]:
        return _none("nothing_comes")
    if not days:
        return _none("no_limit")
    flow = math.fsum(daily[stream][id] for id in days)
    room = math.fsum(daily[stream][id] * days[id] for id in days)
    first = min(days, key=lambda id: (days[id], id))
    return Room(room, flow, room / flow, days[first], first, "")


def plant_rooms(scenario: Scenario) -> dict[str, Room]:
    """Stockpile by plant; plants that share their items get them in proportion to their nameplates."""
    year = last_year(scenario)
    masses = hauled_mass(scenario, year)
    rooms = {id: _none("nothing_comes") for id, f in scenario.facilities.items() if f.kind in PLANT_KINDS}
    for plants, items in stages(scenario):
        capacity = math.fsum(annual_capacity(scenario, id, year) for id in plants)
        feed = math.fsum(masses.get(item, 0.0) * busiest_month(scenario, item) for item in items) / DAYS
        for id in plants:
            daily = feed * annual_capacity(scenario, id, year) / capacity if capacity else 0.0
            stockpile = scenario.facilities[id].stockpile
            if daily > 0 and stockpile is None:
                rooms[id] = _none("no_limit")
            elif daily > 0 and stockpile is not None:
                rooms[id] = Room(stockpile.value, daily, stockpile.value / daily, stockpile.value / daily, id, "")
    return rooms


def find_source_days(loaded: Loaded) -> Iterator[Finding]:
    """For how many days the sources hold what arises, by stream."""
    scenario = loaded.scenario
    yield from _find("source_days", "sources", source_rooms(scenario), scenario.streams, scenario.sources)


def find_plant_days(loaded: Loaded) -> Iterator[Finding]:
    """For how many days the plants' stockpiles hold what comes."""
    facilities = loaded.scenario.facilities
    yield from _find("plant_days", "facilities", plant_rooms(loaded.scenario), facilities, {})


def _find(
    id: str, where: str, rooms: dict[str, Room], named: Mapping[str, Any], places: Mapping[str, Any]
) -> Iterator[Finding]:
    known = {key: room for key, room in rooms.items() if room.days is not None}
    if not known:
        return
    values = {"days": {key: room.days for key, room in known.items()}}
    texts: list[Texts] = []
    for key, room in known.items():
        days, least = f"{room.days:.1f}", f"{room.least:.1f}"
        is_even = days == least or room.least_at not in places
        at = dict.fromkeys(LANGUAGES, "") if is_even else name_of(places[room.least_at])
        shown = {"days": days, "least": least, "at": at}
        texts.append(phrase("days_of", name=name_of(named[key]), **shown))
    listed = {lang: Words(lang).say("report.semicolon").join(text[lang] for text in texts) for lang in LANGUAGES}
    short = any(room.least is not None and room.least < 1 for room in known.values())
    yield Finding(id, "warning" if short else "info", where, values, "", {"list": listed})
