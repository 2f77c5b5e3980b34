"""A load cycle that is watched: it does what the engine does, and what it did is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sim.model.custody import GENERATION
from sim.model.cycle import Cycle, End, Span
from sim.model.district import District
from sim.model.engine import Engine
from sim.model.invariants.books import Days, Hauls
from sim.model.invariants.lives import check_instants, check_servers, check_trucks, lives_of
from sim.model.invariants.mass import Booked, Stocks, Voids
from sim.model.invariants.postings import moves_of
from sim.model.invariants.queues import Queues
from sim.model.invariants.storage import check_storage
from sim.model.invariants.violation import Violation
from sim.model.loads import Births, Generation
from sim.model.run import MakeCycle


def watching(replication: int, run: str) -> MakeCycle:
    """What makes watched cycles for a run (`plan` or `design`) of a replication."""

    def make(district: District, generation: Generation, trace: bool) -> Cycle:
        return Watch(district, generation, trace, replication, run)

    return make


class Watch:
    """Hands every call on to an engine; reads its journal as each month begins, and at the end.

    Raises RunFailed, naming what does not hold.
    """

    def __init__(self, district: District, generation: Generation, trace: bool, replication: int, run: str) -> None:
        self.district, self.generation, self.names = district, generation, generation.names
        self.replication, self.run, self.trace = replication, run, trace
        self.engine = Engine(district, generation, trace=True, journal=True)
        scenario, end = district.scenario, district.days.end
        self.booked, self.days, self.hauls = Booked(self.names), Days(), Hauls(self.names)
        self.stocks, self.voids = Stocks(scenario, self.names), Voids(scenario, self.names)
        n_stations = 3 * len(self.names.facilities) + len(self.names.sources)
        self.queues = Queues(scenario, self.names, n_stations, self.engine.queue_of, end)
        self.born = np.zeros(len(self.names.tracked), np.int64)
        self.now = self.noted = 0

    # what the calendar tells

    def advance(self, until: int) -> None:
        """Handle all events before `until`."""
        self._at(until).advance(until)

    def open_gate(self, facility: str, now: int) -> None:
        self._at(now).open_gate(facility, now)

    def close_gate(self, facility: str, now: int) -> None:
        self._at(now).close_gate(facility, now)

    def start_machine(self, plant: str, now: int) -> None:
        self._at(now).start_machine(plant, now)

    def stop_machine(self, plant: str, now: int) -> None:
        self._at(now).stop_machine(plant, now)

    def fail(self, plant: str, now: int) -> None:
        self._at(now).fail(plant, now)

    def repair(self, plant: str, now: int) -> None:
        self._at(now).repair(plant, now)

    def set_rate(self, plant: str, rate: int, now: int) -> None:
        self._at(now).set_rate(plant, rate, now)

    def start_fleet(self, fleet: str, now: int) -> None:
        self._at(now).start_fleet(fleet, now)

    def stop_fleet(self, fleet: str, now: int) -> None:
        self._at(now).stop_fleet(fleet, now)

    def open_road(self, road: str, now: int) -> None:
        self._at(now).open_road(road, now)

    def begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        engine = self._at(now)
        if is_new_month:
            self._read(now)
        engine.begin_day(is_new_month, is_new_year, now)

    def refill_voids(self, now: int) -> None:
        self._at(now)
        self._read(now)
        self.voids.refill()
        self.engine.refill_voids(now)

    def release(self, births: Births, now: int) -> None:
        arises = births.posts[births.posts["origin"] == self.names.accounts.index(GENERATION)]
        np.add.at(self.born, arises["stream"], arises["kg"])
        self._at(now).release(births, now)

    def levels(self, now: int) -> list[tuple[str, str, float]]:
        return self._at(now).levels(now)

    def read_span(self, now: int) -> Span:
        return self._at(now).read_span(now)

    def finish(self, now: int) -> End:
        self._at(now)
        self._read(now)
        end = self.engine.finish(now)
        for violation in self._end(end, now):
            raise violation.error(self.replication, self.run, self.district.days)
        return end if self.trace else replace(end, trace=end.trace[:0])

    # the checks

    def _at(self, now: int) -> Engine:
        """The engine; the calendar never goes back."""
        if now < self.now:
            raise self._back(self.now, now).error(self.replication, self.run, self.district.days)
        self.now = now
        return self.engine

    def _read(self, now: int) -> None:
        for violation in self._new(self.engine.read_journal(now), now):
            raise violation.error(self.replication, self.run, self.district.days)

    def _new(self, notes: Any, now: int) -> Iterator[Violation]:
        """What the journal says since it was last read."""
        yield from self._clock(notes["at"], now)
        moves = moves_of(notes)
        self.booked.add(moves)
        self.days.add(notes)
        self.hauls.add(moves)
        self.queues.add(notes)
        yield from self.stocks.check(moves)
        yield from self.voids.check(moves)
        yield from self.booked.check(now, self.engine.things(now), self.generation.rest_of_streams(), self.born)

    def _clock(self, at: Any, now: int) -> Iterator[Violation]:
        times = np.concatenate([[self.noted], at, [now]])
        for i in np.flatnonzero(np.diff(times) < 0)[:1]:
            yield self._back(int(times[i]), int(times[i + 1]))
        self.noted = int(times[-2]) if len(at) else self.noted

    def _back(self, before: int, now: int) -> Violation:
        return Violation("clock", before, self.run, {"before": before, "now": now})

    def _end(self, end: End, now: int) -> Iterator[Violation]:
        """What the whole run says."""
        scenario, names = self.district.scenario, self.names
        yield from self.stocks.check_peaks(now, end.stock_peak)
        yield from self.voids.check_left(now, end.void_left)
        lives = lives_of(end.trace, self.engine.unfinished(), len(names.sources), now)
        yield from check_instants(lives, names)
        yield from check_trucks(lives, scenario, names)
        yield from check_servers(lives, scenario, names)
        yield from check_storage(lives, scenario, names)
        yield from self.queues.check(lives)
        yield from self.hauls.check(lives)
        yield from self.days.check(end.ledger, names, {i: v for v, f in scenario.fleets.items() for i in f.carries})
