"""Two finished studies: the minimal scenario, and an odd one with long names, one facility and no landfill."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.report.writing import write_report
from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study
from tests import worlds

ROOT = Path(__file__).parents[2]
LONG_ZH = "名称里有$符号_下划线%百分号&和号<尖括号>的非常非常长的四十个字的设施名称啊啊啊啊"
LONG_EN = "=Cost $5_million & 100 % <b>bold</b> #let x"


@pytest.fixture(scope="session")
def minimal() -> Result:
    return run_study(load(ROOT / "scenarios" / "minimal.yaml"), replications=3, jobs=1)


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Result:
    name = {"zh": LONG_ZH, "en": LONG_EN}
    export = {"name": name, "kind": "export", "calendar": "always", "gate": worlds.gate(), "accepts": ["rubble"]}
    rubble = {"name": name, "amount": "3650 t/a", "density": "1 t/压实方", "calendar": "morning"}
    reading = {"net": {"name": name, "numerator": [{"to": ["exported"]}]}}
    target = {"name": name, "goal": "70 %", "streams": ["rubble"], "due": "2025", "readings": reading}
    world = worlds.plain(
        title=name,
        streams={"rubble": rubble},
        sources={"site": {"name": name}},
        facilities={"dump": export},
        fleets={"trucks": worlds.fleet(name=name, carries=["rubble"])},
        targets={"sent_away": target},
    )
    path = tmp_path_factory.mktemp("odd") / "odd.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return run_study(load(path), replications=2, jobs=1)


@pytest.fixture(scope="session")
def written(minimal: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(minimal, folder, ("zh", "en"))
    return folder
