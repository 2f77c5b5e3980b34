"""Which part of a year's work falls on some of its days, by the calendar alone."""

from __future__ import annotations

import datetime as dt
import math
from calendar import monthrange
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from sim.scenario.holidays import public_holidays, spring_festival
from sim.scenario.schema import Activity, Calendar, Scenario
from sim.scenario.terms import WEEKDAYS

Floats = npt.NDArray[np.float64]
DAY = 86_400.0


@dataclass(frozen=True)
class Part:
    """An expected amount, and its standard deviation by the chance of rain; `is_known`: whether it is by rain alone.

    most: what it cannot exceed.
    """

    value: float
    sd: float = 0.0
    is_known: bool = True
    most: float = math.inf


@cache
def days_of(year: int) -> tuple[dt.date, ...]:
    """All days of a calendar year."""
    first = dt.date(year, 1, 1)
    return tuple(first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days))


@cache
def working(calendar: Calendar, year: int) -> Floats:
    """1 for each day of a year that a calendar works on, if it does not rain."""
    closed = {WEEKDAYS.index(day) for day in calendar.closed_weekdays}
    off = set(calendar.closed_dates) | set(public_holidays("CN", year) if calendar.public_holidays else ())
    return np.array([float(d.weekday() not in closed and d not in off and not _in_season(calendar, d))
                     for d in days_of(year)])  # fmt: skip


def _in_season(calendar: Calendar, date: dt.date) -> bool:
    day = date.month, date.day
    return any(a <= day <= b if a <= b else day >= a or day <= b for a, b in calendar.closed_every_year)


def rain(scenario: Scenario, calendar: Calendar, year: int) -> Floats:
    """The chance of each day of a year that rain stops a calendar."""
    if scenario.weather is None or not calendar.stops_in_rain:
        return np.zeros(len(days_of(year)))
    return _rain(scenario.weather.rain_days.values, year)


@cache
def _rain(expected: tuple[float, ...], year: int) -> Floats:
    return np.array([min(1.0, expected[d.month - 1] / monthrange(year, d.month)[1]) for d in days_of(year)])


def activity(given: Activity | None, year: int) -> Floats:
    """How active each day of a year is, relative to others."""
    months = None if given is None or given.months is None else given.months.values
    slow = None if given is None else given.spring_festival
    festival = None if slow is None else (slow.wind_down.value, slow.restart.value, slow.least.value)
    return _activity(months, festival, year)


@cache
def _activity(months: tuple[float, ...] | None, festival: tuple[float, float, float] | None, year: int) -> Floats:
    factors = np.ones(len(days_of(year)))
    if months is not None:
        factors *= [months[d.month - 1] for d in days_of(year)]
    if festival is not None:
        firsts = [spring_festival(y) for y in (year - 1, year, year + 1)]
        factors *= [min(_slowed(festival, (d - first).days) for first in firsts) for d in days_of(year)]
    return factors


def _slowed(festival: tuple[float, float, float], days: int) -> float:
    """Activity some days after (or, negative, before) the first day of the festival: two straight lines."""
    wind_down, restart, least = festival
    length = (restart if days >= 0 else wind_down) / DAY
    far = abs(days) / length if length > 0 else float(days != 0)
    return min(1.0, least + (1.0 - least) * far)


def share(weights: Floats, inside: Floats, chance: Floats) -> Part:
    """The part of a year's work that counts, where each day's counts `inside` times and rain may take the day away.

    S = Σ w k (1 - p) / Σ w (1 - p); its variance to first order is Σ (w (k - S))² p (1 - p) / (Σ w (1 - p))².
    """
    whole = float((weights * (1.0 - chance)).sum())
    if whole <= 0.0:
        return Part(0.0)
    value = float((weights * inside * (1.0 - chance)).sum()) / whole
    variance = float(((weights * (inside - value)) ** 2 * chance * (1.0 - chance)).sum())
    return Part(value, math.sqrt(variance) / whole)


def total(weights: Floats, inside: Floats, chance: Floats) -> Part:
    """The work of the days that count, in days."""
    variance = float(((weights * inside) ** 2 * chance * (1.0 - chance)).sum())
    return Part(float((weights * inside * (1.0 - chance)).sum()), math.sqrt(variance))
