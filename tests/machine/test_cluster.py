"""Dask: a worker that is killed in the middle changes nothing; a scheduler that is gone is said."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_exit_codes import everything
from tests.determinism.runs import MINIMAL, digests
from tests.machine.processes import PATIENCE, started, wait_for

STUDY = ("run", MINIMAL, "--replications", "50", "--no-report", "--quiet", "--out", "results")
pytestmark = pytest.mark.trust


@contextmanager
def cluster() -> Iterator[Any]:
    """Two workers on loopback, each with a nanny that starts another in its place."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": ":0"}
    with distributed.LocalCluster(**options) as made:
        yield made


def kept(folder: Path) -> int:
    """Runs in the store so far."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(folder / "store.sqlite")) as store:
        return int(store.execute("SELECT count(*) FROM run").fetchone()[0])
    return 0


@contextmanager
def study_in_its_middle(address: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    folder.mkdir()
    with started(*STUDY, "--scheduler", address, "--store", "store.sqlite", folder=folder) as command:
        assert wait_for(lambda: command.poll() is not None or kept(folder) > 4)
        assert command.poll() is None
        yield command


def test_a_worker_killed(tmp_path: Path, evidence) -> None:
    with started(*STUDY, "--no-store", "--jobs", "1", folder=tmp_path) as command:
        assert command.communicate(timeout=5 * PATIENCE) == ("", "")
    unbroken, same = digests(tmp_path / "results"), 0
    with cluster() as made:
        for count in range(5):
            folder = tmp_path / str(count)
            with study_in_its_middle(made.scheduler_address, folder) as command:
                os.kill(next(iter(made.workers.values())).pid, signal.SIGKILL)
                assert command.communicate(timeout=5 * PATIENCE) == ("", "")
            same += digests(folder / "results") == unbroken
            assert wait_for(partial(has_workers, made, 2))
    evidence("Dask worker killed", f"{same} of 5 runs identical", "all")
    assert same == 5


def has_workers(made: Any, count: int) -> bool:
    return len(made.scheduler_info["workers"]) == count


def test_a_scheduler_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    with cluster() as made, study_in_its_middle(made.scheduler_address, folder) as command:
        made.close()
        out, err = command.communicate(timeout=5 * PATIENCE)
    assert (command.returncode, out) == (4, "")
    assert err == (
        f"waste-sim: the Dask scheduler at {made.scheduler_address} no longer answers. Start it and run again: "
        "what the store has is not simulated again.\n"
    )
    assert not [name for name in everything(folder) if not name.startswith("store.sqlite")]
