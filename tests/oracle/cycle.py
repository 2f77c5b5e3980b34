"""The oracle: the load cycle as plain SimPy code, one process per load, against which the engine is judged.

It shares with the engine the calendar, the births of loads, random numbers and laws, and what a scenario's words
mean in integers; nothing of what happens between a load's release and its truck's return.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.model.calendar import DAY
from sim.model.custody import IN_TRANSIT, UNSERVED
from sim.model.cycle import MOMENTS, TRACE, End, Integers, Span
from sim.model.district import District
from sim.model.loads import Births, Generation
from tests.oracle.build import World
from tests.oracle.loads import Load, uniforms_of
from tests.oracle.plants import Plant
from tests.oracle.sinks import Demand, Landfill
from tests.oracle.stores import Store
from tests.oracle.trucks import FIRST_RANK, Haulage


class Oracle:
    """The load cycle that the calendar advances (sim.model.cycle.Cycle)."""

    def __init__(self, district: District, generation: Generation, trace: bool) -> None:
        self.generation, self.trace = generation, trace
        self.opens, self.closes = district.opens, district.closes
        self.world = World(district)
        self.names = self.world.names
        self.env: Any = self.world.env
        for load in () if generation.opening is None else generation.opening.loads:
            place = self.names.places[load["origin"]]
            if place in self.world.facilities:
                self.world.fill(place, self.names.items[load["item"]], int(load["kg"]))

    # time

    def advance(self, until: int) -> None:
        """Handle all events before `until`, each with all its consequences; the clock stands at `until` then."""
        while self.env.peek() < until:
            self.env.step()
            self._finish_consequences()
        if until > self.env.now:
            self.env.run(until=until)

    def _finish_consequences(self) -> None:
        """What has been brought about at this instant: first SimPy's own events, then the stores' new room."""
        haulage = self.world.haulage
        while True:
            while self._is_consequence_due():
                self.env.step()
            if not haulage.freed_stores:
                return
            haulage.unblock_freed_stores()

    def _is_consequence_due(self) -> bool:
        """Whether the next event is SimPy's own: they come before all that have a rank."""
        if not self.env._queue:
            return False
        second, priority, *_ = self.env._queue[0]
        return bool(second == self.env.now and priority < FIRST_RANK)

    def _change(self, now: int, change: Callable[[], object]) -> None:
        """Do what the calendar tells at an instant, with all its consequences."""
        self.advance(now)
        change()
        self._finish_consequences()

    # what the calendar tells

    def open_gate(self, facility: str, now: int) -> None:
        self._change(now, lambda: self._open_gate(facility))

    def _open_gate(self, id: str) -> None:
        facility = self.world.facilities[id]
        if isinstance(facility.inside, Landfill) and facility.inside.exhausted_at is not None:
            return
        facility.gate.open()
        self.world.haulage.unblock(id)

    def close_gate(self, facility: str, now: int) -> None:
        self._change(now, self.world.facilities[facility].gate.close)

    def start_machine(self, plant: str, now: int) -> None:
        self._change(now, lambda: self._plant(plant).open(now))

    def stop_machine(self, plant: str, now: int) -> None:
        self._change(now, lambda: self._plant(plant).close(now))

    def fail(self, plant: str, now: int) -> None:
        self._change(now, lambda: self._plant(plant).fail(now))

    def repair(self, plant: str, now: int) -> None:
        self._change(now, lambda: self._plant(plant).repair(now))

    def set_rate(self, plant: str, rate: int, now: int) -> None:
        self._change(now, lambda: self._plant(plant).set_rate(rate, now))

    def _plant(self, id: str) -> Plant:
        plant = self.world.facilities[id].inside
        assert isinstance(plant, Plant)
        return plant

    def start_fleet(self, fleet: str, now: int) -> None:
        self._change(now, lambda: self._start_fleet(fleet))

    def _start_fleet(self, id: str) -> None:
        fleet = self.world.fleets[id]
        fleet.is_working = True
        self.world.haulage.dispatch(fleet)

    def stop_fleet(self, fleet: str, now: int) -> None:
        self.advance(now)
        self.world.fleets[fleet].is_working = False

    def open_road(self, road: str, now: int) -> None:
        self._change(now, lambda: self._open_road(road))

    def _open_road(self, road: str) -> None:
        for id in sorted(self.world.district.roads.reached[road]):
            self.world.haulage.unblock(id)

    def begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        self._change(now, lambda: self._begin_day(is_new_month, is_new_year, now))

    def _begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        renewed: dict[str, None] = {}
        for id, facility in self.world.facilities.items():
            inside, quota = facility.inside, facility.quota
            if quota is not None and (is_new_year or not quota.is_yearly):
                quota.left = quota.kg
                renewed[id] = None
            if isinstance(inside, Demand) and inside.annual is not None and is_new_month:
                inside.begin_month()
                renewed[id] = None
        self.world.products.sell_stock(now)
        for id in renewed:
            self.world.haulage.unblock(id)

    def refill_voids(self, now: int) -> None:
        self._change(now, lambda: self._refill_voids(now))

    def _refill_voids(self, now: int) -> None:
        for id, facility in self.world.facilities.items():
            landfill = facility.inside
            if isinstance(landfill, Demand) and landfill.is_once:
                landfill.left = landfill.annual or 0
            if isinstance(landfill, Landfill):
                landfill.void_left = landfill.void
                if landfill.exhausted_at is not None and not landfill.is_always_full:
                    landfill.exhausted_at = None
                    facility.closes = self.closes[id]
                    if facility.is_at_work(now):
                        facility.gate.open()

    def release(self, births: Births, now: int) -> None:
        self._change(now, lambda: self._release(births, now))

    def _release(self, births: Births, now: int) -> None:
        ledger, accounts, streams, items = self.world.ledger, self.names.accounts, self.names.tracked, self.names.items
        for origin, to, stream, item, kg in births.posts.tolist():
            place = accounts[origin]
            if accounts[to] == UNSERVED:
                ledger.unserve(now // DAY, place, place, "no_route", streams[stream], items[item], kg)
            else:
                ledger.post(now // DAY, place, accounts[to], streams[stream], items[item], kg)
        self.world.haulage.release(self._load(row) for row in births.loads)

    def _load(self, row: Any) -> Load:
        uniforms = uniforms_of(self.generation.keys[row["draws"]], int(row["index"]))
        item, stream = self.names.items[row["item"]], self.names.tracked[row["stream"]]
        key, release, kg, number = (int(row[field]) for field in ("key", "release", "kg", "number"))
        load = Load(item, stream, self.names.places[row["origin"]], kg, release, key, number, uniforms)
        load.area = self.names.tracked[row["area"]]
        return load

    # what the calendar asks

    def levels(self, now: int) -> list[tuple[str, str, float]]:
        self.advance(now)
        levels = [(source, "waiting", float(self.world.ledger.held[source])) for source in self.names.sources]
        for id, facility in self.world.facilities.items():
            inside = facility.inside
            if isinstance(inside, Plant | Store):
                levels.append((id, "stock", float(inside.stock_kg)))
            if isinstance(inside, Plant):
                levels.append((id, "yard", float(inside.yard_kg)))
            if isinstance(inside, Landfill):
                levels.append((id, "void_left", inside.void_left / 1e6))
        return levels

    def read_span(self, now: int) -> Span:
        self.advance(now)
        haulage = self.world.haulage
        span = Span({}, {}, {}, {id: np.array(haulage.passes.pop(id, [0] * 24)) for id in self.names.places})
        for id, facility in self.world.facilities.items():
            gate = facility.gate
            if isinstance(facility.inside, Plant):
                span.plants[id] = facility.inside.read(now)
            span.gates[id] = _sorted(gate.waits), gate.lane_seconds
            gate.waits, gate.lane_seconds = [], 0
        for id, fleet in self.world.fleets.items():
            busy = np.array(self.world.haulage.busy_seconds(fleet, now), np.int64)
            span.fleets[id] = busy, _sorted(fleet.waits)
            fleet.waits = []
        return span

    def finish(self, now: int) -> End:
        self.advance(now)
        inside = {id: facility.inside for id, facility in self.world.facilities.items()}
        landfills = {id: x for id, x in inside.items() if isinstance(x, Landfill)}
        stocked = {id: x for id, x in inside.items() if isinstance(x, Plant | Store)}
        return End(
            self.world.ledger.columns(self.names.accounts),
            self._count(self.world.haulage),
            {id: x.exhausted_at for id, x in landfills.items() if x.exhausted_at is not None},
            {id: x.void for id, x in landfills.items()},
            {id: x.void_left for id, x in landfills.items()},
            {id: x.stock_peak for id, x in stocked.items()},
            np.array([self._record(load) for load in self.world.haulage.finished if self.trace], dtype=TRACE),
        )

    def _count(self, haulage: Haulage) -> dict[str, int]:
        """Kilograms at every place, recounted from the things themselves and not from the ledger."""
        held: dict[str, int] = defaultdict(int)
        waiting = [load for queue in haulage.queues.values() for load in queue.loads]
        for load in (*haulage.unborn, *waiting):
            held[load.origin] += load.kg
        held[IN_TRANSIT] = sum(load.kg for load in haulage.loaded)
        for id, facility in self.world.facilities.items():
            if isinstance(facility.inside, Plant):
                held[id] += sum(batch.kg for batch in facility.inside.stock) + sum(facility.inside.piles.values())
        return dict(held)

    def _record(self, load: Load) -> tuple[int, ...]:
        """A record of the trace (dtype TRACE)."""
        names = self.names
        item, stream = names.items.index(load.item), names.tracked.index(load.stream)
        ends = names.places.index(load.origin), names.places.index(load.destination)
        instants = (load.release, *(load.times.get(name, -1) for name in MOMENTS[1:]))
        return load.key, load.number, item, stream, *ends, load.kg, *instants


def _sorted(waits: list[int]) -> Integers:
    return np.array(sorted(waits), dtype=np.int64)
