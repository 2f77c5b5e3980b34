"""Appendix: the method by the items of STRESS-DES, what is not evaluated, how to repeat the study."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.blocks import Block, Drawings
from sim.report.labels import Labels
from sim.report.method import method, not_evaluated
from sim.report.register import reproduction
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Method, limits, reproduction."""
    yield from method(result, labels)
    yield from not_evaluated(result, labels)
    yield from reproduction(result, labels, drawings)
