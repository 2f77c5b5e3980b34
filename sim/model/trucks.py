"""The load cycle: from release to return, one SimPy process per load on an environment of its own.

The calendar (sim.model.run) owns time: it calls `advance(now)` and then changes what it has to change. At one
instant cycle events come in the order of RANKS and then of load keys; what an event brings about is finished
before the next event, because SimPy's own events have smaller priorities than any rank.
"""

from __future__ import annotations

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable
from typing import Any

import simpy

from sim.model.calendar import DAY
from sim.model.custody import IN_TRANSIT, Ledger
from sim.model.entities import Legs, Route, rounded
from sim.model.facilities import Facility
from sim.model.gates import Servers
from sim.model.loads import Load
from sim.model.moments import moment
from sim.model.plants import Plant
from sim.model.stores import Store

RANKS = (
    "batch_done",
    "truck_back",
    "tipping_done",
    "weigh_in_done",
    "arrival",
    "loading_done",
    "release",
    "expiry",
)
_FIRST_RANK = 16
BATCH, BACK, TIPPED, WEIGHED_IN, ARRIVED, LOADED, RELEASED, EXPIRED = (
    (_FIRST_RANK + i) << 80 for i in range(len(RANKS))
)
_LOADING, _WASH, _SPEED_LOADED, _WEIGH_IN, _TIPPING, _WEIGH_OUT, _SPEED_EMPTY, _ROUTE = range(1, 9)


class Queue:
    """Loads of one item that wait for a truck, at sources and plants or in one store; first released, first served."""

    def __init__(self, item: str, route: Route, fleet: Fleet, to: tuple[str, ...]) -> None:
        self.item, self.route, self.fleet, self.to = item, route, fleet, to
        self.loads: deque[Load] = deque()
        self.is_blocked = False
        """The head has been refused, and nothing has changed at its facilities since."""
        self.reason: tuple[str, str] | None = None
        """Facility and cause of the last refusal, until a load is sent; closing hours do not replace a cause."""


class Fleet:
    """Trucks of one kind."""

    def __init__(self, id: str, trucks: int, payload: int, legs: Legs) -> None:
        self.id, self.trucks, self.payload, self.legs = id, trucks, payload, legs
        self.idle = trucks
        self.is_working = False
        self.queues: list[Queue] = []
        self.waits = array("q")
        self.busy_seconds = 0
        self.trips: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        """(origin, destination, item, stream) -> loads, kg, metres there and back."""


class Area:
    """Where loads wait at a source: a limit in kilograms (None: unlimited) for some of its streams."""

    def __init__(self, limit: int | None) -> None:
        self.limit, self.waiting = limit, 0


class Cycle:
    """Trucks, gates and dispatch. `advance(t)` handles every event before t."""

    def __init__(
        self,
        env: simpy.Environment,
        ledger: Ledger,
        facilities: dict[str, Facility],
        fleets: dict[str, Fleet],
        queues: dict[tuple[str, str], Queue],
        areas: dict[tuple[str, str], Area],
        loaders: dict[str, Servers],
        metres: dict[str, dict[str, int]],
        services: dict[str, tuple[Callable[[float, int], float], ...]],
    ) -> None:
        self.env: Any = env  # its clock is typed int | float; here it is always a whole second
        self.ledger, self.facilities, self.fleets = ledger, facilities, fleets
        self.queues, self.areas, self.loaders, self.metres, self.services = queues, areas, loaders, metres, services
        self.queues_to: dict[str, list[Queue]] = defaultdict(list)
        for queue in queues.values():
            queue.fleet.queues.append(queue)
            for facility in queue.to:
                self.queues_to[facility].append(queue)
        self.under_way: dict[int, tuple[Fleet, int]] = {}
        self.loaded: dict[int, Load] = {}
        """Loads on trucks that have not tipped, by key."""
        self.unborn: dict[int, Load] = {}
        """Loads of the day that have not been released, by key."""
        self.trace: list[Load] | None = None

    def advance(self, until: int) -> None:
        """Handle all events before `until`."""
        if until > self.env.now:
            self.env.run(until=until)

    def release(self, loads: Iterable[Load]) -> None:
        """Let loads appear at their release instants."""
        for load in loads:
            self.unborn[load.key] = load
            self._at(load.release, RELEASED | load.key, self._released, load)

    def unblock(self, facility: str) -> None:
        """Something has changed at a facility: let the queues that lead there try again.

        First the items that the facility prefers (the order of its `accepts`), then the head released first.
        """
        waiting = [queue for queue in self.queues_to[facility] if queue.loads]
        if len(waiting) > 1:
            rank = self.facilities[facility].priority
            waiting.sort(key=lambda queue: (rank.get(queue.item, 0), queue.loads[0].key))
        for queue in waiting:
            queue.is_blocked = False
            if queue.fleet.idle:
                self.dispatch(queue.fleet)

    def schedule_batch(self, plant: Plant, second: int, version: int) -> None:
        """Call the plant when its batch is done."""
        self._at(second, BATCH | plant.order, plant.finish, second, version)

    # waiting and dispatch

    def _released(self, load: Load) -> None:
        del self.unborn[load.key]
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
            self._at(self.env.now + queue.route.max_wait, EXPIRED | load.key, self._expired, load, queue)
        if not queue.is_blocked and queue.fleet.idle:
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
            best: Queue | None = None
            for queue in fleet.queues:
                if queue.loads and not queue.is_blocked and (best is None or queue.loads[0].key < best.loads[0].key):
                    best = queue
            if best is None:
                return
            load = best.loads[0]
            facility = self._choose(load, best)
            if facility is not None:
                best.loads.popleft()
                best.reason = None
                self._send(load, best, facility)

    def _choose(self, load: Load, queue: Queue) -> Facility | None:
        """The facility of the route that takes the load by its rule, or None; notes the first refusal."""
        legs, u, now = queue.fleet.legs, load.uniforms, self.env.now
        leaves = now + rounded(legs.loading(u[_LOADING], load.number)) + rounded(legs.wash(u[_WASH], load.number))
        speed = legs.speed_loaded(u[_SPEED_LOADED], load.number)
        metres = self.metres[load.origin]
        load.reason = None
        open_to: list[int] = []
        for i in self._preference(queue, load):
            facility = self.facilities[queue.to[i]]
            cause = facility.refusal(load, leaves + rounded(metres[facility.id] * 3600.0 / speed))
            if cause is None:
                if queue.route.rule != "by_share":
                    return facility
                open_to.append(i)
            elif load.reason is None:
                load.reason = facility.id, cause
        if open_to:
            return self.facilities[queue.to[_pick(open_to, queue.route.shares, u[_ROUTE])]]
        queue.is_blocked = True
        if queue.reason is None or (load.reason is not None and load.reason[1] != "closed_hours"):
            queue.reason = load.reason
        return None

    def _preference(self, queue: Queue, load: Load) -> Iterable[int]:
        if queue.route.rule != "nearest":
            return range(len(queue.to))
        metres = self.metres[load.origin]
        return sorted(range(len(queue.to)), key=lambda i: metres[queue.to[i]])

    def _send(self, load: Load, queue: Queue, facility: Facility) -> None:
        now, fleet = self.env.now, queue.fleet
        facility.inside.reserve(load)
        fleet.idle -= 1
        fleet.waits.append(now - load.release)
        load.destination = facility.id
        self.ledger.post(now // DAY, load.origin, IN_TRANSIT, load.stream, load.item, load.kg)
        self._leave_place(load)
        self.under_way[load.key] = fleet, now
        self.loaded[load.key] = load
        self.env.process(self._haul(load, fleet, facility))

    # one load's life

    def _haul(self, load: Load, fleet: Fleet, facility: Facility) -> Generator[simpy.Event, Any, None]:
        env, u, n, t, at, key = self.env, load.uniforms, load.number, load.times, self._moment, load.key
        gate, legs, (weigh_in, tipping, weigh_out) = facility.gate, fleet.legs, self.services[facility.id]
        metres = self.metres[load.origin][facility.id]
        now = t["dispatched"] = env.now
        loading, wash = rounded(legs.loading(u[_LOADING], n)), rounded(legs.wash(u[_WASH], n))
        drive = rounded(metres * 3600.0 / legs.speed_loaded(u[_SPEED_LOADED], n))
        if (loaders := self.loaders.get(load.origin)) is not None:
            if (turn := loaders.request()) is not None:
                yield turn
            now = t["loading"] = env.now
            yield at(now + loading, LOADED | key)
            loaders.release()
        t["loaded"] = now + loading
        yield at(now + loading + wash + drive, ARRIVED | key)
        arrived = now = t["arrived"] = env.now
        if (opening := gate.arrive()) is not None:
            yield opening
            now = env.now
        service = rounded(weigh_in(u[_WEIGH_IN], n))
        t["weigh_in"] = begin = gate.weigh_in.start(now, service)
        gate.waits.append(begin - arrived)
        gate.lane_seconds += service
        yield at(begin + service, WEIGHED_IN | key)
        now = t["weighed_in"] = env.now
        service = rounded(tipping(u[_TIPPING], n))
        t["tipping"] = gate.bays.start(now, service)
        yield at(t["tipping"] + service, TIPPED | key)
        now = t["tipped"] = env.now
        self._tip(load, facility, now)
        service = rounded(weigh_out(u[_WEIGH_OUT], n))
        t["weigh_out"] = gate.weigh_out.start(now, service)
        now = t["weighed_out"] = t["weigh_out"] + service
        yield at(now + rounded(metres * 3600.0 / legs.speed_empty(u[_SPEED_EMPTY], n)), BACK | key)
        t["back"] = env.now
        self._back(load, fleet, metres)

    def _tip(self, load: Load, facility: Facility, now: int) -> None:
        self.ledger.post(now // DAY, IN_TRANSIT, facility.id, load.stream, load.item, load.kg)
        if load.reason is not None:
            key = (now // DAY, load.origin, *load.reason, load.stream, load.item, facility.id)
            self.ledger.refused[key] += load.kg
        del self.loaded[load.key]
        facility.inside.take(load, now)

    def _back(self, load: Load, fleet: Fleet, metres: int) -> None:
        _, since = self.under_way.pop(load.key)
        fleet.idle += 1
        fleet.busy_seconds += self.env.now - since
        trip = fleet.trips[load.origin, load.destination, load.item, load.stream]
        trip[0] += 1
        trip[1] += load.kg
        trip[2] += 2 * metres
        if self.trace is not None:
            self.trace.append(load)
        self.dispatch(fleet)

    # moments

    def _moment(self, second: int, rank: int) -> simpy.Event:
        return moment(self.env, second, rank)

    def _at(self, second: int, rank: int, call: Callable[..., None], *arguments: Any) -> None:
        """Call a function at a second."""
        event = self._moment(second, rank)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: call(*arguments))


def _pick(candidates: list[int], shares: tuple[float, ...], u: float) -> int:
    """One of the candidates in proportion to their shares."""
    left = u * sum(shares[i] for i in candidates)
    for i in candidates:
        left -= shares[i]
        if left < 0.0:
            return i
    return candidates[-1]
