"""In what a reading counts: tonnes, cubic metres, or both added up as the plan prints them.

Every kilogram counts as the waste as which it arose, whatever was made of it since: by volume it counts as kg over the
density of its stream. So parts still sum to wholes, and no rate leaves 0 to 1 by a change of density on the way.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.masses import density_in
from sim.scenario.references import Found
from sim.scenario.schema import Reading, Scenario, Stream
from sim.scenario.units import name_unit

UNITS = {"mass": "t", "volume": "m3", "as_printed": "t+m3"}
"""What a reading's numbers are in, by its measure."""


def thousandths_per_kg(scenario: Scenario, reading: Reading, streams: tuple[str, ...]) -> dict[str, float | None]:
    """By stream how many thousandths of the reading's unit (litres) a kilogram is; None where it stays a kilogram."""
    weights: dict[str, float | None] = {}
    for id in streams:
        density = _density(scenario.streams[id], reading)
        weights[id] = 1000.0 / density if density else None
    return weights


def _density(stream: Stream, reading: Reading) -> float | None:
    """Kilograms per m3 by which a reading counts a stream; None where it counts its mass."""
    by_mass = reading.measure == "mass" or (reading.measure == "as_printed" and stream.amount.unit == "kg/a")
    return None if by_mass else density_in(stream, _state(stream, reading))


def _state(stream: Stream, reading: Reading) -> str:
    """The state of volume in which a reading counts a stream. A liquid has one volume."""
    given = "" if stream.density is None else stream.density.unit.removeprefix("kg/")
    if reading.state is not None:
        return given if stream.form == "liquid" and given == "m3" else f"{reading.state}_m3"
    return given if stream.amount.unit == "kg/a" else stream.amount.unit.removesuffix("/a")


def check_measures(scenario: Scenario) -> Iterator[Found]:
    """Each stream that a reading counts by volume has a density in the state of the reading."""
    for target_id, target in scenario.targets.items():
        for id, reading in target.readings.items():
            for stream_id in target.streams if reading.measure == "volume" else ():
                stream = scenario.streams.get(stream_id)
                if stream is None or density_in(stream, _state(stream, reading)) is not None:
                    continue
                key = "density" if stream.density is None else "swell, fill_factor"
                unit = name_unit(_state(stream, reading)) or "m³"
                values: dict[str, object] = {"stream": stream_id, "unit": unit, "key": key}
                yield "measure_missing", f"targets.{target_id}.readings.{id}.measure", values
