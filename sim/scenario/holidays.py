"""Public holidays by year, from the `holidays` package, and how sure they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

SPRING_FESTIVAL = "Chinese New Year (Spring Festival)"


@cache
def public_holidays(country: str, year: int) -> Mapping[dt.date, str]:
    """The public holidays of a year with their English names; make-up working days do not count as closed or open."""
    import holidays  # costs some 60 ms, so only for calendars that ask for it

    return dict(holidays.country_holidays(country, years=year, language="en_US"))


@cache
def spring_festival(year: int) -> dt.date:
    """The first day of the Spring Festival that falls into a year."""
    return min(date for date, name in public_holidays("CN", year).items() if name.startswith(SPRING_FESTIVAL))


@cache
def is_published(country: str, year: int) -> bool:
    """Whether the package knows the official schedule of a year, and not only the rule behind it."""
    import holidays

    known = holidays.country_holidays(country, years=year).special_public_holidays
    return year <= max(known, default=year)
