"""One run: the calendar of a scenario on a SimPy environment, and the load cycle that it advances."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import simpy

from sim.model.build import District, build
from sim.model.calendar import DAY, Days, Hours
from sim.model.custody import Ledger
from sim.model.draws import Draws
from sim.model.facilities import Facility
from sim.model.loads import Load
from sim.model.moments import moment
from sim.model.observation import Observations, Observer
from sim.model.plants import Plant
from sim.scenario.schema import Scenario

CLOSING, OPENING, RAMP, BIRTHS = range(2, 6)
"""Order of calendar events at one instant (SimPy's own priorities are 0 and 1)."""


@dataclass
class Run:
    """What a run leaves behind."""

    days: Days
    ledger: Ledger
    district: District
    observations: Observations
    trace: list[Load] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mode:
    """Plan run or design run: the design year's volumes, everything open and ramped, voids refilled at `reset_day`."""

    target_year: int | None = None
    all_open: bool = False
    reset_day: int | None = None


def simulate(scenario: Scenario, days: Days, draws: Draws, mode: Mode | None = None, trace: bool = False) -> Run:
    """Simulate a scenario whose inputs are drawn, from the first of the days to the end of the last."""
    mode = mode or Mode()
    district = build(scenario, days, draws, mode.target_year, mode.all_open)
    if trace:
        district.cycle.trace = []
    calendar = Calendar(scenario, district, days, draws, mode)
    with collecting_rarely():
        calendar.run()
        district.cycle.advance(days.end)
    return Run(days, district.ledger, district, calendar.observer.close(), district.cycle.trace or [])


@contextmanager
def collecting_rarely() -> Generator[None, None, None]:
    """Let Python look for cyclic garbage rarely: millions of small live objects make it cost a third of a run."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.collect()  # the district of the run before, which its events keep in circles


class Calendar:
    """The calendar's processes: hours, openings, ramps, failures, quotas, births, observation."""

    def __init__(self, scenario: Scenario, district: District, days: Days, draws: Draws, mode: Mode) -> None:
        self.scenario, self.district, self.days, self.draws, self.mode = scenario, district, days, draws, mode
        self.env = simpy.Environment()
        self.cycle = district.cycle
        self.observer = Observer(district, days)
        for id in sorted(district.facilities):
            self.env.process(self._hours_of_facility(id))
            if isinstance(district.facilities[id].inside, Plant):
                self.env.process(self._hours_of_machine(id))
                self.env.process(self._rates(id))
                if scenario.facilities[id].failures is not None and draws.randomness:
                    self.env.process(self._failures(id))
        for id in sorted(district.fleets):
            self.env.process(self._hours_of_fleet(id))
        self.env.process(self._days())

    def run(self) -> None:
        """Pass through all days."""
        self.env.run(until=self.days.end)

    def _wait(self, second: int, rank: int) -> simpy.Event:
        return moment(self.env, second, rank)

    def _now(self) -> int:
        """Bring the load cycle to the present; the present."""
        now = int(self.env.now)
        self.cycle.advance(now)
        return now

    def _hours_of_facility(self, id: str) -> Generator[simpy.Event, Any, None]:
        facility = self.district.facilities[id]
        for begin, end in self._intervals(facility, facility.hours):
            yield self._wait(begin, OPENING)
            self._now()
            if getattr(facility.inside, "exhausted_at", None) is not None:
                continue
            facility.gate.open()
            self.cycle.unblock(id)
            if end < self.days.end:
                yield self._wait(end, CLOSING)
                self._now()
                facility.gate.close()

    def _hours_of_machine(self, id: str) -> Generator[simpy.Event, Any, None]:
        facility = self.district.facilities[id]
        plant: Any = facility.inside
        for begin, end in self._intervals(facility, self.district.machine_hours[id]):
            yield self._wait(begin, OPENING)
            plant.open(self._now())
            if end < self.days.end:
                yield self._wait(end, CLOSING)
                plant.close(self._now())

    def _intervals(self, facility: Facility, hours: Hours) -> Iterator[tuple[int, int]]:
        """The hours from a facility's opening to its closing."""
        for begin, end in zip(hours.starts, hours.ends, strict=True):
            begin, end = max(begin, facility.opens), min(end, facility.closes)
            if begin < end:
                yield begin, end

    def _hours_of_fleet(self, id: str) -> Generator[simpy.Event, Any, None]:
        fleet, hours = self.district.fleets[id], self.district.fleet_hours[id]
        for begin, end in zip(hours.starts, hours.ends, strict=True):
            yield self._wait(begin, OPENING)
            self._now()
            fleet.is_working = True
            self.cycle.dispatch(fleet)
            if end < self.days.end:
                yield self._wait(end, CLOSING)
                self._now()
                fleet.is_working = False

    def _rates(self, id: str) -> Generator[simpy.Event, Any, None]:
        """Set a plant's rate at the start, at each new year and at each step of its ramp."""
        plant: Any = self.district.facilities[id].inside
        changes = {0: None, **dict.fromkeys(day * DAY for day in self.days.year_starts())}
        changes |= dict.fromkeys(s for s in self.district.ramp_steps(id, self.mode.all_open) if s > 0)
        for second in sorted(s for s in changes if s < self.days.end):
            if second:
                yield self._wait(second, RAMP)
            now = self._now()
            plant.set_rate(self.district.rate(id, now, self.mode.all_open, self.draws.randomness), now)

    def _failures(self, id: str) -> Generator[simpy.Event, Any, None]:
        plant: Any = self.district.facilities[id].inside
        up, down = self.district.failure_laws(id)
        keys = self.draws.key(id, "up"), self.draws.key(id, "down")
        second, ordinal = 0, 0
        while True:
            second += max(1, up(self.draws, keys[0], ordinal))
            if second >= self.days.end:
                return
            yield self._wait(second, CLOSING)
            plant.fail(self._now())
            second += max(1, down(self.draws, keys[1], ordinal))
            if second >= self.days.end:
                return
            yield self._wait(second, OPENING)
            plant.repair(self._now())
            ordinal += 1

    def _days(self) -> Generator[simpy.Event, Any, None]:
        months, years = set(self.days.month_starts()), set(self.days.year_starts())
        for day in range(len(self.days.dates)):
            yield self._wait(day * DAY, BIRTHS)
            now = self._now()
            if day in months and day:
                self.observer.month_end(day)
            if day in years and day:
                self.observer.year_end(day)
            if day == self.mode.reset_day:
                self.district.reset_voids()
            self._new_day(now, day in months)
            self.cycle.release(self.district.generation.births(day))

    def _new_day(self, now: int, new_month: bool) -> None:
        for _, facility in sorted(self.district.facilities.items()):
            facility.inside.reset_quota(now, "day")
            if new_month:
                facility.inside.reset_quota(now, "month")
        if new_month:
            self.district.products.sell_stock(now)
        for id in sorted(self.district.quota_sinks):
            if new_month or self.district.quota_sinks[id] == "day":
                self.cycle.unblock(id)
