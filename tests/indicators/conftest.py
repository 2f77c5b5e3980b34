"""A finished study of a small world."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study

Study = Callable[..., Result]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Simulate a world: `study(world)["indicators"]` is in its summary."""

    def run(world: dict[str, Any], replications: int = 1, *, randomness: bool = True) -> Result:
        path = tmp_path / "world.yaml"
        path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        return run_study(load(path), replications=replications, jobs=1, randomness=randomness)

    return run
