"""What arises in a span, and what each plant could take in it: plain arithmetic, with what is due to chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.opinion.days import DAY, Floats, Part, activity, days_of, rain, share, total, working
from sim.opinion.span import Span, between, events_of, nameplates, open_days, opening, simulated
from sim.scenario.cities import weights_of
from sim.scenario.masses import annual_mass
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Failures, Scenario

SIGMAS = 4.0
"""Chance is allowed to move a mean by so many standard deviations: one mean in 30,000 is moved farther."""


def generated(scenario: Scenario, stream: str, span: Span, randomness: bool) -> Part:
    """Kilograms of a stream that arise in a span; that is the year's amount for a whole year without surges."""
    entity = scenario.streams[stream]
    year = annual_mass(scenario, stream, str(span.year))
    calendar = scenario.calendars[entity.calendar]
    weights = working(calendar, span.year) * activity(entity.activity, span.year)
    inside = simulated(scenario, span) * _surges(scenario, stream, span)
    part = share(weights, inside, rain(scenario, calendar, span.year))
    unknown = randomness and entity.projects is not None and bool((inside != 1.0).any())
    return Part(year * part.value, year * part.sd, not unknown, year * float(inside.max(initial=0.0)))


def while_open(scenario: Scenario, stream: str, id: str, span: Span) -> float:
    """The part of what arises of a stream in a span that arises while a facility is open."""
    calendar = scenario.calendars[scenario.streams[stream].calendar]
    weights = working(calendar, span.year) * activity(scenario.streams[stream].activity, span.year)
    weights = weights * (1.0 - rain(scenario, calendar, span.year)) * simulated(scenario, span)
    whole = float(weights.sum())
    return float((weights * open_days(scenario, span, id)).sum()) / whole if whole else 0.0


def _surges(scenario: Scenario, stream: str, span: Span) -> Floats:
    """Factor of each day, the mean over the sources by what arises at each."""
    weights = weights_of(scenario, stream)
    whole = sum(weights.get(source, 0.0) for source in scenario.sources)
    factors = np.zeros(len(days_of(span.year)))
    for source in scenario.sources:
        own = np.full(len(factors), weights.get(source, 0.0) / whole)
        for event in () if span.is_design else scenario.events.values():
            if event.kind == "surge" and event.stream == stream and (not event.sources or source in event.sources):
                assert event.factor is not None
                own = np.where(between(span, event.start, event.end) > 0, own * event.factor.value, own)
        factors += own
    return factors


@dataclass(frozen=True)
class Capacity:
    """What a plant can take in a span, kg.

    nameplate: of the days open; stated: that times availability where it is gross, the ramp and deratings included.
    sd: standard deviation of `stated` by the luck of breakdowns and rain. most: what is possible beyond it with no
    breakdown at all. fixed: what the start without a breakdown, and steps of the ramp within a day, may add.
    backlog: standard deviation of what lies before it by breakdowns.
    """

    nameplate: Part
    stated: float
    sd: float
    most: float
    fixed: float
    backlog: float = 0.0


def capacity(scenario: Scenario, id: str, span: Span, randomness: bool, *, favourable: bool) -> Capacity:
    """The capacity of a plant in a span."""
    facility = scenario.facilities[id]
    assert facility.capacity is not None
    calendar = scenario.calendars[facility.works or facility.calendar]
    weights, chance = working(calendar, span.year), rain(scenario, calendar, span.year)
    hours = sum(end - start for start, end in calendar.hours) / 3600.0
    worked = float((weights * (1.0 - chance)).sum())
    days, plates = open_days(scenario, span, id), nameplates(facility, span, hours, worked, favourable=favourable)

    def kilograms(inside: Floats) -> Part:
        if facility.capacity is not None and facility.capacity.unit == "kg/a":  # so much whatever the weather
            found = share(weights, inside * plates, chance)
            return Part(found.value * worked, found.sd * worked)
        return total(weights, inside * plates, chance)

    slowed = _ramp(scenario, id, span)
    for event in events_of(scenario, span, "derating", id):
        left = 1.0 if event.rate is None else event.rate.value
        slowed = np.where(between(span, event.start, event.end) > 0, slowed * left, slowed)
    plate, part = kilograms(days), kilograms(days * slowed)
    a_day = float(plates.max(initial=0.0)) if facility.ramp else 0.0
    if facility.failures is None:
        return Capacity(plate, part.value, part.sd, SIGMAS * part.sd, a_day)
    rate = facility.failures.availability.value
    stated = part.value * (rate if facility.capacity_basis == "gross" else 1.0)
    if not randomness or rate >= 1.0:
        return Capacity(plate, stated, part.sd, SIGMAS * part.sd, a_day)
    seconds = float((weights * days * (1.0 - chance)).sum()) * hours * 3600.0
    if seconds <= 0.0:
        return Capacity(plate, stated, part.sd, SIGMAS * part.sd, a_day)
    start = stated * (1.0 - rate) * facility.failures.repair.mean / seconds
    most = stated * (1.0 / rate - 1.0) + SIGMAS * part.sd
    luck = _luck(facility.failures, seconds) * stated
    backlog = stated * facility.failures.repair.mean * (1.0 + _variation(facility.failures.repair)) / seconds
    return Capacity(plate, stated, math.hypot(part.sd, luck), most, a_day + start, backlog)


def _ramp(scenario: Scenario, id: str, span: Span) -> Floats:
    """Share of the rate that each day's plant reaches; a step that ends within a day counts that day by its part."""
    loads = np.ones(len(days_of(span.year)))
    first = opening(scenario, span, id)[0] or scenario.horizon.start
    if span.is_design:
        return loads
    offset = np.array([(d - first).days for d in days_of(span.year)], dtype=np.float64)
    begin = 0.0
    for step in scenario.facilities[id].ramp:
        end = begin + step.days.value / DAY
        within = np.clip(np.minimum(offset + 1.0, end) - np.maximum(offset, begin), 0.0, 1.0)
        loads -= within * (1.0 - step.load.value)
        begin = end
    return loads


def _luck(failures: Failures, seconds: float) -> float:
    """Standard deviation, relative to its mean, of the time without breakdown within so many working seconds.

    An alternating renewal process with availability A and repairs of mean m and coefficient of variation c has, over a
    long time T, the variance A² (1 - A) m (1 + c²) / T of the share of time up (Cox, Renewal Theory, 1962, ch. 7). Work
    that is spread over a longer time varies less.
    """
    rate = failures.availability.value
    variance = rate**2 * (1.0 - rate) * failures.repair.mean * (1.0 + _variation(failures.repair)) / seconds
    return math.sqrt(variance) / rate


def _variation(repair: Quantity) -> float:
    """Square of the coefficient of variation of a repair, or what it cannot exceed."""
    law = repair.law
    if law is None or law.kind == "constant":
        return 0.0
    if law.kind == "lognormal":
        return law.parameters[1] ** 2
    if law.kind in ("exponential", "erlang"):
        return 1.0
    return (law.ends[1] / law.mean) ** 2 if law.mean > 0 else 0.0
