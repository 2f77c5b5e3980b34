"""The machine code is kept in the user's cache folder, whoever installed the package and however many compile it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.model import warming
from sim.model.replication import Outcome, replicate
from tests.cli.conftest import SCENARIOS
from tests.worlds import build, plain


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that holds a copy of the package, as an installation does."""
    shutil.copytree(Path(sim.__file__).parent, tmp_path / "site" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "site"


def start(installed: Path, home: Path, out: str) -> subprocess.Popen[str]:
    """A small run of the copied package with a home of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NUMBA_", "XDG_", "PYTHON"))}
    environment |= {
        "HOME": str(home),
        "PYTHONPATH": str(installed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }
    arguments = ["run", str(SCENARIOS / "minimal.yaml"), "--replications", "2", "--no-report", "--out", out]
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *arguments], env=environment, cwd=home,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_two_compile_at_once_and_the_next_need_not(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = files(installed)
    both = [start(installed, home, out) for out in ("first", "second")]
    for command in both:
        _, complaints = command.communicate(timeout=500)
        assert command.returncode == 0, complaints
        assert "compil" in complaints
    assert files(home / ".cache" / "waste-sim")
    assert files(installed) == before, "something was written into the package, which may be read-only"

    third = start(installed, home, "third")
    _, complaints = third.communicate(timeout=500)
    assert (third.returncode, complaints) == (0, "")
    summaries = {(home / out / "summary.json").read_bytes() for out in ("first", "second", "third")}
    assert len(summaries) == 1


@pytest.mark.slow
def test_without_a_home_that_can_be_written_code_is_kept_in_a_temporary_folder(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".cache").write_text("a file where the cache folder would be")
    command = start(installed, home, "results")
    _, complaints = command.communicate(timeout=500)
    assert command.returncode == 0, complaints
    assert (home / "results" / "summary.json").is_file()


def test_what_is_simulated_to_compile_is_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a world of ten days with 10 t each; the design year, which takes as much code, is left out."""
    simulated: list[Outcome] = []
    monkeypatch.setattr(warming, "replicate", lambda *a, **k: simulated.append(replicate(*a, **k)))
    warming.compile_model(build(plain()))
    (outcome,) = simulated
    assert outcome.generated_kg == 10_000
    assert {row[0] for row in outcome.tables["flows"]} == {"2025"}
    assert warming.is_compiled()
