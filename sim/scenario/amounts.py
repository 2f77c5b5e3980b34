"""What arises of a stream in a year, in the unit in which the scenario states it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import Scenario, Stream

_SAYING = ("amount", "classes", "forecast", "drivers")
"""Keys that say what arises; only `amount` may stand beside `drivers`."""


def amount_in(stream: Stream, year: str, number: Callable[[Quantity], float] = lambda q: q.value) -> float:
    """What arises in a year: the forecast, else drivers, classes or amount times the trend; `number` reads each.

    Between two years of a forecast it changes in a straight line; `check_forecasts` sees that no year lies outside.
    """
    if stream.forecast:
        return _forecast_in(stream.forecast, int(year), number)
    trend = number(stream.trend[year]) if year in stream.trend else 1.0
    if stream.drivers is not None:
        return number(stream.drivers.amount) * trend
    if stream.classes:
        return math.fsum(number(part) for part in stream.classes.values()) * trend
    return number(stream.amount) * trend


def unit_of(stream: Stream) -> str:
    """The unit of `amount_in`."""
    return "kg/a" if stream.drivers is not None else stream.amount.unit


def key_of(stream: Stream) -> str:
    """The key that says what arises."""
    return next((key for key in ("classes", "forecast") if getattr(stream, key)), "amount")


def text_of(stream: Stream) -> str:
    """How what arises is written, or the first part of it."""
    parts = stream.classes or stream.forecast
    return next(iter(parts.values())).text if parts else stream.amount.text


def _forecast_in(forecast: dict[str, Quantity], year: int, number: Callable[[Quantity], float]) -> float:
    given = sorted((int(y), number(amount)) for y, amount in forecast.items())
    for (first, low), (last, high) in pairwise(given):
        if first <= year <= last:
            return low + (high - low) * (year - first) / (last - first)
    return given[0][1] if year <= given[0][0] else given[-1][1]


def check_forecasts(scenario: Scenario) -> Iterator[Found]:
    """What arises is said once, in one unit, and for every year that is simulated."""
    first, last = scenario.horizon.start.year, scenario.horizon.end.year
    last -= scenario.horizon.end.timetuple().tm_yday == 1
    wanted = sorted({first, last} | ({int(scenario.design_year)} if scenario.design_year else set()))
    for id, stream in scenario.streams.items():
        path, given = f"streams.{id}", [key for key in _SAYING if key in stream.model_fields_set and _has(stream, key)]
        others = given if given != ["amount", "drivers"] else []
        others += ["trend"] if stream.forecast and stream.trend else []
        if len(others) > 1:
            yield "amount_twice", f"{path}.{others[1]}", {"first": others[0], "second": others[1]}
        parts = stream.classes or stream.forecast
        odd = [key for key, amount in parts.items() if amount.unit != stream.amount.unit]
        if odd:
            key, values = key_of(stream), [parts[next(iter(parts))].text, parts[odd[0]].text]
            yield "amount_units", f"{path}.{key}.{odd[0]}", {"first": values[0], "second": values[1]}
        if stream.forecast:
            low, high = min(stream.forecast), max(stream.forecast)
            outside = [str(year) for year in wanted if not int(low) <= year <= int(high)]
            if outside:
                yield "forecast_outside", f"{path}.forecast", {"first": low, "last": high, "years": ", ".join(outside)}


def _has(stream: Stream, key: str) -> bool:
    return bool(getattr(stream, key))
