"""An event at a second and with a rank, on any SimPy environment."""

from __future__ import annotations

from typing import Any

import simpy


def moment(env: Any, second: int, rank: int) -> simpy.Event:
    """An event at a second, ordered by its rank among those of the same second."""
    event = simpy.Event(env)
    event._ok, event._value = True, None  # as simpy.Timeout does, which takes no priority
    env.schedule(event, rank, second - env.now)
    return event
