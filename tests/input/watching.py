"""Run the command line on many files, each in a fork of one process, and watch time and memory.

A hang is a watchdog's matter and no timing: 5 s of the processor's time (the machine may be busy with other things),
or two minutes of waiting for something that never comes. `python -m tests.input.watching` takes command lines as JSON
on stdin, one a line, and answers each with one line.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

CPU_SECONDS = 5
WAIT_SECONDS = 120
MOST_MB = 300


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code (negative: the signal), what it printed, peak memory in MB."""

    code: int
    out: str
    err: str
    peak: int

    @property
    def is_hang(self) -> bool:
        """Whether a limit of time ended it. SIGKILL is none of them: it comes where memory runs out."""
        return -self.code in (signal.SIGXCPU, signal.SIGALRM)

    @property
    def is_traceback(self) -> bool:
        return "Traceback" in self.err or "program error" in self.err

    def lines(self, name: str) -> list[int]:
        """The lines of a file that messages name, in their order."""
        return [int(line) for line in re.findall(rf"^(?:\S*/)?{re.escape(name)}:(\d+):\d+: ", self.err, re.MULTILINE)]


def watch(commands: Iterable[list[str]], seconds: int = CPU_SECONDS) -> Iterator[Ended]:
    """How each command line ended, in order; all in one process and its forks."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "commands"
        listed.write_text("".join(json.dumps(command) + "\n" for command in commands), encoding="utf-8")
        with listed.open("rb") as stdin:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.input.watching", str(seconds)],
                stdin=stdin, stdout=subprocess.PIPE, encoding="utf-8", cwd=Path(__file__).parents[2],
                env={**os.environ, "LC_ALL": "C.UTF-8", "WASTE_SIM_NO_STORE": "1"},
            )  # fmt: skip
            assert child.stdout is not None
            with child:
                for line in child.stdout:
                    yield Ended(**json.loads(line))


def prepare(*, simulates: bool) -> None:
    """Import, and load what is compiled, once for all forks."""
    import sim.scenario.findings
    import sim.study.study  # noqa: F401
    from sim.cli.application import run_application

    if simulates:
        with tempfile.TemporaryDirectory() as folder:
            scenario = Path(__file__).parents[2] / "scenarios" / "minimal.yaml"
            options = ["--no-report", "--replications", "1", "--jobs", "1", "--quiet", "--no-store"]
            assert run_application(["run", str(scenario), *options, "--out", f"{folder}/out"]) == 0


def _serve(seconds: int) -> None:
    prepare(simulates=seconds > CPU_SECONDS)
    for line in sys.stdin:
        print(json.dumps(asdict(run(json.loads(line), seconds))), flush=True)


def run(command: list[str], seconds: int = CPU_SECONDS) -> Ended:
    """How one command line ends in a fork of this process."""
    from sim.cli.application import run_application

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            code = 70
            try:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
                signal.alarm(WAIT_SECONDS)
                code = run_application(command)
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        _, status, usage = os.wait4(process, 0)
        out.seek(0)
        err.seek(0)
        printed, said = (stream.read().decode("utf-8", "replace") for stream in (out, err))
        return Ended(os.waitstatus_to_exitcode(status), printed, said, usage.ru_maxrss >> 10)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
