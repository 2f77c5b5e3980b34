"""How large a scenario may be, so that integers of 64 bits count it exactly and its tables stay in memory."""

from __future__ import annotations

import datetime as dt
import math
from calendar import isleap
from collections.abc import Iterator

from sim.scenario.masses import density_of, last_year
from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import Scenario

MAX_KG = 10**13
"""Of a stream in one run, or through a facility in a year."""
MAX_M3 = 10**12
MAX_TRUCKS = 100_000
MAX_STREAMS, MAX_ITEMS, MAX_PLACES = 64, 250, 4000
MAX_YEARS = 60
_PER_YEAR = {"a": 1, "d": 366, "h": 366 * 24}


def check_limits(scenario: Scenario) -> Iterator[Found]:
    """Masses, volumes, counts and times beyond what is counted exactly."""
    yield from _check_counts(scenario)
    first, end = scenario.horizon.start, scenario.horizon.end
    if (end.year - MAX_YEARS, end.month, end.day) > (first.year, first.month, first.day):
        yield "horizon_too_long", "horizon.end", {"start": first, "end": end, "limit": MAX_YEARS}
    else:
        yield from _check_amounts(scenario)
    for id, facility in scenario.facilities.items():
        for key in ("capacity", "demand", "void", "existing_fill"):
            quantity = getattr(facility, key)
            if quantity is not None:
                yield from _check_size(quantity, f"facilities.{id}.{key}")
    for id, fleet in scenario.fleets.items():
        if largest(fleet.trucks) > MAX_TRUCKS:
            values: dict[str, object] = {"given": fleet.trucks.text, "limit": f"{MAX_TRUCKS:,}"}
            yield "too_large", f"fleets.{id}.trucks", values


def largest(quantity: Quantity) -> float:
    """The most that a number can be; of an unbounded law its value."""
    most = quantity.ends[1]
    return most if math.isfinite(most) else quantity.value


def _check_counts(scenario: Scenario) -> Iterator[Found]:
    for section, limit in (("streams", MAX_STREAMS), ("items", MAX_ITEMS)):
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
        density = 1.0 if stream.amount.unit == "kg/a" else density_of(stream)
        if density is None:
            continue  # said elsewhere
        if stream.amount.unit != "kg/a" and stream.density is not None:
            density *= largest(stream.density) / stream.density.value
        annual = {y: density * largest(stream.amount) * _factor(stream.trend, y) for y in (*years, last_year(scenario))}
        total = max(math.fsum(annual[y] * share for y, share in years.items()), 2 * annual[last_year(scenario)])
        if total > MAX_KG:
            values: dict[str, object] = {
                "given": stream.amount.text,
                "total": f"{total / 1000:,.0f} t",
                "limit": f"{MAX_KG // 1000:,} t",
            }
            yield "too_much_mass", f"streams.{id}.amount", values


def _factor(trend: dict[str, Quantity], year: str) -> float:
    return largest(trend[year]) if year in trend else 1.0


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
    if largest(quantity) * _PER_YEAR.get(time, 1) > limit:
        unit = "t/a" if base == "kg" else "m³" + ("/a" if time else "")
        shown = f"{limit // 1000 if base == 'kg' else limit:,} {unit}"
        yield "too_large", path, {"given": quantity.text, "limit": shown}
