"""The same scenario and seed: the same bytes, however and wherever it is simulated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.study.study import run_study
from tests.determinism.runs import ASCII, MINIMAL, PLANS, cluster, run

Evidence = Callable[[str, str, str], None]
MATRIX: dict[Path, tuple[str, ...]] = {
    MINIMAL: ("--replications", "3", "--levers", "--readings", "--trace"),
    PLANS / "barges.yaml": ("--replications", "9"),
    PLANS / "cities.yaml": ("--replications", "9"),
}
EAST, WEST, CHINA = "UTC-14", "UTC+12", "CST-8"
"""Time zones in which it is tomorrow, yesterday, and where the users are."""


def test_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    """A sample of what the test below does at length: everything is different at once."""
    options = ("--replications", "3", "--lang", "zh")
    here = run(MINIMAL, tmp_path / "a", *options, "--jobs", "1", TZ=CHINA, PYTHONHASHSEED="1")
    there = run(MINIMAL, tmp_path / "b", *options, "--jobs", "2", folder=tmp_path, TZ=WEST, PYTHONHASHSEED="2", **ASCII)
    assert {"summary.json", "results.xlsx", "report.zh.pdf", "report.html", "figures/zh/01-targets.png"} <= set(here)
    assert there == here


@pytest.mark.trust
def test_the_same_bytes_in_any_surroundings(tmp_path: Path, evidence: Evidence) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    files, runs, unlike = 0, 0, set()
    with cluster() as address:
        for scenario, asked in MATRIX.items():
            options, out = (*asked, "--lang", "zh,en"), tmp_path / scenario.stem
            first = run(scenario, out / "0", *options, "--jobs", "1", TZ=CHINA, PYTHONHASHSEED="0")
            others = [
                run(scenario, out / "1", *options, "--jobs", "1", TZ=CHINA, PYTHONHASHSEED="0"),
                run(scenario, out / "2", *options, "--jobs", "2", TZ=EAST, PYTHONHASHSEED="1"),
                run(scenario, out / "3", *options, "--jobs", "8", TZ=WEST, PYTHONHASHSEED="2"),
                run(scenario, out / "4", *options, "--scheduler", address),
                run(scenario, out / "5", *options, folder=elsewhere, **ASCII),
                run(scenario, out / "6", *options, LC_ALL="zh_CN.UTF-8", LANG="zh_CN.UTF-8", MPLBACKEND="svg"),
            ]
            files += sum(map(len, [first, *others]))
            runs += 1 + len(others)
            unlike |= {f"{scenario.stem}/{name}" for other in others for name, _ in other.items() ^ first.items()}
    evidence("determinism", f"{files - len(unlike)} of {files} files of {runs} runs identical", "all")
    assert not unlike


@pytest.mark.trust
def test_50_of_200_replications_are_a_run_of_50(evidence: Evidence) -> None:
    """All tables that keep a row per replication."""
    loaded = load(MINIMAL)
    few, many = (run_study(loaded, replications=n, jobs=2).tables for n in (50, 200))
    kept = {name: table for name, table in many.items() if "replication" in table and len(table)}
    firsts = {name: table[table["replication"] <= 50].reset_index(drop=True) for name, table in kept.items()}
    unlike = [name for name, first in firsts.items() if not first.equals(few[name].reset_index(drop=True))]
    rows = sum(map(len, firsts.values()))
    figure = f"{rows} rows, {len(kept) - len(unlike)} of {len(kept)} tables identical"
    evidence("determinism: 50 of 200", figure, "all")
    assert unlike == []
    assert {"rates", "fates", "facilities", "plants", "draws", "gates"} <= set(kept)
    assert all(set(table["replication"]) == set(range(1, 201)) for table in kept.values())
