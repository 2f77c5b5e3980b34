"""Lives of loads: instants in order, no truck and no server in two places at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.model.cycle import MOMENTS
from sim.model.engine.state import BROUGHT_BACK, RETURNING, WAITING
from sim.model.entities import rounded
from sim.model.invariants.postings import Integers
from sim.model.invariants.violation import Violation
from sim.model.names import Names
from sim.scenario.schema import Scenario

OVER = -1
"""Use of a load whose truck is back; else one of the uses of the engine's records."""

SERVICES = {"weigh_in": "weighed_in", "tipping": "tipped", "weigh_out": "weighed_out"}
"""Begin and end of the services at a gate."""


@dataclass(frozen=True)
class Lives:
    """All loads that were ever on a truck or wait at the end: columns by name, instants in seconds, -1 for none."""

    columns: dict[str, Integers]
    use: Integers
    end: int
    """The run's end."""

    def __getitem__(self, name: str) -> Integers:
        return self.columns[name]

    def or_end(self, moment: str) -> Integers:
        """An instant, or the run's end where it has not come."""
        return np.where((self[moment] < 0) | (self[moment] > self.end), self.end, self[moment])


def lives_of(trace: Any, unfinished: Any, places: int, end: int) -> Lives:
    """Lives that are over (records of TRACE) and those that are not (records of LOAD); `places`: how many sources."""
    names = ("number", "item", "stream", "origin", "kg", *MOMENTS)
    columns = {name: np.concatenate([trace[name], unfinished[name]]) for name in names}
    columns["destination"] = np.concatenate([trace["destination"], places + unfinished["destination"]])
    use = np.concatenate([np.full(len(trace), OVER, np.int64), unfinished["use"]])
    return Lives(columns, use, end)


def check_instants(lives: Lives, names: Names) -> Iterator[Violation]:
    """The instants of a life follow one another, and none of those that have come lies beyond the run."""
    before, which = lives["release"].copy(), np.zeros(len(lives.use), np.int64)
    sent_out = lives.use != WAITING
    for i, moment in enumerate(MOMENTS[1:], 1):
        at = lives[moment]
        known = (at >= 0) & sent_out
        for n in np.flatnonzero(known & (at < before))[:1]:
            values = {"number": lives["number"][n], "earlier": MOMENTS[which[n]], "later": moment}
            values |= {"first": before[n], "second": at[n]}
            yield Violation("instants", int(before[n]), names.places[lives["origin"][n]], values)
        before, which = np.where(known, at, before), np.where(known, i, which)


def check_trucks(lives: Lives, scenario: Scenario, names: Names) -> Iterator[Violation]:
    """No truck makes two trips at once: a trip begins when one of the trucks that have set out before is back."""
    for id in names.fleets:
        fleet = scenario.fleets[id]
        items = [names.items.index(item) for item in fleet.carries]
        out = np.isin(lives["item"], items) & (lives.use != WAITING)
        second = busy_beyond(lives["dispatched"][out], lives.or_end("back")[out], rounded(fleet.trucks.value))
        if second is not None:
            yield Violation("truck", second, id, {"trucks": rounded(fleet.trucks.value)})


def check_servers(lives: Lives, scenario: Scenario, names: Names) -> Iterator[Violation]:
    """No lane, bay or loader serves two trucks at once. Of a load that was sent on, the last gate is known only."""
    out = lives.use != WAITING
    for place, id in enumerate(names.facilities, len(names.sources)):
        gate = scenario.facilities[id].gate
        for begin, end in SERVICES.items():
            servers = None if gate is None else gate.bays if begin == "tipping" else gate.lanes
            if servers is not None:
                mine = out & (lives["destination"] == place) & (lives[begin] >= 0)
                yield from _check_station(lives, mine, begin, end, rounded(servers.value), id)
    for place, id in enumerate(names.sources):
        loaders = scenario.sources[id].loaders
        if loaders is not None:
            mine = out & (lives["origin"] == place) & (lives["loading"] >= 0)
            yield from _check_station(lives, mine, "loading", "loaded", rounded(loaders.value), id)


def _check_station(lives: Lives, mine: Any, begin: str, end: str, servers: int, id: str) -> Iterator[Violation]:
    second = busy_beyond(lives[begin][mine], lives.or_end(end)[mine], servers)
    if second is not None:
        yield Violation("server", second, id, {"station": begin, "servers": servers})


def busy_beyond(starts: Integers, ends: Integers, most: int) -> int | None:
    """The first second at which more intervals [start, end) run than there may; None if there is none.

    Of so many servers, the start number i + most cannot come before end number i, both in order of time.
    """
    starts, ends = np.sort(starts), np.sort(ends)
    early = np.flatnonzero(starts[most:] < ends[: max(0, len(ends) - most)])
    return int(starts[most + early[0]]) if len(early) else None


def is_rejected(lives: Lives) -> Any:
    """Loads that a gate has weighed and sent back with."""
    gone = (lives.use == OVER) | (lives.use == RETURNING) | (lives.use == BROUGHT_BACK)
    return gone & (lives["weighed_in"] >= 0) & (lives["tipping"] < 0)


def is_brought_back(lives: Lives) -> Any:
    """Loads that found no gate and were brought back to where they came from."""
    return (lives.use == OVER) & (lives["tipped"] < 0) & (lives["weighed_in"] < 0)
