"""Whatever happens to a scenario file, it is simulated or refused."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.input.fuzz import SOURCES, fuzz, is_unlike, mutant
from tests.input.watching import Ended, watch

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


def test_a_run_that_takes_long_is_excused_and_no_other_end_by_a_signal() -> None:
    ends = [Ended(-number, "", "", 0) for number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL, signal.SIGSEGV)]
    assert [is_unlike(ended, "run") for ended in ends] == [False, False, True, True]
    assert all(is_unlike(ended, "check") for ended in ends)


@pytest.mark.trust
def test_ten_minutes(tmp_path: Path, evidence: Callable[[str, str, str], None]) -> None:
    seconds = float(os.environ.get("WASTE_SIM_FUZZ_SECONDS", SECONDS))
    found = fuzz(seconds, FIRST, tmp_path)
    figure = f"{found.files} files in {seconds:.0f} s, {found.runs} simulated, {found.cut_off} of them cut off, "
    evidence("fuzzing", f"{figure}other exits {len(found.unlike)}", "0")
    assert found.unlike == []
    assert found.files > 0
    assert found.runs > found.cut_off
