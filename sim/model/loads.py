"""Birth of loads, day by day: what a source generates, what stays on site, and the truckloads to be hauled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.activity import cumulative_shares
from sim.model.calendar import DAY, Days
from sim.model.compiling import compiled, entry
from sim.model.custody import GENERATION, MILLION, UNSERVED, part
from sim.model.draws import NO_RANDOMNESS, Draws, uniform
from sim.model.entities import millionths, payloads_of, rounded
from sim.model.names import Names, names_of
from sim.model.records import record
from sim.model.weather import IsRainy
from sim.scenario.cities import weights_of
from sim.scenario.masses import annual_mass
from sim.scenario.schema import Scenario

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]

PURPOSES = ("release", "loading", "wash", "speed_loaded", "weigh_in", "tipping", "weigh_out", "speed_empty", "route")
RELEASE, LOADING, WASH, SPEED_LOADED, WEIGH_IN, TIPPING, WEIGH_OUT, SPEED_EMPTY, ROUTE = range(len(PURPOSES))
_STREAMS, _PLACES, _NUMBERS = 64, 4096, 16384


CELL = record(
    source=np.int64, stream=np.int64, raw=np.int64, item=np.int64, weight=np.float64, payload=np.int64,
    has_route=np.int64, year_base=np.int64, generated=np.int64, hauled=np.int64, loads=np.int64,
)  # fmt: skip
"""A stream at a source: numbers of source, stream, the stream as an item, hauled item; cumulative kg and loads."""

BIRTH = record(
    key=np.int64, release=np.int64, kg=np.int64, origin=np.int64, stream=np.int64, item=np.int64,
    draws=np.int64, index=np.int64, number=np.int64, area=np.int64,
)  # fmt: skip
"""A load at its birth; `draws`: row of its random keys, `index`: of its random numbers, `number`: its ordinal.

`area`: the stream in whose storage it waits.
"""

POST = record(origin=np.int64, to=np.int64, stream=np.int64, item=np.int64, kg=np.int64)
"""A movement of a day's mass between two accounts."""


@entry
def load_key(birth: int, stream: int, place: int, number: int) -> int:
    """Order of loads at one instant: birth second, stream, place and number in one integer (good for 68 years)."""
    return ((birth * _STREAMS + stream) * _PLACES + place) * _NUMBERS + number % _NUMBERS


@dataclass(frozen=True)
class Births:
    """What a day brings: movements (dtype POST) and loads (dtype BIRTH, in order of their keys), by number of name."""

    posts: Array
    loads: Array


class Generation:
    """Makes each day's movements at the sources and its loads.

    `cells` (dtype CELL): a row per stream and source, in order of their ids; `keys`: their random keys by PURPOSES.
    """

    def __init__(
        self,
        scenario: Scenario,
        days: Days,
        draws: Draws,
        is_rainy: IsRainy,
        target_year: int | None,
        with_events: bool,
    ) -> None:
        self.days, self.target_year, self.names = days, target_year, names_of(scenario)
        self.cells = _cells(scenario, self.names)
        sources, streams = self.names.sources, self.names.streams
        who = [f"{sources[c['source']]}.{streams[c['stream']]}" for c in self.cells]
        self.keys = np.array([[draws.key(w, p) for p in PURPOSES] for w in who], dtype=np.uint64)
        self.fractions, self.ends = _parts(scenario, self.names)
        self.shares = cumulative_shares(scenario, self.names, days, draws, is_rainy, with_events)
        years = sorted({target_year or date.year for date in days.dates})
        self.years = {year: i for i, year in enumerate(years)}
        self.annual = np.array([[annual_mass(scenario, s, str(year)) for s in streams] for year in years])
        self.windows = [scenario.calendars[scenario.streams[s].calendar].hours for s in streams]
        self.hours = np.array([(s, *window) for s, hours in enumerate(self.windows) for window in hours], np.int64)
        self.loads = np.zeros(self._most_loads(), dtype=BIRTH)
        self.posts = np.zeros(len(self.cells) * (self.fractions.shape[1] + 1), dtype=POST)
        self.opening: Births | None = None
        self.accounts = np.array([self.names.accounts.index(a) for a in (GENERATION, UNSERVED)])

    def add(self, opening: Births, keys: Array) -> None:
        """Let the first day bring movements and loads besides; `keys` are the random keys that these loads name."""
        self.opening, self.keys = opening, np.concatenate([self.keys, keys])
        self.posts = np.concatenate([self.posts, opening.posts])
        self.loads = np.concatenate([self.loads, opening.loads])

    def births(self, day: int) -> Births:
        """The day's movements and loads; days must be asked for in order."""
        date = self.days.dates[day]
        starts_year = bool(day) and date.month == 1 and date.day == 1
        year = self.years[self.target_year or date.year]
        posts, loads = _bear(
            day, starts_year, self.cells, self.annual[year], self.shares[day], self.fractions, self.ends,
            self.hours, self.keys, self.accounts, self.posts, self.loads,
        )  # fmt: skip
        order = np.argsort(self.loads["key"][:loads], kind="stable")
        born = Births(self.posts[:posts], self.loads[order])
        return born if day or self.opening is None else _together(self.opening, born)

    def rest(self) -> dict[str, int]:
        """Kilograms at each source that do not fill a truck yet."""
        rest = dict.fromkeys(self.names.sources, 0)
        for cell in self.cells:
            rest[self.names.sources[cell["source"]]] += int(cell["hauled"] - cell["loads"] * cell["payload"])
        return rest

    def _most_loads(self) -> int:
        """An upper bound of the loads of a day."""
        steps = np.diff(self.shares, axis=0, prepend=0.0).max(axis=0, initial=0.0)
        most = self.annual.max(axis=0, initial=0.0)
        return sum(
            int(step * most[c["stream"]] * c["weight"] / c["payload"]) + 2
            for step, c in zip(steps, self.cells, strict=True)
        )


def _together(first: Births, second: Births) -> Births:
    loads = np.concatenate([first.loads, second.loads])
    order = np.argsort(loads["key"], kind="stable")
    return Births(np.concatenate([first.posts, second.posts]), loads[order])


@entry
def _bear(
    day: int, starts_year: bool, cells: Array, annual: Array, shares: Array, fractions: Array, ends: Array,
    hours: Array, keys: Array, accounts: Array, posts: Array, loads: Array,
) -> tuple[int, int]:  # fmt: skip
    """Fill `posts` and `loads` with a day's movements and loads; how many of each."""
    n_posts, n_loads, last = 0, 0, fractions.shape[1] - 1
    for c in range(len(cells)):
        cell = cells[c]
        stream, before = cell.stream, cell.generated
        if starts_year:
            cell.year_base = before
        after = cell.year_base + math.floor(annual[stream] * cell.weight * shares[c] + 0.5)
        if after == before:
            continue
        cell.generated = after
        n_posts = _note(posts, n_posts, accounts[0], cell.source, stream, cell.raw, after - before)
        lower = 0
        for i in range(last):
            upper = fractions[stream, i]
            kg = part(lower, upper, before, after)
            if kg:
                item = cell.item if ends[stream, i, 1] else cell.raw
                n_posts = _note(posts, n_posts, cell.source, ends[stream, i, 0], stream, item, kg)
            lower = upper
        kg = part(lower, MILLION, before, after)
        if not cell.has_route:
            n_posts = _note(posts, n_posts, cell.source, accounts[1], stream, cell.item, kg)
            continue
        cell.hauled += kg
        born = cell.hauled // cell.payload - cell.loads
        _release(loads, n_loads, born, day, c, cell, hours, keys[c, RELEASE])
        n_loads += born
        cell.loads += born
    return n_posts, n_loads


@compiled
def _note(posts: Array, n: int, origin: int, to: int, stream: int, item: int, kg: int) -> int:
    post = posts[n]
    post.origin, post.to, post.stream, post.item, post.kg = origin, to, stream, item, kg
    return n + 1


@compiled
def _release(loads: Array, first: int, born: int, day: int, c: int, cell: Any, hours: Array, key: np.uint64) -> None:
    """Write a cell's loads of a day; the earlier its release, the lower a load's number."""
    u = np.empty(born)
    for n in range(born):
        u[n] = uniform(key, day * 2**24 + n) if key != NO_RANDOMNESS else (n + 0.5) / born
    u.sort()
    for n in range(born):
        load = loads[first + n]
        load.number = cell.loads + n
        load.index = day * 2**24 + n if key != NO_RANDOMNESS else load.number
        load.release = day * DAY + _instant(hours, cell.stream, u[n])
        load.key = load_key(load.release, cell.stream, cell.source, n)
        load.kg, load.origin, load.stream, load.item, load.draws = cell.payload, cell.source, cell.stream, cell.item, c
        load.area = cell.stream


@compiled
def _instant(hours: Array, stream: int, u: float) -> int:
    """The instant of a stream's working hours at a uniform number; a floor, so that closing time is excluded."""
    total, last = 0, 0
    for i in range(len(hours)):
        if hours[i, 0] == stream:
            total += hours[i, 2] - hours[i, 1]
    left = int(u * total)
    for i in range(len(hours)):
        if hours[i, 0] == stream:
            length = hours[i, 2] - hours[i, 1]
            if left < length:
                return hours[i, 1] + left
            left -= length
            last = hours[i, 2] - 1
    return last


def _cells(scenario: Scenario, names: Names) -> Array:
    """One cell per stream and source in order of their ids."""
    payloads = payloads_of(scenario)
    cells = np.zeros(len(names.streams) * len(names.sources), dtype=CELL)
    for s, stream_id in enumerate(names.streams):
        stream = scenario.streams[stream_id]
        values = weights_of(scenario, stream_id)
        total = sum(values.get(x, 0.0) for x in scenario.sources)
        item = stream_id if stream.pressing is None else stream.pressing.cake
        for p, source in enumerate(names.sources):
            cell = cells[s * len(names.sources) + p]
            cell["source"], cell["stream"] = p, s
            cell["raw"], cell["item"] = names.items.index(stream_id), names.items.index(item)
            cell["weight"] = values.get(source, 0.0) / total
            cell["payload"] = payloads.get(item, 1_000_000_000)
            cell["has_route"] = bool(scenario.routes[item].to)
    return cells


def _parts(scenario: Scenario, names: Names) -> tuple[Integers, Integers]:
    """What stays on site, by stream: cumulative shares (millionths), and (account, whether pressed) of each part.

    The last part is what is hauled.
    """
    rows = [_on_site(scenario, s) for s in names.streams]
    width = max((len(cumulative) for _, cumulative in rows), default=1)
    fractions = np.full((len(rows), width), MILLION, dtype=np.int64)
    ends = np.zeros((len(rows), width, 2), dtype=np.int64)
    for i, (fates, cumulative) in enumerate(rows):
        fractions[i, : len(cumulative) - 1] = cumulative[:-1]
        fractions[i, len(cumulative) - 1 : -1] = cumulative[-2]  # a shorter list is padded with empty parts
        for k, fate in enumerate(fates):
            ends[i, k] = names.accounts.index(fate), fate not in ("water", "leaked")
    return fractions, ends


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
