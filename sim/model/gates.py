"""Servers with FIFO queues: loaders at a source, and the lanes and bays behind a facility's gate."""

from __future__ import annotations

import heapq
from array import array
from collections import deque

import simpy


class Servers:
    """`capacity` parallel servers with one FIFO queue; None means unlimited."""

    def __init__(self, env: simpy.Environment, capacity: int | None) -> None:
        self.env, self.capacity = env, capacity
        self.busy = 0
        self.queue: deque[simpy.Event] = deque()

    def request(self) -> simpy.Event | None:
        """Take a server: None if one is free, else the event of one's turn."""
        if self.capacity is None or self.busy < self.capacity:
            self.busy += 1
            return None
        turn = self.env.event()
        self.queue.append(turn)
        return turn

    def release(self) -> None:
        """Hand the server to the next in the queue, at this instant."""
        if self.queue:
            self.queue.popleft().succeed()
        else:
            self.busy -= 1


class Lanes:
    """Parallel servers with one FIFO queue whose services are known when a load joins.

    So a wait needs no events: a start is the later of now and the first server free (the recursion of Kiefer and
    Wolfowitz). Joining in the order of time is what makes it first come, first served.
    """

    def __init__(self, capacity: int | None) -> None:
        self.capacity = capacity
        self.free = None if capacity is None else [0] * capacity

    def start(self, now: int, service: int) -> int:
        """Join now; the second at which the service starts."""
        if self.free is None:
            return now
        begin = max(now, self.free[0])
        heapq.heapreplace(self.free, begin + service)
        return begin


class Gate:
    """Weighbridge lanes and bays. Whoever has joined by closing is served; later arrivals wait outside."""

    def __init__(self, env: simpy.Environment, lanes: int | None, bays: int | None) -> None:
        self.env = env
        self.weigh_in, self.bays, self.weigh_out = Lanes(lanes), Lanes(bays), Lanes(lanes)
        self.is_open = False
        self.outside: deque[simpy.Event] = deque()
        self.waits = array("q")
        self.lane_seconds = 0

    def arrive(self) -> simpy.Event | None:
        """None if the gate is open, else the event of its opening."""
        if self.is_open:
            return None
        opening = self.env.event()
        self.outside.append(opening)
        return opening

    def open(self) -> None:
        """Let in who waits outside, in order of arrival."""
        self.is_open = True
        while self.outside:
            self.outside.popleft().succeed()

    def close(self) -> None:
        """Let nobody in until the next opening."""
        self.is_open = False
