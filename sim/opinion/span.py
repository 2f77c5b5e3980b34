"""A year as it is looked at: a calendar year of the horizon, or the design year with everything open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.opinion.days import Floats, days_of
from sim.scenario.masses import last_year
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Event, Facility, Scenario

DESIGN = "design"


@dataclass(frozen=True)
class Span:
    """`name` is the period's, `year` gives volumes and calendar; in the design year all is open and nothing happens."""

    name: str
    year: int
    is_design: bool = False


def spans_of(scenario: Scenario) -> list[Span]:
    """The calendar years that the horizon touches."""
    last = scenario.horizon.end - dt.timedelta(days=1)
    return [Span(str(year), year) for year in range(scenario.horizon.start.year, last.year + 1)]


def design_span(scenario: Scenario) -> Span:
    """The design year."""
    return Span(DESIGN, int(last_year(scenario)), True)


def events_of(scenario: Scenario, span: Span, kind: str, facility: str) -> list[Event]:
    """The events of a kind at a facility, by id."""
    rows = [] if span.is_design else sorted(scenario.events.items())
    return [e for _, e in rows if e.kind == kind and e.facility == facility]


def between(span: Span, start: dt.date | None, end: dt.date | None) -> Floats:
    """1 for each day of the span from a date to before another."""
    days = np.ones(len(days_of(span.year)))
    first = dt.date(span.year, 1, 1)
    if start is not None:
        days[: max(0, (start - first).days)] = 0.0
    if end is not None:
        days[max(0, (end - first).days) :] = 0.0
    return days


def simulated(scenario: Scenario, span: Span) -> Floats:
    """1 for each day of the span that lies in the horizon."""
    if span.is_design:
        return np.ones(len(days_of(span.year)))
    return between(span, scenario.horizon.start, scenario.horizon.end)


def opening(scenario: Scenario, span: Span, id: str) -> tuple[dt.date | None, dt.date | None]:
    """First day of a facility and first day on which it is shut again; None: always."""
    facility = scenario.facilities[id]
    opens, closes = facility.opens, facility.closes
    for event in events_of(scenario, span, "changed_date", id):
        opens, closes = event.opens or opens, event.closes or closes
    first, last = _date(opens), _date(closes)
    if span.is_design:  # what has closed before the design year stays shut
        return None, last if last is not None and last <= dt.date(span.year, 1, 1) else None
    return first, last


def _date(given: Quantity | None) -> dt.date | None:
    return None if given is None else dt.date.fromordinal(int(given.value))


def open_days(scenario: Scenario, span: Span, id: str) -> Floats:
    """1 for each day of the horizon on which a facility exists and no outage stops it, whatever its calendar."""
    days = simulated(scenario, span) * between(span, *opening(scenario, span, id))
    for event in events_of(scenario, span, "outage", id):
        days *= 1.0 - between(span, event.start, event.end)
    return days


def months_open(scenario: Scenario, span: Span, id: str) -> int:
    """Months of the span in which a facility is open on a day at least."""
    days = simulated(scenario, span) * between(span, *opening(scenario, span, id))
    return len({d.month for d, is_open in zip(days_of(span.year), days, strict=True) if is_open})


def nameplates(facility: Facility, span: Span, hours: float, days: float, *, favourable: bool) -> Floats:
    """The nameplate of each day of a span in kg per working day, of which a year has so many, each of so many hours.

    A phase with a condition has begun from the start if that is favourable, else it never does: nobody knows.
    """

    def daily(capacity: Quantity) -> float:
        if capacity.unit == "kg/a":
            return capacity.value / days if days else 0.0
        return capacity.value * (hours if capacity.unit == "kg/h" else 1.0)

    assert facility.capacity is not None
    values = np.full(len(days_of(span.year)), daily(facility.capacity))
    for phase in facility.phases:
        if phase.starts is not None:
            begun = np.ones(len(values)) if span.is_design else between(span, _date(phase.starts), None)
            values = np.where(begun > 0, daily(phase.capacity), values)
        elif favourable:
            values = np.maximum(values, daily(phase.capacity))
    return values
