"""The chapters behind page 1, a file each: definitions before numbers, then the chapters that a plan's readers expect.

A chapter is `blocks(result, labels, drawings) -> Iterator[Block]`; it places the figures that belong to it.
"""

from __future__ import annotations

from typing import Any

from sim.report.blocks import Block, Drawings
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
    """Chapters in order: id, title, the question that it asks, blocks, whether it is an appendix.

    Chapters without content are left out.
    """
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
            if made := list(blocks(result, labels, drawings)):
                title, asks = (labels.words.say(f"report.{what}.{id}") for what in ("chapter", "asks"))
                found.append({"id": id, "title": title, "asks": asks, "blocks": _begun(made), "appendix": is_appendix})
    return found


def _begun(blocks: list[Block]) -> list[Block]:
    """A chapter begins with its first table or text: a figure that floats must not come to stand before the heading."""
    first = next((k for k, block in enumerate(blocks) if block["kind"] != "figure"), 0)
    return [blocks[first], *blocks[:first], *blocks[first + 1 :]]
