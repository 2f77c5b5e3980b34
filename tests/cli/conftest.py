"""The real command, called within the test's process where no separate one is needed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.cli.application import run_application
from sim.model.warming import compile_model, is_compiled
from sim.scenario.loading import load

EARLIER = '{"schema": 1, "scenario": "earlier", "hash": "", "seed": 1}'
"""run.json of some earlier run."""
SCENARIOS = Path(__file__).parents[2] / "scenarios"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile the model once, so that no command of a test is the one that has to say so."""
    if not is_compiled():
        compile_model(load(SCENARIOS / "minimal.yaml").scenario)


@pytest.fixture
def waste_sim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`waste-sim` in an empty folder, in English, without a network."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(socket.socket, "connect", None)

    def run(*arguments: str | Path) -> Ended:
        capsys.readouterr()
        code = run_application([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Result folder of three replications of the minimal scenario, on one process."""
    folder = tmp_path_factory.mktemp("saved") / "minimal"
    arguments = ["run", str(SCENARIOS / "minimal.yaml"), "--replications", "3", "--jobs", "1"]
    assert run_application([*arguments, "--no-report", "--quiet", "--out", str(folder)]) == 0
    return folder
