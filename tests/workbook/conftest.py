"""Finished studies for the workbook: the minimal scenario, names that are formulas, much, and little."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study
from tests import worlds
from tests.cli.conftest import _compiled, waste_sim

__all__ = ["_compiled", "waste_sim"]

ROOT = Path(__file__).parents[2]
FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "http://example.org/x",
    "Plan!A1",
    "&A&P '[x]:*?/",
    "_x0041_",
)
"""Names that a spreadsheet would take for something else."""
SOURCES, PLANTS, LANDFILLS = 3, 9, 9


def study(folder: Path, world: dict[str, Any], replications: int = 2, id: str = "world") -> Result:
    path = folder / f"{id}.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return run_study(load(path), replications=replications, jobs=1)


@pytest.fixture(scope="session")
def minimal() -> Result:
    return run_study(load(ROOT / "scenarios" / "minimal.yaml"), replications=3, jobs=1)


@pytest.fixture(scope="session")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A world of recycling in which every name is one of `FORMULAS`, and the title begins like a formula."""
    world = worlds.recycling_world()
    world["title"] = world["question"] = '=HYPERLINK("http://example.org") & more'
    names = iter(FORMULAS * 4)
    for group in ("streams", "items", "sources", "facilities", "fleets", "targets"):
        for entity in world[group].values():
            entity["name"] = next(names)
    for reading in world["targets"]["rate"]["readings"].values():
        reading["name"] = next(names)
    return study(tmp_path_factory.mktemp("formulas"), world)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Seven years, nine plants and nine landfills: more than a chart tells apart."""
    world = worlds.recycling_world()
    plant, fill = world["facilities"]["plant"], world["facilities"]["dump"]
    plants = {f"plant_{n}": {**plant, "name": f"Plant {n}", "capacity": "0.3 t/h"} for n in range(PLANTS)}
    fills = {f"fill_{n}": {**fill, "name": f"Fill {n}"} for n in range(LANDFILLS)}
    world["facilities"] = {**plants, **fills, "market": world["facilities"]["market"]}
    world["horizon"] = {"start": "2025-01-01", "end": "2032-01-01"}
    world["routes"]["rubble"], world["routes"]["residue"] = {"to": [*plants]}, {"to": [*fills]}
    world["roads"] = {"km": {"site": dict.fromkeys(plants, 5), **{p: dict.fromkeys(fills, 5) for p in plants}}}
    return study(tmp_path_factory.mktemp("large"), world)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """No plant, no landfill, no target: what arises is exported."""
    export = {"name": "Abroad", "kind": "export", "calendar": "always", "gate": worlds.gate(), "accepts": ["rubble"]}
    return study(tmp_path_factory.mktemp("bare"), worlds.plain(facilities={"dump": export}))
