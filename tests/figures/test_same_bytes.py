"""The same Result gives the same files, whatever else the process and its surroundings are."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from sim.study.result import Result
from tests.figures.conftest import ROOT

MAKE = """
import sys
from hashlib import sha256
from pathlib import Path
from sim.report import canvas, publishing
from sim.report.writing import write_report
from sim.study.result import load_result

out, svg = Path(sys.argv[2]), canvas.svg
def kept(figure):  # the drawings are in no file of their own
    text = svg(figure)
    (out / (sha256(text.encode()).hexdigest() + ".svg")).write_text(text, encoding="utf-8")
    return text
canvas.svg = kept
for languages in sys.argv[3:]:
    write_report(load_result(Path(sys.argv[1])), out, languages.split(","))
"""


def made(result: Path, out: Path, *calls: str, **environment: str) -> dict[str, str]:
    out.mkdir()
    line = [sys.executable, "-c", MAKE, str(result), str(out), *calls]
    subprocess.run(line, cwd=ROOT, env={**os.environ, **environment}, check=True)
    files = (path for path in out.rglob("*") if path.suffix in (".png", ".pdf", ".svg"))
    return {str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_same_bytes_in_any_surroundings(minimal: Result, tmp_path: Path) -> None:
    result = tmp_path / "result"
    result.mkdir()
    minimal.save(result)
    first = made(result, tmp_path / "a", "zh,en", PYTHONHASHSEED="1", TZ="Asia/Shanghai")
    assert {"report.zh.pdf", "report.en.pdf", "figures/zh/01-targets.png"} <= set(first)
    assert sum(name.endswith(".svg") for name in first) == sum(name.endswith(".png") for name in first)
    other = {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C", "MPLBACKEND": "svg"}
    assert made(result, tmp_path / "b", "zh", "en", **other) == first
