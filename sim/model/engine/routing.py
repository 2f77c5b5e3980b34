"""From routes to the engine's arrays: queues, the facilities that they lead to, and whom a place asks in what order."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.district import District
from sim.model.engine import state as st
from sim.model.entities import Route, beyond, preference_of, rounded, serves
from sim.model.laws import Laws
from sim.model.names import Names

_RULES = {"first_open": st.FIRST_OPEN, "nearest": st.NEAREST, "by_share": st.BY_SHARE}
_LEGS = ("loading", "wash", "speed_loaded", "speed_empty")

Rows = list[dict[str, Any]]
Integers = npt.NDArray[np.int64]


class Routing:
    """Queues of all fleets and their choices.

    fleets, queues: rows of FLEET and QUEUE, the queues of a fleet together; of each queue its `onward` route and the
    `store` that it starts from (None: sources and plants). choices: facilities of all queues; shares: of the choices.
    """

    def __init__(self, district: District, names: Names, routes: dict[str, Route], laws: Laws) -> None:
        self.district, self.scenario, self.names = district, district.scenario, names
        self.facility = {id: i for i, id in enumerate(names.facilities)}
        self.fleets, self.queues = Rows(), Rows()
        self.onward, self.store = list[Route](), list[str | None]()
        self.choices, self.shares = list[int](), list[float]()
        stores = [id for id in names.facilities if self.scenario.facilities[id].kind == "store"]
        for v, id in enumerate(names.fleets):
            fleet = self.scenario.fleets[id]
            first = len(self.queues)
            for item in sorted(fleet.carries):
                route = routes[item]
                if route.to and not route.by_buyer:
                    self._add(item, v, route, None)
                    for store in (x for x in stores if x in route.to):
                        self._add(item, v, beyond(route, stores), store)
            trucks = rounded(fleet.trucks.value)
            legs = {leg: laws.add(getattr(fleet, leg)) for leg in _LEGS}
            patience = -1 if fleet.divert_after is None else rounded(fleet.divert_after.value)
            row = {
                "divert_after": patience,
                "trucks": trucks,
                "idle": trucks,
                "first_queue": first,
                "last_queue": len(self.queues),
            }
            self.fleets.append(row | legs)

    def _add(self, item: str, fleet: int, route: Route, store: str | None) -> None:
        first = len(self.choices)
        self.choices += [self.facility[to] for to in route.to]
        self.shares += route.shares
        self.onward.append(route)
        self.store.append(store)
        self.queues.append(
            {
                "item": self.names.items.index(item), "fleet": fleet, "rule": _RULES[route.rule],
                "first_choice": first, "last_ruled": first + route.ruled, "last_choice": len(self.choices),
                "max_wait": -1 if route.max_wait is None else route.max_wait,
                "head": -1, "tail": -1, "reason_place": -1,
            }
        )  # fmt: skip

    def preference(self) -> Integers:
        """The choices of each queue in the order in which a place asks them; -1 behind the last."""
        preference = np.full((len(self.names.places), len(self.choices)), -1, np.int64)
        for q, route in zip(self.queues, self.onward, strict=True):
            for p, place in enumerate(self.names.places):
                asked = preference_of(self.scenario, route, place, self.district.metres[place])
                for n, i in enumerate(asked):
                    preference[p, q["first_choice"] + n] = q["first_choice"] + i
        return preference

    def leading(self) -> tuple[list[int], Integers]:
        """The queues that lead to each facility, and first and last of them by facility."""
        leading: list[int] = []
        leading_to = np.zeros((len(self.names.facilities), 2), np.int64)
        for f in range(len(leading_to)):
            leading_to[f, 0] = len(leading)
            leading += [n for n, q in enumerate(self.queues) if f in self.choices[q["first_choice"] : q["last_choice"]]]
            leading_to[f, 1] = len(leading)
        return leading, leading_to

    def store_queue(self) -> Integers:
        """The queue of an item that a store holds, by facility and item."""
        store_queue = np.full((len(self.names.facilities), len(self.names.items)), -1, np.int64)
        for n, (q, store) in enumerate(zip(self.queues, self.store, strict=True)):
            if store is not None:
                store_queue[self.facility[store], q["item"]] = n
        return store_queue

    def queue_of(self, item: int) -> int:
        """The queue of an item at sources and plants; -1 for none."""
        own = [n for n, q in enumerate(self.queues) if q["item"] == item and self.store[n] is None]
        return own[0] if own else -1

    def serves(self) -> npt.NDArray[np.bool_]:
        """Whether a facility takes what comes from a place, by place and facility."""
        rows = [[serves(self.scenario, f, place) for f in self.names.facilities] for place in self.names.places]
        return np.array(rows, np.bool_).reshape(len(self.names.places), len(self.names.facilities))
