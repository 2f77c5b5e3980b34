"""Whatever happens to a scenario file, it is simulated or refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.input.fuzz import SOURCES, fuzz, mutant
from tests.input.watching import watch

SECONDS = 600
FIRST = 1_000_000
"""The seeds are the same each time; `make fuzz` takes new ones."""


def test_a_seed_makes_the_same_file_again_and_another_seed_another() -> None:
    made = [mutant(seed) for seed in range(50)]
    assert made == [mutant(seed) for seed in range(50)]
    assert len({*made}) > 45
    assert not {*made} & {source.read_bytes() for source in SOURCES}


def test_sixty_files(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_bytes((Path(__file__).parents[1] / "plans" / "town.yaml").read_bytes())
    paths = [tmp_path / f"case{seed}.yaml" for seed in range(60)]
    for seed, path in enumerate(paths):
        path.write_bytes(mutant(seed))
    codes = [ended.code for ended in watch(["check", str(path)] for path in paths)]
    assert {*codes} == {0, 3}


@pytest.mark.trust
def test_ten_minutes(tmp_path: Path, evidence: Callable[[str, str, str], None]) -> None:
    seconds = float(os.environ.get("WASTE_SIM_FUZZ_SECONDS", SECONDS))
    found = fuzz(seconds, FIRST, tmp_path)
    figure = f"{found.files} files in {seconds:.0f} s, {found.runs} simulated, other exits {len(found.unlike)}"
    evidence("fuzzing", figure, "0")
    assert found.unlike == []
