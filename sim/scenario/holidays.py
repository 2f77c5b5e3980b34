"""Public holidays by year, from the `holidays` package, and how sure they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

SATURDAY = 5
SPRING_FESTIVAL = "Chinese New Year (Spring Festival)"
_COUNTRIES = {"CN": ("china", "China")}
"""Module and class of a country in the package."""


@cache
def _kind(country: str) -> Any:
    """The package's class of a country. Its module is loaded alone: all countries together cost 80 ms."""
    import holidays  # costs some 60 ms, so only for calendars that ask for it

    name, kind = _COUNTRIES[country]
    spec = PathFinder.find_spec(f"holidays.countries.{name}", [f"{folder}/countries" for folder in holidays.__path__])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, kind)


@cache
def _known(country: str, year: int) -> Any:
    """The days of a year that its law or notice takes off, with their English names; weekends beside them are not."""
    return _kind(country)(years=year, language="en_US")


@cache
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """The days off of a year: those by law or notice, and the weekend days inside or beside them.

    A notice gives a holiday from its first to its last day. The package lists only the weekdays that the notice takes
    off, for who works on no weekend needs no more; who works on weekends is off on those of the holiday as well. A
    weekend day that makes up for the holiday is none of it. It does not open what closes on its weekday.
    """
    decreed = {date for near in (year - 1, year, year + 1) for date in _known(country, near)}
    made_up = _known(country, year).weekend_workdays
    weekends = {date for day in decreed for date in _weekend_beside(day, made_up)}
    return frozenset(date for date in decreed | weekends if date.year == year)


def _weekend_beside(day: dt.date, made_up: Collection[dt.date]) -> Iterator[dt.date]:
    """The weekend days that touch a day off, up to the first working day on either side."""
    for step in (dt.timedelta(days=-1), dt.timedelta(days=1)):
        date = day + step
        while date.weekday() >= SATURDAY and date not in made_up:
            yield date
            date += step


@cache
def spring_festival(year: int) -> dt.date:
    """The first day of the Spring Festival that falls into a year."""
    first: dt.date = min(date for date, name in _known("CN", year).items() if name.startswith(SPRING_FESTIVAL))
    return first


@cache
def is_published(country: str, year: int) -> bool:
    """Whether the package knows the official schedule of a year, and not only the rule behind it."""
    return year <= max(_known(country, year).special_public_holidays, default=year)
