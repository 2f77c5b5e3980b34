"""The base scenario's balance by plain arithmetic: nothing of `sim` is imported here.

Every uncertain number at the mean of its range, every opening at its mode, as `--no-randomness` takes them.
Unit: 10^4 t (and 10^4 m3 where volumes are meant).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tests.holidays import days_off


def mean(low: float, mode: float, high: float) -> float:
    """Mean of a triangular distribution."""
    return (low + mode + high) / 3


BANK_DENSITY = mean(1.8, 2.1, 2.4)
FILL_FACTOR = mean(0.86, 1.05, 1.15)
SLURRY_DENSITY = mean(1.1, 1.2, 1.3)
CAKE_SHARE = mean(0.35, 0.5667, 0.85)
CAKE_DENSITY = mean(1.55, 1.70, 1.85)
SOIL_ON_SITE = mean(0.10, 0.25, 0.45)
RUBBLE_ON_SITE = mean(0.02, 0.05, 0.10)
TRANSFER_VOLUME = mean(16.57, 57.98, 91.11)
SOIL_PRODUCTS = mean(0, 16.56, 33.13)
XINQI = mean(0, 30, 30)
WEST = 20.0
RAMP = mean(0.50, 0.70, 0.85)
TREND = {"2025": mean(0.85, 0.96, 1.10), "2026": mean(0.90, 0.98, 1.06), "2027": 1.0, "design": 1.0}


BUILDING = (0.95, 0.95, 0.95, 1.08, 1.10, 1.05, 0.98, 0.95, 1.08, 1.15, 1.18, 1.18)
RAIN = (2.1, 1.9, 2.3, 2.7, 3.3, 3.1, 2.3, 2.3, 2.5, 3.3, 2.3, 2.1)
FESTIVALS = {2025: dt.date(2025, 1, 29), 2026: dt.date(2026, 2, 17), 2027: dt.date(2027, 2, 6)}


def days_of(year: int) -> Iterator[dt.date]:
    """All days of a year."""
    return (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366 if year % 4 == 0 else 365))


def slowed(date: dt.date, restart: int) -> float:
    """Activity around the Spring Festival: 15 % on its first day, straight lines over 18 days before and after it."""
    days = (date - FESTIVALS[date.year]).days
    length = restart if days >= 0 else 18
    return min(1.0, 0.15 + 0.85 * abs(days) / length)


def shares(year: int, months: tuple[float, ...], restart: int, *, dry_only: bool) -> list[float]:
    """Each day's part of the year's amount, by working days, activity and, for earthworks, even rain."""
    closed = days_off(year)
    weights, rain = [], 0.0
    for date in days_of(year):
        before = rain
        rain += (
            RAIN[date.month - 1] / (dt.date(year + date.month // 12, date.month % 12 + 1, 1) - date.replace(day=1)).days
        )
        is_wet = int(rain + 0.5) > int(before + 0.5)
        works = date not in closed and not (dry_only and is_wet)
        weights.append(months[date.month - 1] * slowed(date, restart) if works else 0.0)
    return [weight / sum(weights) for weight in weights]


def by_month(year: int, days: list[float]) -> list[float]:
    """Sums of the months."""
    months = [0.0] * 12
    for date, amount in zip(days_of(year), days, strict=True):
        months[date.month - 1] += amount
    return months


@dataclass(frozen=True)
class Year:
    """What the arithmetic expects of a year."""

    generated: dict[str, float]
    water: float
    soil_on_site: float
    rubble_on_site: float
    soil_hauled: float
    transfer: float
    soil_products: float
    xinqi: float
    west: float
    huayan: float
    resource_rate: float
    utilisation_rate: float


def balance(year: str, decoration_in_west: float = 0.0) -> Year:
    """One year: generation, on-site fates, what each place takes month by month, and the two rates.

    `decoration_in_west`: what the western plant has taken of decoration waste, in hours in which no rubble waited; the
    one number that this arithmetic cannot know. It takes the place of as much rubble.
    """
    trend, calendar = TREND[year], 2027 if year == "design" else int(year)
    spoil, mud = 157.76 * BANK_DENSITY * trend, 15.78 * SLURRY_DENSITY * trend
    construction, demolition, decoration = 15.6 * trend, 20.77 * trend, 31.2 * trend
    cake = mud * CAKE_SHARE
    soil_on_site = (spoil + cake) * SOIL_ON_SITE
    soil_hauled = spoil + cake - soil_on_site
    # spoil and cake reach the backfill in proportion to what is hauled
    share = spoil / (spoil + cake)
    volume_per_tonne = share * FILL_FACTOR / BANK_DENSITY + (1 - share) / CAKE_DENSITY
    demand = TRANSFER_VOLUME / volume_per_tonne
    soil = by_month(calendar, [soil_hauled * part for part in shares(calendar, BUILDING, 30, dry_only=True)])
    is_landfill_open = year in ("2027", "design")  # until then soil waits, so that no month's demand is missed
    transfer = sum(min(demand / 12, month) for month in soil) if is_landfill_open else demand
    products = sum(min(SOIL_PRODUCTS / 12, max(0.0, month - demand / 12)) for month in soil)
    products = products if is_landfill_open else SOIL_PRODUCTS

    rubble_on_site = (construction + demolition) * RUBBLE_ON_SITE
    rubble_hauled = construction + demolition - rubble_on_site
    west = {"2025": 0.0, "2026": 0.0, "2027": WEST * RAMP, "design": WEST}[year]
    huayan = min(35.0, decoration) if year == "design" else 0.0
    mineral = 0.55 * huayan
    taken = min(rubble_hauled, XINQI + west - mineral - decoration_in_west)
    product = 0.93 * (taken + mineral) + 0.12 * huayan + (0.5115 + 0.12) * decoration_in_west
    solids, recycled = construction + demolition + decoration, rubble_on_site + product
    used = soil_on_site + transfer + products + recycled
    generated = {
        "spoil": spoil, "mud": mud, "construction": construction, "demolition": demolition, "decoration": decoration,
    }  # fmt: skip
    return Year(
        generated, mud - cake, soil_on_site, rubble_on_site, soil_hauled, transfer, products, XINQI, west, huayan,
        recycled / solids, used / (spoil + cake + solids),
    )  # fmt: skip
