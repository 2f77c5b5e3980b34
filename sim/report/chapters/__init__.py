"""The chapters behind page 1, a file each: definitions before numbers, then the chapters that a plan's readers expect.

A chapter is `blocks(result, labels, drawings) -> Iterator[Block]`; it places the figures that belong to it.
"""

from __future__ import annotations

from typing import Any

from sim.report.blocks import Drawings
from sim.report.chapters import (
    balance,
    capacity,
    contradictions,
    definitions,
    landfills,
    measures,
    method,
    plan,
    sensitivity,
    targets,
    transport,
)
from sim.report.labels import Labels
from sim.report.register import inputs
from sim.study.result import Result


def chapters(result: Result, labels: Labels, drawings: Drawings) -> list[dict[str, Any]]:
    """Chapters in order: id, title, blocks, whether it is an appendix; chapters without content are left out."""
    parts = {
        "definitions": definitions.blocks, "plan": plan.blocks, "balance": balance.blocks,
        "capacity": capacity.blocks, "landfills": landfills.blocks, "transport": transport.blocks,
        "targets": targets.blocks, "contradictions": contradictions.blocks, "sensitivity": sensitivity.blocks,
        "measures": measures.blocks,
    }  # fmt: skip
    appendices = {"sources": inputs, "method": method.blocks}
    found: list[dict[str, Any]] = []
    for is_appendix, group in ((False, parts), (True, appendices)):
        for id, blocks in group.items():
            title, made = labels.words.say(f"report.chapter.{id}"), list(blocks(result, labels, drawings))
            if made:
                found.append({"id": id, "title": title, "blocks": made, "appendix": is_appendix})
    return found
