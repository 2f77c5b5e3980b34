"""Runs of the command in processes of their own, whose surroundings a test chooses."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.scenario.loading import dump_resolved, load

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "scenarios" / "minimal.yaml"
PLANS = ROOT / "tests" / "plans"
ENTITIES = (
    "streams", "items", "sources", "facilities", "routes", "fleets", "calendars", "windows", "events", "targets",
    "statements", "relies_on", "articles", "offices", "variants",
)  # fmt: skip
"""Sections of a scenario whose order says nothing but in which order they are shown."""
ASCII = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""A locale in which Python would write files as ASCII."""


def run(
    scenario: Path, out: Path, *options: str, folder: Path = ROOT, within: Sequence[str] = (), **environment: str
) -> dict[str, str]:
    """Digest of each file that a run writes, but run.json, by its path; `within` is a command that starts it."""
    line = [*within, sys.executable, "-m", "sim.cli", "run", str(scenario), "--out", str(out), "--quiet", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "WASTE_SIM_NO_STORE": "1", **environment}
    subprocess.run(line, cwd=folder, env=env, check=True, timeout=3000)
    return digests(out)


def digests(out: Path) -> dict[str, str]:
    files = [path for path in out.rglob("*") if path.is_file() and path.name != "run.json"]
    return {path.relative_to(out).as_posix(): sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a Dask cluster of two processes on loopback."""
    import pytest

    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**options) as made:
        yield made.scheduler_address


def resolved(scenario: Path) -> dict[str, Any]:
    """A scenario with all that it extends and all defaults, as plain maps."""
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(dump_resolved(load(scenario)))
    return tree


def shuffled(tree: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same scenario with the entities of each section, and the sections, in another order."""
    dice = random.Random(seed)
    rows = [(key, _shuffle(value, dice) if key in ENTITIES else value) for key, value in tree.items()]
    dice.shuffle(rows)
    return dict(rows)


def _shuffle(section: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Never the order that there was, if there is another."""
    rows = list(section.items())
    while len(rows) > 1 and rows == list(section.items()):
        dice.shuffle(rows)
    return dict(rows)


def write(tree: dict[str, Any], path: Path) -> Path:
    """JSON is YAML."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(tree, ensure_ascii=False, default=str, indent=1), encoding="utf-8")
    return path
