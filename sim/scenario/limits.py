"""How large a scenario may be, so that integers of 64 bits count it exactly and its tables stay in memory."""

from __future__ import annotations

import datetime as dt
import math
from calendar import isleap
from collections.abc import Iterator

from sim.scenario.amounts import amount_in, key_of, unit_of
from sim.scenario.masses import annual_mass, density_of, last_year, origin_items
from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import Scenario
from sim.scenario.stocks import has_opening_stock, opening_masses

MAX_KG = 10**13
"""Of a stream in one run, or through a facility in a year."""
MAX_M3 = 10**12
MAX_TRUCKS = 100_000
MAX_STREAMS, MAX_ITEMS, MAX_PLACES = 64, 250, 4000
MAX_YEARS = 60
LAST_YEAR = 2200
MAX_LOADS = 20_000_000
"""Truckloads that leave the sources in a run; the base scenario has a million."""
MIN_PAYLOAD_KG, MIN_SPEED_M_H, MIN_REPAIR_S = 1.0, 100.0, 60.0
MAX_DETOUR, MAX_KM, MAX_FACTOR = 100.0, 20_000.0, 1000.0
MAX_DURATION_S = 90 * 86_400
MAX_RESTORATION_S = 100 * 31_536_000
_PER_YEAR = {"a": 1, "d": 366, "h": 366 * 24}


def check_limits(scenario: Scenario) -> Iterator[Found]:
    """Masses, volumes, counts and times beyond what is counted exactly."""
    yield from _check_counts(scenario)
    first, end = scenario.horizon.start, scenario.horizon.end
    if (end.year - MAX_YEARS, end.month, end.day) > (first.year, first.month, first.day):
        yield "horizon_too_long", "horizon.end", {"start": first, "end": end, "limit": MAX_YEARS}
    elif end.year > LAST_YEAR:
        yield "too_large", "horizon.end", {"given": end.isoformat(), "limit": LAST_YEAR}
    else:
        yield from _check_amounts(scenario)
        yield from _check_loads(scenario)
    for id, facility in scenario.facilities.items():
        for key in ("capacity", "quota", "demand", "void", "existing_fill"):
            quantity = getattr(facility, key)
            if quantity is not None:
                yield from _check_size(quantity, f"facilities.{id}.{key}")
        for index, phase in enumerate(facility.phases):
            yield from _check_size(phase.capacity, f"facilities.{id}.phases.{index}.capacity")
    for place, item, mass in opening_masses(scenario):
        section = "sources" if place in scenario.sources else "facilities"
        yield from _check_size(mass, f"{section}.{place}.opening_stock.{item}")
    for id, fleet in scenario.fleets.items():
        if fleet.trucks.bounds[1] > MAX_TRUCKS:
            values: dict[str, object] = {"given": fleet.trucks.text, "limit": f"{MAX_TRUCKS:,}"}
            yield "too_large", f"fleets.{id}.trucks", values
    yield from _check_haulage(scenario)
    yield from _check_times(scenario)


def _check_haulage(scenario: Scenario) -> Iterator[Found]:
    """Payloads, speeds and distances that a truck can have."""
    for id, fleet in scenario.fleets.items():
        if fleet.payload.ends[0] < MIN_PAYLOAD_KG:
            yield "too_small", f"fleets.{id}.payload", {"given": fleet.payload.text, "limit": "1 kg"}
        for key in ("speed_loaded", "speed_empty"):
            speed = getattr(fleet, key)
            if speed.bounds[0] < MIN_SPEED_M_H:
                yield "too_small", f"fleets.{id}.{key}", {"given": speed.text, "limit": "0.1 km/h"}
    if scenario.roads.detour.bounds[1] > MAX_DETOUR:
        yield "too_large", "roads.detour", {"given": scenario.roads.detour.text, "limit": f"{MAX_DETOUR:g}"}
    for origin, row in scenario.roads.km.items():
        for destination, km in row.items():
            if km > MAX_KM:
                yield (
                    "too_large",
                    f"roads.km.{origin}.{destination}",
                    {"given": f"{km:g}", "limit": f"{MAX_KM:,.0f} km"},
                )


def _check_times(scenario: Scenario) -> Iterator[Found]:
    """Durations that an event can have, and factors of surges."""
    for id, fleet in scenario.fleets.items():
        for key in ("loading", "wash"):
            yield from _check_duration(getattr(fleet, key), f"fleets.{id}.{key}")
    for id, facility in scenario.facilities.items():
        for key in ("weigh_in", "weigh_out", "tipping") if facility.gate is not None else ():
            yield from _check_duration(getattr(facility.gate, key), f"facilities.{id}.gate.{key}")
        if facility.failures is not None:
            yield from _check_duration(facility.failures.repair, f"facilities.{id}.failures.repair")
            if facility.failures.repair.mean < MIN_REPAIR_S:
                values: dict[str, object] = {"given": facility.failures.repair.text, "limit": "1 min"}
                yield "too_small", f"facilities.{id}.failures.repair", values
        if facility.restoration is not None and facility.restoration.bounds[1] > MAX_RESTORATION_S:
            limit = f"{MAX_RESTORATION_S // 31_536_000} a"
            yield "too_large", f"facilities.{id}.restoration", {"given": facility.restoration.text, "limit": limit}
    for id, event in scenario.events.items():
        if event.factor is not None and event.factor.bounds[1] > MAX_FACTOR:
            yield "too_large", f"events.{id}.factor", {"given": event.factor.text, "limit": f"{MAX_FACTOR:,.0f}"}


def _check_duration(quantity: Quantity, path: str) -> Iterator[Found]:
    if quantity.bounds[1] > MAX_DURATION_S:
        yield "too_large", path, {"given": quantity.text, "limit": f"{MAX_DURATION_S / 86_400:.0f} d"}


def _check_loads(scenario: Scenario) -> Iterator[Found]:
    """Loads that leave the sources in a run, at the least payloads."""
    payloads = {item: fleet.payload for fleet in scenario.fleets.values() for item in fleet.carries}
    factors = [event.factor.bounds[1] for event in scenario.events.values() if event.factor is not None]
    if any(payload.ends[0] < MIN_PAYLOAD_KG for payload in payloads.values()) or max(factors, default=0) > MAX_FACTOR:
        return  # said already
    years = _years(scenario.horizon.start, scenario.horizon.end)
    loads = 0.0
    for id in scenario.streams:
        items = [item for item in origin_items(scenario, id) if item in payloads]
        payload = min((payloads[item].ends[0] for item in items), default=math.inf)
        surge = max((e.factor.bounds[1] for e in scenario.events.values() if e.stream == id and e.factor), default=1.0)
        loads += (
            math.fsum(annual_mass(scenario, id, y) * share for y, share in years.items()) * max(1.0, surge) / payload
        )
    stocks = list(opening_masses(scenario))
    loads += math.fsum(mass.bounds[1] / payloads[item].ends[0] for _, item, mass in stocks if item in payloads)
    if loads > MAX_LOADS:
        yield "too_many_loads", "fleets", {"count": f"{loads:,.0f}", "limit": f"{MAX_LOADS:,}"}


def _check_counts(scenario: Scenario) -> Iterator[Found]:
    for section, limit in (("streams", MAX_STREAMS - has_opening_stock(scenario)), ("items", MAX_ITEMS)):
        count = len(getattr(scenario, section))
        if count > limit:
            yield "too_many", section, {"count": count, "limit": limit}
    places = len(scenario.sources) + len(scenario.facilities)
    if places > MAX_PLACES:
        larger = "sources" if len(scenario.sources) > len(scenario.facilities) else "facilities"
        yield "too_many_places", larger, {"count": places, "limit": MAX_PLACES}


def _check_amounts(scenario: Scenario) -> Iterator[Found]:
    """The mass of each stream over the horizon, and over the two passes of the design year."""
    years = _years(scenario.horizon.start, scenario.horizon.end)
    for id, stream in scenario.streams.items():
        density = 1.0 if unit_of(stream) == "kg/a" else density_of(stream)
        if density is None:
            continue  # said elsewhere
        if unit_of(stream) != "kg/a" and stream.density is not None:
            density *= stream.density.bounds[1] / stream.density.value
        greatest = (amount_in(stream, y, lambda q: q.bounds[1]) for y in (*years, last_year(scenario)))
        annual = dict(zip((*years, last_year(scenario)), (density * amount for amount in greatest), strict=True))
        total = max(math.fsum(annual[y] * share for y, share in years.items()), 2 * annual[last_year(scenario)])
        if total > MAX_KG:
            values: dict[str, object] = {
                "given": stream.amount.text,
                "total": f"{total / 1000:,.0f} t",
                "limit": f"{MAX_KG // 1000:,} t",
            }
            yield "too_much_mass", f"streams.{id}.{key_of(stream)}", values


def _years(start: dt.date, end: dt.date) -> dict[str, float]:
    """Share of each calendar year that lies in the horizon."""
    shares = {}
    for year in range(start.year, end.year + 1):
        first, days = dt.date(year, 1, 1).toordinal(), 365 + isleap(year)
        shares[str(year)] = max(0, min(end.toordinal(), first + days) - max(start.toordinal(), first)) / days
    return shares


def _check_size(quantity: Quantity, path: str) -> Iterator[Found]:
    """A rate of mass in any unit of time, or a volume with or without a year."""
    base, _, time = quantity.unit.partition("/")
    limit = MAX_KG if base == "kg" else MAX_M3
    if quantity.bounds[1] * _PER_YEAR.get(time, 1) > limit:
        unit = ("t" if base == "kg" else "m³") + ("/a" if time else "")
        shown = f"{limit // 1000 if base == 'kg' else limit:,} {unit}"
        yield "too_large", path, {"given": quantity.text, "limit": shown}
