"""Each call to the system that opens, writes, moves or removes something fails, once or from then on.

A command then either says in one line what cannot be written and leaves what was there, or does without it and makes
what an unbroken one makes: nothing in between. Whatever it has left, the next one works.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.errors import RunFailed
from sim.study.folder import replaced_folder
from tests.cli.conftest import Command
from tests.cli.test_exit_codes import everything
from tests.determinism.runs import MINIMAL, ROOT, digests
from tests.machine.injection import Ended, Machine, machine

needs_compiler = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("cc") is None,
    reason="needs the dynamic linker of Linux and cc",
)

FEW = ("--replications", "2", "--jobs", "1", "--no-store", "--out", "results", "--lang", "en")
RUN = ("run", str(MINIMAL), *FEW)
STORED = ("run", str(MINIMAL), *FEW[:4], *FEW[5:7], "--no-report", "--store", "store.sqlite")
GOAL = (
    "--target",
    "resource_rate",
    "--period",
    "2027",
    "--vary",
    "facilities.plant.capacity=1 万t/a..2 万t/a by 0.5 万t/a",
)
COMMANDS = {
    "run with a store": (STORED, STORED),
    "run": (RUN, RUN),
    "compare": (("compare", str(MINIMAL), "other.yaml", *FEW),) * 2,
    "solve": (("solve", str(MINIMAL), *GOAL, "--no-randomness", *FEW[2:]),) * 2,
    "report": (RUN, ("report", "results")),
    "verify": (RUN, ("verify", "results", "--jobs", "1")),
    "store": (STORED, ("store", "--store", "store.sqlite", "--clear")),
    "new": (STORED, ("new", "plan")),
}
"""What has been done before, and the command of which calls fail."""
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
OURS = {"results", "store.sqlite", "plan.yaml", "other.yaml", "cache", "temporary"}
"""What may stand in the folder at the end."""
SCENARIOS = ("other.yaml", "scenario.resolved.yaml")
"""One that cannot be read is exit code 3, as any scenario that is none."""
NAMES = ("results", "store.sqlite", "plan.yaml", "waste-sim-verify-", "store of replications")
"""Of these a message names one."""


@dataclass
class Trial:
    """A command before which a folder is as it was, and of which calls may fail."""

    machine: Machine
    command: tuple[str, ...]
    before: Path

    def run(self, at: int = 0, error: int = 0, *, lasts: bool = False) -> Ended:
        self.machine.remove()
        shutil.copytree(self.before, self.machine.folder, dirs_exist_ok=True)
        return self.machine.run(*self.command, at=at, error=error, lasts=lasts)

    @property
    def made(self) -> dict[str, str]:
        """What a command makes, by the digests of the files."""
        return {name: digest for name, digest in digests(self.machine.folder).items() if name[:4] in ("resu", "plan")}


def start(machine: Machine, command: str) -> tuple[Trial, Ended, dict[str, str]]:
    """A trial, and how its command ends and what it makes when nothing fails."""
    (machine.folder / "other.yaml").write_text(f"extends: {MINIMAL}\nfacilities: {{plant: {{capacity: 1 万t/a}}}}\n")
    first, then = COMMANDS[command]
    assert machine.run(*first).code in (0, 1)
    before = machine.beside / "before"
    machine.folder.rename(before)
    machine.folder.mkdir()
    trial = Trial(machine, then, before)
    unbroken = trial.run()
    assert unbroken.code in (0, 1), unbroken
    assert unbroken.calls > 0
    return trial, unbroken, trial.made


def check(trial: Trial, at: int, error: int, unbroken: Ended, made: dict[str, str], *, lasts: bool) -> str:
    """What is wrong after a call has failed; empty if nothing is."""
    ended, folder = trial.run(at, error, lasts=lasts), trial.machine.folder
    wrong = []
    scenario = Path(ended.failed.partition(" ")[2]).name
    if scenario in SCENARIOS and ended.code == 3:
        return "" if scenario in ended.err else "message"
    if ended.code == 4:
        *_, said = ended.err.splitlines() or [""]
        if not said.startswith("waste-sim: ") or not any(name in said for name in NAMES) or "program itself" in said:
            wrong.append("message")
        if len(ended.err.splitlines()) > 1:
            wrong.append("more than a line")
        old, new = everything(trial.before), everything(folder)
        if {n: c for n, c in old.items() if n[:4] == "resu"} != {n: c for n, c in new.items() if n[:4] == "resu"}:
            wrong.append("earlier results")
        if (folder / "plan.yaml").exists():
            wrong.append("half a file")
    elif (ended.code, ended.out) != (unbroken.code, unbroken.out) or trial.made != made:
        wrong.append("exit code" if ended.code else "incomplete")
    left = {path.name for path in folder.iterdir()} - OURS
    left |= {path.name for path in (folder / "temporary").iterdir()}
    if {name for name in left if not name.startswith("store.sqlite-")} and not ended.failed.startswith(
        ("unlink", "rmdir", "read")
    ):
        wrong.append(f"left {sorted(left)}")
    return f"{at} {ended.failed}: {', '.join(wrong)}; {ended.code} {ended.err}" if wrong else ""


def check_again(trial: Trial, unbroken: Ended, made: dict[str, str]) -> str:
    """The command once more in what the last one has left."""
    again = trial.machine.run(*trial.command)
    left = {path.name for path in trial.machine.folder.iterdir()} - OURS
    if again.code == unbroken.code and trial.made == made and not any(name.startswith(".") for name in left):
        return ""
    return f"the next one: {again.code} {again.err} {left}"


Fault = tuple[int, int, bool]
"""Number of the call, errno, whether all later ones fail too."""


def failures(
    machine: Machine, command: str, choose: Callable[[int], Iterable[Fault]], again: int
) -> tuple[int, list[str]]:
    """How many faults were tried of those that are chosen for a number of calls, and what went wrong."""
    trial, unbroken, made = start(machine, command)
    found = []
    for at, error, lasts in choose(unbroken.calls):
        found.append(check(trial, at, error, unbroken, made, lasts=lasts))
        if at % again == 0 and command != "new":
            found.append(check_again(trial, unbroken, made))
    return len(found), list(filter(None, found))


@needs_compiler
def test_a_dozen_failing_calls(tmp_path: Path) -> None:
    def choose(calls: int) -> Iterable[Fault]:
        return ((at, ERRORS[at % 3], at % 2 == 0) for at in range(1, calls + 1, calls // 11))

    with machine(tmp_path) as prepared:
        tried, wrong = failures(prepared, "run with a store", choose, again=4)
    assert tried > 11
    assert wrong == []


def test_a_hidden_folder_that_cannot_be_locked_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *_: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO), path)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RunFailed), replaced_folder(tmp_path / "results"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full(tmp_path: Path, waste_sim: Command) -> None:
    """A real one, of which a result folder fills the larger part."""
    mount = ("mount", "-t", "tmpfs", "-o", "size=200k", "none", str(tmp_path))
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount")
    try:
        arguments = ("run", MINIMAL, "--replications", "1", "--jobs", "1", "--no-report", "--quiet", "--out")
        assert waste_sim(*arguments, tmp_path / "results").code == 0
        before = everything(tmp_path)
        ended = waste_sim(*arguments, tmp_path / "results")
        assert (ended.code, ended.out) == (4, "")
        said = "results cannot be written: No space left on device. Choose another folder with --out.\n"
        assert ended.err.endswith(said)
        assert everything(tmp_path) == before
    finally:
        os.chdir(MINIMAL.parent)
        subprocess.run(("umount", str(tmp_path)), check=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="writes to /dev/full")
@pytest.mark.parametrize("buffered", ["", "1"])
def test_output_that_cannot_be_printed(buffered: str) -> None:
    line = [sys.executable, "-m", "sim.cli", "check", str(MINIMAL)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": buffered}
    with open("/dev/full", "w") as full:
        ended = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, env=env, check=False)
    said = b"waste-sim: what is to be printed cannot be written: No space left on device.\n"
    assert (ended.returncode, ended.stderr) == (4, said)


@pytest.mark.skipif(os.name != "posix", reason="closes by the shell")
@pytest.mark.parametrize(
    ("file", "closed", "code", "said"),
    [
        (MINIMAL, ">&-", 4, b"waste-sim: what is to be printed cannot be written: Bad file descriptor.\n"),
        (MINIMAL, ">&- 2>&-", 4, b""),
        ("nowhere.yaml", "2>&-", 3, b""),
    ],
)
def test_output_that_is_closed(file: object, closed: str, code: int, said: bytes) -> None:
    line = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "sim.cli", "check", str(file)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(line, capture_output=True, env=env, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, b"", said)


def test_a_reader_that_goes_away_is_no_answer() -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", "sim.cli", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        said = command.stderr.read()
    assert (command.returncode, said) == (4, b"waste-sim: what is to be printed cannot be written: Broken pipe.\n")


@needs_compiler
@pytest.mark.trust
@pytest.mark.parametrize("command", COMMANDS)
def test_every_call_fails_in_turn(command: str, tmp_path: Path, evidence) -> None:
    """With every error where all kinds of file are written, else with one of the three; some of them for good too."""
    is_whole = command == "run with a store"

    def choose(calls: int) -> Iterable[Fault]:
        for at in range(1, calls + 1):
            yield from ((at, error, False) for error in (ERRORS if is_whole else (ERRORS[at % 3],)))
            if at % (2 if is_whole else 5) == 1:
                yield at, errno.ENOSPC, True

    with machine(tmp_path) as prepared:
        tried, wrong = failures(prepared, command, choose, again=10)
    evidence(f"failing calls: {command}", f"{tried - len(wrong)} of {tried} end as they should", "all")
    assert wrong == []
