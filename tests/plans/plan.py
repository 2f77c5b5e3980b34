"""The small plans of other cities beside this file, and how the tests look at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario.findings import find
from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study
from tests.worlds import Seen, observed

HERE = Path(__file__).parent


def outcome(name: str, *settings: str, design: bool = False) -> Seen:
    """One replication of a plan with every number at its mean, on the load cycle of the fixture `both_cycles`."""
    return observed(load(HERE / f"{name}.yaml", settings).scenario, randomness=False, design=design)


def result(name: str, *settings: str) -> Result:
    """What `waste-sim run --no-randomness` makes of a plan."""
    return run_study(load(HERE / f"{name}.yaml", settings), randomness=False, jobs=1)


def findings(name: str, id: str, *settings: str) -> list[dict[str, Any]]:
    """What `waste-sim check` finds under an id."""
    return [entry for entry in find(load(HERE / f"{name}.yaml", settings)) if entry["id"] == id]


def kg(seen: Seen, year: str, **wanted: str) -> int:
    """Kilograms of the movements of a year with certain ends, stream or item."""
    keys = ("origin", "destination", "stream", "item")
    rows = [(when, dict(zip(keys, key, strict=True)), kg) for when, *key, kg in seen.tables["flows"]]
    return sum(kg for when, row, kg in rows if when == year and all(row[k] == v for k, v in wanted.items()))


def rate(seen: Seen, target: str, period: str) -> tuple[int, int]:
    """Numerator and denominator of a target under its first reading, kg."""
    return next((n, d) for t, _, p, n, d, *_ in seen.tables["rates"] if (t, p) == (target, period))
