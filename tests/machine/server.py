"""A script: runs command lines, each in a forked child in which one call fails, as lines of JSON on stdin ask for.

The library of faults.c is loaded before this program; the program is imported once, and no child touches it.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from sim.cli.application import run_application

for name in ("report.writing", "report.comparison", "report.solution", "study.study", "study.goalseek"):
    importlib.import_module(f"sim.{name}")  # before the first fork, so that no child need do it
FAULTS = ctypes.CDLL(os.environ["LD_PRELOAD"])


def _set(name: str, number: int) -> None:
    ctypes.c_int.in_dll(FAULTS, name).value = number


def _run(asked: dict[str, Any]) -> int:
    """In the child: never returns to the loop."""
    os.chdir(asked["folder"])
    for name, descriptor in (("out", 1), ("err", 2)):
        os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    sys.stdin.close()
    os.environ.update(asked["environment"])
    root = os.fsencode(asked["root"])
    (ctypes.c_char * (len(root) + 1)).in_dll(FAULTS, "fault_root").value = root
    for name in ("fault_at", "fault_error", "fault_lasts"):
        _set(name, asked[name])
    code = run_application(asked["arguments"])
    _set("fault_at", 0)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            code = 99
            try:
                code = _run(asked)
                call = ctypes.string_at(ctypes.addressof(ctypes.c_char.in_dll(FAULTS, "fault_call"))).decode()
                count = ctypes.c_int.in_dll(FAULTS, "fault_count").value
                Path(asked["noted"]).write_text(json.dumps({"count": count, "call": call}), encoding="utf-8")
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
