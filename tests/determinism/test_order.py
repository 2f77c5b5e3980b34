"""The order of entities in a file decides in which order they are shown, and no value."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.determinism.runs import MINIMAL, PLANS, resolved, run, shuffled, write

Evidence = Callable[[str, str, str], None]
PLAIN = ("--replications", "3", "--no-report", "--jobs", "1")


def values(out: Path) -> dict[str, Any]:
    """What a run found, without order: rows of tables and of lists are sorted, places in the file left out."""
    found: dict[str, Any] = {"summary.json": unordered(json.loads((out / "summary.json").read_text(encoding="utf-8")))}
    for path in sorted((out / "tables").iterdir()):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        kept = [i for i, name in enumerate(head) if name != "origin"]
        found[path.name] = [head, sorted([row[i] for i in kept] for row in rows)]
    return found


def unordered(value: Any) -> Any:
    """Values without their order: a finding lists parts, and points to the first of them, as the file has them."""
    if isinstance(value, dict):
        return {key: unordered(inner) for key, inner in sorted(value.items()) if key not in ("place", "where")}
    if isinstance(value, str):
        return ", ".join(sorted(value.split(", ")))
    if isinstance(value, list):
        rows = [unordered(inner) for inner in value]
        return sorted(rows, key=json.dumps) if any(isinstance(row, dict) for row in rows) else rows
    return value


def unlike(scenario: Path, folder: Path, seeds: range, *options: str) -> tuple[int, set[str]]:
    """How many files were compared over shuffled twins of a scenario, and which of them have other values."""
    tree = resolved(scenario)
    run(write(tree, folder / "file" / "plan.yaml"), folder / "out", *PLAIN, *options)
    first, files, found = values(folder / "out"), 0, set()
    for seed in seeds:
        twin = write(shuffled(tree, seed), folder / f"file-{seed}" / "plan.yaml")
        run(twin, folder / f"out-{seed}", *PLAIN, *options)
        other = values(folder / f"out-{seed}")
        assert other.keys() == first.keys()
        files += len(other)
        found |= {f"{scenario.stem} {seed}: {name}" for name in first if first[name] != other[name]}
    return files, found


def test_order_says_nothing(tmp_path: Path) -> None:
    """A sample of the test below."""
    files, found = unlike(PLANS / "kinds.yaml", tmp_path, range(1))
    assert files > 15
    assert not found


@pytest.mark.trust
def test_order_says_nothing_in_any_plan(tmp_path: Path, evidence: Evidence) -> None:
    files, found, plans = 0, set[str](), [MINIMAL, *sorted(PLANS.glob("*.yaml"))]
    for plan in plans:
        options = ("--readings", "--levers") if plan is MINIMAL else ()
        folder = tmp_path / plan.stem
        folder.mkdir()
        compared, other = unlike(plan, folder, range(3), *options)
        files += compared
        found |= other
    figure = f"{files - len(found)} of {files} files of {3 * len(plans)} shuffled plans have equal values"
    evidence("determinism: order in file", figure, "all")
    assert not found
