"""What leaves a plant: sold to buyers at its yard, made up into loads, or without any lawful place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sim.model.calendar import DAY
from sim.model.custody import OPENING
from sim.model.draws import Draws
from sim.model.entities import Route, serves
from sim.model.loads import PURPOSES
from sim.scenario.schema import Scenario
from tests.oracle.facilities import Facility
from tests.oracle.ledger import Ledger
from tests.oracle.loads import Load, uniforms_of
from tests.oracle.plants import Plant
from tests.oracle.sinks import Demand


class Products:
    """Hands a plant's outputs on as soon as they are made."""

    def __init__(
        self,
        scenario: Scenario,
        ledger: Ledger,
        draws: Draws,
        routes: dict[str, Route],
        payloads: dict[str, int],
        buyers: dict[str, tuple[Facility, Demand]],
        key_of_given: Callable[[str, str, int], int],
        enqueue: Callable[[Load], None],
    ) -> None:
        self.scenario = scenario
        self.ledger, self.draws, self.routes, self.payloads = ledger, draws, routes, payloads
        self.buyers, self.key_of_given, self.enqueue = buyers, key_of_given, enqueue
        self.made: dict[tuple[str, str, str], int] = defaultdict(int)
        self.keys: dict[tuple[str, str, str], list[Any]] = {}
        self.unsold: list[tuple[Plant, str, str]] = []

    def deliver(self, plant: Plant, item: str, stream: str, now: int) -> None:
        """Deal with the pile of an output that has just grown."""
        route = self.routes[item]
        if route.by_buyer:
            self._sell(plant, item, stream, route, now)
        elif not route.to:
            kg = plant.piles[item, stream]
            plant.remove(item, stream, kg)
            self.ledger.unserve(now // DAY, plant.id, plant.id, "no_route", stream, item, kg)
            plant.clear(kg, now)
        else:
            payload = self.payloads[item]
            while plant.piles[item, stream] >= payload:
                plant.remove(item, stream, payload)
                self.enqueue(self._load(plant.id, item, stream, payload, now))

    def sell_stock(self, now: int) -> None:
        """A day begins: buyers take what has waited, in order of plants, items and streams, opening stock last."""
        waiting, self.unsold = sorted(set(self.unsold), key=lambda w: (w[0].id, w[1], w[2] == OPENING, w[2])), []
        for plant, item, stream in waiting:
            self._sell(plant, item, stream, self.routes[item], now)

    def _sell(self, plant: Plant, item: str, stream: str, route: Route, now: int) -> None:
        for outlet in (id for id in route.to if serves(self.scenario, id, plant.id)):
            kg = plant.piles[item, stream]
            window, demand = self.buyers[outlet]
            is_open = window.opens <= now < window.closes
            taken = demand.buy(now // DAY, plant.id, stream, item, kg) if is_open else 0
            if taken:
                plant.remove(item, stream, taken)
                plant.clear(taken, now)
        if plant.piles[item, stream]:
            self.unsold.append((plant, item, stream))

    def _load(self, plant: str, item: str, stream: str, kg: int, now: int) -> Load:
        who = plant, item, stream
        if who not in self.keys:
            self.keys[who] = [self.draws.key(".".join(who), purpose) for purpose in PURPOSES]
        number = self.made[who]
        self.made[who] = number + 1
        key = self.key_of_given(plant, stream, now)
        return Load(item, stream, plant, kg, now, key, number, uniforms_of(self.keys[who], number))
