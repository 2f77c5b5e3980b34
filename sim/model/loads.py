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
from sim.model.custody import GENERATION, UNSERVED, part
from sim.model.draws import NO_RANDOMNESS, Draws, uniform
from sim.model.names import names_of
from sim.model.records import record
from sim.model.splits import cells_of, cumulative, on_site_of
from sim.model.weather import IsRainy
from sim.scenario.masses import annual_mass, main_item, parts_of
from sim.scenario.schema import Scenario

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]

PURPOSES = (
    "release", "loading", "wash", "speed_loaded", "weigh_in", "tipping", "weigh_out", "speed_empty", "route",
    "rejection",
)  # fmt: skip
(
    RELEASE, LOADING, WASH, SPEED_LOADED, WEIGH_IN, TIPPING, WEIGH_OUT, SPEED_EMPTY, ROUTE, REJECTION,
) = range(len(PURPOSES))  # fmt: skip
_STREAMS, _PLACES, _NUMBERS = 64, 4096, 16384


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

    `cells` (dtype CELL): a row per stream and source, in order of their ids; `heaps` (dtype HEAP): what leaves of
    each; `keys`: the heaps' random keys by PURPOSES.
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
        streams = self.names.streams
        parts = {stream: cumulative(parts_of(scenario, stream)) for stream in streams}
        self.cells, self.heaps = cells_of(scenario, self.names, parts)
        who = [self._name_of(scenario, heap) for heap in self.heaps]
        self.keys = np.array([[draws.key(w, p) for p in PURPOSES] for w in who], dtype=np.uint64)
        self.fractions, self.ends = on_site_of(self.names, parts)
        self.shares = cumulative_shares(scenario, self.names, days, draws, is_rainy, with_events)
        years = sorted({target_year or date.year for date in days.dates})
        self.years = {year: i for i, year in enumerate(years)}
        self.annual = np.array([[annual_mass(scenario, s, str(year)) for s in streams] for year in years])
        self.windows = [scenario.calendars[scenario.streams[s].calendar].hours for s in streams]
        self.hours = np.array([(s, *window) for s, hours in enumerate(self.windows) for window in hours], np.int64)
        self.loads = np.zeros(self._most_loads(), dtype=BIRTH)
        self.posts = np.zeros(len(self.cells) * (self.fractions.shape[1] + 1) + len(self.heaps), dtype=POST)
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
            day, starts_year, self.cells, self.heaps, self.annual[year], self.shares[day], self.fractions, self.ends,
            self.hours, self.keys, self.accounts, self.posts, self.loads,
        )  # fmt: skip
        order = np.argsort(self.loads["key"][:loads], kind="stable")
        born = Births(self.posts[:posts], self.loads[order])
        return born if day or self.opening is None else _together(self.opening, born)

    def rest(self) -> dict[str, int]:
        """Kilograms at each source that do not fill a truck yet."""
        rest = dict.fromkeys(self.names.sources, 0)
        for (source, _), kg in self.rest_of_streams().items():
            rest[self.names.sources[source]] += kg
        return rest

    def rest_of_streams(self) -> dict[tuple[int, int], int]:
        """The same by source and stream, by their numbers."""
        rest: dict[tuple[int, int], int] = {}
        for heap in self.heaps:
            where = int(heap["source"]), int(heap["stream"])
            rest[where] = rest.get(where, 0) + int(heap["hauled"] - heap["loads"] * heap["payload"])
        return rest

    def _name_of(self, scenario: Scenario, heap: Any) -> str:
        """What a heap's random numbers are keyed by; an item that is sorted has numbers of its own."""
        stream, item = self.names.streams[heap["stream"]], self.names.items[heap["item"]]
        name = f"{self.names.sources[heap['source']]}.{stream}"
        return name if item == main_item(scenario, stream) else f"{name}.{item}"

    def _most_loads(self) -> int:
        """An upper bound of the loads of a day."""
        steps = np.diff(self.shares, axis=0, prepend=0.0).max(axis=0, initial=0.0)
        most = self.annual.max(axis=0, initial=0.0)
        return sum(
            int(step * most[c["stream"]] * c["weight"] / heap["payload"]) + 2
            for step, c in zip(steps, self.cells, strict=True)
            for heap in self.heaps[c["first_heap"] : c["last_heap"]]
        )


def _together(first: Births, second: Births) -> Births:
    loads = np.concatenate([first.loads, second.loads])
    order = np.argsort(loads["key"], kind="stable")
    return Births(np.concatenate([first.posts, second.posts]), loads[order])


@entry
def _bear(
    day: int, starts_year: bool, cells: Array, heaps: Array, annual: Array, shares: Array, fractions: Array,
    ends: Array, hours: Array, keys: Array, accounts: Array, posts: Array, loads: Array,
) -> tuple[int, int]:  # fmt: skip
    """Fill `posts` and `loads` with a day's movements and loads; how many of each."""
    n_posts, n_loads = 0, 0
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
        for i in range(fractions.shape[1]):
            upper = fractions[stream, i]
            kg = part(lower, upper, before, after)
            if kg:
                item = cell.main if ends[stream, i, 1] else cell.raw
                n_posts = _note(posts, n_posts, cell.source, ends[stream, i, 0], stream, item, kg)
            lower = upper
        first = n_loads
        for h in range(cell.first_heap, cell.last_heap):
            heap = heaps[h]
            kg = part(heap.lower, heap.upper, before, after)
            if not heap.has_route:
                if kg:
                    n_posts = _note(posts, n_posts, cell.source, accounts[1], stream, heap.item, kg)
                continue
            heap.hauled += kg
            born = heap.hauled // heap.payload - heap.loads
            _release(loads, n_loads, n_loads - first, born, day, h, heap, hours, keys[h, RELEASE])
            n_loads += born
            heap.loads += born
    return n_posts, n_loads


@compiled
def _note(posts: Array, n: int, origin: int, to: int, stream: int, item: int, kg: int) -> int:
    post = posts[n]
    post.origin, post.to, post.stream, post.item, post.kg = origin, to, stream, item, kg
    return n + 1


@compiled
def _release(
    loads: Array, first: int, before: int, born: int, day: int, h: int, heap: Any, hours: Array, key: np.uint64
) -> None:
    """Write a heap's loads of a day; the earlier its release, the lower a load's number.

    before: how many loads of the same stream and source the day has had, so that no two have the same key.
    """
    u = np.empty(born)
    for n in range(born):
        u[n] = uniform(key, day * 2**24 + n) if key != NO_RANDOMNESS else (n + 0.5) / born
    u.sort()
    for n in range(born):
        load = loads[first + n]
        load.number = heap.loads + n
        load.index = day * 2**24 + n if key != NO_RANDOMNESS else load.number
        load.release = day * DAY + _instant(hours, heap.stream, u[n])
        load.key = load_key(load.release, heap.stream, heap.source, before + n)
        load.kg, load.origin, load.stream, load.item, load.draws = heap.payload, heap.source, heap.stream, heap.item, h
        load.area = heap.stream


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
    return last  # pragma: no cover  # only if u is 1 by rounding
