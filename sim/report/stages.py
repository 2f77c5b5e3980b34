"""The flows of one year in stages: streams -> facilities, or on site -> fates, with in equal to out.

Outlets are passed through to their fate. What a place keeps goes to `stored`; what it gives beyond what it got comes
from `kept`, so that every node closes.
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from sim.report.source import once
from sim.report.tables import FATES
from sim.scenario.schema import Scenario
from sim.study.result import Result

OPENING = "opening_stock"
"""What lay anywhere when the horizon began: where it comes from, and the stream that it counts as."""
ON_SITE, KEPT, STORED = "on_site", "kept", "stored"
OTHERS = "others:"
"""Begins the id of a node that stands for the smaller facilities of a kind, which follows."""
_STAGE = {
    "store": 1,
    "terminal": 1,
    "sorting": 2,
    "recycling": 3,
    "mobile": 3,
    "landfill": 4,
    "backfill": 4,
    "export": 4,
}
_LAST = 5
Links = dict[tuple[str, str, str], float]
"""Mean kg by (from, to, stream); streams are nodes "stream:<id>"."""


@once
def staged_links(result: Result, year: str) -> Links:
    """All that moved in a year."""
    scenario = result.loaded.scenario
    flows = result.tables["flows"]
    flows = flows[flows["year"].astype(str) == year]
    sums = flows.groupby(["origin", "destination", "stream", "item"], sort=True)["kg"].sum()
    rows = [(*key, kg) for key, kg in zip(sums.index.to_list(), sums.to_list(), strict=True)]
    carried = _carriers(rows, scenario)
    links: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for origin, destination, stream, item, kg in rows:
        if origin == OPENING:
            continue  # shown where it leaves, as kept from before
        if origin == "generation":
            if destination in FATES:
                links["stream:" + stream, destination, stream] += kg
        elif origin in scenario.sources:
            _leave_source(links, destination, stream, kg)
        elif origin == "in_transit":
            for carrier, share in carried.get((stream, item), {"stream:" + stream: 1.0}).items():
                if destination not in scenario.sources:
                    links[carrier, _passed(destination, scenario), stream] += kg * share
        elif destination != "in_transit" and not _is_outlet(origin, scenario):
            links[origin, _passed(destination, scenario), stream] += kg
    born = _generated(rows)
    _close(links, born)
    return {key: kg for key, kg in sorted(links.items()) if kg >= 0.5}


def stages_of(links: Links, scenario: Scenario) -> dict[str, int]:
    """Column of each node from 0 on, without holes: streams, facilities by kind, fates last.

    What a facility sends on goes to the right where it can: its destination moves on, unless the two send to and fro.
    """
    nodes = list(dict.fromkeys(node for origin, destination, _ in links for node in (origin, destination)))
    stage = {node: _kind_stage(node, scenario) for node in nodes}
    pairs = {(o, d) for o, d, _ in links if 0 < stage[o] < _LAST and 0 < stage[d] < _LAST}
    onward = [(o, d) for o, d in sorted(pairs) if not _reaches(d, o, pairs)]
    for _ in nodes:
        for origin, destination in onward:
            stage[destination] = max(stage[destination], stage[origin] + 1)
    last = max((s for n, s in stage.items() if n not in FATES and n != STORED), default=0) + 1
    stage |= {n: last for n in nodes if n in FATES or n == STORED}
    dense = {s: k for k, s in enumerate(sorted(set(stage.values())))}
    return {n: dense[s] for n, s in stage.items()}


def _kind_stage(node: str, scenario: Scenario) -> int:
    if node.startswith("stream:") or node == KEPT:
        return 0
    if node == ON_SITE:
        return _LAST - 1
    kind = node.removeprefix(OTHERS) if node.startswith(OTHERS) else None
    if kind is None and node in scenario.facilities:
        kind = scenario.facilities[node].kind
    return _STAGE[kind] if kind is not None else _LAST


def _reaches(origin: str, destination: str, pairs: set[tuple[str, str]]) -> bool:
    """Whether links lead from one node to another."""
    seen, open_ = {origin}, [origin]
    while open_:
        here = open_.pop()
        if here == destination:
            return True
        found = {d for o, d in pairs if o == here} - seen
        seen |= found
        open_ += found
    return False


def grouped(links: Links, scenario: Scenario, most: int) -> tuple[Links, dict[str, list[str]]]:
    """Links with the smaller facilities of a kind as one node, where a column has more facilities than `most`.

    Also which facilities each such node stands for. What these send each other is left out.
    """
    size = totals(links)["into"]
    by_stage: defaultdict[int, list[str]] = defaultdict(list)
    for node in sorted((n for n in size.index if n in scenario.facilities), key=lambda n: -size[n]):
        by_stage[_kind_stage(node, scenario)].append(node)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for column in by_stage.values():
        for node in column[most - 1 :] if len(column) > most else ():
            members[OTHERS + scenario.facilities[node].kind].append(node)
    members = defaultdict(list, {group: nodes for group, nodes in members.items() if len(nodes) > 1})
    stands = {node: group for group, nodes in members.items() for node in nodes}
    summed: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for (origin, destination, stream), kg in links.items():
        ends = stands.get(origin, origin), stands.get(destination, destination)
        if ends[0] != ends[1]:
            summed[*ends, stream] += kg
    return dict(summed), dict(members)


def _carriers(
    rows: list[tuple[str, str, str, str, float]], scenario: Scenario
) -> dict[tuple[str, str], dict[str, float]]:
    """For each (stream, item) on the road, the shares loaded at sources and at each facility."""
    loaded: defaultdict[tuple[str, str], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for origin, destination, stream, item, kg in rows:
        if destination == "in_transit":
            loaded[stream, item]["stream:" + stream if origin in scenario.sources else origin] += kg
    return {
        key: {c: kg / sum(by.values()) for c, kg in by.items()} for key, by in loaded.items() if sum(by.values()) > 0
    }


def _leave_source(links: Links, destination: str, stream: str, kg: float) -> None:
    if destination == "in_transit":
        return  # shown where it arrives
    if destination in ("unserved", "leaked"):
        links["stream:" + stream, destination, stream] += kg
    else:
        links["stream:" + stream, ON_SITE, stream] += kg
        links[ON_SITE, destination, stream] += kg


def _is_outlet(place: str, scenario: Scenario) -> bool:
    return place in scenario.facilities and scenario.facilities[place].kind == "outlet"


def _passed(place: str, scenario: Scenario) -> str:
    return (scenario.facilities[place].fate or "recycled") if _is_outlet(place, scenario) else place


def _generated(rows: list[tuple[str, str, str, str, float]]) -> dict[str, float]:
    born: defaultdict[str, float] = defaultdict(float)
    for origin, _, stream, _, kg in rows:
        if origin == OPENING:
            continue  # shown where it leaves, as kept from before
        if origin == "generation":
            born[stream] += kg
    return born


def _close(links: Links, born: dict[str, float]) -> None:
    """Make every node's out equal its in, by `stored` and `kept`."""
    surplus: defaultdict[tuple[str, str], float] = defaultdict(float)
    for stream, kg in born.items():
        surplus["stream:" + stream, stream] += kg
    for (origin, destination, stream), kg in list(links.items()):
        surplus[origin, stream] -= kg
        if destination not in FATES:
            surplus[destination, stream] += kg
    for (node, stream), kg in surplus.items():
        if kg > 0:
            links[node, STORED, stream] += kg
        elif kg < 0 and node.startswith("stream:"):
            _share(links, node, kg)
        elif kg < 0:
            links[KEPT, node, stream] += -kg


def _share(links: Links, stream: str, surplus: float) -> None:
    """Let what left the sources beyond what arose come from stock, out of all that left them alike."""
    leaving = {key: kg for key, kg in links.items() if key[0] == stream}
    part = -surplus / sum(leaving.values())
    for (_, destination, tracked), kg in leaving.items():
        links[stream, destination, tracked] -= part * kg
        links[KEPT, destination, tracked] += part * kg


def totals(links: Links) -> pd.DataFrame:
    """kg that enters and leaves each node: index node, columns into, out."""
    into: defaultdict[str, float] = defaultdict(float)
    out: defaultdict[str, float] = defaultdict(float)
    for (origin, destination, _), kg in links.items():
        out[origin] += kg
        into[destination] += kg
    nodes = sorted({*into, *out})
    return pd.DataFrame({"into": [into[n] for n in nodes], "out": [out[n] for n in nodes]}, index=nodes)
