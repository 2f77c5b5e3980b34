"""What leaves a plant: sold to buyers at its yard, made up into loads, or without any lawful place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from sim.model.calendar import DAY
from sim.model.custody import Ledger
from sim.model.draws import Draws
from sim.model.entities import Route
from sim.model.loads import PURPOSES, Load, load_key
from sim.model.plants import Plant
from sim.model.sinks import Demand

_BLOCK = 256


class Products:
    """Hands a plant's outputs on as soon as they are made."""

    def __init__(
        self,
        ledger: Ledger,
        draws: Draws,
        routes: dict[str, Route],
        payloads: dict[str, int],
        buyers: dict[str, Demand],
        places: list[str],
        streams: list[str],
        enqueue: Callable[[Load], None],
    ) -> None:
        self.ledger, self.draws, self.routes, self.payloads = ledger, draws, routes, payloads
        self.buyers, self.places, self.streams, self.enqueue = buyers, places, streams, enqueue
        self.made: dict[tuple[str, str, str], int] = defaultdict(int)
        self.blocks: dict[tuple[str, str, str], list[list[float]]] = {}
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
        """A month begins: buyers take what has waited, in order of plants and items."""
        waiting, self.unsold = sorted(set(self.unsold), key=lambda w: (w[0].id, w[1], w[2])), []
        for plant, item, stream in waiting:
            self._sell(plant, item, stream, self.routes[item], now)

    def _sell(self, plant: Plant, item: str, stream: str, route: Route, now: int) -> None:
        for outlet in route.to:
            kg = plant.piles[item, stream]
            taken = self.buyers[outlet].buy(now // DAY, plant.id, stream, item, kg)
            if taken:
                plant.remove(item, stream, taken)
                plant.clear(taken, now)
        if plant.piles[item, stream]:
            self.unsold.append((plant, item, stream))

    def _load(self, plant: str, item: str, stream: str, kg: int, now: int) -> Load:
        who = plant, item, stream
        number = self.made[who]
        self.made[who] = number + 1
        if number % _BLOCK == 0:
            index = np.arange(number, number + _BLOCK, dtype=np.uint64)
            columns = [self.draws.uniforms(self.draws.key(".".join(who), p), index) for p in PURPOSES]
            self.blocks[who] = np.stack(columns, axis=1).tolist()
        key = load_key(now, self.streams.index(stream), self.places.index(plant), number)
        return Load(item, stream, plant, kg, now, key, number, self.blocks[who][number % _BLOCK])
