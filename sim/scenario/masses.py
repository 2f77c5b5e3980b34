"""Masses of a year by plain arithmetic on the values stated: forecast, on-site fates, pressing, plant splits."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from sim.scenario.amounts import amount_in, unit_of
from sim.scenario.schema import PLANT_KINDS, Facility, Scenario, Stream


def last_year(scenario: Scenario) -> str:
    """The design year, else the last year that the horizon touches."""
    if scenario.design_year is not None:
        return scenario.design_year
    return str(scenario.horizon.end.year - (scenario.horizon.end.timetuple().tm_yday == 1))


def density_of(stream: Stream) -> float | None:
    """Kilograms per m3 in the state that the stream's amount is given in; None where it cannot be known."""
    return density_in(stream, stream.amount.unit.removesuffix("/a"))


def density_in(stream: Stream, state: str) -> float | None:
    """Kilograms per m3 in a state (`bank_m3`, `loose_m3`, `compacted_m3`, `m3`); None where it cannot be known."""
    if stream.density is None:
        return None
    given = stream.density.unit.removeprefix("kg/")
    kg_per_bank = _per_bank(stream, given)
    if state == given:
        return stream.density.value
    per_bank = _per_bank(stream, state)
    if kg_per_bank is None or per_bank is None:
        return None
    return stream.density.value * kg_per_bank / per_bank


def _per_bank(stream: Stream, state: str) -> float | None:
    """m3 of a state per bank m3."""
    factor = {"loose_m3": stream.swell, "compacted_m3": stream.fill_factor}.get(state)
    return 1.0 if state == "bank_m3" else None if factor is None else factor.value


def compacted_density(scenario: Scenario, item: str) -> float | None:
    """Kilograms per compacted m3 of a stream or item; None where it cannot be known."""
    if item in scenario.items:
        density = scenario.items[item].density
        return None if density is None else density.value
    stream = scenario.streams[item]
    if stream.density is None:
        return None
    state = stream.density.unit.removeprefix("kg/")
    if state == "compacted_m3":
        return stream.density.value
    per_bank, filled = _per_bank(stream, state), _per_bank(stream, "compacted_m3")
    return None if per_bank is None or filled is None else stream.density.value * per_bank / filled


def compacted_volume(scenario: Scenario, item: str, kg: float) -> float:
    """Compacted m3 of a mass; 0 where the density is unknown."""
    density = compacted_density(scenario, item)
    return kg / density if density else 0.0


def fate_of(facility: Facility) -> str:
    """The fate of what a sink takes."""
    kinds = {"landfill": "landfilled", "backfill": "backfilled", "export": "exported"}
    return facility.fate or kinds.get(facility.kind, "recycled")


def void_left(facility: Facility) -> float:
    """Compacted m3 that cover and what lies there already leave of a void."""
    void = facility.void.value if facility.void else 0.0
    cover = facility.cover_share.value if facility.cover_share else 0.0
    filled = facility.existing_fill.value if facility.existing_fill else 0.0
    return max(0.0, void * (1 - cover) - filled)


def annual_mass(scenario: Scenario, stream: str, year: str) -> float:
    """Kilograms generated in a year."""
    row = scenario.streams[stream]
    density = 1.0 if unit_of(row) == "kg/a" else density_of(row) or 0.0
    return amount_in(row, year) * density


@dataclass(frozen=True, slots=True)
class Parts:
    """What becomes of a stream where it arises, as shares of its generated mass; together 1.

    on_site: (fate, share) in the order in which they are taken. leaving: (item, share), what is sorted first, the
    rest last.
    """

    on_site: tuple[tuple[str, float], ...]
    leaving: tuple[tuple[str, float], ...]


def parts_of(scenario: Scenario, stream: str) -> Parts:
    """Capture first, then the press, then the fates on site, then what is sorted.

    So pressed-out water never counts as backfilled.
    """
    row = scenario.streams[stream]
    captured = 1.0 if row.capture is None else row.capture.value
    cake = 1.0 if row.pressing is None else row.pressing.yield_
    on_site = [("leaked", 1.0 - captured), ("water", captured * (1.0 - cake))]
    if row.stage == "gross":
        on_site += [(fate, captured * cake * share.value) for fate, share in sorted(row.on_site.items())]
    rest = max(0.0, 1.0 - math.fsum(share for _, share in on_site))
    leaving = [(item, rest * share.value) for item, share in sorted(row.sorted.items())]
    rest = max(0.0, rest - math.fsum(share for _, share in leaving))
    item = stream if row.pressing is None else row.pressing.cake
    return Parts(tuple(on_site), (*leaving, (item, rest)))


def origin_items(scenario: Scenario, stream: str) -> tuple[str, ...]:
    """What leaves the sources: what is sorted there, then the stream itself or its cake."""
    row = scenario.streams[stream]
    return (*row.sorted, stream if row.pressing is None else row.pressing.cake)


def main_item(scenario: Scenario, stream: str) -> str:
    """The stream as it leaves the sources unless it is sorted there: itself, or its cake."""
    return origin_items(scenario, stream)[-1]


def plants_of(scenario: Scenario, item: str) -> list[str]:
    """The plants on an item's route, in order; those that serve single places only come after the others."""
    route = scenario.routes.get(item)
    plants = [id for id in route.facilities if scenario.facilities[id].kind in PLANT_KINDS] if route else []
    return sorted(plants, key=lambda id: bool(scenario.facilities[id].serves))


def leaving_mass(scenario: Scenario, stream: str, year: str) -> float:
    """Kilograms of a stream that ask for a place outside its sources in a year: captured, pressed, not used on site."""
    return annual_mass(scenario, stream, year) * sum(share for _, share in parts_of(scenario, stream).leaving)


def hauled_mass(scenario: Scenario, year: str) -> dict[str, float]:
    """Kilograms of every stream and item that ask for a place in a year, if the first plant of each route takes it."""
    masses: dict[str, float] = defaultdict(float)
    waiting: list[tuple[str, float]] = []
    for id in scenario.streams:
        kg = annual_mass(scenario, id, year)
        waiting += [(item, kg * share) for item, share in parts_of(scenario, id).leaving]
    while waiting:
        item, kg = waiting.pop()
        masses[item] += kg
        plants = plants_of(scenario, item)
        if plants and kg > 0:
            outputs = scenario.facilities[plants[0]].outputs.get(item, {})
            waiting += [(out, kg * share.value) for out, share in outputs.items()]
    return dict(masses)
