"""The flows of one year in stages: streams -> on site or hauled -> facilities -> fates, with in equal to out.

Outlets are passed through to their fate. What a place keeps goes to `stored`; what it gives beyond what it got comes
from `kept`, so that every node closes.
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from sim.report.tables import FATES
from sim.scenario.schema import Scenario
from sim.study.result import Result

OPENING = "opening_stock"
"""What lay anywhere when the horizon began: where it comes from, and the stream that it counts as."""
ON_SITE, HAULED, KEPT, STORED = "on_site", "hauled", "kept", "stored"
SMALLEST = 1e-4
"""Links below this part of all that arises are left out."""
_STAGE = {
    "store": 2,
    "terminal": 2,
    "sorting": 3,
    "recycling": 4,
    "mobile": 4,
    "landfill": 5,
    "backfill": 5,
    "export": 5,
}
_LAST = 6
Links = dict[tuple[str, str, str], float]


def staged_links(result: Result, year: str) -> Links:
    """Mean kg by (from, to, stream); streams are "stream:<id>"."""
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
            for carrier, share in carried.get((stream, item), {HAULED: 1.0}).items():
                if destination not in scenario.sources:
                    links[carrier, _passed(destination, scenario), stream] += kg * share
        elif destination != "in_transit" and not _is_outlet(origin, scenario):
            links[origin, _passed(destination, scenario), stream] += kg
    born = _generated(rows)
    _close(links, born)
    return {key: kg for key, kg in sorted(links.items()) if kg >= SMALLEST * sum(born.values())}


def stage_of(node: str, scenario: Scenario) -> int:
    """Column of a node: streams 0, on site and hauled 1, facilities by kind, fates last."""
    if node.startswith("stream:") or node == KEPT:
        return 0
    if node in (ON_SITE, HAULED):
        return 1
    return _STAGE[scenario.facilities[node].kind] if node in scenario.facilities else _LAST


def _carriers(
    rows: list[tuple[str, str, str, str, float]], scenario: Scenario
) -> dict[tuple[str, str], dict[str, float]]:
    """For each (stream, item) on the road, the shares loaded at sources and at each facility."""
    loaded: defaultdict[tuple[str, str], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for origin, destination, stream, item, kg in rows:
        if destination == "in_transit":
            loaded[stream, item][HAULED if origin in scenario.sources else origin] += kg
    return {
        key: {c: kg / sum(by.values()) for c, kg in by.items()} for key, by in loaded.items() if sum(by.values()) > 0
    }


def _leave_source(links: Links, destination: str, stream: str, kg: float) -> None:
    if destination == "in_transit":
        links["stream:" + stream, HAULED, stream] += kg
    elif destination in ("unserved", "leaked"):
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
            links[node, HAULED, stream] += kg
            links[KEPT, HAULED, stream] += -kg
        elif kg < 0:
            links[KEPT, node, stream] += -kg


def totals(links: Links) -> pd.DataFrame:
    """kg that enters and leaves each node: index node, columns into, out."""
    into: defaultdict[str, float] = defaultdict(float)
    out: defaultdict[str, float] = defaultdict(float)
    for (origin, destination, _), kg in links.items():
        out[origin] += kg
        into[destination] += kg
    nodes = sorted({*into, *out})
    return pd.DataFrame({"into": [into[n] for n in nodes], "out": [out[n] for n in nodes]}, index=nodes)
