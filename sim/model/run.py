"""One run: the calendar of a scenario on a SimPy environment, and the load cycle that it advances."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import simpy

from sim.model.calendar import DAY, Days, Hours
from sim.model.cycle import Cycle, End
from sim.model.district import District, district_of
from sim.model.draws import Draws
from sim.model.loads import Generation
from sim.model.moments import moment
from sim.model.observation import Observations, Observer
from sim.model.opening import opening_of
from sim.model.weather import rain_of
from sim.scenario.schema import Scenario

CLOSING, OPENING, RAMP, BIRTHS = range(2, 6)
"""Order of calendar events at one instant (SimPy's own priorities are 0 and 1)."""

MakeCycle = Callable[[District, Generation, bool], Cycle]
"""District, generation and whether to keep a trace of every load -> load cycle."""


@dataclass(frozen=True)
class Run:
    """What a run leaves behind."""

    district: District
    observations: Observations
    end: End
    at_sources: dict[str, int]
    """Kilograms at each source that do not fill a truck."""


@dataclass(frozen=True, slots=True)
class Mode:
    """Plan or design run: the design year's volumes, all open and ramped, no events, voids refilled at `reset_day`."""

    target_year: int | None = None
    all_open: bool = False
    reset_day: int | None = None
    trace: bool = False


def simulate(scenario: Scenario, days: Days, draws: Draws, mode: Mode, make_cycle: MakeCycle) -> Run:
    """Simulate a scenario whose inputs are drawn, from the first of the days to the end of the last."""
    is_rainy = rain_of(scenario, draws)
    district = district_of(scenario, days, draws, is_rainy, mode.all_open)
    generation = Generation(scenario, days, draws, is_rainy, mode.target_year, with_events=not mode.all_open)
    if not mode.all_open:
        generation.add(*opening_of(scenario, generation.names, draws, len(generation.keys)))
    cycle = make_cycle(district, generation, mode.trace)
    calendar = Calendar(district, generation, cycle, mode.reset_day)
    calendar.run()
    return Run(district, calendar.observer.close(), cycle.finish(days.end), generation.rest())


class Calendar:
    """The calendar's processes: hours, openings, ramps, failures, quotas, births, observation."""

    def __init__(self, district: District, generation: Generation, cycle: Cycle, reset_day: int | None) -> None:
        self.district, self.generation, self.cycle, self.reset_day = district, generation, cycle, reset_day
        self.days = district.days
        self.env = simpy.Environment()
        self.observer = Observer(district, cycle)
        for id in district.hours:
            self.env.process(self._hours_of_gate(id))
            if id in district.machine_hours:
                self.env.process(self._hours_of_machine(id))
                self.env.process(self._rates(id))
                if district.scenario.facilities[id].failures is not None and district.draws.randomness:
                    self.env.process(self._failures(id))
        for id in district.roads.hours:
            self.env.process(self._hours_of_road(id))
        for id in district.fleet_hours:
            self.env.process(self._hours_of_fleet(id))
        self.env.process(self._days())

    def run(self) -> None:
        """Pass through all days."""
        self.env.run(until=self.days.end)
        self.cycle.advance(self.days.end)

    def _wait(self, second: int, rank: int) -> simpy.Event:
        return moment(self.env, second, rank)

    def _hours_of_gate(self, id: str) -> Generator[simpy.Event, None, None]:
        for begin, end in self._intervals(id, self.district.hours[id]):
            yield self._wait(begin, OPENING)
            self.cycle.open_gate(id, begin)
            if end < self.days.end:
                yield self._wait(end, CLOSING)
                self.cycle.close_gate(id, end)

    def _hours_of_machine(self, id: str) -> Generator[simpy.Event, None, None]:
        for begin, end in self._intervals(id, self.district.machine_hours[id]):
            yield self._wait(begin, OPENING)
            self.cycle.start_machine(id, begin)
            if end < self.days.end:
                yield self._wait(end, CLOSING)
                self.cycle.stop_machine(id, end)

    def _intervals(self, id: str, hours: Hours) -> Iterator[tuple[int, int]]:
        """The hours from a facility's opening to its closing."""
        for begin, end in zip(hours.starts, hours.ends, strict=True):
            begin, end = max(begin, self.district.opens[id]), min(end, self.district.closes[id])
            if begin < end:
                yield begin, end

    def _hours_of_road(self, id: str) -> Generator[simpy.Event, None, None]:
        for begin in self.district.roads.hours[id].starts:
            yield self._wait(begin, OPENING)
            self.cycle.open_road(id, begin)

    def _hours_of_fleet(self, id: str) -> Generator[simpy.Event, None, None]:
        hours = self.district.fleet_hours[id]
        for begin, end in zip(hours.starts, hours.ends, strict=True):
            yield self._wait(begin, OPENING)
            self.cycle.start_fleet(id, begin)
            if end < self.days.end:
                yield self._wait(end, CLOSING)
                self.cycle.stop_fleet(id, end)

    def _rates(self, id: str) -> Generator[simpy.Event, None, None]:
        """Set a plant's rate at the start, at each new year, at each step of its ramp and where it is derated."""
        changes = {0, *(day * DAY for day in self.days.year_starts()), *self.district.ramp_steps(id)}
        changes |= {second for span in self.district.derated(id) for second in span[:2]}
        changes |= set(self.district.phases[id].begins)
        for second in sorted(s for s in changes if 0 <= s < self.days.end):
            if second:
                yield self._wait(second, RAMP)
            self.cycle.set_rate(id, self.district.rate(id, second), second)

    def _grow(self, last: int) -> None:
        """A year has ended: plants whose condition it has met begin their next phase when it is due."""
        for day, id, processed, nameplate, _ in self.observer.notes.plants:
            if day == last:
                start = max(d for d in self.days.year_starts() if d <= last) * DAY
                begin = self.district.phases[id].end_year(processed, nameplate, start, (last + 1) * DAY)
                if begin is not None and begin < self.days.end:
                    self.env.process(self._begin_phase(id, begin))

    def _begin_phase(self, id: str, second: int) -> Generator[simpy.Event, None, None]:
        yield self._wait(second, RAMP)
        self.cycle.set_rate(id, self.district.rate(id, second), second)

    def _failures(self, id: str) -> Generator[simpy.Event, None, None]:
        up, down = self.district.failure_laws(id)
        second, ordinal = 0, 0
        while (second := second + max(1, up(ordinal))) < self.days.end:
            yield self._wait(second, CLOSING)
            self.cycle.fail(id, second)
            second += max(1, down(ordinal))
            if second >= self.days.end:
                return
            yield self._wait(second, OPENING)
            self.cycle.repair(id, second)
            ordinal += 1

    def _days(self) -> Generator[simpy.Event, None, None]:
        months, years = set(self.days.month_starts()), set(self.days.year_starts())
        for day in range(len(self.days.dates)):
            yield self._wait(day * DAY, BIRTHS)
            now = day * DAY
            if day in months and day:
                self.observer.month_end(day)
            if day in years and day:
                self.observer.year_end(day)
                self._grow(day - 1)
            if day == self.reset_day:
                self.cycle.refill_voids(now)
            self.cycle.begin_day(day in months, day in years, now)
            self.cycle.release(self.generation.births(day), now)
