"""Commands in processes of their own, and what is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.cli.test_interrupt import processes_of_session
from tests.determinism.runs import ROOT

PATIENCE = 60
"""Seconds after which something that is waited for will not come."""
LIMIT = 5
"""Seconds within which nothing of a command may be left that was killed or interrupted."""


@contextmanager
def started(*arguments: str | Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A command under way in a session of its own; whatever is left of it at the end is killed."""
    line = [sys.executable, "-m", "sim.cli", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)}
    env.pop("WASTE_SIM_NO_STORE", None)
    with subprocess.Popen(
        line, text=True, cwd=folder, env=env, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        try:
            yield command
        finally:
            for left in processes_of_session(command.pid):
                with suppress(ProcessLookupError):
                    os.kill(left, signal.SIGKILL)


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())


def is_gone(command: subprocess.Popen[str]) -> bool:
    """Whether the processes of a command that has ended are gone in time."""
    return wait_for(lambda: not processes_of_session(command.pid), LIMIT)
