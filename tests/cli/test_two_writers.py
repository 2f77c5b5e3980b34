"""Two commands that write the same folder: the second refuses; one that was killed is in nobody's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sim.errors import RunFailed
from sim.study.folder import replaced_folder
from tests.cli.conftest import EARLIER, SCENARIOS, Command
from tests.cli.test_exit_codes import everything

RUN = ("run", SCENARIOS / "minimal.yaml", "--replications", "1", "--jobs", "1", "--no-report", "--out", "results")
WRITER = """
import os, sys, time
from pathlib import Path
from sim.study.folder import replaced_folder
with replaced_folder(Path(sys.argv[1])) as folder:
    (folder.temporary / "tables").mkdir()
    (folder.temporary / "run.json").write_text(sys.argv[2])
    if sys.argv[3] == "fork" and not os.fork():
        time.sleep(60)
        os._exit(0)
    print("ready", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def writer(final: Path, how: str = "alone") -> Iterator[subprocess.Popen[str]]:
    """Another process that is writing a folder, and goes on when it is sent a line."""
    line = [sys.executable, "-c", WRITER, str(final), EARLIER, how]
    with subprocess.Popen(
        line, text=True, cwd=SCENARIOS.parent, start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            yield other
        finally:
            with suppress(ProcessLookupError):
                os.killpg(other.pid, signal.SIGKILL)


def test_the_second_refuses_and_the_first_finishes(waste_sim: Command, tmp_path: Path) -> None:
    with writer(tmp_path / "results") as other:
        before = everything(tmp_path)
        ended = waste_sim(*RUN)
        assert (ended.code, ended.out) == (4, "")
        assert "results is being written by another process" in ended.err
        assert f"({other.pid} on " in ended.err
        assert everything(tmp_path) == before
        other.communicate("go on\n", timeout=20)
    assert other.returncode == 0
    assert everything(tmp_path) == {
        "results": None, "results/run.json": EARLIER.encode(), "results/tables": None,
    }  # fmt: skip
    assert waste_sim(*RUN).code == 0


def test_another_folder_beside_it_is_free(waste_sim: Command, tmp_path: Path) -> None:
    with writer(tmp_path / "results-2"):
        assert waste_sim(*RUN).code == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize("how", ["alone", "fork"])
def test_a_killed_writer_blocks_nobody(waste_sim: Command, tmp_path: Path, how: str) -> None:
    """Not even if a worker of it lives on."""
    with writer(tmp_path / "results", how) as other:
        other.send_signal(signal.SIGKILL)
        other.stdin.close() if other.stdin else None
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
        assert [path.name for path in tmp_path.iterdir()] == [".results.unfinished"]
        assert waste_sim(*RUN).code == 0
        assert [path.name for path in tmp_path.iterdir()] == ["results"]
        assert "summary.json" in everything(tmp_path / "results")


def test_within_a_process_too(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "results") as folder:
        with pytest.raises(RunFailed) as caught, replaced_folder(tmp_path / "results"):
            pass
        assert caught.value.id == "folder_in_use"
        (folder.temporary / "run.json").write_text(EARLIER)
    assert set(everything(tmp_path)) == {"results", "results/run.json"}
