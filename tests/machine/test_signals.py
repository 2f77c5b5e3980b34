"""SIGINT and SIGTERM outside the simulation too: exit code, earlier results, nothing left, and within the limit."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import EARLIER
from tests.cli.test_exit_codes import everything
from tests.cli.test_interrupt import needs_proc, processes_of_session
from tests.determinism.runs import MINIMAL, digests
from tests.machine.processes import LIMIT, PATIENCE, is_gone, started, wait_for

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
STUDY = ("run", MINIMAL, "--jobs", "2", "--no-store", "--out", "results", "--quiet", "--replications")
LONG, WITH_REPORT = (*STUDY, "5000", "--no-report"), (*STUDY, "2")
Command = subprocess.Popen[str]


def interrupt(
    command: Command, number: signal.Signals, folder: Path, seconds: float, unbroken: dict[str, str] | None = None
) -> str:
    """Send a signal to all processes of a command, as a terminal does; what is wrong then, empty if nothing is.

    Where it comes when the new results stand already, they must be whole (`unbroken`: their digests). Python takes its
    handlers back as it ends, and is then ended by the signal itself: to a shell that is the same exit code.
    """
    with suppress(ProcessLookupError):
        os.killpg(command.pid, number)
    try:
        said = command.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return "still there"
    left = {path.name for path in folder.iterdir()} - {"results"}
    is_clean = is_gone(command) and said == ("", "") and not left
    is_earlier = everything(folder / "results") == {"run.json": EARLIER.encode()}
    is_whole = unbroken is not None and digests(folder / "results") == unbroken
    codes = {CODES[number], *((0, -number) if is_whole else ())}
    if is_clean and (is_earlier or is_whole) and command.returncode in codes:
        return ""
    return f"exit {command.returncode}, {said}, earlier {is_earlier}, whole {is_whole}, left {sorted(left)}"


def prepare(folder: Path) -> None:
    (folder / "results").mkdir(exist_ok=True)
    (folder / "results" / "run.json").write_text(EARLIER)


def has_imported(folder: Path) -> bool:
    """Just before the processes of the pool start."""
    return (folder / ".results.unfinished").exists()


def reports(folder: Path) -> bool:
    return (folder / ".results.unfinished" / "new" / "figures").exists()


@needs_proc
@pytest.mark.parametrize(("moment", "number"), [(has_imported, signal.SIGINT), (reports, signal.SIGTERM)])
def test_before_the_pool_and_during_the_report(
    tmp_path: Path, moment: Callable[[Path], bool], number: signal.Signals
) -> None:
    prepare(tmp_path)
    with started(*(WITH_REPORT if moment is reports else LONG), folder=tmp_path) as command:
        assert wait_for(partial(moment, tmp_path))
        assert interrupt(command, number, tmp_path, seconds=PATIENCE) == ""
        assert command.returncode == CODES[number]


@needs_proc
def test_while_a_result_is_verified(tmp_path: Path) -> None:
    with started(*STUDY, "30", "--no-report", folder=tmp_path) as command:
        assert command.communicate(timeout=PATIENCE) == ("", "")
    before = everything(tmp_path)
    with started("verify", "results", "--jobs", "2", folder=tmp_path) as command:
        assert wait_for(lambda: list(tmp_path.glob("waste-sim-verify-*")))
        os.killpg(command.pid, signal.SIGTERM)
        assert command.communicate(timeout=PATIENCE) == ("", "")
        assert command.returncode == 143
        assert is_gone(command)
    assert everything(tmp_path) == before


@needs_proc
def test_a_worker_that_is_ended_ends_the_run(tmp_path: Path) -> None:
    prepare(tmp_path)
    with started(*LONG, folder=tmp_path) as command:
        assert wait_for(lambda: len(processes_of_session(command.pid)) > 2)
        worker = max(processes_of_session(command.pid) - {command.pid})
        time.sleep(0.5)  # until it has set its own handlers
        os.kill(worker, signal.SIGTERM)
        _, said = command.communicate(timeout=PATIENCE)
        assert command.returncode == 4
        assert "ended one of the simulating processes" in said
        assert is_gone(command)
    assert everything(tmp_path) == {"results": None, "results/run.json": EARLIER.encode()}


@needs_proc
@pytest.mark.trust
def test_forty_moments(tmp_path: Path, evidence) -> None:
    """Of a run with a report, from the first import on; both signals in turn, each in `LIMIT` seconds."""
    with started(*STUDY, "20", folder=tmp_path) as command:
        begun = time.monotonic()
        assert command.communicate(timeout=5 * PATIENCE) == ("", "")
        lasts = time.monotonic() - begun
    unbroken = digests(tmp_path / "results")
    dice, wrong, at_work = random.Random(7), [], 0
    for count in range(40):
        folder = tmp_path / str(count)
        folder.mkdir()
        prepare(folder)
        moment = dice.uniform(0.3, lasts)  # until then Python itself starts
        with started(*STUDY, "20", folder=folder) as command:
            time.sleep(moment)
            found = interrupt(command, list(CODES)[count % 2], folder, LIMIT, unbroken)
        at_work += everything(folder / "results").keys() == {"run.json"}
        wrong += [f"{moment:.2f} s: {found}"] if found else []
    figure = f"{40 - len(wrong)} of 40 out within {LIMIT} s, nothing left, {at_work} interrupted while working"
    evidence("SIGINT and SIGTERM", figure, "all")
    assert wrong == []
    assert at_work > 20
