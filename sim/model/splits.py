"""What becomes of each stream at each source, in integers: fates on site, and heaps that leave truck by truck."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.custody import MILLION
from sim.model.entities import payloads_of, rounded
from sim.model.names import Names
from sim.model.records import record
from sim.scenario.cities import weights_of
from sim.scenario.masses import Parts, main_item
from sim.scenario.schema import Scenario

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]

CELL = record(
    source=np.int64, stream=np.int64, raw=np.int64, main=np.int64, weight=np.float64,
    year_base=np.int64, generated=np.int64, first_heap=np.int64, last_heap=np.int64,
)  # fmt: skip
"""A stream at a source: numbers of source, stream, the stream as an item, the item it is hauled as; cumulative kg."""

HEAP = record(
    source=np.int64, stream=np.int64, item=np.int64, lower=np.int64, upper=np.int64, payload=np.int64,
    has_route=np.int64, hauled=np.int64, loads=np.int64,
)  # fmt: skip
"""What leaves of a stream at a source as one item: its share lies between two cumulative millionths of the stream."""


@dataclass(frozen=True)
class Cumulative:
    """The parts of a stream, each between two cumulative millionths: (fate, lower, upper), (item, lower, upper)."""

    on_site: list[tuple[str, int, int]]
    leaving: list[tuple[str, int, int]]


def cells_of(scenario: Scenario, names: Names, parts: dict[str, Cumulative]) -> tuple[Array, Array]:
    """One cell per stream and source in order of their ids; the heaps of each in the order of the stream's parts."""
    payloads = payloads_of(scenario)
    cells = np.zeros(len(names.streams) * len(names.sources), dtype=CELL)
    heaps: list[Array] = []
    for s, stream_id in enumerate(names.streams):
        values = weights_of(scenario, stream_id)
        total = math.fsum(values.get(x, 0.0) for x in scenario.sources)
        for p, source in enumerate(names.sources):
            cell = cells[s * len(names.sources) + p]
            cell["source"], cell["stream"] = p, s
            cell["raw"] = names.items.index(stream_id)
            cell["main"] = names.items.index(main_item(scenario, stream_id))
            cell["weight"] = values.get(source, 0.0) / total
            cell["first_heap"], cell["last_heap"] = len(heaps), len(heaps) + len(parts[stream_id].leaving)
            for item, lower, upper in parts[stream_id].leaving:
                heap = np.zeros(1, dtype=HEAP)
                heap["source"], heap["stream"], heap["item"] = p, s, names.items.index(item)
                heap["lower"], heap["upper"] = lower, upper
                heap["payload"] = payloads.get(item, 1_000_000_000)
                heap["has_route"] = bool(scenario.routes[item].facilities)
                heaps.append(heap)
    return cells, np.concatenate(heaps)


def cumulative(parts: Parts) -> Cumulative:
    """Parts in millionths; the last item takes what is left."""
    rows, running, lower = [], 0.0, 0
    for what, share in (*parts.on_site, *parts.leaving):
        running += share
        upper = min(MILLION, rounded(running * MILLION))
        rows.append((what, lower, upper))
        lower = upper
    what, lower, _ = rows.pop()
    n = len(parts.on_site)
    return Cumulative(rows[:n], [*rows[n:], (what, lower, MILLION)])


def on_site_of(names: Names, parts: dict[str, Cumulative]) -> tuple[Integers, Integers]:
    """What stays on site, by stream: cumulative shares (millionths), and (account, whether pressed) of each part."""
    width = max((len(row.on_site) for row in parts.values()), default=0)
    fractions = np.zeros((len(parts), width), dtype=np.int64)
    ends = np.zeros((len(parts), width, 2), dtype=np.int64)
    for i, row in enumerate(parts.values()):
        for k, (fate, _, upper) in enumerate(row.on_site):
            fractions[i, k:] = upper  # a shorter list is padded with empty parts
            ends[i, k] = names.accounts.index(fate), fate not in ("water", "leaked")
    return fractions, ends
