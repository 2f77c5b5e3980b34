"""Storage of sources: what waits there never exceeds it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.model.engine.state import WAITING
from sim.model.entities import rounded
from sim.model.invariants.lives import Lives, is_brought_back
from sim.model.invariants.postings import Integers
from sim.model.invariants.violation import Violation
from sim.model.names import Names
from sim.scenario.schema import Scenario
from sim.scenario.stocks import stream_of


def check_storage(lives: Lives, scenario: Scenario, names: Names) -> Iterator[Violation]:
    """Loads wait from their release until a truck is sent for them.

    Loads that have waited as long as they may are in no truck's life, so what waited is at least what is seen here. A
    load that is brought back finds a place even where there is none; so much more is allowed from then on.
    """
    area = _areas(lives, scenario, names)
    left = np.where(lives.use == WAITING, lives.end, lives["dispatched"])
    back = is_brought_back(lives)
    for place, id in enumerate(names.sources):
        storage = scenario.sources[id].storage
        limits = storage if isinstance(storage, dict) else {"": storage}
        for stream, limit in limits.items():
            if limit is None:
                continue
            mine = lives["origin"] == place
            if stream:
                mine &= area == names.streams.index(stream)
            kg, again = lives["kg"][mine], back[mine]
            most = rounded(limit.value)
            second = _exceeded(lives["release"][mine], left[mine], kg, lives["back"][mine][again], kg[again], most)
            if second is not None:
                yield Violation("storage", second, id, {"limit": most})


def _areas(lives: Lives, scenario: Scenario, names: Names) -> Integers:
    """By load the stream in whose storage it waits: its own, or of opening stock the one that leaves as its item."""
    leaves_as = [stream_of(scenario, item) for item in names.items]
    of_item = np.array([names.streams.index(stream) if stream else -1 for stream in leaves_as])
    return np.where(lives["stream"] < len(names.streams), lives["stream"], of_item[lives["item"]])


def _exceeded(
    comes: Integers, goes: Integers, kg: Integers, back: Integers, kg_back: Integers, most: int
) -> int | None:
    """The first second at whose end more waits than may; None if there is none."""
    at = np.concatenate([comes, goes, back])
    change = np.concatenate([kg, -kg, -kg_back])  # what is brought back counts as allowed, not as stored
    order = np.argsort(at, kind="stable")
    at, stored = at[order], np.cumsum(change[order])
    is_last = np.ones(len(at), np.bool_)
    is_last[:-1] = at[1:] != at[:-1]
    wrong = np.flatnonzero(is_last & (stored > most))
    return int(at[wrong[0]]) if len(wrong) else None
