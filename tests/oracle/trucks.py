"""The load cycle: from release to return, one SimPy process per load.

At one instant events come in the order of RANKS, then of load keys; what an event brings about is finished
before the next event, because SimPy's own events have smaller priorities than any rank.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

import simpy

from sim.model.calendar import DAY
from sim.model.custody import IN_TRANSIT
from sim.model.entities import Route, rounded
from sim.model.loads import LOADING, ROUTE, SPEED_EMPTY, SPEED_LOADED, TIPPING, WASH, WEIGH_IN, WEIGH_OUT
from sim.model.moments import moment
from tests.oracle.facilities import Facility
from tests.oracle.gates import Servers
from tests.oracle.ledger import Ledger
from tests.oracle.loads import Inverse, Load
from tests.oracle.plants import Plant
from tests.oracle.stores import Store

RANKS = (
    "batch_done", "truck_back", "tipping_done", "weigh_out_done", "weigh_in_done", "arrival", "loading_done",
    "release", "expiry",
)  # fmt: skip
FIRST_RANK = 16 << 80
BATCH, BACK, TIPPED, WEIGHED_OUT, WEIGHED_IN, ARRIVED, LOADED, RELEASED, EXPIRED = (
    FIRST_RANK + (i << 80) for i in range(len(RANKS))
)


@dataclass(frozen=True, slots=True)
class Legs:
    """How long the legs of a fleet take: seconds, and metres per hour for speeds."""

    loading: Inverse
    wash: Inverse
    speed_loaded: Inverse
    speed_empty: Inverse


class Fleet:
    """Trucks of one kind."""

    def __init__(self, id: str, trucks: int, legs: Legs) -> None:
        self.id, self.legs = id, legs
        self.idle = trucks
        self.is_working = False
        self.queues: list[Queue] = []
        self.waits: list[int] = []
        self.busy_seconds = 0


class Queue:
    """Loads of one item that wait for a truck, at sources and plants or in one store; first released, first served."""

    def __init__(self, item: str, route: Route, fleet: Fleet) -> None:
        self.item, self.route, self.fleet = item, route, fleet
        self.loads: deque[Load] = deque()
        self.is_blocked = False
        """The head has been refused, and nothing has changed at its facilities since."""
        self.reason: tuple[str, str] | None = None
        """Facility and cause of the last refusal, until a load is sent; closing hours do not replace a cause."""


class Area:
    """Where loads wait at a source: a limit in kilograms (None: unlimited) for some of its streams."""

    def __init__(self, limit: int | None) -> None:
        self.limit, self.waiting = limit, 0


class Haulage:
    """Queues, dispatch and trucks."""

    def __init__(
        self,
        env: simpy.Environment,
        ledger: Ledger,
        facilities: dict[str, Facility],
        queues: dict[tuple[str, str], Queue],
        areas: dict[tuple[str, str], Area],
        loaders: dict[str, Servers],
        metres: dict[str, dict[str, int]],
        services: dict[str, tuple[Inverse, Inverse, Inverse]],
    ) -> None:
        self.env: Any = env  # its clock is typed int | float; here it is always a whole second
        self.ledger, self.facilities, self.queues = ledger, facilities, queues
        self.areas, self.loaders, self.metres, self.services = areas, loaders, metres, services
        self.queues_to: dict[str, list[Queue]] = defaultdict(list)
        for queue in queues.values():
            queue.fleet.queues.append(queue)
            for facility in queue.route.to:
                self.queues_to[facility].append(queue)
        self.under_way: dict[Load, tuple[Fleet, int]] = {}
        """Loads whose trucks are not back: fleet, and since when its time has not been counted."""
        self.loaded: dict[Load, None] = {}
        """Loads on trucks that have not tipped."""
        self.unborn: dict[Load, None] = {}
        """Loads of the day that have not been released."""
        self.freed_stores: dict[str, None] = {}
        """Stores that loads have left since the last event or call of the calendar."""
        self.finished: list[Load] = []
        """Loads in the order of their trucks' return."""
        self.passes: dict[str, list[int]] = {}
        """Loaded trucks that leave a place, by hour of the day, since the last reading."""

    def release(self, loads: Iterable[Load]) -> None:
        """Let loads appear at their release instants."""
        for load in loads:
            self.unborn[load] = None
            self._at(load.release, RELEASED + load.key, self._released, load)

    def schedule_batch(self, plant: Plant, second: int, version: int) -> None:
        """Call the plant when its batch is done."""
        self._at(second, BATCH + plant.order, plant.finish, second, version)

    def unblock(self, facility: str) -> None:
        """Something has changed at a facility: let the queues that lead there try again.

        First the items that the facility prefers (the order of its `accepts`), then the head released first.
        """
        waiting = [queue for queue in self.queues_to[facility] if queue.loads]
        rank = self.facilities[facility].priority
        waiting.sort(key=lambda queue: (rank.get(queue.item, 0), queue.loads[0].key))
        for queue in waiting:
            queue.is_blocked = False
            self.dispatch(queue.fleet)

    def unblock_freed_stores(self) -> None:
        """Let queues try again that lead to stores with new room, and to those in turn that this gives room."""
        while self.freed_stores:
            freed, self.freed_stores = self.freed_stores, {}
            for store in freed:
                self.unblock(store)

    # waiting and dispatch

    def _released(self, load: Load) -> None:
        del self.unborn[load]
        queue = self.queues[load.item, ""]
        area = self.areas[load.origin, load.stream]
        if area.limit is not None and area.waiting + load.kg > area.limit:
            self._unserve(load, queue)
            return
        area.waiting += load.kg
        self.enqueue(load, queue)

    def enqueue(self, load: Load, queue: Queue) -> None:
        """Add a load to its queue and try to send it."""
        queue.loads.append(load)
        if queue.route.max_wait is not None:
            self._at(self.env.now + queue.route.max_wait, EXPIRED + load.key, self._expired, load, queue)
        if not queue.is_blocked:
            self.dispatch(queue.fleet)

    def _expired(self, load: Load, queue: Queue) -> None:
        if not queue.loads or queue.loads[0] is not load:
            return
        queue.loads.popleft()
        self._leave_place(load)
        self._unserve(load, queue)
        queue.is_blocked = False
        self.dispatch(queue.fleet)

    def _unserve(self, load: Load, queue: Queue) -> None:
        facility, cause = queue.reason or (queue.fleet.id, "no_truck")
        self.ledger.unserve(self.env.now // DAY, load.origin, facility, cause, load.stream, load.item, load.kg)

    def _leave_place(self, load: Load) -> None:
        """Free the storage, yard or store in which a load has waited."""
        inside = self.facilities[load.origin].inside if load.origin in self.facilities else None
        if isinstance(inside, Plant):
            inside.clear(load.kg, self.env.now)
        elif isinstance(inside, Store):
            inside.release(load.kg)
        else:
            self.areas[load.origin, load.stream].waiting -= load.kg

    def dispatch(self, fleet: Fleet) -> None:
        """Send idle trucks, each to the head released first among those that can be placed now."""
        while fleet.idle and fleet.is_working:
            heads = [queue for queue in fleet.queues if queue.loads and not queue.is_blocked]
            if not heads:
                return
            first = min(heads, key=lambda queue: queue.loads[0].key)
            facility = self._choose(first.loads[0], first)
            if facility is not None:
                self._send(first.loads.popleft(), first, facility)

    def _choose(self, load: Load, queue: Queue) -> Facility | None:
        """The facility of the route that takes the load by its rule, or None; notes the first refusal."""
        legs, u, n, route = queue.fleet.legs, load.uniforms, load.number, queue.route
        leaves = self.env.now + rounded(legs.loading(u[LOADING], n)) + rounded(legs.wash(u[WASH], n))
        load.reason = None
        can_take: list[int] = []
        for i in self._preference(route, load):
            facility = self.facilities[route.to[i]]
            cause = facility.refusal(load, leaves + self._drive(load, facility, legs.speed_loaded, SPEED_LOADED))
            if cause is None:
                if route.rule != "by_share":
                    return facility
                can_take.append(i)
            elif load.reason is None:
                load.reason = facility.id, cause
        if can_take:
            return self.facilities[route.to[pick(can_take, route.shares, u[ROUTE])]]
        queue.is_blocked = True
        if queue.reason is None or (load.reason is not None and load.reason[1] != "closed_hours"):
            queue.reason = load.reason
        return None

    def _preference(self, route: Route, load: Load) -> Iterable[int]:
        if route.rule != "nearest":
            return range(len(route.to))
        metres = self.metres[load.origin]
        return sorted(range(len(route.to)), key=lambda i: metres[route.to[i]])

    def _drive(self, load: Load, facility: Facility, speed: Inverse, purpose: int) -> int:
        """Seconds between a load's origin and a facility."""
        return rounded(self.metres[load.origin][facility.id] * 3600.0 / speed(load.uniforms[purpose], load.number))

    def _send(self, load: Load, queue: Queue, facility: Facility) -> None:
        now, fleet = self.env.now, queue.fleet
        queue.reason = None
        facility.inside.reserve(load)
        fleet.idle -= 1
        fleet.waits.append(now - load.release)
        load.destination = facility.id
        self.ledger.post(now // DAY, load.origin, IN_TRANSIT, load.stream, load.item, load.kg)
        self._leave_place(load)
        self.under_way[load] = fleet, now
        self.loaded[load] = None
        self.env.process(self._haul(load, fleet, facility))

    # one load's life

    def _haul(self, load: Load, fleet: Fleet, facility: Facility) -> Generator[simpy.Event, Any, None]:
        env, u, n, t, key, wait = self.env, load.uniforms, load.number, load.times, load.key, self._wait
        gate, legs, (weigh_in, tipping, weigh_out) = facility.gate, fleet.legs, self.services[facility.id]
        t["dispatched"] = env.now
        loading, wash = rounded(legs.loading(u[LOADING], n)), rounded(legs.wash(u[WASH], n))
        drive = self._drive(load, facility, legs.speed_loaded, SPEED_LOADED)
        if (loaders := self.loaders.get(load.origin)) is None:
            t["loaded"] = env.now + loading
        else:
            if (turn := loaders.request()) is not None:
                yield turn
            t["loading"] = env.now
            yield wait(env.now + loading, LOADED + key)
            loaders.release()
            t["loaded"] = env.now
        self.passes.setdefault(load.origin, [0] * 24)[(t["loaded"] + wash) % DAY // 3600] += 1
        yield wait(t["loaded"] + wash + drive, ARRIVED + key)
        t["arrived"] = env.now
        if (turn := gate.join()) is not None:
            yield turn
        t["weigh_in"] = env.now
        service = rounded(weigh_in(u[WEIGH_IN], n))
        gate.waits.append(t["weigh_in"] - t["arrived"])
        gate.lane_seconds += service
        yield wait(env.now + service, WEIGHED_IN + key)
        t["weighed_in"] = env.now
        gate.weigh_in.release()
        if (turn := gate.bays.request()) is not None:
            yield turn
        t["tipping"] = env.now
        yield wait(env.now + rounded(tipping(u[TIPPING], n)), TIPPED + key)
        t["tipped"] = env.now
        self._tip(load, facility, env.now)
        gate.bays.release()
        if (turn := gate.weigh_out.request()) is not None:
            yield turn
        t["weigh_out"] = env.now
        yield wait(env.now + rounded(weigh_out(u[WEIGH_OUT], n)), WEIGHED_OUT + key)
        t["weighed_out"] = env.now
        gate.weigh_out.release()
        yield wait(env.now + self._drive(load, facility, legs.speed_empty, SPEED_EMPTY), BACK + key)
        t["back"] = env.now
        self._back(load, fleet, env.now)

    def _tip(self, load: Load, facility: Facility, now: int) -> None:
        self.ledger.post(now // DAY, IN_TRANSIT, facility.id, load.stream, load.item, load.kg)
        if load.reason is not None:
            self.ledger.refuse(now // DAY, load.origin, *load.reason, load.stream, load.item, facility.id, load.kg)
        del self.loaded[load]
        facility.inside.take(load, now)

    def _back(self, load: Load, fleet: Fleet, now: int) -> None:
        _, since = self.under_way.pop(load)
        fleet.idle += 1
        fleet.busy_seconds += now - since
        self.ledger.trip(now // DAY, fleet.id, load.origin, load.destination, load.item, load.stream, load.kg)
        self.finished.append(load)
        self.dispatch(fleet)

    def busy_seconds(self, fleet: Fleet, now: int) -> int:
        """Seconds of trucks under way since the last reading; those still under way are cut here."""
        for load, (owner, since) in self.under_way.items():
            if owner is fleet:
                fleet.busy_seconds += now - since
                self.under_way[load] = fleet, now
        seconds, fleet.busy_seconds = fleet.busy_seconds, 0
        return seconds

    # moments

    def _wait(self, second: int, rank: int) -> simpy.Event:
        return moment(self.env, second, rank)

    def _at(self, second: int, rank: int, call: Callable[..., None], *arguments: Any) -> None:
        """Call a function at a second."""
        event = self._wait(second, rank)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: call(*arguments))


def pick(candidates: list[int], shares: tuple[float, ...], u: float) -> int:
    """One of the candidates in proportion to their shares."""
    total = 0.0
    for i in candidates:  # term by term: sum() of Python 3.12 and later rounds differently
        total += shares[i]
    left = u * total
    for i in candidates:
        left -= shares[i]
        if left < 0.0:
            return i
    return candidates[-1]
