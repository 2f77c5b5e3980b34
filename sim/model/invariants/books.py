"""Books against what they tell of: the ledger against the journal, the journal against the lives of loads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.model.calendar import DAY
from sim.model.custody import IN_TRANSIT, Ledger, Postings
from sim.model.engine.journal import POSTED
from sim.model.engine.state import WAITING
from sim.model.engine.tally import FLOW, KIND_SHIFT, READERS
from sim.model.invariants.lives import Lives, is_brought_back
from sim.model.invariants.postings import Integers, Moves
from sim.model.invariants.violation import Violation
from sim.model.names import Names

TABLES = ("flows", "refused", "made", "trips")
"""Of the ledger, in the order of the kinds of posting."""


class Days:
    """The journal's postings by day and key: kg and how many."""

    def __init__(self) -> None:
        self.rows: list[Integers] = []

    def add(self, notes: Any) -> None:
        """Follow a journal."""
        posted = notes[notes["what"] == POSTED]
        self.rows.append(_summed(posted["at"] // DAY, posted["who"], posted["value"], np.ones(len(posted), np.int64)))

    def check(self, ledger: Ledger, names: Names, fleets: dict[str, str]) -> Iterator[Violation]:
        """Compare with the ledger, day by day and key by key; fleets: the fleet of each item."""
        rows = _summed(*np.concatenate([*self.rows, np.zeros((0, 4), np.int64)]).T)
        for kind, name in enumerate(TABLES):
            mine = rows[rows[:, 1] >> KIND_SHIFT == kind]
            keys, place = np.unique(mine[:, 1], return_inverse=True)
            read = [READERS[kind](int(key) & ((1 << KIND_SHIFT) - 1), names, fleets) for key in keys]
            posted = {(int(r[0]), read[k]): (int(r[2]), int(r[3])) for r, k in zip(mine, place, strict=True)}
            booked = _booked(getattr(ledger, name))
            for day, key in sorted({*posted, *booked}, key=str):
                ours, theirs = posted.get((day, key), (0, 0)), booked.get((day, key), (0, 0))
                if ours != theirs:
                    values = {"table": name, "posting": " ".join(key), "kg": ours[0], "number": ours[1]}
                    values |= {"booked_kg": theirs[0], "booked_number": theirs[1]}
                    yield Violation("ledger", day * DAY, key[0], values)


def _booked(postings: Postings) -> dict[tuple[int, tuple[str, ...]], tuple[int, int]]:
    rows = _summed(postings.day, postings.key, postings.kg, postings.loads)
    return {(int(day), postings.keys[int(key)]): (int(kg), int(n)) for day, key, kg, n in rows if kg or n}


def _summed(day: Integers, key: Integers, kg: Integers, n: Integers) -> Integers:
    """Rows of day, key and the sums of both other columns."""
    order = np.lexsort((key, day))
    day, key = day[order], key[order]
    is_new = np.ones(len(day), np.bool_)
    is_new[1:] = (day[1:] != day[:-1]) | (key[1:] != key[:-1])
    first = np.flatnonzero(is_new)
    if not len(first):
        return np.zeros((0, 4), np.int64)
    sums = [np.add.reduceat(column[order], first) for column in (kg, n)]
    return np.stack([day[first], key[first], *sums], axis=1)


class Hauls:
    """Every posting of a load that a truck takes, tips, or brings back, against the lives of the loads, one by one."""

    def __init__(self, names: Names) -> None:
        self.names, self.in_transit = names, names.accounts.index(IN_TRANSIT)
        self.taken: list[Integers] = []
        self.tipped: list[Integers] = []
        self.brought: list[Integers] = []

    def add(self, moves: Moves) -> None:
        """Follow movements."""
        flows, n = moves.only(moves.kind == FLOW), len(self.names.places)
        comes = flows.only((flows.origin == self.in_transit) & (flows.to < n))
        taken = flows.only(flows.to == self.in_transit)
        self.taken.append(_rows(taken.at, taken.origin, taken.stream, taken.item, taken.kg))
        for is_brought, kept in ((False, self.tipped), (True, self.brought)):
            m = comes.only(comes.is_brought == is_brought)
            kept.append(_rows(m.at, m.to, m.stream, m.item, m.kg))

    def check(self, lives: Lives) -> Iterator[Violation]:
        """Compare: the same second, place, stream, item and kg, as often."""
        out, tipped = lives.use != WAITING, lives["tipped"] >= 0
        what = lives["stream"], lives["item"], lives["kg"]
        for name, posted, who, moment, place in (
            ("dispatched", self.taken, out, "dispatched", "origin"),
            ("tipped", self.tipped, out & tipped, "tipped", "destination"),
            ("back", self.brought, is_brought_back(lives), "back", "origin"),
        ):
            lived = _rows(lives[moment][who], lives[place][who], *(column[who] for column in what))
            booked = np.concatenate(posted) if posted else lived[:0]
            yield from self._compare(name, _ordered(booked), _ordered(lived))

    def _compare(self, name: str, posted: Integers, lived: Integers) -> Iterator[Violation]:
        n = min(len(posted), len(lived))
        wrong = np.flatnonzero((posted[:n] != lived[:n]).any(axis=1))
        if not len(wrong) and len(posted) == len(lived):
            return
        i = int(wrong[0]) if len(wrong) else n
        rows = [rows[i] for rows in (posted, lived) if i < len(rows)]
        second, place, _, item, kg = min(tuple(int(value) for value in row) for row in rows)
        values = {"moment": name, "item": self.names.items[item], "kg": kg}
        values |= {"posted": len(posted), "lived": len(lived)}
        yield Violation("loads", second, self.names.places[place], values)


def _rows(*columns: Integers) -> Integers:
    return np.stack(columns, axis=1)


def _ordered(rows: Integers) -> Integers:
    return rows[np.lexsort(rows.T[::-1])]
