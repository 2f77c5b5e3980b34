"""A sample of `make coverage`: tests of the statistics alone reach every branch of intervals and verdict."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from coverage import Coverage

from tests.covered import percentage

ROOT = Path(__file__).parents[1]
COVERED = [str(ROOT / "sim" / "study" / name) for name in ("intervals.py", "verdict.py")]


def measured(tests: list[str], folder: Path) -> float:
    line = [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    subprocess.run(line, cwd=ROOT, env=env | {"COVERAGE_FILE": str(folder / "data")}, check=True, capture_output=True)
    found = Coverage(data_file=str(folder / "data"))
    found.combine([str(folder)])
    return percentage(found, COVERED, io.StringIO())


def test_statistics_are_covered(tmp_path: Path) -> None:
    assert measured(["tests/theory/test_verdict.py", "tests/theory/test_quantiles.py"], tmp_path) == 100.0
