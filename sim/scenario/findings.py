"""The plan's own arithmetic: what can be said about a scenario without simulating it, one function per finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sim.scenario.emergency import find_plant_days, find_source_days
from sim.scenario.filling import find_fill_needed, find_landfill_reading, find_void_as_printed
from sim.scenario.finding import LANGUAGES, Finding, by_language, call_all, call_path, movable, name_of, phrase
from sim.scenario.indicators import find_indicators
from sim.scenario.loading import Input, Loaded
from sim.scenario.masses import annual_mass, compacted_volume, hauled_mass, last_year, void_left
from sim.scenario.openings import (
    find_closed_routes,
    find_early_closings,
    find_late_openings,
    find_plants_closed_in_due_year,
)
from sim.scenario.quantity import Quantity
from sim.scenario.reach import (
    PLACED,
    annual_capacity,
    counted,
    counted_by_mass,
    due_year,
    find_load_needed,
    find_opening_needed,
    find_rate_by_capacity,
    last_plants,
    made_by,
)
from sim.scenario.schedule import find_idle_events, find_no_rain, find_outages_without_way, find_provisional_holidays
from sim.scenario.schema import PLANT_KINDS, Scenario
from sim.scenario.stages import busiest_month, stages
from sim.scenario.text import Text, join_texts, plain_text
from sim.scenario.totals import find_drivers, find_missing_facilities, find_totals
from sim.scenario.wording import write_quantity, write_source, write_stated
from sim.scenario.yards import find_dead_ends, find_small_yards
from sim.words import Words

UNDERFED = 0.5
"""Of the nameplate: with less feed in a year the plants of a stage stand idle for most of their time."""


def find(loaded: Loaded) -> list[dict[str, Any]]:
    """All findings as entries {id, severity, message: {zh, en}, article, values, where}, in a fixed order."""
    return [as_entry(finding, loaded) for check in CHECKS for finding in check(loaded)]


def as_entry(finding: Finding, loaded: Loaded) -> dict[str, Any]:
    """A finding as it stands in `checks`."""
    message = {}
    for language in LANGUAGES:
        names = {key: name[language] for key, name in finding.names.items()}
        shown = {key: _show(value) for key, value in finding.values.items()}
        message[language] = Words(language).say(f"check.{finding.id}", **{**shown, **names})
    place = loaded.place(finding.where) if finding.where else None
    where = f"{Path(place.file).name}:{place.line}:{place.column}" if place else ""
    return {
        "id": finding.id,
        "severity": finding.severity,
        "message": message,
        "article": plain_text(finding.article),
        "values": finding.values,
        "where": {"path": finding.where, "place": where},
    }


def _show(value: object) -> object:
    if not isinstance(value, float):
        return value
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value == 0 or abs(value) >= 0.01 else f"{value:.2g}"


def find_stated_twice(loaded: Loaded) -> Iterator[Finding]:
    """Numbers that the plan states differently in two places."""
    for row in loaded.inputs:
        if row.also_stated:
            others = [{"value": other.text, "source": plain_text(other.source)} for other in row.also_stated]
            values = {"path": row.path, "given": row.text, "source": plain_text(row.source), "other": others}
            names = {"path": call_path(loaded.scenario, row.path), "given": by_language(write_quantity, row.text)}
            names["source"] = by_language(write_source, row.source)
            names["other"] = by_language(write_stated, row.also_stated)
            yield Finding("stated_twice", "contradiction", row.path, values, row.source, names)


def find_no_lawful_place(loaded: Loaded) -> Iterator[Finding]:
    """Items whose route is empty, with the tonnes of the last year that meet it."""
    scenario = loaded.scenario
    masses = hauled_mass(scenario, last_year(scenario))
    for id, route in scenario.routes.items():
        if not route.facilities:
            values = {"item": id, "tonnes": masses.get(id, 0.0) / 1000, "year": last_year(scenario)}
            yield Finding(
                "no_lawful_place", "warning", f"routes.{id}", values, "", {"name": name_of(movable(scenario)[id])}
            )


def find_plant_loads(loaded: Loaded) -> Iterator[Finding]:
    """Per plant stage: the year's feed of the items that only these plants share, against their nameplate."""
    scenario = loaded.scenario
    year = last_year(scenario)
    masses = hauled_mass(scenario, year)
    for plants, items in stages(scenario):
        capacity = sum(annual_capacity(scenario, id, year) for id in plants)
        feed = sum(masses.get(item, 0.0) for item in items)
        if feed <= 0 or capacity <= 0:
            continue
        peak = max((busiest_month(scenario, item) for item in items), default=1.0)
        values = {
            "plants": ", ".join(plants), "items": ", ".join(items), "year": year, "feed": feed / 1e7,
            "capacity": capacity / 1e7, "load": 100 * feed / capacity, "peak": peak,
            "peak_load": 100 * peak * feed / capacity,
        }  # fmt: skip
        severity = "warning" if peak * feed > capacity else "info"
        names = {"names": call_all(scenario.facilities, plants), "items": call_all(movable(scenario), items)}
        names["busiest"] = dict.fromkeys(LANGUAGES, "")
        if peak > 1:
            names["busiest"] = phrase("busiest", load=f"{100 * peak * feed / capacity:.2f}", peak=f"{peak:.2f}")
        article = _stated_by(scenario.facilities[id].capacity for id in plants)
        yield Finding("stage_load", severity, f"facilities.{plants[0]}.capacity", values, article, names)
        if feed < UNDERFED * capacity:
            short = {key: values[key] for key in ("plants", "items", "year", "feed", "capacity", "load")}
            short["least"] = 100 * UNDERFED
            yield Finding("stage_underfed", "warning", f"facilities.{plants[0]}.capacity", short, article, names)


def _stated_by(numbers: Iterable[Quantity | None]) -> Text:
    """Where the plan states some numbers."""
    return join_texts(number.source for number in numbers if number is not None and number.grade == "plan")


def find_target_arithmetic(loaded: Loaded) -> Iterator[Finding]:
    """Per target that counts no fill: generated mass, goal, and nameplate of the last plants in the year it is due."""
    scenario = loaded.scenario
    for id, target in counted_by_mass(scenario).items():
        if set(counted(target)) & PLACED:
            continue
        year = due_year(scenario, target)
        total = sum(annual_mass(scenario, stream, year) for stream in target.streams)
        if total <= 0:
            continue
        plants = last_plants(scenario, target)
        capacity = sum(annual_capacity(scenario, plant, year) for plant in plants)
        values = {
            "target": id, "year": year, "generated": total / 1e7, "goal": 100 * target.goal.value,
            "needed": target.goal.value * total / 1e7, "capacity": capacity / 1e7, "plants": ", ".join(plants),
            "share": 100 * capacity / total,
        }  # fmt: skip
        short = 0 < capacity < target.goal.value * total
        severity = "warning" if short else "info"
        names = {"name": name_of(target), "plants": call_all(scenario.facilities, plants)}
        yield Finding("target_arithmetic", severity, f"targets.{id}.goal", values, target.article, names)


def find_landfill_life(loaded: Loaded) -> Iterator[Finding]:
    """Years that all voids last at the last year's amounts if nothing is backfilled and plants take what they can."""
    scenario = loaded.scenario
    year = last_year(scenario)
    landfills = [id for id, facility in scenario.facilities.items() if facility.kind == "landfill"]
    masses = hauled_mass(scenario, year)
    items = sorted({i for i, route in scenario.routes.items() if set(route.facilities) & set(landfills)} & set(masses))
    items = [item for item in items if not _comes_second(scenario, item)]
    volume = sum(compacted_volume(scenario, item, masses[item]) for item in items)
    void = 0.0
    for id in landfills:
        void += void_left(scenario.facilities[id])
    if landfills and volume > 0:
        values = {"void": void / 1e4, "volume": volume / 1e4, "years": void / volume, "year": year,
                  "items": ", ".join(items), "landfills": ", ".join(landfills)}  # fmt: skip
        severity = "warning" if void / volume < 5 else "info"
        yield Finding(
            "landfill_life",
            severity,
            f"facilities.{landfills[0]}.void",
            values,
            _stated_by(scenario.facilities[id].void for id in landfills),
            {"items": call_all(movable(scenario), items)},
        )


def find_full_landfills(loaded: Loaded) -> Iterator[Finding]:
    """Landfills with less void than the smallest load that may come takes."""
    scenario = loaded.scenario
    payloads = {item: fleet.payload.value for fleet in scenario.fleets.values() for item in fleet.carries}
    for id, facility in scenario.facilities.items():
        items = [item for item, route in scenario.routes.items() if id in route.facilities and item in payloads]
        loads = [compacted_volume(scenario, item, payloads[item]) for item in items]
        left = void_left(facility)
        if facility.void is not None and loads and left < min(loads):
            values = {"facility": id, "given": facility.void.text, "left": left, "load": min(loads)}
            names = {"name": name_of(facility), "given": by_language(write_quantity, facility.void.text)}
            yield Finding("void_full", "warning", f"facilities.{id}.void", values, facility.void.source, names)


def _comes_second(scenario: Scenario, item: str) -> bool:
    """Whether an item's route has a plant before any landfill, so that it is landfilled only as overflow."""
    route = scenario.routes[item]
    return bool(route.facilities) and scenario.facilities[route.facilities[0]].kind in PLANT_KINDS


def find_no_room(loaded: Loaded) -> Iterator[Finding]:
    """Facilities that can never take one load, since their room is less than the payload of the trucks that come."""
    scenario = loaded.scenario
    payloads = {item: fleet.payload for fleet in scenario.fleets.values() for item in fleet.carries}
    found: dict[str, Finding] = {}
    for item, route in scenario.routes.items():
        for id in route.facilities if item in payloads and route.hauled_by == "fleet" else ():
            facility = scenario.facilities[id]
            for key in ("stockpile", "holds", "quota"):
                room = getattr(facility, key)
                if room is not None and room.value < payloads[item].value:
                    path = f"facilities.{id}.{key}"
                    values = {"facility": id, "given": room.text, "item": item, "payload": payloads[item].text}
                    names = {"name": name_of(facility), "item": name_of(movable(scenario)[item])}
                    names["given"] = by_language(write_quantity, room.text)
                    names["payload"] = by_language(write_quantity, payloads[item].text)
                    found[path] = Finding("no_room_for_load", "warning", path, values, "", names)
    yield from found.values()


def find_no_trucks(loaded: Loaded) -> Iterator[Finding]:
    """Fleets without a truck."""
    for id, fleet in loaded.scenario.fleets.items():
        if fleet.trucks.ends[1] < 1:
            names = {"name": name_of(fleet)}
            yield Finding("no_trucks", "warning", f"fleets.{id}.trucks", {"fleet": id}, fleet.trucks.source, names)


def find_nothing_counted(loaded: Loaded) -> Iterator[Finding]:
    """Readings whose numerator selects nothing, or only what no plant makes."""
    made = {item for plant in loaded.scenario.facilities for item in made_by(loaded.scenario, plant)}
    for id, target in loaded.scenario.targets.items():
        for key, reading in target.readings.items():
            if not any(selection.to or made & set(selection.made) for selection in reading.numerator):
                names = {"name": name_of(target), "reading": name_of(reading)}
                values = {"target": id, "reading": key}
                yield Finding("nothing_counted", "warning", f"targets.{id}.readings.{key}", values, "", names)


def find_same_variants(loaded: Loaded) -> Iterator[Finding]:
    """Variants that set what is there already."""
    own = loaded.scenario.model_copy(update={"variants": {}, "definitions": {}})
    for id, variant in loaded.variants.items():
        if variant == own:
            names = {"name": name_of(loaded.scenario.variants[id])}
            yield Finding("variant_same", "warning", f"variants.{id}", {"variant": id}, "", names)


def find_assumed_share(loaded: Loaded) -> Iterator[Finding]:
    """How many of the numbers are assumed, and how many of these give no source."""
    rows = loaded.inputs
    assumed = [row for row in rows if row.grade == "assumed"]
    values = {
        "inputs": len(rows), "assumed": len(assumed), "share": 100 * len(assumed) / len(rows),
        "bare": sum(not row.source for row in assumed), "defaults": sum(_is_default(row) for row in rows),
    }  # fmt: skip
    yield Finding("assumed_inputs", "info", "", values)


def _is_default(row: Input) -> bool:
    return row.origin == "defaults"


CHECKS: tuple[Callable[[Loaded], Iterator[Finding]], ...] = (
    find_stated_twice,
    find_totals,
    find_drivers,
    find_missing_facilities,
    find_target_arithmetic,
    find_load_needed,
    find_rate_by_capacity,
    find_opening_needed,
    find_fill_needed,
    find_landfill_reading,
    find_plants_closed_in_due_year,
    find_plant_loads,
    find_late_openings,
    find_early_closings,
    find_no_lawful_place,
    find_closed_routes,
    find_landfill_life,
    find_full_landfills,
    find_void_as_printed,
    find_indicators,
    find_source_days,
    find_plant_days,
    find_no_room,
    find_dead_ends,
    find_small_yards,
    find_no_trucks,
    find_nothing_counted,
    find_same_variants,
    find_idle_events,
    find_outages_without_way,
    find_no_rain,
    find_provisional_holidays,
    find_assumed_share,
)
