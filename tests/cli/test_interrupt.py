"""Ctrl-C and SIGTERM: their exit codes, earlier results untouched, no half folder, no process left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import SCENARIOS


def processes_of_session(session: int) -> set[int]:
    """Processes of a session that are not yet gone (Linux)."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(owner) == session and state != "Z":
                found.add(int(entry.name))
    return found


def wait_until_simulating(command: subprocess.Popen[str], folder: Path, workers: int) -> None:
    """Until the command has its temporary folder and all its workers, and they have begun."""
    for _ in range(600):
        assert command.poll() is None, command.communicate()
        if len(processes_of_session(command.pid)) > workers and len(list(folder.iterdir())) == 2:
            time.sleep(0.3)
            return
        time.sleep(0.05)
    raise AssertionError("no workers")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(("jobs", "to_group"), [(2, True), (2, False), (1, False)], ids=["terminal", "kill", "alone"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, number: int, code: int, jobs: int, to_group: bool) -> None:
    out = tmp_path / "results"
    out.mkdir()
    (out / "run.json").write_text("earlier")
    command = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", "run", str(SCENARIOS / "minimal.yaml"), "--replications", "2000",
         "--jobs", str(jobs), "--no-report", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        wait_until_simulating(command, tmp_path, workers=jobs if jobs > 1 else 0)
        (os.killpg if to_group else os.kill)(command.pid, number)
        printed, complaints = command.communicate(timeout=20)
        assert (command.returncode, printed, complaints) == (code, "", "")
        assert processes_of_session(command.pid) == set()
    finally:
        for left in processes_of_session(command.pid):
            os.kill(left, signal.SIGKILL)
    assert [entry.name for entry in tmp_path.iterdir()] == ["results"]
    assert {entry.name: entry.read_text() for entry in out.iterdir()} == {"run.json": "earlier"}
