"""The command, and small worlds with an answer that can be computed by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, Ended, _compiled, waste_sim
from tests.worlds import landfill, recycling_world

__all__ = ["_compiled", "waste_sim"]

Solve = Callable[..., Ended]


def ten_days(**plant_changes: Any) -> dict[str, Any]:
    """A load of 10 t at 08:00 of each of ten days goes to the plant (90 % product), or while that is shut to the dump.

    Opened on January k the plant gets 11 - k of the 10 loads: the rate is 0.9 (11 - k) / 10. 70 % need 7.78 loads.
    """
    world = recycling_world(**{"opens": "2025-01-05", **plant_changes})
    world["routes"]["rubble"] = {"to": ["plant", "dump"]}
    world["facilities"]["dump"] = landfill(accepts=["rubble", "residue"])
    world["roads"]["km"]["site"]["dump"] = 10
    world["design_year"] = "2025"
    return world


@pytest.fixture
def solve(waste_sim: Command) -> Solve:
    """`waste-sim solve` of a world on one process, without a report."""

    def run(world: dict[str, Any], *arguments: str) -> Ended:
        Path("world.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        options = ("--jobs", "1", "--no-report", "--out", "found")
        return waste_sim("solve", "world.yaml", "--target", "rate", *options, *arguments)

    return run
