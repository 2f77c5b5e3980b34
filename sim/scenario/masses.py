"""Masses of a year by plain arithmetic on the values stated: forecast, on-site fates, pressing, plant splits."""

from __future__ import annotations

from collections import defaultdict

from sim.scenario.schema import PLANT_KINDS, Scenario, Stream


def last_year(scenario: Scenario) -> str:
    """The design year, else the last year that the horizon touches."""
    if scenario.design_year is not None:
        return scenario.design_year
    return str(scenario.horizon.end.year - (scenario.horizon.end.timetuple().tm_yday == 1))


def density_of(stream: Stream) -> float | None:
    """Kilograms per m3 in the state that the stream's amount is given in; None where it cannot be known."""
    if stream.density is None:
        return None
    state = stream.amount.unit.removesuffix("/a")
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


def annual_mass(scenario: Scenario, stream: str, year: str) -> float:
    """Kilograms generated in a year."""
    row = scenario.streams[stream]
    factor = row.trend[year].value if year in row.trend else 1.0
    amount = row.amount if row.drivers is None else row.drivers.amount
    density = 1.0 if amount.unit == "kg/a" else density_of(row) or 0.0
    return amount.value * factor * density


def origin_items(scenario: Scenario, stream: str) -> tuple[str, ...]:
    """What leaves the sources: the stream, or its cake."""
    pressing = scenario.streams[stream].pressing
    return (stream,) if pressing is None else (pressing.cake,)


def leaving_mass(scenario: Scenario, stream: str, year: str) -> float:
    """Kilograms of a stream that ask for a place outside its sources in a year: captured, pressed, not used on site."""
    row = scenario.streams[stream]
    kg = annual_mass(scenario, stream, year) * (1.0 if row.capture is None else row.capture.value)
    if row.pressing is not None:
        kg *= row.pressing.cake_share.value
    return kg * (1 - (sum(share.value for share in row.on_site.values()) if row.stage == "gross" else 0.0))


def hauled_mass(scenario: Scenario, year: str) -> dict[str, float]:
    """Kilograms of every stream and item that ask for a place in a year, if the first plant of each route takes it."""
    masses: dict[str, float] = defaultdict(float)
    waiting: list[tuple[str, float]] = []
    for id in scenario.streams:
        waiting.append((origin_items(scenario, id)[0], leaving_mass(scenario, id, year)))
    while waiting:
        item, kg = waiting.pop()
        masses[item] += kg
        route = scenario.routes.get(item)
        plants = [id for id in route.to if scenario.facilities[id].kind in PLANT_KINDS] if route else []
        if plants and kg > 0:
            outputs = scenario.facilities[plants[0]].outputs.get(item, {})
            waiting += [(out, kg * share.value) for out, share in outputs.items()]
    return dict(masses)
