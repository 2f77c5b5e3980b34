"""The base scenario's annual balance by plain arithmetic: nothing of `sim` is imported here.

Every uncertain number at the mean of its range, every opening at its mode, as `--no-randomness` takes them.
Unit: 10^4 t per year (and 10^4 m3 where volumes are meant).
"""

from __future__ import annotations

from dataclasses import dataclass


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


def balance(year: str) -> Year:
    """One year: generation, on-site fates, what each place takes if it is fed, and the two rates."""
    trend = TREND[year]
    spoil, mud = 157.76 * BANK_DENSITY * trend, 15.78 * SLURRY_DENSITY * trend
    construction, demolition, decoration = 15.6 * trend, 20.77 * trend, 31.2 * trend
    cake = mud * CAKE_SHARE
    soil_on_site = (spoil + cake) * SOIL_ON_SITE
    soil_hauled = spoil + cake - soil_on_site
    # spoil and cake reach the backfill in proportion to what is hauled
    share = spoil / (spoil + cake)
    volume_per_tonne = share * FILL_FACTOR / BANK_DENSITY + (1 - share) / CAKE_DENSITY
    transfer = TRANSFER_VOLUME / volume_per_tonne
    rubble_on_site = (construction + demolition) * RUBBLE_ON_SITE
    rubble_hauled = construction + demolition - rubble_on_site
    west = {"2025": 0.0, "2026": 0.0, "2027": WEST * RAMP, "design": WEST}[year]
    huayan = min(35.0, decoration) if year == "design" else 0.0
    mineral = 0.55 * huayan
    taken = min(rubble_hauled, XINQI + west - mineral)
    product = 0.93 * (taken + mineral) + (0.02 + 0.05 + 0.05) * huayan
    solids, recycled = construction + demolition + decoration, rubble_on_site + product
    used = soil_on_site + transfer + SOIL_PRODUCTS + recycled
    generated = {
        "spoil": spoil, "mud": mud, "construction": construction, "demolition": demolition, "decoration": decoration,
    }  # fmt: skip
    return Year(
        generated, mud - cake, soil_on_site, rubble_on_site, soil_hauled, transfer, SOIL_PRODUCTS, XINQI, west, huayan,
        recycled / solids, used / (spoil + cake + solids),
    )  # fmt: skip
