"""Chapter: what the plan says, and how the study treats each article."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.annex import annex
from sim.report.basis import basis, forecasts
from sim.report.blocks import Block, Drawings
from sim.report.labels import Labels
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """What the study is based on, the forecast amounts, the annex tables of the plan with computed columns."""
    yield from basis(result, labels)
    yield from forecasts(result, labels)
    yield from annex(result, labels)
