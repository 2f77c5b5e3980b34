"""Commands of which one call to the system fails: the number of the call and its error are chosen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, what it printed, calls below the folder, and the one that failed."""

    code: int
    out: str
    err: str
    calls: int
    failed: str


@dataclass
class Machine:
    """Runs commands in a folder, in processes of which calls below that folder can fail."""

    folder: Path
    beside: Path
    requests: IO[str]
    answers: IO[str]

    def run(self, *arguments: str, at: int = 0, error: int = 0, lasts: bool = False) -> Ended:
        """Run a command; its call number `at` fails with this errno, and all later ones if that `lasts`.

        Without an errno the process is killed at that call.
        """
        out, err, noted = (self.beside / name for name in ("out", "err", "noted"))
        noted.write_text('{"count": 0, "call": ""}')
        places = {name: str(self.folder / name) for name in ("temporary", "cache")}
        for place in places.values():
            Path(place).mkdir(exist_ok=True)
        asked = {
            "arguments": arguments, "folder": str(self.folder), "root": str(self.folder), "out": str(out),
            "err": str(err), "noted": str(noted), "fault_at": at, "fault_error": error, "fault_lasts": int(lasts),
            "environment": {"LC_ALL": "C.UTF-8", "TMPDIR": places["temporary"], "XDG_CACHE_HOME": places["cache"]},
        }  # fmt: skip
        print(json.dumps(asked), file=self.requests, flush=True)
        code = int(self.answers.readline())
        note = json.loads(noted.read_text())
        return Ended(code, out.read_text(), err.read_text(), note["count"], note["call"])

    def remove(self) -> None:
        """Empty the folder; its process stays in it."""
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """A machine whose commands run in `folder`/work."""
    work, library = folder / "work", folder / "faults.so"
    work.mkdir()
    compiler = shutil.which("cc")
    assert compiler is not None
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT)}
    environment.pop("WASTE_SIM_NO_STORE", None)
    with subprocess.Popen(
        [sys.executable, str(HERE / "server.py")], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        yield Machine(work, folder, server.stdin, server.stdout)
        server.stdin.close()
