"""The load cycle: from release to return, one SimPy process per load.

At one instant events come in the order of RANKS, then of load keys; what an event brings about is finished
before the next event, because SimPy's own events have smaller priorities than any rank.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import simpy

from sim.model.calendar import DAY, Hours
from sim.model.custody import IN_TRANSIT, UNSERVED
from sim.model.entities import Route, preference_of, rounded
from sim.model.loads import (
    LOADING,
    REJECTION,
    ROUTE,
    SPEED_EMPTY,
    SPEED_LOADED,
    TIPPING,
    WASH,
    WEIGH_IN,
    WEIGH_OUT,
)
from sim.model.moments import moment
from sim.scenario.schema import Scenario
from tests.oracle.facilities import Facility, Inside
from tests.oracle.gates import Servers
from tests.oracle.ledger import Ledger
from tests.oracle.loads import Inverse, Load
from tests.oracle.plants import Plant
from tests.oracle.stores import Store

RANKS = (
    "batch_done", "truck_back", "tipping_done", "weigh_out_done", "weigh_in_done", "arrival", "loading_done",
    "release", "expiry",
)  # fmt: skip
LATER = 2**50
"""A second after every run."""
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

    def __init__(self, id: str, trucks: int, legs: Legs, divert_after: int | None) -> None:
        self.id, self.legs, self.divert_after = id, legs, divert_after
        self.idle = trucks
        self.is_working = False
        self.queues: list[Queue] = []
        self.waits: list[int] = []
        self.busy_seconds = [0] * 24
        """Of trucks under way by hour of the day, since the last reading."""

    def count(self, start: int, end: int) -> None:
        """Count a truck that was under way in [start, end)."""
        for hour in range(start // 3600, -(-end // 3600)):
            self.busy_seconds[hour % 24] += min(end, 3600 * (hour + 1)) - max(start, 3600 * hour)


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
        scenario: Scenario,
        legs: dict[tuple[str, str], Hours],
        key_of_given: Callable[[str, str, int], int],
        lay: Callable[[Load, int], None],
    ) -> None:
        self.env: Any = env  # its clock is typed int | float; here it is always a whole second
        self.ledger, self.facilities, self.queues = ledger, facilities, queues
        self.areas, self.loaders, self.metres, self.services = areas, loaders, metres, services
        self.scenario, self.legs, self.key_of_given = scenario, legs, key_of_given
        self.lay = lay
        """Told of a load that lies at a facility from the start."""
        self.queues_to: dict[str, list[Queue]] = defaultdict(list)
        for queue in queues.values():
            queue.fleet.queues.append(queue)
            for facility in queue.route.to:
                self.queues_to[facility].append(queue)
        self.asked: dict[tuple[Route, str], list[int]] = {}
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
        if load.origin in self.facilities:
            self.lay(load, self.env.now)
            return
        queue = self.queues[load.item, ""]
        area = self.areas[load.origin, load.area]
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
        if "dispatched" in load.times or load not in queue.loads:
            return
        while load in queue.loads:  # those ahead have joined in the same second
            due = queue.loads.popleft()
            self._leave_place(due)
            self._unserve(due, queue)
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
            self.areas[load.origin, load.area].waiting -= load.kg

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
        asked = self._asked(route, load.origin)
        for i in asked:
            facility = self.facilities[route.to[i]]
            if can_take and i >= route.ruled:
                break
            drive = self._drive(load, load.origin, facility, legs.speed_loaded, SPEED_LOADED)
            cause = self._refusal(load, queue.fleet, load.origin, facility, leaves, drive)
            if cause is None:
                if route.rule != "by_share" or i >= route.ruled:
                    return facility
                can_take.append(i)
            elif load.reason is None:
                load.reason = facility.id, cause
        if can_take:
            return self.facilities[route.to[pick(can_take, route.shares, u[ROUTE])]]
        queue.is_blocked = True
        if not asked:  # in a store from which nothing leads on
            load.reason = load.origin, "no_route"
        if queue.reason is None or (load.reason is not None and load.reason[1] != "closed_hours"):
            queue.reason = load.reason
        return None

    def _asked(self, route: Route, place: str) -> list[int]:
        """Whom a place asks, in which order: it never changes, so it is worked out once."""
        if (route, place) not in self.asked:
            self.asked[route, place] = preference_of(self.scenario, route, place, self.metres[place])
        return self.asked[route, place]

    def _refusal(self, load: Load, fleet: Fleet, place: str, facility: Facility, ready: int, drive: int) -> str | None:
        """The cause why a load that can leave a place then should not be sent to a facility, or None."""
        departs = self._start(place, facility.id, ready, drive)
        if departs == LATER or (fleet.divert_after is not None and departs - ready > fleet.divert_after):
            return "closed_road"
        return facility.refusal(load, departs + drive)

    def _drive(self, load: Load, place: str, facility: Facility, speed: Inverse, purpose: int) -> int:
        """Seconds between a place and a facility."""
        return rounded(self.metres[place][facility.id] * 3600.0 / speed(load.uniforms[purpose], load.number))

    def _send(self, load: Load, queue: Queue, facility: Facility) -> None:
        now, fleet = self.env.now, queue.fleet
        queue.reason = None
        facility.reserve(load)
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
        env, u, n, t, key = self.env, load.uniforms, load.number, load.times, load.key
        wait, legs = self._wait, fleet.legs
        t["dispatched"] = env.now
        loading, wash = rounded(legs.loading(u[LOADING], n)), rounded(legs.wash(u[WASH], n))
        if (loaders := self.loaders.get(load.origin)) is None:
            t["loaded"] = env.now + loading
        else:
            if (turn := loaders.request()) is not None:
                yield turn
            t["loading"] = env.now
            yield wait(env.now + loading, LOADED + key)
            loaders.release()
            t["loaded"] = env.now
        drive = self._drive(load, load.origin, facility, legs.speed_loaded, SPEED_LOADED)
        t["departed"] = self._start(load.origin, facility.id, t["loaded"] + wash, drive)
        if t["departed"] != LATER:
            self.passes.setdefault(load.origin, [0] * 24)[t["departed"] % DAY // 3600] += 1
        arrival = t["departed"] + drive
        while True:
            yield wait(arrival, ARRIVED + key)
            t["arrived"] = env.now
            if (cause := self._stays_shut(load, fleet, facility)) is None:
                yield from self._weigh_in(load, facility)
                if not self._is_rejected(load, facility):
                    break
                cause = "rejected"
            elsewhere = self._send_away(load, fleet, facility, cause)
            if elsewhere is None:
                yield wait(self._way_back(load, fleet, facility), BACK + key)
                self._back(load, fleet, env.now)
                return
            facility, arrival = elsewhere
        yield from self._tip_and_weigh_out(load, facility)
        yield wait(self._way_back(load, fleet, facility), BACK + key)
        self._back(load, fleet, env.now)

    def _weigh_in(self, load: Load, facility: Facility) -> Generator[simpy.Event, Any, None]:
        env, gate, t = self.env, facility.gate, load.times
        if (turn := gate.join()) is not None:
            yield turn
        t["weigh_in"] = env.now
        service = rounded(self.services[facility.id][0](load.uniforms[WEIGH_IN], load.number))
        gate.waits.append(t["weigh_in"] - t["arrived"])
        gate.lane_seconds += service
        yield self._wait(env.now + service, WEIGHED_IN + load.key)
        t["weighed_in"] = env.now
        gate.weigh_in.release()

    def _tip_and_weigh_out(self, load: Load, facility: Facility) -> Generator[simpy.Event, Any, None]:
        env, gate, t, u, n = self.env, facility.gate, load.times, load.uniforms, load.number
        _, tipping, weigh_out = self.services[facility.id]
        if (turn := gate.bays.request()) is not None:
            yield turn
        t["tipping"] = env.now
        yield self._wait(env.now + rounded(tipping(u[TIPPING], n)), TIPPED + load.key)
        t["tipped"] = env.now
        self._tip(load, facility, env.now)
        gate.bays.release()
        if (turn := gate.weigh_out.request()) is not None:
            yield turn
        t["weigh_out"] = env.now
        yield self._wait(env.now + rounded(weigh_out(u[WEIGH_OUT], n)), WEIGHED_OUT + load.key)
        t["weighed_out"] = env.now
        gate.weigh_out.release()

    def _tip(self, load: Load, facility: Facility, now: int) -> None:
        self.ledger.post(now // DAY, IN_TRANSIT, facility.id, load.stream, load.item, load.kg)
        if load.reason is not None:
            self.ledger.refuse(now // DAY, load.origin, *load.reason, load.stream, load.item, facility.id, load.kg)
        del self.loaded[load]
        facility.inside.take(load, now)

    def _way_back(self, load: Load, fleet: Fleet, facility: Facility) -> int:
        """When a truck that drives back now, as it has come, is at its origin."""
        second, speed = self.env.now, fleet.legs.speed_empty
        if load.via is not None:
            drive = self._drive(load, load.via, facility, speed, SPEED_EMPTY)
            second = self._start(load.via, facility.id, second, drive) + drive
            facility = self.facilities[load.via]
        drive = self._drive(load, load.origin, facility, speed, SPEED_EMPTY)
        return self._start(load.origin, facility.id, second, drive) + drive

    def _back(self, load: Load, fleet: Fleet, now: int) -> None:
        load.times["back"] = now
        _, since = self.under_way.pop(load)
        fleet.idle += 1
        fleet.count(since, now)
        stops = [load.origin, *([] if load.via is None else [load.via]), load.destination]
        for origin, destination in pairwise(stops):
            self.ledger.trip(now // DAY, fleet.id, origin, destination, load.item, load.stream, load.kg)
        self.finished.append(load)
        if load in self.loaded:
            self._wait_again(load, now)
        self.dispatch(fleet)

    # away from a gate

    def _stays_shut(self, load: Load, fleet: Fleet, facility: Facility) -> str | None:
        """The cause to send a load away from a gate that is shut for longer than its fleet waits, or None."""
        now = self.env.now
        if facility.gate.is_open or load.via is not None or fleet.divert_after is None:
            return None
        opening = facility.next_opening(now)
        if opening is not None and opening - now <= fleet.divert_after:
            return None
        return "not_open" if now >= facility.closes else "closed_hours"

    def _is_rejected(self, load: Load, facility: Facility) -> bool:
        return load.uniforms[REJECTION] < facility.rejects.get(load.item, 0.0)

    def _send_away(self, load: Load, fleet: Fleet, facility: Facility, cause: str) -> tuple[Facility, int] | None:
        """Where a load goes that is not taken, and when it arrives there; None: back, unserved if it was rejected."""
        now = self.env.now
        facility.inside.forgo(load)
        load.reason = load.reason or (facility.id, cause)
        elsewhere = self._elsewhere(load, fleet, facility) if load.via is None else None
        if elsewhere is None and cause == "rejected":
            del self.loaded[load]
            self.ledger.post(now // DAY, IN_TRANSIT, UNSERVED, load.stream, load.item, load.kg)
            self.ledger.refuse(now // DAY, load.origin, facility.id, cause, load.stream, load.item, UNSERVED, load.kg)
        self.unblock(facility.id)
        return elsewhere

    def _elsewhere(self, load: Load, fleet: Fleet, here: Facility) -> tuple[Facility, int] | None:
        store = load.origin if isinstance(self._inside(load.origin), Store) else ""
        route, speed = self.queues[load.item, store].route, fleet.legs.speed_loaded
        for i in self._asked(route, here.id):
            other = self.facilities[route.to[i]]
            if other is here or other.id not in self.metres[here.id] or self._is_rejected(load, other):
                continue
            drive = self._drive(load, here.id, other, speed, SPEED_LOADED)
            if self._refusal(load, fleet, here.id, other, self.env.now, drive) is None:
                other.reserve(load)
                load.via, load.destination = here.id, other.id
                return other, self._start(here.id, other.id, self.env.now, drive) + drive
        return None

    def _wait_again(self, load: Load, now: int) -> None:
        """A load that has been brought back waits where it came from, as if released now."""
        del self.loaded[load]
        self.ledger.post(now // DAY, IN_TRANSIT, load.origin, load.stream, load.item, load.kg)
        again = Load(
            load.item, load.stream, load.origin, load.kg, now, self.key_of_given(load.destination, load.stream, now),
            load.number, load.uniforms,
        )  # fmt: skip
        again.area = load.area
        self.areas[load.origin, load.area].waiting += load.kg
        self.enqueue(again, self.queues[load.item, ""])

    def _inside(self, place: str) -> Inside | None:
        return self.facilities[place].inside if place in self.facilities else None

    def _start(self, place: str, facility: str, ready: int, seconds: int) -> int:
        """The first second, not before `ready`, at which a leg fits the hours of its roads."""
        hours = self.legs.get((place, facility))
        if hours is None:
            return ready
        for opens, closes in zip(hours.starts, hours.ends, strict=True):
            begin = max(ready, opens)
            if begin < closes and begin + seconds <= closes:
                return begin
        return LATER

    def busy_seconds(self, fleet: Fleet, now: int) -> list[int]:
        """Seconds of trucks under way since the last reading, by hour; those still under way are cut here."""
        for load, (owner, since) in self.under_way.items():
            if owner is fleet:
                fleet.count(since, now)
                self.under_way[load] = fleet, now
        seconds, fleet.busy_seconds = fleet.busy_seconds, [0] * 24
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
