"""Servers with FIFO queues: loaders at a source, and the lanes and bays behind a facility's gate."""

from __future__ import annotations

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


class Gate:
    """Weighbridge lanes and bays. Whoever has joined by closing is served; later arrivals wait outside."""

    def __init__(self, env: simpy.Environment, lanes: int | None, bays: int | None) -> None:
        self.env = env
        self.weigh_in, self.bays, self.weigh_out = Servers(env, lanes), Servers(env, bays), Servers(env, lanes)
        self.is_open = False
        self.outside: deque[simpy.Event] = deque()
        self.waits: list[int] = []
        self.lane_seconds = 0

    def join(self) -> simpy.Event | None:
        """Arrive: None if weighing can begin at once, else the event of one's turn."""
        if self.is_open:
            return self.weigh_in.request()
        turn = self.env.event()
        self.outside.append(turn)
        return turn

    def open(self) -> None:
        """Let in who waits outside, in order of arrival: each takes a lane or its place in the queue."""
        self.is_open = True
        servers = self.weigh_in
        while self.outside:
            turn = self.outside.popleft()
            if servers.capacity is None or servers.busy < servers.capacity:
                servers.busy += 1
                turn.succeed()
            else:
                servers.queue.append(turn)

    def close(self) -> None:
        """Let nobody in until the next opening."""
        self.is_open = False
