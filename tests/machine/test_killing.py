"""kill -9 at any moment: what was there is untouched, no process stays, and the next run is as an unbroken one."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from sim.study.folder import replaced_folder
from tests.cli.conftest import EARLIER
from tests.cli.test_exit_codes import everything
from tests.cli.test_interrupt import needs_proc
from tests.determinism.runs import MINIMAL, digests
from tests.machine.injection import machine
from tests.machine.processes import PATIENCE, is_gone, started, wait_for
from tests.machine.test_failing_calls import Trial, check_again, needs_compiler, start

STUDY = (
    "run",
    MINIMAL,
    "--replications",
    "60",
    "--jobs",
    "2",
    "--store",
    "store.sqlite",
    "--out",
    "results",
    "--quiet",
)
REPORT, NO_REPORT = ("--lang", "en"), ("--no-report",)


def test_what_was_being_replaced_is_put_back(tmp_path: Path) -> None:
    """Killed between the two renames, where folders cannot change places in one step."""
    hidden = tmp_path / ".results.unfinished"
    for name in ("earlier", "new"):
        (hidden / name).mkdir(parents=True)
        (hidden / name / "run.json").write_text(EARLIER if name == "earlier" else "{}")
    (hidden / ".process").write_text("123 here")
    with pytest.raises(ZeroDivisionError), replaced_folder(tmp_path / "results"):
        raise ZeroDivisionError
    assert everything(tmp_path) == {"results": None, "results/run.json": EARLIER.encode()}


def killed_at(trial: Trial, at: int, unbroken: dict[str, str]) -> str:
    """What is wrong after the process was killed at this call; empty if nothing is."""
    ended = trial.run(at)
    results = {n: c for n, c in everything(trial.machine.folder).items() if n.startswith("results")}
    earlier = {n: c for n, c in everything(trial.before).items() if n.startswith("results")}
    if ended.code != -9 or (results != earlier and trial.made != unbroken):
        return f"{at}: {ended}"
    return ""


def kill_at_calls(folder: Path, some: int | None = None) -> tuple[int, list[str]]:
    """Kill a study at each of its calls that change something, or at some of them, and run it again each time."""
    with machine(folder) as prepared:
        trial, ended, made = start(prepared, "run with a store")
        found = []
        for at in range(1, ended.calls + 1, 1 if some is None else ended.calls // some):
            found += [killed_at(trial, at, made) or check_again(trial, ended, made)]
    return len(found), list(filter(None, found))


@needs_compiler
def test_killed_at_some_calls(tmp_path: Path) -> None:
    tried, wrong = kill_at_calls(tmp_path, some=4)
    assert tried >= 4
    assert wrong == []


@needs_compiler
@pytest.mark.trust
def test_killed_at_each_call(tmp_path: Path, evidence) -> None:
    tried, wrong = kill_at_calls(tmp_path)
    evidence("kill -9 at each system call", f"{tried - len(wrong)} of {tried} runs identical", "all")
    assert wrong == []


def finish(folder: Path, *options: str) -> dict[str, str]:
    """Run the study to its end; digests of what it made."""
    with started(*STUDY, *options, folder=folder) as command:
        _, said = command.communicate(timeout=PATIENCE * 5)
        assert command.returncode == 0, said
    return digests(folder / "results")


def is_under_way(folder: Path, command: subprocess.Popen[str]) -> bool:
    return (folder / ".results.unfinished").exists() or command.poll() is not None


def kill_at(moment: float, folder: Path, options: tuple[str, ...], unbroken: dict[str, str]) -> tuple[bool, str]:
    """Kill a study so many seconds after it has begun to work and run it again.

    Whether it was still at work, and what is wrong; empty if nothing is.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "results").mkdir(parents=True)
    (folder / "results" / "run.json").write_text(EARLIER)
    with started(*STUDY, *options, folder=folder) as command:
        assert wait_for(partial(is_under_way, folder, command))
        time.sleep(moment)
        command.kill()
        was_at_work = command.wait() == -signal.SIGKILL
        wrong = "" if is_gone(command) else f"{moment}: processes are left"
    return was_at_work, wrong or after_kill(moment, folder, options, unbroken)


def after_kill(moment: float, folder: Path, options: tuple[str, ...], unbroken: dict[str, str]) -> str:
    """What is wrong with the folder of a killed study, and when it is run again; empty if nothing is."""
    if everything(folder / "results") != {"run.json": EARLIER.encode()} and digests(folder / "results") != unbroken:
        return f"{moment}: earlier results"
    if finish(folder, *options) != unbroken:
        return f"{moment}: other results"
    left = {path.name for path in folder.iterdir() if not path.name.startswith("store.sqlite")} - {"results"}
    return f"{moment}: left {left}" if left else ""


def kill_at_moments(folder: Path, count: int, seed: int) -> tuple[int, list[str]]:
    """Kill a study at random moments, every fifth with a report; how many were still at work, and what is wrong."""
    dice, ended = random.Random(seed), []
    unbroken, lasts = {}, {}
    for options in (NO_REPORT, REPORT)[: 1 if count < 5 else 2]:
        with started(*STUDY, *options, folder=folder) as command:
            assert wait_for(partial(is_under_way, folder, command))
            begun = time.monotonic()
            command.communicate(timeout=PATIENCE * 5)
            lasts[options] = time.monotonic() - begun
        unbroken[options] = digests(folder / "results")
        (folder / "store.sqlite").unlink()
    for number in range(1, count + 1):
        options = NO_REPORT if number % 5 else REPORT
        moment = dice.uniform(0, lasts[options])
        ended.append(kill_at(moment, folder / "work", options, unbroken[options]))
    return sum(was_at_work for was_at_work, _ in ended), [wrong for _, wrong in ended if wrong]


@needs_proc
def test_killed_at_a_moment(tmp_path: Path) -> None:
    _, wrong = kill_at_moments(tmp_path, count=1, seed=1)
    assert wrong == []


@needs_proc
@pytest.mark.trust
def test_killed_at_a_hundred_moments(tmp_path: Path, evidence) -> None:
    killed, wrong = kill_at_moments(tmp_path, count=100, seed=20261127)
    figure = f"{100 - len(wrong)} of 100 runs identical, {killed} killed while working"
    evidence("kill -9 at random moments", figure, "all")
    assert wrong == []
    assert killed > 50
