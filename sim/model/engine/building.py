"""From a district to the engine's arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.custody import GENERATION, IN_TRANSIT, UNSERVED
from sim.model.cycle import TRACE
from sim.model.district import District
from sim.model.engine import state as st
from sim.model.engine.routing import Routing
from sim.model.entities import (
    kg_or_none,
    millilitres_per_kg,
    payloads_of,
    quota_of,
    rounded,
    route_of,
    void_of,
    yields_of,
)
from sim.model.laws import Laws
from sim.model.loads import BIRTH, POST, PURPOSES, Generation
from sim.model.opening import opening_stocks
from sim.scenario import schema
from sim.scenario.masses import fate_of

SOME = 1024
"""Initial length of arrays that grow."""

_KINDS = {
    "sorting": st.PLANT, "recycling": st.PLANT, "mobile": st.PLANT, "terminal": st.PLANT,
    "store": st.STORE, "landfill": st.LANDFILL, "backfill": st.DEMAND, "outlet": st.DEMAND, "export": st.DEMAND,
}  # fmt: skip
"""What happens after tipping at each kind of facility of the scenario file."""

Row = dict[str, Any]
Rows = list[Row]


def build(district: District, generation: Generation, trace: bool, journal: bool) -> st.State:
    """The memory of a load cycle at its start."""
    return _Builder(district, generation).state(trace, journal)


class _Builder:
    """Holds what the parts need of one another while they are made."""

    def __init__(self, district: District, generation: Generation) -> None:
        self.district, self.generation, self.names = district, generation, generation.names
        self.scenario, self.draws = district.scenario, district.draws
        self.laws = Laws(district.draws.randomness)
        self.routes = {id: route_of(route) for id, route in sorted(self.scenario.routes.items())}
        self.payloads = payloads_of(self.scenario)
        self.facility = {id: i for i, id in enumerate(self.names.facilities)}
        self.item = {id: i for i, id in enumerate(self.names.items)}
        self.account = {id: i for i, id in enumerate(self.names.accounts)}
        self.keys = list(generation.keys)
        self.hours: list[tuple[int, int]] = []
        self.stocks, self.yards = ({}, {}) if generation.opening is None else opening_stocks(self.scenario)

    def state(self, trace: bool, journal: bool) -> st.State:
        names, f, i, s = self.names, len(self.names.facilities), len(self.names.items), len(self.names.tracked)
        volumes = self._volumes()
        facilities = [self._facility(id, volumes) for id in names.facilities]
        routing = Routing(self.district, names, self.routes, self.laws)
        items, outlets = self._items(routing)
        outputs, outputs_of = self._outputs()
        piles, pile_of = self._piles(outputs, outputs_of)
        areas, area_of = self._areas()
        leading, leading_to = routing.leading()
        ways, way_of = self._ways()
        return st.State(
            clock=self._clock(trace, journal, outputs, outputs_of, routing.fleets),
            heap=np.zeros(SOME, st.EVENT),
            commands=np.zeros(64, st.COMMAND),
            births=np.zeros(len(self.generation.loads), BIRTH),
            posts=np.zeros(len(self.generation.posts), POST),
            loads=linked(np.zeros(0, st.LOAD), SOME),
            batches=linked(np.zeros(0, st.BATCH_RECORD), SOME),
            facilities=table(facilities, st.FACILITY),
            plants=table([self._plant(id) for id in names.facilities], st.PLANT_RECORD),
            state_seconds=np.zeros((f, 5), np.int64),
            fleets=table(routing.fleets, st.FLEET),
            busy_seconds=np.zeros((len(names.fleets), 24), np.int64),
            queues=table(routing.queues, st.QUEUE),
            stations=table(self._stations(), st.STATION),
            outside=table([{"head": -1, "tail": -1}] * f, st.LINE),
            areas=table(areas, st.AREA),
            area_of=area_of,
            items=table(items, st.ITEM),
            outlets=np.array(outlets, np.int64),
            outputs=table(outputs, st.OUTPUT),
            outputs_of=outputs_of,
            processed=np.zeros((f, i, s), np.int64),
            piles=table(piles, st.PILE),
            pile_of=pile_of,
            choices=np.array(routing.choices, np.int64),
            shares=np.array(routing.shares, np.float64),
            preference=routing.preference(),
            leading=np.array(leading, np.int64),
            leading_to=leading_to,
            store_queue=routing.store_queue(),
            priority=self._priority(),
            metres=self._metres(),
            way_of=way_of,
            ways=table(ways, st.WAY),
            on_road=self._on_road(),
            rejected=self._rejected(),
            serves=routing.serves(),
            volumes=volumes,
            hours=np.array(self.hours, np.int64).reshape(-1, 2),
            keys=np.array(self.keys, np.uint64).reshape(-1, len(PURPOSES)),
            laws=self.laws.table(),
            held=np.zeros(len(names.accounts), np.int64),
            slots=empty_slots(8 * SOME),
            rows=np.zeros(2 * SOME, st.ROW),
            log=np.zeros(64 * SOME, st.ROW),
            gate_waits=np.zeros(64 * SOME, st.WAIT),
            fleet_waits=np.zeros(64 * SOME, st.WAIT),
            trace=np.zeros(SOME if trace else 0, TRACE),
            journal=np.zeros(64 * SOME if journal else 0, st.NOTE),
            passes=np.zeros((len(names.places), 24), np.int64),
            scratch=np.zeros(len(routing.queues) + len(routing.choices) + 1, np.int64),
            freed=np.zeros(f + 1, np.int64),
            special=np.array([self.account[a] for a in (GENERATION, IN_TRANSIT, UNSERVED)] + [self._first_fleet()]),
        )

    def _first_fleet(self) -> int:
        return len(self.names.accounts) - len(self.names.fleets)

    def _clock(self, trace: bool, journal: bool, outputs: Rows, outputs_of: npt.NDArray[np.int64], fleets: Rows) -> Any:
        heaviest = max(self.payloads.values(), default=0)
        most = 0
        for first, last in outputs_of.reshape(-1, 2):
            made = outputs[first:last]
            parts = [(heaviest * (o["upper"] - o["lower"]) // 10**6 + 1, self._payload(o["item"])) for o in made]
            most = max(most, sum(kg // payload + 1 for kg, payload in parts))
        clock = np.zeros(1, st.CLOCK)
        clock["free_loads"] = clock["free_batches"] = SOME
        clock["keeps_trace"], clock["keeps_journal"], clock["product_loads"] = trace, journal, most
        clock["trucks"], clock["sources"] = sum(v["trucks"] for v in fleets), len(self.names.sources)
        piles = outputs_of.shape[0] * outputs_of.shape[1] * len(self.names.tracked)
        clock["postings"] = 8 * (int(clock["trucks"][0]) + piles + len(self.generation.posts) + 8)
        clock["notes"] = 2 * (clock["postings"] + clock["product_loads"])
        return clock

    def _payload(self, item: int) -> int:
        return self.payloads.get(self.names.items[item], 10**15)

    # facilities

    def _facility(self, id: str, volumes: npt.NDArray[np.float64]) -> dict[str, Any]:
        facility, district = self.scenario.facilities[id], self.district
        first = len(self.hours)
        self.hours += zip(district.hours[id].starts, district.hours[id].ends, strict=True)
        row: dict[str, Any] = {"exhausted_at": -1}
        row |= {"kind": _KINDS[facility.kind], "opens": district.opens[id], "closes": district.closes[id]}
        row |= {"scheduled_closing": district.closes[id]}
        row |= {"first_hour": first, "last_hour": len(self.hours), "hour": first}
        quota, is_yearly = quota_of(facility)
        row |= {"quota": -1 if quota is None else quota, "is_yearly": is_yearly}
        row |= dict.fromkeys(("stock", "stock_peak"), self.stocks.get(id, 0))
        gate = facility.gate
        laws = {n: self.laws.constant(0.0) if gate is None else self.laws.add(getattr(gate, n)) for n in _GATE_LAWS}
        return row | laws | _INSIDE[row["kind"]](self, id, facility, volumes[self.facility[id]])

    def _yard(self, id: str, facility: schema.Facility, volumes: Any) -> dict[str, Any]:
        return {"limit": kg_or_none(facility.holds if facility.kind == "store" else facility.stockpile)}

    def _landfill(self, id: str, facility: schema.Facility, volumes: Any) -> dict[str, Any]:
        void = void_of(facility)
        items = [item for item, route in self.routes.items() if id in route.to and item in self.payloads]
        smallest = min((rounded(self.payloads[item] * volumes[self.item[item]]) for item in items), default=0)
        row = {"void": void, "void_left": void, "smallest": smallest, "fate": self.account[fate_of(facility)]}
        opens, closes = self.district.opens[id], self.district.closes[id]
        is_full = void < smallest and opens < self.district.days.end
        return row | ({"exhausted_at": opens, "closes": min(opens, closes)} if is_full else {})

    def _demand(self, id: str, facility: schema.Facility, volumes: Any) -> dict[str, Any]:
        row = {"fate": self.account[fate_of(facility)], "demand": -1, "by_volume": 0}
        if facility.demand is not None:
            row["by_volume"] = facility.demand.unit.startswith("compacted_m3")
            row["demand"] = rounded(facility.demand.value * (1_000_000 if row["by_volume"] else 1))
            if not facility.demand.unit.endswith("/a"):
                row |= {"is_once": 1, "left": row["demand"]}
        return row

    def _plant(self, id: str) -> dict[str, Any]:
        return {
            "head": -1, "tail": -1, "is_sound": 1, "yard": self.yards.get(id, 0),
            "yard_limit": kg_or_none(self.scenario.facilities[id].product_yard),
        }  # fmt: skip

    def _stations(self) -> Rows:
        servers: list[int] = []
        for id in self.names.facilities:
            gate = self.scenario.facilities[id].gate
            lanes = -1 if gate is None else rounded(gate.lanes.value)
            bays = -1 if gate is None or gate.bays is None else rounded(gate.bays.value)
            servers += [lanes, bays, lanes]
        for id in self.names.sources:
            loaders = self.scenario.sources[id].loaders
            servers.append(-1 if loaders is None else rounded(loaders.value))
        return [{"servers": n, "head": -1, "tail": -1} for n in servers]

    def _volumes(self) -> npt.NDArray[np.float64]:
        volumes = np.full((len(self.names.facilities), len(self.names.items)), np.nan)
        for id, f in self.facility.items():
            for item in self.scenario.facilities[id].accepts:
                volume = millilitres_per_kg(self.scenario, item)
                volumes[f, self.item[item]] = np.nan if volume is None else volume
        return volumes

    def _priority(self) -> npt.NDArray[np.int64]:
        priority = np.zeros((len(self.names.facilities), len(self.names.items)), np.int64)
        for id, f in self.facility.items():
            for rank, item in enumerate(self.scenario.facilities[id].accepts):
                priority[f, self.item[item]] = rank
        return priority

    def _metres(self) -> npt.NDArray[np.int64]:
        metres = np.full((len(self.names.places), len(self.names.facilities)), -1, np.int64)
        for p, place in enumerate(self.names.places):
            for id, distance in self.district.metres[place].items():
                metres[p, self.facility[id]] = distance
        return metres

    def _ways(self) -> tuple[Rows, npt.NDArray[np.int64]]:
        """Legs with hours: equal hours are kept once."""
        ways, known = Rows(), dict[int, int]()
        way_of = np.full((len(self.names.places), len(self.names.facilities)), -1, np.int64)
        for (place, facility), hours in self.district.roads.legs.items():
            if id(hours) not in known:
                known[id(hours)] = len(ways)
                first = len(self.hours)
                self.hours += zip(hours.starts, hours.ends, strict=True)
                ways.append({"first_hour": first, "last_hour": len(self.hours), "hour": first})
            way_of[self.names.places.index(place), self.facility[facility]] = known[id(hours)]
        return ways, way_of

    def _on_road(self) -> npt.NDArray[np.bool_]:
        rows = [[id in reached for id in self.names.facilities] for reached in self.district.roads.reached.values()]
        return np.array(rows, np.bool_).reshape(len(rows), len(self.names.facilities))

    def _rejected(self) -> npt.NDArray[np.float64]:
        rejected = np.zeros((len(self.names.facilities), len(self.names.items)), np.float64)
        for id, f in self.facility.items():
            for item, share in self.scenario.facilities[id].rejects.items():
                rejected[f, self.item[item]] = share.value
        return rejected

    # sources

    def _areas(self) -> tuple[Rows, npt.NDArray[np.int64]]:
        areas: Rows = []
        area_of = np.zeros((len(self.names.sources), len(self.names.streams)), np.int64)
        for p, id in enumerate(self.names.sources):
            storage = self.scenario.sources[id].storage
            if isinstance(storage, dict):
                area_of[p] = range(len(areas), len(areas) + len(self.names.streams))
                areas += [{"limit": kg_or_none(storage.get(s))} for s in self.names.streams]
            else:
                area_of[p] = len(areas)
                areas.append({"limit": kg_or_none(storage)})
        return areas, area_of

    # plants' outputs

    def _items(self, routing: Routing) -> tuple[Rows, list[int]]:
        items: Rows = []
        outlets: list[int] = []
        for i, id in enumerate(self.names.items):
            route = self.routes.get(id)
            is_sold = route is not None and route.by_buyer and bool(route.to)
            first = len(outlets)
            if route is not None and is_sold:
                outlets += [self.facility[to] for to in route.to]
            items.append(
                {
                    "queue": routing.queue_of(i), "payload": self.payloads.get(id, 0), "is_sold": is_sold,
                    "first_outlet": first, "last_outlet": len(outlets),
                }
            )  # fmt: skip
        return items, outlets

    def _outputs(self) -> tuple[Rows, npt.NDArray[np.int64]]:
        outputs: Rows = []
        outputs_of = np.zeros((len(self.names.facilities), len(self.names.items), 2), np.int64)
        for id, f in self.facility.items():
            for item, made in yields_of(self.scenario.facilities[id]).items():
                first, lower = len(outputs), 0
                for output, upper in zip(made.outputs, made.cumulative, strict=True):
                    outputs.append({"item": self.item[output], "lower": lower, "upper": upper})
                    lower = upper
                outputs_of[f, self.item[item]] = first, len(outputs)
        return outputs, outputs_of

    def _piles(self, outputs: Rows, outputs_of: npt.NDArray[np.int64]) -> tuple[Rows, npt.NDArray[np.int64]]:
        """One pile per plant, output and stream, in this order; those that are hauled have random keys of their own."""
        piles: Rows = []
        pile_of = np.full((*outputs_of.shape[:2], len(self.names.tracked)), -1, np.int64)
        for id, f in self.facility.items():
            made = {o["item"] for first, last in outputs_of[f] for o in outputs[first:last]}
            for item in sorted(made):
                for s, stream in enumerate(self.names.tracked):
                    pile_of[f, item, s] = len(piles)
                    piles.append({"facility": f, "item": item, "stream": s, "draws": len(self.keys)})
                    who = f"{id}.{self.names.items[item]}.{stream}"
                    self.keys.append(np.array([self.draws.key(who, p) for p in PURPOSES], np.uint64))
        return piles, pile_of


_GATE_LAWS = ("weigh_in", "tipping", "weigh_out")
_INSIDE: dict[int, Callable[[_Builder, str, schema.Facility, Any], dict[str, Any]]] = {
    st.PLANT: _Builder._yard,
    st.STORE: _Builder._yard,
    st.LANDFILL: _Builder._landfill,
    st.DEMAND: _Builder._demand,
}


def table(rows: Rows, dtype: np.dtype[np.void]) -> Any:
    """Records from rows of named values; what a row does not name is 0."""
    array = np.zeros(len(rows), dtype)
    for n, row in enumerate(rows):
        for name, value in row.items():
            array[n][name] = value
    return array


def linked(old: Any, length: int) -> Any:
    """A longer array of records whose new ones form a list of free records."""
    new = np.zeros(length, old.dtype)
    new[: len(old)] = old
    new["next"][len(old) :] = np.arange(len(old) + 1, length + 1)
    return new


def empty_slots(length: int) -> Any:
    """A hash table without keys."""
    slots = np.zeros(length, st.SLOT)
    slots["row"] = -1
    return slots
