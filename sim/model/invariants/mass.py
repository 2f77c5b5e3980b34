"""Mass: what every account holds by its movements, against what is there; stocks and voids at every change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.model.custody import FATES, GENERATION, IN_TRANSIT, OPENING
from sim.model.engine.tally import FLOW, MADE
from sim.model.entities import kg_or_none, millilitres_per_kg, void_of
from sim.model.invariants.postings import Integers, Moves
from sim.model.invariants.violation import Violation
from sim.model.names import Names
from sim.scenario.schema import Facility, Scenario

M3 = 1_000_000
"""Millilitres."""


class Booked:
    """What each account holds of each stream and item by the movements so far."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.kg = np.zeros((len(names.accounts), len(names.tracked), len(names.items)), np.int64)

    def add(self, moves: Moves) -> None:
        """Follow movements."""
        m = moves.only((moves.kind == FLOW) | (moves.kind == MADE))
        np.subtract.at(self.kg, (m.origin, m.stream, m.made_of), m.kg)
        np.add.at(self.kg, (m.to, m.stream, m.item), m.kg)

    def check(self, now: int, things: Any, rest: Mapping[tuple[int, int], int], born: Integers) -> Iterator[Violation]:
        """Compare with things counted where they are; exactly.

        rest: kg by source and stream that do not fill a truck. born: kg by stream that the calendar has handed over.
        A source turns what arises into items, so its balance is one of streams.
        """
        names, counted = self.names, np.zeros_like(self.kg)
        np.add.at(counted, (things["account"], things["stream"], things["item"]), things["kg"])
        for (source, stream), kg in rest.items():
            counted[source, stream, 0] += kg
        n = len(names.sources)
        booked = self.kg.copy()
        for sums in (booked, counted):
            sums[:n, :, 0] = sums[:n].sum(axis=2)
            sums[:n, :, 1:] = 0
        held = [*range(len(names.places)), names.accounts.index(IN_TRANSIT)]
        for account, stream, item in np.argwhere(booked[held] != counted[held]):
            place, cell = held[account], (held[account], stream, item)
            what = names.items[item] if place >= n else names.tracked[stream]
            yield Violation(
                "balance", now, names.accounts[place],
                {"stream": names.tracked[stream], "item": what, "booked": booked[cell], "counted": counted[cell]},
            )  # fmt: skip
        for account in (names.accounts.index(fate) for fate in FATES):
            for stream, item in np.argwhere(self.kg[account] < 0):
                kg = self.kg[account, stream, item]
                yield Violation(
                    "balance", now, names.accounts[account],
                    {"stream": names.tracked[stream], "item": names.items[item], "booked": kg, "counted": 0},
                )  # fmt: skip
        yield from self._check_whole(now, counted, born)

    def _check_whole(self, now: int, counted: Integers, born: Integers) -> Iterator[Violation]:
        """All that has arisen, and all that lay anywhere at the start, is somewhere."""
        accounts = self.names.accounts
        fates = self.kg[[accounts.index(fate) for fate in sorted(FATES)]]
        found = counted.sum(axis=(0, 2)) + fates.sum(axis=(0, 2))
        begun = -self.kg[accounts.index(OPENING)].sum(axis=1)
        for stream in np.flatnonzero(found != born + begun):
            yield Violation(
                "total", now, GENERATION,
                {"stream": self.names.tracked[stream], "born": born[stream] + begun[stream], "found": found[stream]},
            )  # fmt: skip


class Stocks:
    """Stockpiles, product yards and stores at every change: not below 0, not above their limit."""

    def __init__(self, scenario: Scenario, names: Names) -> None:
        self.names = names
        self.limits: dict[tuple[int, str], int] = {}
        """By place and `stock` or `yard`: kg, -1 for none."""
        self.inputs: dict[int, list[int]] = {}
        for place, id in enumerate(names.facilities, len(names.sources)):
            facility = scenario.facilities[id]
            if facility.kind == "store":
                self.limits[place, "stock"] = kg_or_none(facility.holds)
            elif facility.outputs:
                self.limits[place, "stock"] = kg_or_none(facility.stockpile)
                self.limits[place, "yard"] = kg_or_none(facility.product_yard)
                self.inputs[place] = [names.items.index(item) for item in facility.outputs]
        self.kg = dict.fromkeys(self.limits, 0)
        self.peak = dict.fromkeys(self.limits, 0)

    def check(self, moves: Moves) -> Iterator[Violation]:
        """Follow movements."""
        for (place, what), limit in self.limits.items():
            mine = moves.only(((moves.origin == place) | (moves.to == place)) & (moves.kind <= MADE))
            change = self._changes(place, what, mine)
            if not len(change):
                continue
            kg = self.kg[place, what] + np.cumsum(change)
            wrong = np.flatnonzero((kg < 0) | ((kg > limit) if limit >= 0 else False))
            if len(wrong):
                values = {"kg": kg[wrong[0]], "limit": "" if limit < 0 else limit}
                yield Violation(what, int(mine.at[wrong[0]]), self.names.places[place], values)
            self.kg[place, what] = int(kg[-1])
            self.peak[place, what] = max(self.peak[place, what], int(kg.max()))

    def _changes(self, place: int, what: str, m: Moves) -> Integers:
        """What each movement adds to a stock."""
        comes, goes = (m.to == place) & (m.kind == FLOW), (m.origin == place) & (m.kind == FLOW)
        if place not in self.inputs:
            return np.where(comes, m.kg, 0) - np.where(goes, m.kg, 0)
        is_input, made = np.isin(m.item, self.inputs[place]), m.kind == MADE
        if what == "stock":
            return np.where(comes & is_input, m.kg, 0) - np.where(made, m.kg, 0)
        return np.where((comes & ~is_input) | made, m.kg, 0) - np.where(goes, m.kg, 0)

    def check_peaks(self, now: int, peaks: Mapping[str, int]) -> Iterator[Violation]:
        """Compare the reported highest stocks."""
        for (place, what), peak in self.peak.items():
            id = self.names.places[place]
            if what == "stock" and peaks[id] != peak:
                yield Violation("peak", now, id, {"kg": peak, "reported": peaks[id]})


class Voids:
    """The void of landfills at every tipping."""

    def __init__(self, scenario: Scenario, names: Names) -> None:
        self.names = names
        self.void = {
            place: void_of(scenario.facilities[id])
            for place, id in enumerate(names.facilities, len(names.sources))
            if scenario.facilities[id].kind == "landfill"
        }
        self.used = dict.fromkeys(self.void, 0)
        volumes = [millilitres_per_kg(scenario, item) if item in _hauled(scenario) else None for item in names.items]
        self.volumes = np.array([np.nan if volume is None else volume for volume in volumes])

    def check(self, moves: Moves) -> Iterator[Violation]:
        """Follow movements; volumes are of each load, rounded half up to a millilitre."""
        for place, void in self.void.items():
            m = moves.only((moves.to == place) & (moves.kind == FLOW))
            if not len(m.kg):
                continue
            used = self.used[place] + np.cumsum(np.floor(m.kg * self.volumes[m.item] + 0.5).astype(np.int64))
            wrong = np.flatnonzero(used > void)
            if len(wrong):
                values = {"used": used[wrong[0]] / M3, "void": void / M3}
                yield Violation("void", int(m.at[wrong[0]]), self.names.places[place], values)
            self.used[place] = int(used[-1])

    def refill(self) -> None:
        """Every landfill has its opening void again."""
        self.used = dict.fromkeys(self.void, 0)

    def check_left(self, now: int, left: Mapping[str, int]) -> Iterator[Violation]:
        """Compare what is reported to be left."""
        for place, void in self.void.items():
            id = self.names.places[place]
            if void - self.used[place] != left[id]:
                values = {"left": (void - self.used[place]) / M3, "reported": left[id] / M3}
                yield Violation("void_left", now, id, values)


def _hauled(scenario: Scenario) -> set[str]:
    """Items that a landfill accepts."""
    facilities: list[Facility] = list(scenario.facilities.values())
    return {item for f in facilities if f.kind == "landfill" for item in f.accepts}
