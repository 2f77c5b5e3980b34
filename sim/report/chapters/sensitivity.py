"""Chapter: which single change helps most, and whose task it is."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.blocks import Block, Drawings, drawn
from sim.report.labels import Labels
from sim.report.lever_tables import lever_chapter
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Tornados and tables of the levers, where they were moved."""
    tornados = [name for name in drawings if name.startswith("levers_")]
    yield from lever_chapter(result, labels, drawn(drawings, *tornados))
