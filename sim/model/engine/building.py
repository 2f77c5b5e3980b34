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
from sim.model.entities import fate_of, millilitres_per_kg, payloads_of, rounded, route_of, yields_of
from sim.model.laws import Laws
from sim.model.loads import BIRTH, POST, PURPOSES, Generation
from sim.scenario import schema

SOME = 1024
"""Initial length of arrays that grow."""

_KINDS = {
    "sorting": st.PLANT, "recycling": st.PLANT, "mobile": st.PLANT, "store": st.STORE, "landfill": st.LANDFILL,
    "backfill": st.DEMAND, "outlet": st.DEMAND, "export": st.DEMAND,
}  # fmt: skip
"""What happens after tipping at each kind of facility of the scenario file."""

_RULES = {"first_open": st.FIRST_OPEN, "nearest": st.NEAREST, "by_share": st.BY_SHARE}

Row = dict[str, Any]
Rows = list[Row]


def build(district: District, generation: Generation, trace: bool) -> st.State:
    """The memory of a load cycle at its start."""
    return _Builder(district, generation).state(trace)


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

    def state(self, trace: bool) -> st.State:
        names, f, i, s = self.names, len(self.names.facilities), len(self.names.items), len(self.names.streams)
        volumes = self._volumes()
        facilities = [self._facility(id, volumes) for id in names.facilities]
        fleets, queues, choices, shares = self._queues()
        items, outlets = self._items(queues)
        outputs, outputs_of = self._outputs()
        piles, pile_of = self._piles(outputs, outputs_of)
        areas, area_of = self._areas()
        leading, leading_to = self._leading(queues, choices)
        return st.State(
            clock=self._clock(trace, outputs, outputs_of, fleets),
            heap=np.zeros(SOME, st.EVENT),
            commands=np.zeros(64, st.COMMAND),
            births=np.zeros(len(self.generation.loads), BIRTH),
            posts=np.zeros(len(self.generation.posts), POST),
            loads=linked(np.zeros(0, st.LOAD), SOME),
            batches=linked(np.zeros(0, st.BATCH_RECORD), SOME),
            facilities=table(facilities, st.FACILITY),
            plants=table([self._plant(id) for id in names.facilities], st.PLANT_RECORD),
            state_seconds=np.zeros((f, 5), np.int64),
            fleets=table(fleets, st.FLEET),
            queues=table([{k: v for k, v in q.items() if k != "store"} for q in queues], st.QUEUE),
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
            choices=np.array(choices, np.int64),
            shares=np.array(shares, np.float64),
            preference=self._preference(queues, choices),
            leading=np.array(leading, np.int64),
            leading_to=leading_to,
            store_queue=self._store_queue(queues),
            priority=self._priority(),
            metres=self._metres(),
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
            passes=np.zeros((len(names.places), 24), np.int64),
            scratch=np.zeros(len(queues) + len(choices) + 1, np.int64),
            freed=np.zeros(f + 1, np.int64),
            special=np.array([self.account[a] for a in (GENERATION, IN_TRANSIT, UNSERVED)] + [self._first_fleet()]),
        )

    def _first_fleet(self) -> int:
        return len(self.names.accounts) - len(self.names.fleets)

    def _clock(self, trace: bool, outputs: Rows, outputs_of: npt.NDArray[np.int64], fleets: Rows) -> Any:
        heaviest = max(self.payloads.values(), default=0)
        most = 0
        for first, last in outputs_of.reshape(-1, 2):
            made = outputs[first:last]
            parts = [(heaviest * (o["upper"] - o["lower"]) // 10**6 + 1, self._payload(o["item"])) for o in made]
            most = max(most, sum(kg // payload + 1 for kg, payload in parts))
        clock = np.zeros(1, st.CLOCK)
        clock["free_loads"] = clock["free_batches"] = SOME
        clock["keeps_trace"], clock["product_loads"] = trace, most
        clock["trucks"], clock["sources"] = sum(v["trucks"] for v in fleets), len(self.names.sources)
        piles = outputs_of.shape[0] * outputs_of.shape[1] * len(self.names.streams)
        clock["postings"] = 8 * (int(clock["trucks"][0]) + piles + len(self.generation.posts) + 8)
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
        gate = facility.gate
        laws = {n: self.laws.constant(0.0) if gate is None else self.laws.add(getattr(gate, n)) for n in _GATE_LAWS}
        return row | laws | _INSIDE[row["kind"]](self, id, facility, volumes[self.facility[id]])

    def _yard(self, id: str, facility: schema.Facility, volumes: Any) -> dict[str, Any]:
        return {"limit": kg_or_none(facility.holds if facility.kind == "store" else facility.stockpile)}

    def _landfill(self, id: str, facility: schema.Facility, volumes: Any) -> dict[str, Any]:
        assert facility.void is not None
        filled = 0.0 if facility.existing_fill is None else facility.existing_fill.value
        cover = 0.0 if facility.cover_share is None else facility.cover_share.value
        void = rounded((facility.void.value * (1.0 - cover) - filled) * 1_000_000)
        items = [item for item, route in self.routes.items() if id in route.to and item in self.payloads]
        smallest = min((rounded(self.payloads[item] * volumes[self.item[item]]) for item in items), default=0)
        intake = kg_or_none(facility.daily_intake)
        return {
            "void": void, "void_left": void, "smallest": smallest, "daily_intake": intake, "daily_left": intake,
            "fate": self.account[fate_of(facility)],
        }  # fmt: skip

    def _demand(self, id: str, facility: schema.Facility, volumes: Any) -> dict[str, Any]:
        row = {"fate": self.account[fate_of(facility)], "demand": -1, "by_volume": 0}
        if facility.demand is not None:
            row["by_volume"] = facility.demand.unit == "compacted_m3/a"
            row["demand"] = rounded(facility.demand.value * (1_000_000 if row["by_volume"] else 1))
        return row

    def _plant(self, id: str) -> dict[str, Any]:
        return {
            "head": -1, "tail": -1, "is_sound": 1, "yard_limit": kg_or_none(self.scenario.facilities[id].product_yard)
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

    # queues and routes

    def _queues(self) -> tuple[Rows, Rows, list[int], list[float]]:
        """Fleets, queues (those of a fleet together; `store` for what waits in one), choices and their shares."""
        fleets, queues, choices, shares = list[dict[str, Any]](), list[dict[str, Any]](), list[int](), list[float]()
        stores = [id for id in self.names.facilities if self.scenario.facilities[id].kind == "store"]
        for v, id in enumerate(self.names.fleets):
            fleet = self.scenario.fleets[id]
            first = len(queues)
            for item in sorted(fleet.carries):
                route = self.routes[item]
                if not route.to or route.by_buyer:
                    continue
                for store in (None, *(x for x in stores if x in route.to)):
                    begin = len(choices)
                    for to, share in zip(route.to, route.shares, strict=True):
                        if store is None or to not in stores:
                            choices.append(self.facility[to])
                            shares.append(share)
                    queues.append(
                        {
                            "item": self.item[item], "fleet": v, "rule": _RULES[route.rule], "first_choice": begin,
                            "last_choice": len(choices), "max_wait": -1 if route.max_wait is None else route.max_wait,
                            "head": -1, "tail": -1, "reason_place": -1, "store": store,
                        }
                    )  # fmt: skip
            trucks = rounded(fleet.trucks.value)
            laws = {n: self.laws.add(getattr(fleet, n)) for n in ("loading", "wash", "speed_loaded", "speed_empty")}
            fleets.append({"trucks": trucks, "idle": trucks, "first_queue": first, "last_queue": len(queues), **laws})
        return fleets, queues, choices, shares

    def _preference(self, queues: Rows, choices: list[int]) -> npt.NDArray[np.int64]:
        """The choices of each route in the order in which a place asks them: as listed, or by distance."""
        preference = np.tile(np.arange(len(choices)), (len(self.names.places), 1))
        metres = self._metres()
        for q in (q for q in queues if q["rule"] == st.NEAREST):
            span = range(q["first_choice"], q["last_choice"])
            for p in range(len(preference)):
                preference[p, span.start : span.stop] = sorted(span, key=lambda c: metres[p, choices[c]])
        return preference

    def _leading(self, queues: Rows, choices: list[int]) -> tuple[list[int], npt.NDArray[np.int64]]:
        leading: list[int] = []
        leading_to = np.zeros((len(self.names.facilities), 2), np.int64)
        for f in range(len(leading_to)):
            leading_to[f, 0] = len(leading)
            leading += [n for n, q in enumerate(queues) if f in choices[q["first_choice"] : q["last_choice"]]]
            leading_to[f, 1] = len(leading)
        return leading, leading_to

    def _store_queue(self, queues: Rows) -> npt.NDArray[np.int64]:
        store_queue = np.full((len(self.names.facilities), len(self.names.items)), -1, np.int64)
        for n, q in enumerate(queues):
            if q["store"] is not None:
                store_queue[self.facility[q["store"]], q["item"]] = n
        return store_queue

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

    def _items(self, queues: Rows) -> tuple[Rows, list[int]]:
        items: Rows = []
        outlets: list[int] = []
        for i, id in enumerate(self.names.items):
            route = self.routes.get(id)
            is_sold = route is not None and route.by_buyer and bool(route.to)
            first = len(outlets)
            if route is not None and is_sold:
                outlets += [self.facility[to] for to in route.to]
            own = [n for n, q in enumerate(queues) if q["item"] == i and q["store"] is None]
            items.append(
                {
                    "queue": own[0] if own else -1, "payload": self.payloads.get(id, 0), "is_sold": is_sold,
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
        pile_of = np.full((*outputs_of.shape[:2], len(self.names.streams)), -1, np.int64)
        for id, f in self.facility.items():
            made = {o["item"] for first, last in outputs_of[f] for o in outputs[first:last]}
            for item in sorted(made):
                for s, stream in enumerate(self.names.streams):
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


def kg_or_none(quantity: Any) -> int:
    """Whole kilograms; -1 for no limit."""
    return -1 if quantity is None else rounded(quantity.value)
