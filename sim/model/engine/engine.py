"""The compiled load cycle behind the calendar's seam (`sim.model.cycle`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.calendar import seconds_by_hour
from sim.model.custody import IN_TRANSIT, Integers, Ledger, Postings
from sim.model.cycle import End, Span
from sim.model.district import District
from sim.model.engine import stepping as do
from sim.model.engine import tally
from sim.model.engine.building import build, empty_slots, linked
from sim.model.engine.memory import Memory
from sim.model.engine.state import BROUGHT_BACK, FREE, LANDFILL, PLANT, STORE, UNDER_WAY, WAITING, State
from sim.model.loads import Births, Generation
from sim.model.records import record


class Engine:
    """Collects the calendar's changes of one instant and carries them out with one call of compiled code."""

    def __init__(self, district: District, generation: Generation, trace: bool = False, journal: bool = False) -> None:
        self.names = generation.names
        self._set(build(district, generation, trace, journal))
        self._facility = {id: i for i, id in enumerate(self.names.facilities)}
        self._fleet = {id: i for i, id in enumerate(self.names.fleets)}
        self._road = {id: i for i, id in enumerate(district.roads.hours)}
        self._now = 0
        self._told = 0

    def _set(self, state: State) -> None:
        self.state = state
        self._memory: Any = Memory(state)  # to compiled code it is the State

    # changes

    def advance(self, until: int) -> None:
        """Handle all events before `until`."""
        self._turn_to(until)
        self._carry_out()

    def open_gate(self, facility: str, now: int) -> None:
        self._tell(do.OPEN_GATE, self._facility[facility], 0, now)

    def close_gate(self, facility: str, now: int) -> None:
        self._tell(do.CLOSE_GATE, self._facility[facility], 0, now)

    def start_machine(self, plant: str, now: int) -> None:
        self._tell(do.START_MACHINE, self._facility[plant], 0, now)

    def stop_machine(self, plant: str, now: int) -> None:
        self._tell(do.STOP_MACHINE, self._facility[plant], 0, now)

    def fail(self, plant: str, now: int) -> None:
        self._tell(do.FAIL, self._facility[plant], 0, now)

    def repair(self, plant: str, now: int) -> None:
        self._tell(do.REPAIR, self._facility[plant], 0, now)

    def set_rate(self, plant: str, rate: int, now: int) -> None:
        self._tell(do.SET_RATE, self._facility[plant], rate, now)

    def start_fleet(self, fleet: str, now: int) -> None:
        self._tell(do.START_FLEET, self._fleet[fleet], 0, now)

    def stop_fleet(self, fleet: str, now: int) -> None:
        self._tell(do.STOP_FLEET, self._fleet[fleet], 0, now)

    def open_road(self, road: str, now: int) -> None:
        self._tell(do.OPEN_ROAD, self._road[road], 0, now)

    def begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        begins = do.NEW_YEAR if is_new_year else do.NEW_MONTH if is_new_month else do.NEW_DAY
        self._tell(do.BEGIN_DAY, 0, begins, now)

    def refill_voids(self, now: int) -> None:
        self._tell(do.REFILL_VOIDS, 0, 0, now)

    def release(self, births: Births, now: int) -> None:
        self._turn_to(now)
        self._carry_out()  # the arrays still hold the day before
        self.state.posts[: len(births.posts)] = births.posts
        self.state.births[: len(births.loads)] = births.loads
        self._tell(do.RELEASE, len(births.posts), len(births.loads), now)

    def _tell(self, what: int, which: int, value: int, now: int) -> None:
        self._turn_to(now)
        if self._told == len(self.state.commands):
            self._set(self.state._replace(commands=longer(self.state.commands)))
        self.state.commands[self._told] = what, which, value
        self._told += 1

    def _turn_to(self, now: int) -> None:
        if now != self._now:
            self._carry_out()
            self._now = now

    def _carry_out(self) -> None:
        while (short := do.step(self._memory, self._now, self._told)) != do.DONE:
            self._grow(short)
        self._told = 0

    def _grow(self, short: int) -> None:
        """Double the array that is too short to go on."""
        clock, name = self.state.clock, _GROWING[short]
        old = getattr(self.state, name)
        if name == "slots":
            new = empty_slots(2 * len(old))
            tally.rehash(old, new)
        elif name in ("loads", "batches"):
            new = linked(old, 2 * len(old))
            clock["free_loads" if name == "loads" else "free_batches"] += len(old)
        else:
            new = longer(old)
        self._set(self.state._replace(**{name: new}))

    # readings

    def levels(self, now: int) -> list[tuple[str, str, float]]:
        s = self._read(now)
        levels = [(source, "waiting", float(s.held[p])) for p, source in enumerate(self.names.sources)]
        for f, id in enumerate(self.names.facilities):
            facility = s.facilities[f]
            if facility["kind"] in (PLANT, STORE):
                levels.append((id, "stock", float(facility["stock"])))
            if facility["kind"] == PLANT:
                levels.append((id, "yard", float(s.plants[f]["yard"])))
            if facility["kind"] == LANDFILL:
                levels.append((id, "void_left", int(facility["void_left"]) / 1e6))
        return levels

    def read_span(self, now: int) -> Span:
        s = self._read(now)
        plants, gates, fleets = {}, {}, {}
        for f, id in enumerate(self.names.facilities):
            facility, plant = s.facilities[f], s.plants[f]
            if facility["kind"] == PLANT:
                s.state_seconds[f, plant["state"]] += now - plant["since"]
                plant["since"] = now
                plants[id] = int(plant["processed"]), tuple(int(x) for x in s.state_seconds[f])
                plant["processed"] = 0
            gates[id] = _of(s.gate_waits, s.clock["gate_waits"][0], f), int(facility["lane_seconds"])
            facility["lane_seconds"] = 0
        for v, id in enumerate(self.names.fleets):
            fleet = s.fleets[v]
            under_way = (fleet["trucks"] - fleet["idle"]) * seconds_by_hour(int(fleet["since"]), now)
            fleets[id] = s.busy_seconds[v] + under_way, _of(s.fleet_waits, s.clock["fleet_waits"][0], v)
            fleet["since"] = now
        passes = {place: s.passes[p].copy() for p, place in enumerate(self.names.places)}
        s.state_seconds[:] = s.busy_seconds[:] = s.passes[:] = 0
        s.clock["gate_waits"] = s.clock["fleet_waits"] = 0
        return Span(plants, gates, fleets, passes)

    def finish(self, now: int) -> End:
        s, names = self._read(now), self.names
        landfills = {
            id: s.facilities[f] for f, id in enumerate(names.facilities) if s.facilities[f]["kind"] == LANDFILL
        }
        held = dict(zip(names.accounts, s.held.tolist(), strict=True))
        flows, refused, made, trips = (Postings(*columns) for columns in tally.columns(s, names))
        ledger = Ledger(flows, refused, made, trips, held)
        return End(
            ledger,
            self._count(),
            {id: int(x["exhausted_at"]) for id, x in landfills.items() if x["exhausted_at"] >= 0},
            {id: int(x["void"]) for id, x in landfills.items()},
            {id: int(x["void_left"]) for id, x in landfills.items()},
            {id: int(s.facilities[f]["stock_peak"]) for f, id in enumerate(names.facilities)},
            s.trace[: s.clock["trace"][0]],
        )

    def _read(self, now: int) -> State:
        self._turn_to(now)
        self._carry_out()
        return self.state

    def _count(self) -> dict[str, int]:
        """Kilograms at every place, recounted from the things themselves and not from the ledger."""
        held = np.zeros(len(self.names.accounts), np.int64)
        things = self._things()
        np.add.at(held, things["account"], things["kg"])
        return {id: kg for id, kg in zip(self.names.accounts, held.tolist(), strict=True) if kg}

    # for who checks the invariants

    def things(self, now: int) -> Any:
        """Every load, batch and pile that is anywhere: records of THING."""
        self._read(now)
        return self._things()

    def _things(self) -> Any:
        s, clock = self.state, self.state.clock[0]
        unborn = s.births[clock["next_birth"] : clock["births"]]
        waits = s.loads[s.loads["use"] == WAITING]
        on_trucks = s.loads[np.isin(s.loads["use"], (UNDER_WAY, BROUGHT_BACK))]
        piles = s.piles[s.piles["kg"] != 0]
        in_transit = self.names.accounts.index(IN_TRANSIT)
        things = [_things(unborn["origin"], unborn), _things(waits["origin"], waits), _things(in_transit, on_trucks)]
        things.append(_things(clock["sources"] + piles["facility"], piles))
        for f, plant in enumerate(s.plants):
            batches, b = [], plant["head"]
            while b >= 0:
                batches.append(b)
                b = s.batches[b]["next"]
            things.append(_things(clock["sources"] + f, s.batches[batches]))
        return np.concatenate(things)

    def read_journal(self, now: int) -> Any:
        """The journal since it was last read: records of NOTE."""
        s = self._read(now)
        notes = s.journal[: s.clock["journal"][0]].copy()
        s.clock["journal"] = 0
        return notes

    def unfinished(self) -> Any:
        """Loads that wait or whose trucks are not back: records of LOAD; an instant that is still to come is -1.

        `loaded` and `departed` are known beforehand, and may be still to come.
        """
        return self.state.loads[self.state.loads["use"] != FREE]

    def queue_of(self, item: int, store: int | None) -> int:
        """The number of the queue in which an item waits for a truck: at sources and plants, or in a store."""
        return int(self.state.items[item]["queue"] if store is None else self.state.store_queue[store, item])


THING = record(account=np.int64, stream=np.int64, item=np.int64, kg=np.int64)
"""Kilograms of an item, and of which stream they are, at an account of Names."""


def _things(account: Any, rows: Any) -> Any:
    things = np.zeros(len(rows), THING)
    things["account"] = account
    for name in ("stream", "item", "kg"):
        things[name] = rows[name]
    return things


_GROWING = {
    do.LOADS: "loads", do.BATCHES: "batches", do.HEAP: "heap", do.ROWS: "rows", do.SLOTS: "slots", do.LOG: "log",
    do.GATE_WAITS: "gate_waits", do.FLEET_WAITS: "fleet_waits", do.TRACES: "trace", do.NOTES: "journal",
}  # fmt: skip


def longer(old: Any) -> Any:
    """A copy of twice the length; the rest is 0."""
    return np.concatenate([old, np.zeros(max(64, len(old)), old.dtype)])


def _of(waits: Any, n: int, who: int) -> Integers:
    """The waits of one facility or fleet."""
    noted = waits[:n]
    seconds: Integers = noted["seconds"][noted["who"] == who]
    return seconds
