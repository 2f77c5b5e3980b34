"""A year of 10 t a day with an answer that can be computed by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.loading import Loaded, load
from sim.study.changes import Changes, find_changes
from sim.study.result import Result
from sim.study.study import run_study
from tests.cli.conftest import _compiled, waste_sim
from tests.worlds import landfill, recycling_world

__all__ = ["_compiled", "waste_sim"]


def one_year(**plant_changes: Any) -> dict[str, Any]:
    """10 t at 08:00 of each day of 2025 go to the plant (90 % product), or while that is shut to the dump.

    Opened on May 1 the plant gets 245 of the 365 loads: the rate is 0.9 x 245 / 365.
    """
    world = recycling_world(**{"opens": "2025-05-01", **plant_changes})
    world["horizon"] = {"start": "2025-01-01", "end": "2026-01-01"}
    world["routes"]["rubble"] = {"to": ["plant", "dump"]}
    world["facilities"]["dump"] = landfill(accepts=["rubble", "residue"], void="1 万压实方")
    world["roads"]["km"]["site"]["dump"] = 10
    return world


@pytest.fixture
def read(tmp_path: Path) -> Callable[[dict[str, Any]], Loaded]:
    """A world as a loaded scenario."""

    def made(world: dict[str, Any]) -> Loaded:
        path = tmp_path / "world.yaml"
        path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        return load(path)

    return made


Run = Callable[..., tuple[Result, dict[str, Any]]]


@pytest.fixture
def run(read: Callable[[dict[str, Any]], Loaded]) -> Run:
    """The result of a world with its levers moved, and `levers` of its summary; without randomness if not said."""

    def ran(world: dict[str, Any], **how: Any) -> tuple[Result, dict[str, Any]]:
        loaded = read(world)
        result = run_study(loaded, levers=find_changes(loaded), jobs=1, **{"randomness": False, **how})
        return result, result.summary["levers"]

    return ran


def change_of(document: dict[str, Any], path: str, by: str | int) -> dict[str, Any]:
    """The change of a path by a step, or of an opening by so many months."""
    key = "months" if isinstance(by, int) else "by"
    (found,) = [c for c in document["changes"] if c["path"] == path and c[key] == by]
    return dict(found)


def rate_of(change: dict[str, Any], period: str = "2025") -> dict[str, Any]:
    """What a change does to the rate."""
    (row,) = [row for row in change["targets"]["rate"] if row["period"] == period]
    return dict(row["rate"])


def steps_of(changes: Changes, path: str) -> tuple[list[str], list[str]]:
    """Steps of a path that are made, and that are only listed."""
    return [c.step.by for c in changes.made if c.step.path == path], [
        e.step.by for e in changes.excluded if e.step.path == path
    ]
