"""What the calendar knows of a run's facilities and fleets: hours, openings, rates, failures.

It never changes, but for the phases of plants that wait for a condition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sim.model.calendar import DAY, Days, Hours, days_between, opening_hours, without, working_days
from sim.model.custody import MILLION
from sim.model.draws import Draws, uniform
from sim.model.entities import distances_from, rounded
from sim.model.laws import Laws, invert
from sim.model.phases import Phases
from sim.model.roads import Roads, roads_of
from sim.model.weather import IsRainy
from sim.scenario import schema
from sim.scenario.quantity import Quantity
from sim.scenario.schema import PLANT_KINDS, Scenario

NEVER = 2**62


@dataclass(frozen=True)
class District:
    """A scenario whose inputs are drawn, on the days of a run.

    opens, closes: seconds by facility (in the design run 0 and NEVER; closes is 0 for what was shut before it). hours
    of facilities, machines (plants only) and fleets; metres (road metres between places) and phases (of plants) by id;
    roads with hours.
    """

    scenario: Scenario
    days: Days
    draws: Draws
    is_rainy: IsRainy
    all_open: bool
    opens: dict[str, int]
    closes: dict[str, int]
    hours: dict[str, Hours]
    machine_hours: dict[str, Hours]
    fleet_hours: dict[str, Hours]
    metres: dict[str, dict[str, int]]
    phases: dict[str, Phases]
    roads: Roads

    def rate(self, id: str, now: int) -> int:
        """A plant's rate now, kg per million seconds: capacity over the year's operating time, and ramp."""
        facility = self.scenario.facilities[id]
        year = max((d for d in self.days.year_starts() if d * DAY <= now), default=0)
        seconds, days = operating_time(self._machine_calendar(id), self.days.dates[year].year, self.is_rainy)
        annual = annual_capacity(self.phases[id].capacity(now), seconds, days)
        share = self._ramp_load(id, now) * availability_factor(facility, self.draws.randomness)
        for start, end, left in self.derated(id):
            share *= left if start <= now < end else 1.0
        return rounded(annual * share * MILLION / seconds) if seconds else 0

    def nameplate(self, id: str, year_start: int, begin: int, end: int) -> int:
        """Kilograms that a plant's capacity gives between two seconds of the year that starts on a day."""
        seconds, days = operating_time(self._machine_calendar(id), self.days.dates[year_start].year, self.is_rainy)
        if not seconds:
            return 0
        return rounded(
            sum(
                annual_capacity(capacity, seconds, days) * self.machine_hours[id].seconds_between(a, b) / seconds
                for a, b, capacity in self.phases[id].spans(begin, end)
            )
        )

    def ramp_steps(self, id: str) -> list[int]:
        """Seconds at which a plant's ramp changes."""
        steps, second = [], self.opens[id]
        for step in () if self.all_open else self.scenario.facilities[id].ramp:
            second += rounded(step.days.value)
            steps.append(second)
        return steps

    def _ramp_load(self, id: str, now: int) -> float:
        for second, step in zip(self.ramp_steps(id), self.scenario.facilities[id].ramp, strict=False):
            if now < second:
                return step.load.value
        return 1.0

    def derated(self, id: str) -> list[tuple[int, int, float]]:
        """Start and end in seconds, and the share of the rate that is left, of each event that slows a plant."""
        return [
            (*_span(event, self.days), 1.0 if event.rate is None else event.rate.value)
            for event in _events_at(self.scenario, id, "derating", self.all_open)
        ]

    def failure_laws(self, id: str) -> tuple[Callable[[int], int], Callable[[int], int]]:
        """Times between a plant's failures (exponential) and repair times in seconds, as functions of an ordinal."""
        failures = self.scenario.facilities[id].failures
        assert failures is not None
        laws = Laws(self.draws.randomness)
        a = failures.availability.value
        up = laws.exponential(failures.repair.mean * a / (1.0 - a)) if a < 1.0 else laws.constant(float(NEVER))
        down = laws.add(failures.repair)
        table, keys = laws.table(), {p: self.draws.key(id, p) for p in ("up", "down")}
        return (
            lambda n: rounded(invert(table, up, uniform(keys["up"], n), n)),
            lambda n: rounded(invert(table, down, uniform(keys["down"], n), n)),
        )

    def _machine_calendar(self, id: str) -> schema.Calendar:
        facility = self.scenario.facilities[id]
        return self.scenario.calendars[facility.works or facility.calendar]


def district_of(scenario: Scenario, days: Days, draws: Draws, is_rainy: IsRainy, all_open: bool) -> District:
    """The district of a run."""
    facilities = {id: scenario.facilities[id] for id in sorted(scenario.facilities)}
    hours = {name: opening_hours(calendar, days, is_rainy) for name, calendar in scenario.calendars.items()}

    def second(id: str, key: str, absent: int) -> int:
        date = getattr(facilities[id], key)
        for event in _events_at(scenario, id, "changed_date", all_open):
            date = getattr(event, key) or date
        if date is None:
            return absent
        second = days.second_of(dt.date.fromordinal(int(date.value)))
        if all_open:  # but what has closed before the design year stays shut
            return 0 if key == "closes" and second <= 0 else absent
        return second

    def open_hours(id: str, calendar: str) -> Hours:
        return without(hours[calendar], (_span(e, days) for e in _events_at(scenario, id, "outage", all_open)))

    return District(
        scenario,
        days,
        draws,
        is_rainy,
        all_open,
        {id: second(id, "opens", 0) for id in facilities},
        {id: second(id, "closes", NEVER) for id in facilities},
        {id: open_hours(id, f.calendar) for id, f in facilities.items()},
        {id: open_hours(id, f.works or f.calendar) for id, f in facilities.items() if f.kind in PLANT_KINDS},
        {id: hours[scenario.fleets[id].calendar] for id in sorted(scenario.fleets)},
        {place: distances_from(scenario, place) for place in (*sorted(scenario.sources), *facilities)},
        {id: Phases(f, days, all_open) for id, f in facilities.items() if f.kind in PLANT_KINDS},
        roads_of(scenario, days, is_rainy, lambda event: _span(event, days), with_events=not all_open),
    )


def _events_at(scenario: Scenario, facility: str, kind: str, all_open: bool) -> list[schema.Event]:
    """The events of a kind at a facility, by id; none in the design run."""
    events = [event for _, event in sorted(scenario.events.items()) if not all_open]
    return [event for event in events if event.kind == kind and event.facility == facility]


def _span(event: schema.Event, days: Days) -> tuple[int, int]:
    """Seconds from the run's start to an event's first day and to the day after its last."""
    assert event.start is not None
    assert event.end is not None
    return days.second_of(event.start), days.second_of(event.end)


def operating_time(calendar: schema.Calendar, year: int, is_rainy: IsRainy) -> tuple[int, int]:
    """Seconds and days that a calendar works in a whole calendar year."""
    days = days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    hours = opening_hours(calendar, days, is_rainy)
    return hours.seconds_between(0, days.end), sum(working_days(calendar, days.dates, is_rainy))


def annual_capacity(capacity: Quantity, seconds: int, days: int) -> float:
    """Nameplate in kg per year, from a capacity per year, per working day or per working hour."""
    value, unit = capacity.value, capacity.unit
    if unit == "kg/a":
        return value
    return value * seconds / 3600.0 if unit == "kg/h" else value * days


def availability_factor(facility: schema.Facility, randomness: bool) -> float:
    """What breakdowns make of the rate.

    Net nameplate: the machine is faster by 1/availability when breakdowns are simulated, so that a fed plant
    attains its nameplate; gross nameplate: it is not, and without randomness the rate is reduced instead.
    """
    if facility.failures is None:
        return 1.0
    availability = facility.failures.availability.value
    if facility.capacity_basis == "net":
        return 1.0 / availability if randomness else 1.0
    return 1.0 if randomness else availability
