"""Rain days: on which dates work that rain stops does stand still."""

from __future__ import annotations

import datetime as dt
import math
from calendar import isleap, monthrange
from collections.abc import Callable

from sim.model.draws import Draws, uniform
from sim.scenario.schema import Scenario

IsRainy = Callable[[dt.date], bool]


def never_rainy(date: dt.date) -> bool:
    """No rain at all."""
    return False


def rain_of(scenario: Scenario, draws: Draws) -> IsRainy:
    """Whether a date is a rain day in this replication: a function of the date alone, so any run asks for any year.

    Each day of a month is one with the month's expected number of rain days over its days, independent of the others.
    Without randomness as many rain days as expected are spread evenly over the year.
    """
    if scenario.weather is None:
        return never_rainy
    expected = scenario.weather.rain_days.values
    if draws.randomness:
        key = draws.key("weather", "rain")
        return lambda date: bool(uniform(key, date.toordinal()) < _chance(expected, date.year, date.month))
    totals: dict[int, list[float]] = {}

    def is_rainy(date: dt.date) -> bool:
        if date.year not in totals:
            totals[date.year] = _running_totals(expected, date.year)
        day = date.toordinal() - dt.date(date.year, 1, 1).toordinal()
        before = totals[date.year][day - 1] if day else 0.0
        return math.floor(totals[date.year][day] + 0.5) > math.floor(before + 0.5)

    return is_rainy


def _chance(expected: tuple[float, ...], year: int, month: int) -> float:
    return expected[month - 1] / monthrange(year, month)[1]


def _running_totals(expected: tuple[float, ...], year: int) -> list[float]:
    """Expected rain days from the year's beginning up to and including each day."""
    totals, total = [], 0.0
    for n in range(365 + isleap(year)):
        total += _chance(expected, year, (dt.date(year, 1, 1) + dt.timedelta(days=n)).month)
        totals.append(total)
    return totals
