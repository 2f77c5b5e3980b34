"""Chapter: what the plan says, and how the study treats each article."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.blocks import Block, Drawings
from sim.report.labels import Labels
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """The annex tables of the plan with computed columns."""
    yield from ()
