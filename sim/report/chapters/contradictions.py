"""Chapter: where the plan contradicts itself, and what rival readings of it would say."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.blocks import Block, Drawings, drawn
from sim.report.labels import Labels
from sim.report.register import articles, checks
from sim.report.rivals import rival_tables
from sim.report.wording_proposals import proposals
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Contradictions with proposed wording, all findings, readings side by side, the plan article by article."""
    yield from proposals(result, labels)
    yield from checks(result, labels)
    yield from drawn(drawings, "readings")
    yield from rival_tables(result, labels)
    yield from articles(result, labels)
