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
Terms = dict[Variable, float]
MONTHS = 24.0
"""A month's part of a demand is a whole number of kilograms, and so is what is taken of it."""
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

    def add(self, terms: Terms, limit: float, fixed: float = 0.0, sd: float = 0.0,
            most: float = math.inf) -> None:  # fmt: skip
        """Add a constraint unless it says nothing."""
        if terms and math.isfinite(limit):
            numbers = {self.number(*variable): factor for variable, factor in terms.items()}
            self.rows.append(Row(numbers, limit, fixed, sd, most))


def programme_of(places: Places, spans: Sequence[Span]) -> Programme:
    """The program of successive years, or of the design year alone.

    What is left at the end of a year is there at the start of the next. The design year is in a steady state: its run
    passes the year twice, so that as much lies anywhere at its start as at its end, but for chance.
    """
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
        self.places, self.spans, self.scenario = places, spans, places.scenario
        self.is_steady = spans[0].is_design
        self.programme = Programme()
        self.carried = self._carried()

    def make(self) -> Programme:
        for index, span in enumerate(self.spans):
            hauls: dict[str, Terms] = defaultdict(dict)
            for origin, rows in sorted(self.carried.items()):
                for stream, item in sorted(rows):
                    for to in self._ways(index, origin, item):
                        hauls[to]["haul", span.name, origin, to, stream, item] = 1.0
            self._at_sources(index)
            for id in self.scenario.facilities:
                own = hauls.get(id, {})
                if self.places.is_plant(id):
                    self._at_plant(index, id, own)
                elif self.places.is_store(id):
                    self._at_store(index, id, own)
                else:
                    self._at_sink(span, id, own)
                quota = self.places.quota(id, span)
                if quota is not None:
                    self.programme.add(own, quota, self._on_road(own))
        self._in_all()
        return self.programme

    def _carried(self) -> dict[str, set[tuple[str, str]]]:
        """(stream, item) that can be at each place: groups of sources, plants (their outputs), stores."""
        at: dict[str, set[tuple[str, str]]] = defaultdict(set)
        todo: list[tuple[str, str]] = []

        def add(place: str, stream: str, item: str) -> None:
            if (stream, item) not in at[place]:
                at[place].add((stream, item))
                todo.append((stream, item))

        for id, group in self.places.groups.items():
            for stream, parts in self.places.parts.items():
                for item, part in parts.leaving:
                    if part > 0.0 and group.parts[stream] > 0.0:
                        add(id, stream, item)
        while todo:
            stream, item = todo.pop()
            route = self.scenario.routes.get(item)
            for id in () if route is None else route.facilities:
                if self.places.is_store(id):
                    add(id, stream, item)
                for out in self.scenario.facilities[id].outputs.get(item, {}):
                    add(id, stream, out)
        return at

    def _ways(self, index: int, origin: str, item: str) -> list[str]:
        found: list[str] = self.places.ways(item, origin, self.spans[index])
        return [to for to in found if not self.places.is_plant(to) or item in self.scenario.facilities[to].outputs]

    def _leaving(self, index: int, origin: str, stream: str, item: str) -> Terms:
        """What is brought from a place in a year, and by how much its stock there grows."""
        name = self.spans[index].name
        terms: Terms = {("haul", name, origin, to, stream, item): 1.0 for to in self._ways(index, origin, item)}
        return terms | self._growth("left", index, origin, stream, item)

    def _growth(self, kind: str, index: int, place: str, stream: str, item: str) -> Terms:
        """What is left at the end of a year less what was left before it; nothing where no stock is kept."""
        if self.is_steady or (self.places.is_plant(place) and kind == "left" and self.places.sells_all(place, item)):
            return {}
        before = (kind, self.spans[index - 1].name if index else "", place, stream, item)
        grown: Terms = {(kind, self.spans[index].name, place, stream, item): 1.0}
        return grown | ({before: -1.0} if before in self.programme.variables else {})

    def _stock(self, terms: Terms, index: int) -> Terms:
        """Of some terms what is left at the end of a year."""
        return {v: 1.0 for v in terms if v[0] in ("left", "raw") and v[1] == self.spans[index].name}

    def _at_sources(self, index: int) -> None:
        span = self.spans[index]
        for id, group in self.places.groups.items():
            left: dict[str, Terms] = defaultdict(dict)
            for stream, item in sorted(self.carried.get(id, ())):
                part = group.parts[stream] * sum(p for i, p in self.places.parts[stream].leaving if i == item)
                arising = self.places.generated(stream, span)
                kg = part * (arising.value if arising.is_known else arising.most)
                terms = self._leaving(index, id, stream, item)
                rounding = 2.0 * len(group.sources) + 2.0 * MILLIONTH * arising.value
                drift, sd = self._drift(index, id, item), part * arising.sd if arising.is_known else 0.0
                if self.is_steady:
                    rounding += self._waiting(id, {("", item): 1.0})
                self.programme.add(terms, kg, rounding, math.hypot(sd, drift))
                left[stream] |= self._stock(terms, index)
            self._storage(id, left)

    def _drift(self, index: int, origin: str, item: str) -> float:
        """Standard deviation of what lies at a place at the start of the design year, by breakdowns where it goes."""
        if not self.is_steady:
            return 0.0
        plants = [to for to in self._ways(index, origin, item) if self.places.is_plant(to)]
        return math.hypot(*(self.places.capacity(to, self.spans[index], True).backlog for to in plants))

    def _storage(self, id: str, left: dict[str, Terms]) -> None:
        """What may wait at the sources of a group; a part of a load and what is on the road may come on top."""
        limits = [self.scenario.sources[s].storage for s in self.places.groups[id].sources]
        for stream, terms in left.items():
            own = [limit.get(stream) if isinstance(limit, dict) else limit for limit in limits]
            known = [limit.value for limit in own if limit is not None]
            if len(known) == len(limits):
                self.programme.add(terms, sum(known), self._waiting(id, terms))
        shared = [limit.value for limit in limits if limit is not None and not isinstance(limit, dict)]
        if len(shared) == len(limits):
            together = {v: 1.0 for terms in left.values() for v in terms}
            self.programme.add(together, sum(shared), self._waiting(id, together))

    def _waiting(self, id: str, terms: Terms) -> float:
        parts = sum(self.places.payload(variable[-1]) for variable in terms)
        return 2.0 * len(self.places.groups[id].sources) * parts + self._on_road(terms)

    def _on_road(self, terms: Terms) -> float:
        return self.places.fleet_kg({variable[-1] for variable in terms})

    def _at_plant(self, index: int, id: str, own: Terms) -> None:
        span, facility = self.spans[index], self.scenario.facilities[id]
        able = self.places.capacity(id, span, True)
        batch = max((self.places.payload(item) for item in facility.outputs), default=0.0)
        drift = able.backlog if self.is_steady else 0.0
        fed: Terms = {}
        raw: Terms = {}
        made: dict[tuple[str, str], Terms] = defaultdict(dict)
        for stream, item in sorted({(v[-2], v[-1]) for v in own} | self._raw_before(index, id)):
            work = ("fed", span.name, id, stream, item)
            fed[work] = 1.0
            terms = {work: 1.0} | {v: -1.0 for v in own if v[-2:] == (stream, item)}
            terms |= self._growth("raw", index, id, stream, item)
            fixed = batch if self.is_steady else 0.0
            self.programme.add(terms, 0.0, fixed, drift)
            self.programme.add({v: -factor for v, factor in terms.items()}, 0.0, fixed, drift)  # nothing is thrown away
            raw |= self._stock(terms, index)
            for out, share in facility.outputs[item].items():
                made[stream, out][work] = -share.value
        self.programme.add(fed, able.stated, able.fixed + batch, able.sd, able.most)
        if facility.stockpile is not None:
            self.programme.add(raw, facility.stockpile.value, batch)
        yard: Terms = {}
        for stream, out in sorted(self.carried.get(id, ())):
            terms = self._leaving(index, id, stream, out) | made.get((stream, out), {})
            rounding = 1.0 + 2.0 * MILLIONTH * (able.stated + able.most)
            if self.is_steady:
                rounding += batch + self.places.payload(out) + self._on_road({("", out): 1.0})
            self.programme.add(terms, 0.0, rounding, math.hypot(drift, self._drift(index, id, out)))
            if self.places.by_buyer(out):  # what nobody buys stays in the yard
                self.programme.add({v: -factor for v, factor in terms.items()}, 0.0, rounding, drift)
            yard |= self._stock(terms, index)
        if facility.product_yard is not None:
            self.programme.add(yard, facility.product_yard.value, batch + self._on_road(yard))

    def _raw_before(self, index: int, id: str) -> set[tuple[str, str]]:
        """What may lie in a plant's stockpile from the year before."""
        before = self.spans[index - 1].name if index else None
        return {(v[-2], v[-1]) for v in self.programme.variables if v[0] == "raw" and v[1:3] == (before, id)}

    def _at_store(self, index: int, id: str, own: Terms) -> None:
        left: Terms = {}
        for stream, item in sorted(self.carried.get(id, ())):
            terms = self._leaving(index, id, stream, item) | {v: -1.0 for v in own if v[-2:] == (stream, item)}
            fixed = self._on_road({("", item): 1.0}) if self.is_steady else 0.0
            self.programme.add(terms, 0.0, fixed, self._drift(index, id, item))
            left |= self._stock(terms, index)
        holds = self.scenario.facilities[id].holds
        if holds is not None:
            self.programme.add(left, holds.value, self._on_road(left))

    def _at_sink(self, span: Span, id: str, own: Terms) -> None:
        demand = self.places.demand(id, span)
        if demand is not None:
            weighed = {v: self.places.per_kg(id, v[-1]) for v in own}
            per = max(weighed.values(), default=1.0)
            self.programme.add(weighed, demand, per * (self._on_road(own) + MONTHS))

    def _in_all(self) -> None:
        """Voids, and demands that are not per year, over all years; the design year has all of them."""
        for id in self.scenario.facilities:
            most = self.places.in_all(id)
            if most is not None:
                hauls = [v for v in self.programme.variables if v[0] == "haul" and v[3] == id]
                own: Terms = {v: self.places.per_kg(id, v[-1]) for v in hauls}
                per = max(own.values(), default=1.0)
                self.programme.add(own, most, per * (self._on_road(own) if self.is_steady else 1.0))
