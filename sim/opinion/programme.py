"""The linear program of a plan: how much could go where in each span, and what limits it.

Variables, all in kg and at least 0, by span y, stream s and item i:

- haul (y, from, to, s, i): brought from sources, a plant or a store to a facility of the item's route;
- left (y, place, s, i): still waiting at sources, in a plant's yard or in a store at the end of the span;
- fed (y, plant, s, i): worked up by a plant; raw (y, plant, s, i): still in its stockpile at the end.

Every constraint is of the form `sum of variables <= limit`; what may be thrown away need not be a variable.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.opinion.places import Counting, Places
from sim.opinion.span import Span

Variable = tuple[str, ...]
MILLIONTH = 1e-6
"""Shares are kept in millionths."""


@dataclass(frozen=True)
class Row:
    """A constraint, and by how much the simulation may exceed its limit.

    fixed: by loads that are whole and mass on the road; sd: standard deviation by chance; most: what chance can do at
    most.
    """

    terms: dict[int, float]
    limit: float
    fixed: float = 0.0
    sd: float = 0.0
    most: float = math.inf


@dataclass
class Programme:
    """Variables by their number, and constraints."""

    variables: dict[Variable, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def number(self, *variable: str) -> int:
        """The number of a variable, a new one where need be."""
        return self.variables.setdefault(variable, len(self.variables))

    def add(self, terms: dict[Variable, float], limit: float, fixed: float = 0.0, sd: float = 0.0,
            most: float = math.inf) -> None:  # fmt: skip
        """Add a constraint unless it says nothing."""
        if terms and math.isfinite(limit):
            numbers = {self.number(*variable): factor for variable, factor in terms.items()}
            self.rows.append(Row(numbers, limit, fixed, sd, most))


def programme_of(places: Places, spans: Sequence[Span]) -> Programme:
    """The program of successive spans; what is left at the end of one is there at the start of the next."""
    return _Maker(places, spans).make()


def worth(programme: Programme, counting: Counting, span: str) -> dict[int, float]:
    """What a unit of each variable adds to a reading's numerator in a span."""
    values: dict[int, float] = {}
    places = counting.places
    for (kind, year, *names), number in programme.variables.items():
        if year != span:
            continue
        if kind == "haul":
            origin, to, stream, item = names
            value = counting.arrival(origin, to, stream, item)
        elif kind == "fed":
            plant, stream, item = names
            outputs = places.scenario.facilities[plant].outputs[item]
            value = sum(share.value * counting.made(plant, stream, out) for out, share in outputs.items())
        else:
            continue
        if value:
            values[number] = value
    return values


class _Maker:
    def __init__(self, places: Places, spans: Sequence[Span]) -> None:
        self.places, self.spans = places, spans
        self.scenario = places.scenario
        self.programme = Programme()
        self.carried = self._carried()

    def make(self) -> Programme:
        for index, span in enumerate(self.spans):
            before = str(index - 1) if index else None
            into: dict[str, dict[Variable, float]] = defaultdict(dict)
            for origin, rows in self._origins().items():
                for stream, item in rows:
                    for to in self.places.ways(item, origin, span):
                        if not self.places.is_plant(to) or item in self.scenario.facilities[to].outputs:
                            into[to][self._name(index), origin, to, stream, item] = 1.0
            hauls = {to: {("haul", *key): 1.0 for key in keys} for to, keys in into.items()}
            self._at_sources(span, index, before)
            for id in self.scenario.facilities:
                own = hauls.get(id, {})
                if self.places.is_plant(id):
                    self._at_plant(span, index, before, id, own)
                elif self.places.is_store(id):
                    self._at_store(index, before, id, own)
                else:
                    self._at_sink(span, id, own)
                quota = self.places.quota(id, span)
                if quota is not None:
                    self.programme.add(own, quota, self._on_road(own))
        self._in_all()
        return self.programme

    def _name(self, index: int) -> str:
        return self.spans[index].name or f"#{index}"

    def _before(self, index: int, before: str | None, *names: str) -> dict[Variable, float]:
        """What was left at the end of the span before, with a minus."""
        kind, *rest = names
        return {} if before is None else {(kind, self._name(index - 1), *rest): -1.0}

    def _carried(self) -> dict[str, set[tuple[str, str]]]:
        """(stream, item) that can be at each place: groups of sources, plants (their outputs), stores."""
        at: dict[str, set[tuple[str, str]]] = defaultdict(set)
        todo: list[tuple[str, str, str]] = []

        def add(place: str, stream: str, item: str) -> None:
            if (stream, item) not in at[place]:
                at[place].add((stream, item))
                todo.append((place, stream, item))

        for group in self.places.groups:
            for stream, parts in self.places.parts.items():
                for item, part in parts.leaving:
                    if part > 0.0 and self.places.groups[group].parts[stream] > 0.0:
                        add(group, stream, item)
        while todo:
            _, stream, item = todo.pop()
            route = self.scenario.routes.get(item)
            for id in () if route is None else route.facilities:
                if self.places.is_store(id):
                    add(id, stream, item)
                for out in self.scenario.facilities[id].outputs.get(item, {}):
                    add(id, stream, out)
        return at

    def _origins(self) -> dict[str, list[tuple[str, str]]]:
        return {place: sorted(rows) for place, rows in sorted(self.carried.items())}

    def _outgoing(self, index: int, origin: str, stream: str, item: str) -> dict[Variable, float]:
        """What leaves a place in a span and what is left at its end."""
        terms: dict[Variable, float] = {("left", self._name(index), origin, stream, item): 1.0}
        for to in self.places.ways(item, origin, self.spans[index]):
            if not self.places.is_plant(to) or item in self.scenario.facilities[to].outputs:
                terms["haul", self._name(index), origin, to, stream, item] = 1.0
        return terms

    def _at_sources(self, span: Span, index: int, before: str | None) -> None:
        for id, group in self.places.groups.items():
            left: dict[str, dict[Variable, float]] = defaultdict(dict)
            for stream, item in sorted(self.carried[id]):
                part = group.parts[stream] * sum(p for i, p in self.places.parts[stream].leaving if i == item)
                arising = self.places.generated(stream, span)
                kg = part * (arising.value if arising.is_known else arising.most)
                terms = self._outgoing(index, id, stream, item) | self._before(index, before, "left", id, stream, item)
                rounding = 2.0 * len(group.sources) + 2.0 * MILLIONTH * arising.value
                self.programme.add(terms, kg, rounding, part * arising.sd if arising.is_known else 0.0)
                left[stream]["left", self._name(index), id, stream, item] = 1.0
            self._storage(id, left)

    def _storage(self, id: str, left: dict[str, dict[Variable, float]]) -> None:
        """What may wait at the sources of a group; a part of a load and what is on the road may come on top."""
        limits = [self.scenario.sources[s].storage for s in self.places.groups[id].sources]
        if any(limit is None for limit in limits):
            return
        together: dict[Variable, float] = {}
        most = 0.0
        for stream, terms in left.items():
            own = [limit.get(stream) if isinstance(limit, dict) else limit for limit in limits]
            if all(isinstance(limit, dict) for limit in limits) and all(own):
                self.programme.add(terms, sum(q.value for q in own if q is not None), self._waiting(id, terms))
            together |= terms
        if not any(isinstance(limit, dict) for limit in limits):
            most = sum(limit.value for limit in limits if limit is not None and not isinstance(limit, dict))
            self.programme.add(together, most, self._waiting(id, together))

    def _waiting(self, id: str, terms: dict[Variable, float]) -> float:
        parts = sum(self.places.payload(variable[-1]) for variable in terms)
        return 2.0 * len(self.places.groups[id].sources) * parts + self._on_road(terms)

    def _on_road(self, terms: dict[Variable, float]) -> float:
        return self.places.fleet_kg({variable[-1] for variable in terms})

    def _at_plant(self, span: Span, index: int, before: str | None, id: str, own: dict[Variable, float]) -> None:
        name, facility = self._name(index), self.scenario.facilities[id]
        keys = sorted({(variable[-2], variable[-1]) for variable in own} | self._fed_before(index, id))
        able = self.places.capacity(id, span, True)
        batch = max((self.places.payload(item) for item in facility.outputs), default=0.0)
        fed: dict[Variable, float] = {}
        raw: dict[Variable, float] = {}
        made: dict[tuple[str, str], dict[Variable, float]] = defaultdict(dict)
        for stream, item in keys:
            work, rest = ("fed", name, id, stream, item), ("raw", name, id, stream, item)
            fed[work] = raw[rest] = 1.0
            came = {v: -1.0 for v in own if v[-2:] == (stream, item)}
            held = self._before(index, before, "raw", id, stream, item)
            self.programme.add({work: 1.0, rest: 1.0} | came | held, 0.0)
            for out, share in facility.outputs[item].items():
                made[stream, out][work] = -share.value
        self.programme.add(fed, able.stated, able.fixed + batch, able.sd, able.most)
        if facility.stockpile is not None:
            self.programme.add(raw, facility.stockpile.value, batch)
        yard: dict[Variable, float] = {}
        for stream, out in sorted(self.carried[id]):
            terms = self._outgoing(index, id, stream, out) | made.get((stream, out), {})
            terms |= self._before(index, before, "left", id, stream, out)
            self.programme.add(terms, 0.0, 1.0 + 2.0 * MILLIONTH * (able.stated + able.most))
            yard["left", name, id, stream, out] = 1.0
        if facility.product_yard is not None:
            self.programme.add(yard, facility.product_yard.value, batch + self._on_road(yard))

    def _fed_before(self, index: int, id: str) -> set[tuple[str, str]]:
        """What may lie in a plant's stockpile from the span before."""
        if not index:
            return set()
        names = [v for v in self.programme.variables if v[0] == "raw" and v[1:3] == (self._name(index - 1), id)]
        return {(v[-2], v[-1]) for v in names}

    def _at_store(self, index: int, before: str | None, id: str, own: dict[Variable, float]) -> None:
        left: dict[Variable, float] = {}
        for stream, item in sorted(self.carried[id]):
            terms = self._outgoing(index, id, stream, item) | {v: -1.0 for v in own if v[-2:] == (stream, item)}
            self.programme.add(terms | self._before(index, before, "left", id, stream, item), 0.0)
            left["left", self._name(index), id, stream, item] = 1.0
        holds = self.scenario.facilities[id].holds
        if holds is not None:
            self.programme.add(left, holds.value, self._on_road(left))

    def _at_sink(self, span: Span, id: str, own: dict[Variable, float]) -> None:
        demand = self.places.demand(id, span)
        if demand is not None:
            weighed = {v: self.places.per_kg(id, v[-1]) for v in own}
            per = max(weighed.values(), default=1.0)
            self.programme.add(weighed, demand, per * (self._on_road(own) + 24.0))

    def _in_all(self) -> None:
        """Voids, and demands that are not per year, over all spans; in the design run each pass begins anew."""
        for id in self.scenario.facilities:
            most = self.places.in_all(id)
            if most is None:
                continue
            hauls = [v for v in self.programme.variables if v[0] == "haul" and v[3] == id]
            passes = {v[1] for v in hauls} if any(span.is_design for span in self.spans) else {""}
            for one in sorted(passes):
                own = {v: self.places.per_kg(id, v[-1]) for v in hauls if not one or v[1] == one}
                per = max(own.values(), default=1.0)
                self.programme.add(own, most, per * self._on_road(own) if one else 1e-3)
