"""Chapter: void, intake, void left, dates of exhaustion, the void calculation, restoration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.report import tables
from sim.report.blocks import Block, Drawings, drawn, table, text
from sim.report.columns import column
from sim.report.indicators import restoration
from sim.report.labels import DASH, Labels, mass, number
from sim.report.source import last_year
from sim.report.void_calculation import void_calculation
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Void over the months, the landfills with their dates, the void calculation step by step, restoration."""
    yield from drawn(drawings, "void")
    yield from landfills(result, labels)
    yield from void_calculation(result, labels)
    yield from restoration(result, labels)


def landfills(result: Result, labels: Labels) -> Iterator[Block]:
    """Void, intake, void left and dates of each landfill."""
    say = labels.words.say
    data = tables.landfills(result)
    if data.empty:
        yield text(say("report.landfills.nothing"))
        return
    volume = f" ({say('unit.volume')})"
    intake = f"{say('report.column.intake_of', year=labels.period(last_year(result)))} ({say('unit.mass')})"
    columns = [column(labels, "facility", 3), (say("report.column.void") + volume, 1.2, True),
               (intake, 1.4, True), (say("report.column.left") + volume, 1.3, True),
               column(labels, "exhausted", 2), column(labels, "projected", 3.2)]  # fmt: skip
    rows = [
        [labels.of(str(r["facility"])), number(_scaled(r["void_m3"])), mass(r["intake_kg"]),
         number(_scaled(r["left_m3"])), _dates(r, "exhausted", labels), _dates(r, "projected", labels)]
        for r in data.to_dict("records")
    ]  # fmt: skip
    yield table(say("report.landfills.caption"), columns, rows, anchor="landfills")


def _scaled(volume: Any) -> float | None:
    return None if volume is None or pd.isna(volume) else float(volume) / 1e4


def _dates(row: Mapping[Any, Any], which: str, labels: Labels) -> str:
    dates = [row.get(f"{which}_{p}") for p in ("p10", "p50", "p90")]
    if not any(isinstance(d, str) for d in dates):
        return DASH
    return " / ".join(d if isinstance(d, str) else labels.words.say("report.later") for d in dates)
