"""The quick suite on a copy of the tree that is changed: which test fails first."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.planted.faults import ROOT

FIRST = ("trace", "theory", "property", "balance", "messages", "indicators", "oracle")
"""Folders that test the model, targets and loading: a fault that they notice ends soon."""
PATIENCE = 7200
"""Seconds after which a suite is taken to hang."""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/\S+?::\w+(?:\[.*?\])?)(?: - .*)?$", re.MULTILINE)
_NO_TESTS = (4, 5)
"""pytest's exit codes where a test that is asked for does not exist."""


@dataclass(frozen=True)
class Found:
    """The test that failed, empty where all passed, and the seconds that it took to know."""

    test: str
    seconds: float


def tracked_files() -> list[str]:
    """The files of the working tree that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def digest_of_tree() -> str:
    """Digest of what is tested and tests: results hold for it only."""
    digest = hashlib.sha256()
    for name in tracked_files():
        if name.split("/")[0] in ("sim", "tests", "scenarios", "pyproject.toml"):
            digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def first_failure(change: Callable[[Path], None], known: str = "", only: Sequence[str] = ()) -> Found:
    """Change a copy of the tree and run the suite on it until a test fails.

    known: the test that failed last time, tried first. only: folders, files or tests to run instead of the suite.
    Raises RuntimeError if pytest fails otherwise, or does not come to an end.
    """
    started = time.monotonic()
    with _copied_tree() as copy:
        change(copy)
        for stage in _stages(known, only):
            test = _run(copy, stage)
            if test:
                return Found(test, time.monotonic() - started)
    return Found("", time.monotonic() - started)


def _stages(known: str, only: Sequence[str]) -> Iterator[list[str]]:
    """Arguments of pytest, run after run."""
    if known:
        yield [known]
    if only:
        yield ["-n", "2", *only]
        return
    first = [f"tests/{folder}" for folder in FIRST]
    yield ["-n", "2", *first]
    yield ["-n", "2", "tests", *(f"--ignore={folder}" for folder in (*first, "tests/planted"))]


def failed_test(said: str) -> str:
    """The first test that pytest's short summary names; none where a file could not even be imported."""
    failed = _FAILED.search(said)
    return failed[1] if failed else ""


@contextmanager
def _copied_tree() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder)
        for name in tracked_files():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
        yield copy


def _run(copy: Path, arguments: list[str]) -> str:
    """The first test of a copy that fails, or nothing. Compiled code is kept in the copy only."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *arguments]
    environment = os.environ | {
        "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "NUMBA_CACHE_DIR": str(copy / ".numba"),
    }  # fmt: skip
    process = subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        if isinstance(error, subprocess.TimeoutExpired):
            raise RuntimeError(f"no end after {PATIENCE} s: pytest {' '.join(arguments)}") from error
        raise
    test = failed_test(said)
    if test:
        return test
    if process.returncode == 0 or (process.returncode in _NO_TESTS and len(arguments) == 1):
        return ""
    raise RuntimeError(f"pytest ended with {process.returncode} and names no test\n{said[-3000:]}")
