"""Chapter: demand, capacity, load and hours lost of the plants; openings; storage in an emergency."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import tables
from sim.report.blocks import Block, Drawings, drawn, table
from sim.report.columns import column, masses, numbers
from sim.report.indicators import emergency
from sim.report.labels import Labels, mass, number
from sim.report.supply import supply_tables
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Load against capacity, when each facility opens, stockpiles, how long storage lasts."""
    yield from drawn(drawings, "load")
    yield from supply_tables(result, labels)
    yield from capacity(result, labels)
    yield from drawn(drawings, "opening", "stockpiles")
    yield from emergency(result, labels)


def capacity(result: Result, labels: Labels) -> Iterator[Block]:
    """Hours lost by plant and year."""
    data = tables.capacity(result)
    if data.empty:
        return
    columns = [column(labels, "facility", 3), column(labels, "year", 1.1), masses(labels, "processed"),
               *numbers(labels, 1, "open_h", "starved_h", "breakdown_h", "yard_full_h")]  # fmt: skip
    rows = [
        [labels.of(r["facility"]), labels.period(str(r["year"])), mass(r["processed_kg"]),
         *(number(r[h], 0) for h in ("open_h", "starved_h", "breakdown_h", "yard_full_h"))]
        for r in data.to_dict("records")
    ]  # fmt: skip
    yield table(labels.words.say("supply.hours"), columns, rows, size=7, anchor="plant-hours")
