"""Loads: one truckload each, with the random numbers of its life; and their birth, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.model.calendar import DAY, Days, days_between, working_days
from sim.model.custody import GENERATION, Ledger, split
from sim.model.draws import Draws
from sim.model.entities import MILLION, millionths, rounded
from sim.scenario.masses import annual_mass
from sim.scenario.schema import Scenario

PURPOSES = ("release", "loading", "wash", "speed_loaded", "weigh_in", "tipping", "weigh_out", "speed_empty", "route")


class Load:
    """One truckload. `uniforms` holds a number in [0, 1) for each of PURPOSES; `times` its life in seconds."""

    __slots__ = (
        "destination",
        "item",
        "kg",
        "key",
        "number",
        "origin",
        "reason",
        "release",
        "stream",
        "times",
        "uniforms",
    )

    def __init__(
        self, item: str, stream: str, origin: str, kg: int, release: int, key: int, number: int, uniforms: list[float]
    ) -> None:
        self.item, self.stream, self.origin, self.kg = item, stream, origin, kg
        self.release, self.key, self.number, self.uniforms = release, key, number, uniforms
        self.destination = ""
        self.reason: tuple[str, str] | None = None
        self.times: dict[str, int] = {}


def load_key(birth: int, stream: int, source: int, number: int) -> int:
    """Order of loads at one instant: birth second, stream, source, number, packed into one integer."""
    return ((birth * 64 + stream) * 4096 + source) * 65536 + number % 65536


@dataclass
class _Cell:
    """A stream at a source: cumulative kilograms so far."""

    source: str
    stream: str
    item: str
    order: tuple[int, int]
    weight: float
    payload: int
    fractions: list[int]
    fates: list[str]
    generated: int = 0
    hauled: int = 0
    loads: int = 0
    year_base: int = 0


class Generation:
    """Posts each day's mass to the sources and their on-site fates, and makes the day's loads."""

    def __init__(self, scenario: Scenario, days: Days, draws: Draws, ledger: Ledger, target_year: int | None) -> None:
        self.scenario, self.days, self.draws, self.ledger = scenario, days, draws, ledger
        self.target_year = target_year
        self.cells = _cells(scenario)
        self.keys = [np.array([draws.key(f"{c.source}.{c.stream}", p) for p in PURPOSES]) for c in self.cells]
        self.shares = {s: _shares_of_days(scenario, s, days) for s in scenario.streams}
        years = {target_year or date.year for date in days.dates}
        self.annual = {(s, year): annual_mass(scenario, s, str(year)) for s in scenario.streams for year in years}
        self.release_windows = {s: scenario.calendars[scenario.streams[s].calendar].hours for s in scenario.streams}

    def births(self, day: int) -> Iterator[Load]:
        """Post the day's generation and yield its loads in order of their keys."""
        year = self.target_year or self.days.dates[day].year
        counts = [self._generate(cell, day, year) for cell in self.cells]
        total = sum(counts)
        if not total:
            return
        cell_of = np.repeat(np.arange(len(self.cells)), counts)
        number = np.concatenate([np.arange(n) for n in counts if n])
        first = np.array([c.loads - n for c, n in zip(self.cells, counts, strict=True)])
        index = (np.uint64(day) << np.uint64(24)) + number.astype(np.uint64)
        if not self.draws.randomness:
            index = (first[cell_of] + number).astype(np.uint64)
        keys = np.array(self.keys)[cell_of]
        columns = [self.draws.uniforms(keys[:, k], index) for k in range(len(PURPOSES))]
        if self.draws.randomness:  # in order of birth within a cell, so that a load's number is its rank
            columns[0] = columns[0][np.lexsort((columns[0], cell_of))]
        else:
            columns[0] = (number + 0.5) / np.array(counts)[cell_of]
        uniforms = np.stack(columns, axis=1).tolist()
        loads = []
        for c, n, u in zip(cell_of.tolist(), number.tolist(), uniforms, strict=True):
            cell = self.cells[c]
            release = day * DAY + _instant(self.release_windows[cell.stream], u[0])
            key = load_key(release, *cell.order, n)
            loads.append(Load(cell.item, cell.stream, cell.source, cell.payload, release, key, int(first[c]) + n, u))
        loads.sort(key=lambda load: load.key)
        yield from loads

    def _generate(self, cell: _Cell, day: int, year: int) -> int:
        """Post a cell's mass of the day; returns how many loads it makes."""
        total = rounded(self.annual[cell.stream, year] * cell.weight * self.shares[cell.stream][day])
        before = cell.generated
        if self.days.dates[day].timetuple().tm_yday == 1 and day:
            cell.year_base = before
        kg = cell.year_base + total - before
        if not kg:
            return 0
        post, stream, source = self.ledger.post, cell.stream, cell.source
        post(day, GENERATION, source, stream, stream, kg)
        cell.generated = before + kg
        parts = split(cell.fractions, before, cell.generated)
        for fate, part in zip(cell.fates, parts, strict=False):
            if part:
                post(day, source, fate, stream, cell.item if fate not in ("water", "leaked") else stream, part)
        if not self.scenario.routes[cell.item].to:
            self.ledger.unserve(day, source, source, "no_route", stream, cell.item, parts[-1])
            return 0
        cell.hauled += parts[-1]
        made = cell.hauled // cell.payload - cell.loads
        cell.loads += made
        return made


def _cells(scenario: Scenario) -> list[_Cell]:
    """One cell per stream and source in order of their ids."""
    payloads = {
        item: rounded(fleet.payload.value) for _, fleet in sorted(scenario.fleets.items()) for item in fleet.carries
    }
    cells = []
    for s, (stream_id, stream) in enumerate(sorted(scenario.streams.items())):
        values = dict.fromkeys(scenario.sources, 1.0) if stream.weights is None else stream.weights.values
        total = sum(values.get(x, 0.0) for x in scenario.sources)
        item = stream_id if stream.pressing is None else stream.pressing.cake
        fates, fractions = _on_site(scenario, stream_id)
        for p, source in enumerate(sorted(scenario.sources)):
            weight = values.get(source, 0.0) / total
            cells.append(
                _Cell(source, stream_id, item, (s, p), weight, payloads.get(item, 1_000_000_000), fractions, fates)
            )
    return cells


def _on_site(scenario: Scenario, stream_id: str) -> tuple[list[str], list[int]]:
    """Fates on site in order, and the cumulative shares of the generated mass; what is hauled comes last.

    Capture first, then the press, then the fractions of what remains: so water never counts as backfilled.
    """
    stream = scenario.streams[stream_id]
    captured = millionths(stream.capture) / MILLION
    cake = 1.0 if stream.pressing is None else stream.pressing.cake_share.value
    parts = [("leaked", 1.0 - captured), ("water", captured * (1.0 - cake))]
    if stream.stage == "gross":
        parts += [(fate, captured * cake * share.value) for fate, share in stream.on_site.items()]
    fates, cumulative, running = [], [], 0.0
    for fate, share in parts:
        running += share
        fates.append(fate)
        cumulative.append(min(MILLION, rounded(running * MILLION)))
    return fates, [*cumulative, MILLION]


def _shares_of_days(scenario: Scenario, stream: str, days: Days) -> list[float]:
    """Cumulative share of the year's amount up to and including each day; ends at 1 in every whole year."""
    calendar = scenario.calendars[scenario.streams[stream].calendar]
    shares: list[float] = []
    done: dict[int, int] = {}
    for i, date in enumerate(days.dates):
        if i == 0 or (date.month, date.day) == (1, 1):
            year = days_between(dt.date(date.year, 1, 1), dt.date(date.year + 1, 1, 1)).dates
            works = working_days(calendar, year)
            total = sum(works)
            done = {d.toordinal(): n for d, n in zip(year, np.cumsum(works).tolist(), strict=True)}
            skipped = done[date.toordinal()] - int(works[(date - year[0]).days])
        shares.append((done[date.toordinal()] - skipped) / total if total else 0.0)
    return shares


def _instant(windows: tuple[tuple[int, int], ...], u: float) -> int:
    """The instant of the working hours of a day at a uniform number; a floor, so that closing time is excluded."""
    left = int(u * sum(end - start for start, end in windows))
    for start, end in windows:
        if left < end - start:
            return start + left
        left -= end - start
    return windows[-1][1] - 1
