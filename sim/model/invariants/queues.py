"""Little's identity: the time integral of a queue's length is the sum of the waits in it.

The lengths come from the journal, which knows queues and no loads; the waits from the lives of loads, whatever queue
they stood in. Both in whole seconds, so they are equal or something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.model.engine.journal import QUEUED, WAITED
from sim.model.engine.state import BROUGHT_BACK, WAITING
from sim.model.invariants.lives import OVER, Lives, is_rejected
from sim.model.invariants.postings import Integers
from sim.model.invariants.violation import Violation
from sim.model.names import Names
from sim.scenario.schema import Scenario


class Queues:
    """Integrals of lengths, and waits of which no life tells, by queue of the journal.

    queue_of(item, store): number of the queue of an item, or of what a store (facility) holds of it. n_stations: how
    many queues of the journal are stations.
    """

    def __init__(
        self, scenario: Scenario, names: Names, n_stations: int, queue_of: Callable[[int, int | None], int], end: int
    ) -> None:
        self.scenario, self.names, self.n_stations, self.queue_of, self.end = scenario, names, n_stations, queue_of, end
        self.integral: dict[int, int] = {}
        self.waits: dict[int, int] = {}
        self.length: dict[int, int] = {}

    def add(self, notes: Any) -> None:
        """Follow a journal: a load that joins adds a second for each that is left of the run, one that leaves takes."""
        changes, waits = notes[notes["what"] == QUEUED], notes[notes["what"] == WAITED]
        _sum(self.integral, changes["who"], changes["value"] * (self.end - changes["at"]))
        _sum(self.length, changes["who"], changes["value"])
        _sum(self.waits, waits["who"], waits["value"])

    def check(self, lives: Lives) -> Iterator[Violation]:
        """Compare with the waits of the lives; those not over last until the end."""
        waits = dict(self.waits)
        self._add_waiting(waits, lives)
        self._add_stations(waits, lives)
        for queue in sorted({*waits, *self.integral}):
            if self.integral.get(queue, 0) != waits.get(queue, 0):
                place, name = self._name(queue)
                values = {"queue": name, "integral": self.integral.get(queue, 0), "waits": waits.get(queue, 0)}
                yield Violation("little", self.end, place, values)

    def _add_waiting(self, waits: dict[int, int], lives: Lives) -> None:
        """From release to dispatch."""
        first, facilities = len(self.names.sources), self.names.facilities
        seconds = np.where(lives.use == WAITING, self.end, lives["dispatched"]) - lives["release"]
        for place, item in np.unique(np.stack([lives["origin"], lives["item"]], axis=1), axis=0).tolist():
            is_store = place >= first and self.scenario.facilities[facilities[place - first]].kind == "store"
            queue = self.n_stations + self.queue_of(item, place - first if is_store else None)
            mine = (lives["origin"] == place) & (lives["item"] == item)
            waits[queue] = waits.get(queue, 0) + int(seconds[mine].sum())

    def _add_stations(self, waits: dict[int, int], lives: Lives) -> None:
        first, sent_out = len(self.names.sources), lives.use != WAITING
        rejected = is_rejected(lives)
        turned = ((lives.use == OVER) | (lives.use == BROUGHT_BACK)) & (lives["weigh_in"] < 0)  # never joined
        steps = (
            ("arrived", "weigh_in", sent_out & ~turned),
            ("weighed_in", "tipping", sent_out & ~rejected),
            ("tipped", "weigh_out", sent_out),
        )
        for step, (come, served, who) in enumerate(steps):
            mine = who & (lives[come] >= 0)
            stations = 3 * (lives["destination"][mine] - first) + step
            _sum(waits, stations, lives.or_end(served)[mine] - lives[come][mine])
        for place, id in enumerate(self.names.sources):
            if self.scenario.sources[id].loaders is not None:
                mine = sent_out & (lives["origin"] == place)
                seconds = int((lives.or_end("loading")[mine] - lives["dispatched"][mine]).sum())
                station = 3 * len(self.names.facilities) + place
                waits[station] = waits.get(station, 0) + seconds

    def _name(self, queue: int) -> tuple[str, str]:
        """Place and service that a queue waits for."""
        gates = 3 * len(self.names.facilities)
        if queue < gates:
            return self.names.facilities[queue // 3], ("weigh_in", "tipping", "weigh_out")[queue % 3]
        if queue < self.n_stations:
            return self.names.sources[queue - gates], "loading"
        stores = (None, *range(len(self.names.facilities)))
        of = {self.queue_of(i, store): (i, store) for i in range(len(self.names.items)) for store in stores}
        item, store = of[queue - self.n_stations]
        id = self.names.items[item]
        return id if store is None else f"{self.names.facilities[store]}.{id}", "dispatched"


def _sum(sums: dict[int, int], who: Integers, values: Integers) -> None:
    """Add to the sum of each key."""
    keys, place = np.unique(who, return_inverse=True)
    totals = np.zeros(len(keys), np.int64)
    np.add.at(totals, place, values)
    for key, total in zip(keys.tolist(), totals.tolist(), strict=True):
        sums[key] = sums.get(key, 0) + total
