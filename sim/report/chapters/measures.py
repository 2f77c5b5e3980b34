"""Chapter: what is wrong, why, what would help, whose task it is and by when."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.blocks import Block, Drawings
from sim.report.labels import Labels
from sim.report.measures import measures
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """The table of problems and measures."""
    yield from measures(result, labels)
