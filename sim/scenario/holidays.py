"""Public holidays by year, from the `holidays` package, and how sure they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

SPRING_FESTIVAL = "Chinese New Year (Spring Festival)"
_COUNTRIES = {"CN": ("china", "China")}
"""Module and class of a country in the package."""


@cache
def _known(country: str, year: int) -> Any:
    """The package's holidays of a country and year. Its module is loaded alone: all countries together cost 80 ms."""
    import holidays  # costs some 60 ms, so only for calendars that ask for it

    name, kind = _COUNTRIES[country]
    spec = PathFinder.find_spec(f"holidays.countries.{name}", [f"{folder}/countries" for folder in holidays.__path__])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, kind)(years=year, language="en_US")


@cache
def public_holidays(country: str, year: int) -> Mapping[dt.date, str]:
    """The public holidays of a year with their English names; make-up working days do not count as closed or open."""
    return dict(_known(country, year))


@cache
def spring_festival(year: int) -> dt.date:
    """The first day of the Spring Festival that falls into a year."""
    return min(date for date, name in public_holidays("CN", year).items() if name.startswith(SPRING_FESTIVAL))


@cache
def is_published(country: str, year: int) -> bool:
    """Whether the package knows the official schedule of a year, and not only the rule behind it."""
    return year <= max(_known(country, year).special_public_holidays, default=year)
