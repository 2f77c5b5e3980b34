"""Phases of a plant: what is wrong in them, and the nameplate that dates alone give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import Facility, Scenario


def nameplate_of(facility: Facility, year: str) -> Quantity | None:
    """The nameplate at the end of a year by the phases with a date; nobody knows when a condition will hold."""
    end = dt.date(int(year), 12, 31).toordinal()
    begun = [p.capacity for p in facility.phases if p.starts is not None and p.starts.value <= end]
    return begun[-1] if begun else facility.capacity


def check_phases(scenario: Scenario) -> Iterator[Found]:
    """Each phase has a date or a condition; dates stand in order, after the opening and before any condition."""
    for id, facility in scenario.facilities.items():
        before, late = facility.opens, False
        for index, phase in enumerate(facility.phases):
            path = f"facilities.{id}.phases.{index}"
            if (phase.starts is None) == (phase.load_above is None):
                yield "phase_needs", path, {}
            elif phase.load_above is None and phase.delay is not None:
                yield "phase_delay", f"{path}.delay", {}
            if phase.starts is None:
                late = True
            elif late:
                yield "phase_late", f"{path}.starts", {}
            elif before is not None and phase.starts.bounds[0] <= before.bounds[1]:
                dates = (dt.date.fromordinal(int(d)).isoformat() for d in (phase.starts.bounds[0], before.bounds[1]))
                yield "phase_order", f"{path}.starts", dict(zip(("starts", "before"), dates, strict=True))
            before = phase.starts or before
