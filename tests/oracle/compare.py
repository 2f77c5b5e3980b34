"""The same run with two load cycles, compared load by load, posting by posting and reading by reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.model.calendar import DAY, Days, days_between
from sim.model.custody import Postings
from sim.model.cycle import MOMENTS, PLANT_STATES, Cycle, End, Span
from sim.model.district import District
from sim.model.draws import Draws
from sim.model.engine import Engine
from sim.model.inputs import draw_inputs
from sim.model.loads import Births, Generation
from sim.model.run import MakeCycle, Mode, Run, simulate
from sim.scenario.schema import Scenario
from tests.oracle.cycle import Oracle
from tests.worlds import build, loads_of

Facts = dict[Any, Any]


@dataclass(frozen=True)
class Case:
    """How a scenario is run: `is_design` passes twice through as many days of its first year, with everything open."""

    seed: int = 1
    randomness: bool = True
    is_design: bool = False
    reads_daily: bool = True


@dataclass
class Readings:
    """What a cycle answered, by second."""

    levels: dict[int, list[tuple[str, str, float]]] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)


class Forwarding:
    """A cycle that hands every call on to another; `before` is called with the instant of each."""

    def __init__(self, cycle: Cycle, before: Callable[[Cycle, int], None] = lambda cycle, now: None) -> None:
        self.cycle, self.before = cycle, before
        self.readings = Readings()

    def advance(self, until: int) -> None:
        self.before(self.cycle, until)
        self.cycle.advance(until)

    def open_gate(self, facility: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.open_gate(facility, now)

    def close_gate(self, facility: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.close_gate(facility, now)

    def start_machine(self, plant: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.start_machine(plant, now)

    def stop_machine(self, plant: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.stop_machine(plant, now)

    def fail(self, plant: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.fail(plant, now)

    def repair(self, plant: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.repair(plant, now)

    def set_rate(self, plant: str, rate: int, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.set_rate(plant, rate, now)

    def start_fleet(self, fleet: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.start_fleet(fleet, now)

    def stop_fleet(self, fleet: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.stop_fleet(fleet, now)

    def open_road(self, road: str, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.open_road(road, now)

    def begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.begin_day(is_new_month, is_new_year, now)

    def refill_voids(self, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.refill_voids(now)

    def release(self, births: Births, now: int) -> None:
        self.before(self.cycle, now)
        self.cycle.release(births, now)

    def levels(self, now: int) -> list[tuple[str, str, float]]:
        self.before(self.cycle, now)
        self.readings.levels[now] = self.cycle.levels(now)
        return self.readings.levels[now]

    def read_span(self, now: int) -> Span:
        self.before(self.cycle, now)
        span = self.cycle.read_span(now)
        self.readings.spans[now] = span
        return span

    def finish(self, now: int) -> End:
        self.before(self.cycle, now)
        return self.cycle.finish(now)


class ReadDaily(Forwarding):
    """Reads all levels and spans at the end of every day too, so that a difference shows on its own day."""

    def begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        if now:
            self.levels(now)
            self.read_span(now)
        super().begin_day(is_new_month, is_new_year, now)


@dataclass(frozen=True)
class Witness:
    """A run, and what its cycle answered on the way."""

    run: Run
    readings: Readings


def witness(scenario: Scenario, case: Case, make_cycle: MakeCycle) -> Witness:
    """Simulate a scenario with a load cycle."""
    made: list[Forwarding] = []

    def make(district: District, generation: Generation, trace: bool) -> Cycle:
        kind = ReadDaily if case.reads_daily else Forwarding
        made.append(kind(make_cycle(district, generation, trace)))
        return made[-1]

    draws = Draws(case.seed, 1, case.randomness)
    drawn, _ = draw_inputs(scenario, draws)
    days = days_between(scenario.horizon.start, scenario.horizon.end)
    mode = Mode(trace=True)
    if case.is_design:
        start = scenario.horizon.start.replace(month=1, day=1)  # what arises is counted from a year's start
        once = days_between(start, start + (scenario.horizon.end - scenario.horizon.start)).dates
        mode = replace(mode, target_year=start.year, all_open=True, reset_day=len(once))
        days = Days(once + once)
    run = simulate(drawn, days, draws, mode, make)
    return Witness(run, made[0].readings)


def compare(world: dict[str, Any], case: Case | None = None, **changes: Any) -> Witness:
    """Run a world with engine and oracle; assert that nothing differs. What the oracle saw."""
    return compare_scenario(build(world), replace(case or Case(), **changes))


def compare_scenario(scenario: Scenario, case: Case, one: MakeCycle = Engine, other: MakeCycle = Oracle) -> Witness:
    """Run a scenario with two cycles; assert that nothing differs. What the second saw."""
    first, second = witness(scenario, case, one), witness(scenario, case, other)
    difference = next(differences(scenario, first, second), None)
    assert difference is None, f"{case}\n{difference}"
    return second


def differences(scenario: Scenario, first: Witness, second: Witness) -> Iterator[str]:
    """The first difference of each kind, as sentences; what lies nearest to its cause comes first."""
    yield from _loads(scenario, first.run.end.trace, second.run.end.trace)
    for name in ("flows", "refused", "made", "trips"):
        ours, theirs = (postings(getattr(w.run.end.ledger, name)) for w in (first, second))
        yield from _facts(f"ledger, {name} (day and key: kg, times)", ours, theirs)
    yield from _facts("level (second, place, what)", _levels(first), _levels(second))
    yield from _facts("span (second, kind, id)", _spans(first), _spans(second))
    for table in ("levels", "plants", "gates", "fleets", "hours", "passes"):
        ours, theirs = (dict(enumerate(getattr(w.run.observations, table))) for w in (first, second))
        yield from _facts(f"observation, {table} (row)", ours, theirs)
    for name in ("counted", "exhausted", "void", "void_left", "stock_peak"):
        yield from _facts(f"end, {name}", *(_nonzero(getattr(w.run.end, name)) for w in (first, second)))
    yield from _facts("held at the end", *(_nonzero(w.run.end.ledger.held) for w in (first, second)))
    yield from _facts("at sources", first.run.at_sources, second.run.at_sources)


def _loads(scenario: Scenario, ours: Any, theirs: Any) -> Iterator[str]:
    if ours.dtype == theirs.dtype and np.array_equal(ours, theirs):
        return
    events = [{e for row in trace for e in _events(row)} for trace in (ours, theirs)]
    only = sorted((event, "first") for event in events[0] - events[1])
    only += sorted((event, "second") for event in events[1] - events[0])
    if only:
        earliest = min(event[0] for event, _ in only)
        shown = [f"  only the {who}: {_say(event)}" for event, who in only if event[0] == earliest][:6]
        numbers = f"{len(ours)} and {len(theirs)} loads are back"
        yield "\n".join([f"load: {numbers}; {len(only)} instants differ, first", *shown])
        return
    i = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    pair = [loads_of(scenario, trace[i : i + 1]) for trace in (ours, theirs)]
    yield f"load: record {i} of {len(ours)} and {len(theirs)}:\n  first  {pair[0]}\n  second {pair[1]}"


def _events(row: Any) -> Iterator[tuple[Any, ...]]:
    who = tuple(int(row[name]) for name in ("key", "number", "item", "stream", "origin", "destination", "kg"))
    for rank, moment in enumerate(MOMENTS):
        if row[moment] >= 0:
            yield int(row[moment]), rank, moment, who


def _say(event: tuple[Any, ...]) -> str:
    second, _, moment, (key, number, item, stream, origin, destination, kg) = event
    where = f"item {item}, stream {stream}, place {origin} -> {destination}, {kg} kg"
    return f"{_time(second)} {moment} of load {number} (key {key}: {where})"


def _time(second: int) -> str:
    day, rest = divmod(second, DAY)
    return f"{second} s (day {day}, {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02})"


def postings(table: Postings) -> Facts:
    """(day, *key) -> [kilograms, times], summed."""
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for day, key, kg, loads in zip(table.day, table.key, table.kg, table.loads, strict=True):
        total = sums[int(day), *table.keys[key]]
        total[0] += int(kg)
        total[1] += int(loads)
    return {key: total for key, total in sums.items() if any(total)}


def _levels(seen: Witness) -> Facts:
    return {(now, *row[:2]): row[2] for now, rows in seen.readings.levels.items() for row in rows}


def _spans(seen: Witness) -> Facts:
    facts: Facts = {}
    for now, span in seen.readings.spans.items():
        for id, (kg, seconds) in span.plants.items():
            facts[now, "plant", id] = kg, dict(zip(PLANT_STATES, map(int, seconds), strict=True))
        for id, (waits, lane_seconds) in span.gates.items():
            facts[now, "gate", id] = np.sort(waits).tolist(), lane_seconds
        for id, (busy, waits) in span.fleets.items():
            facts[now, "fleet", id] = busy.tolist(), np.sort(waits).tolist()
        for id, by_hour in span.passes.items():
            facts[now, "passes", id] = by_hour.tolist()
    return facts


def _nonzero(values: dict[str, int]) -> Facts:
    return {key: value for key, value in values.items() if value}


def _facts(what: str, ours: Facts, theirs: Facts) -> Iterator[str]:
    different = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
    if different:
        key = min(different, key=lambda key: (key[0] if isinstance(key, tuple) else 0, str(key)))
        shown = f"  first  {_short(ours.get(key))}\n  second {_short(theirs.get(key))}"
        yield f"{what}: {len(different)} of {len(theirs)} differ, first {key}\n{shown}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < 400 else f"{text[:400]} ... ({len(text)} characters)"
