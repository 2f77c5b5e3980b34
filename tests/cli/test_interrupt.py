"""Ctrl-C and SIGTERM: their exit codes, earlier results untouched, no half folder, no process left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import EARLIER, SCENARIOS


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


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


def start(scenario: Path, out: Path, jobs: int, **environment: str) -> subprocess.Popen[str]:
    """A long run in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli", "run", str(scenario), "--replications", "2000", "--jobs", str(jobs),
         "--no-report", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ | environment,
    )  # fmt: skip


@needs_proc
@pytest.mark.parametrize(("jobs", "to_group"), [(2, True), (2, False), (1, False)], ids=["terminal", "kill", "alone"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, number: int, code: int, jobs: int, to_group: bool) -> None:
    out = tmp_path / "results"
    out.mkdir()
    (out / "run.json").write_text(EARLIER)
    command = start(SCENARIOS / "minimal.yaml", out, jobs)
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
    assert {entry.name: entry.read_text() for entry in out.iterdir()} == {"run.json": EARLIER}


@needs_proc
def test_an_interrupt_while_the_model_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    cache = tmp_path / "cache"
    command = start(SCENARIOS / "minimal.yaml", tmp_path / "results" / "run", jobs=1, NUMBA_CACHE_DIR=str(cache))
    try:
        assert command.stderr is not None
        assert "compil" in command.stderr.readline()
        time.sleep(3)  # well into it: the compiler's C code runs most of the time
        assert command.poll() is None
        os.killpg(command.pid, signal.SIGINT)
        assert command.communicate(timeout=20) == ("", "")
        assert command.returncode == 130
        assert processes_of_session(command.pid) == set()
    finally:
        for left in processes_of_session(command.pid):
            os.kill(left, signal.SIGKILL)
    assert list((tmp_path / "results").iterdir()) == []


SIGNAL = (
    "import os, signal, sys; from sim.interruption import *; take_signals(); tell = lambda: os.write(1, b'undone');"
)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        # an exception would be lost in a destructor
        ("""
class Thing:
    def __del__(self): os.kill(os.getpid(), signal.SIGINT)
with undone_if_interrupted(tell):
    Thing()
    os.write(1, b'went on')
""", b"undone"),
        ("""
with undone_if_interrupted(tell), uninterrupted():
    os.kill(os.getpid(), signal.SIGINT)
    os.write(1, b'finished ')
os.write(1, b'went on')
""", b"finished undone"),
        ("""
with undone_if_interrupted(tell):
    with uninterrupted():
        with uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
        os.write(1, b'finished ')
os.write(1, b'went on')
""", b"finished undone"),
        ("""
with undone_if_interrupted(tell):
    pass
with undone_if_interrupted(lambda: 1 / 0):
    os.kill(os.getpid(), signal.SIGINT)
os.write(1, b'went on')
""", b""),
        ("""
with undone_if_interrupted(tell), undone_if_interrupted(lambda: 1 / 0):
    if not os.fork():
        os.kill(os.getpid(), signal.SIGINT)
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
""", b""),
    ],
    ids=["in a destructor", "held", "held twice", "undo ended, another fails", "in a child"],
)  # fmt: skip
def test_a_signal_undoes_and_ends(program: str, said: bytes) -> None:
    ended = subprocess.run([sys.executable, "-c", SIGNAL + program], capture_output=True, check=False, timeout=20)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, said, b"")
