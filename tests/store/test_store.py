"""Replications already made: what is kept is what was simulated, and nothing else is ever taken for it."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli.application import run_application
from sim.errors import RunFailed
from sim.model.replication import Outcome, join, replicate, simulate_parts
from sim.scenario.loading import load
from sim.scenario.quantity import Quantity
from sim.study import identity as identities
from sim.study import simulator, store
from sim.study.identity import Identity, digest_of, identify
from sim.study.store import opened

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "scenarios" / "minimal.yaml"
HERE = Identity("content", 1, True, "0.1 (abc)", "numpy 1", "x86")


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("WASTE_SIM_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.delenv("WASTE_SIM_NO_STORE")


def _run(*options: str, out: str = "results", command: str = "run") -> dict[str, bytes]:
    """Bytes of all files but the manifest."""
    code = run_application([command, str(MINIMAL), "--no-report", "--jobs", "1", "--out", out, *options])
    assert code == 0
    return {str(p.relative_to(out)): p.read_bytes() for p in Path(out).rglob("*.*") if p.name != "run.json"}


def _runs(out: str = "results") -> tuple[int, int]:
    """Runs simulated, and taken from the store."""
    runs = json.loads(Path(out, "run.json").read_text())["runs"]
    return runs["simulated"], runs["from_store"]


def test_a_second_study_simulates_nothing_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _run("--replications", "4")
    assert _runs() == (8, 0)  # of each replication the plan run and the design run
    monkeypatch.setattr(simulator, "simulate_parts", None)
    assert _run("--replications", "4") == first
    assert _runs() == (0, 8)


def test_more_replications_simulate_only_the_further_ones() -> None:
    _run("--replications", "3")
    _run("--replications", "5")
    assert _runs() == (4, 6)
    kept = _run("--replications", "5")
    assert kept == _run("--replications", "5", "--no-store", out="fresh")
    assert _runs("fresh") == (10, 0)


def test_compare_takes_what_run_has_made(capsys: pytest.CaptureFixture[str]) -> None:
    other = Path("other.yaml")
    other.write_text(f"extends: {MINIMAL}\nfacilities: {{plant: {{capacity: 3 万t/a}}}}\n", encoding="utf-8")
    _run("--replications", "3")
    assert run_application(["compare", str(MINIMAL), str(other), "--replications", "3", "--out", "pair"]) == 0
    assert _runs("pair") == (6, 6)
    assert run_application(["run", str(other), "--replications", "3", "--no-report", "--out", "results"]) == 0
    assert _runs() == (0, 6)


def test_run_takes_the_plan_runs_that_solve_has_made(capsys: pytest.CaptureFixture[str]) -> None:
    question = ["--target", "resource_rate", "--period", "2027", "--vary", "facilities.plant.opens"]
    assert run_application(["solve", str(MINIMAL), *question, "--replications", "3", "--quiet"]) == 0
    answer = capsys.readouterr().out.strip()
    _run("--replications", "3", "--set", f"facilities.plant.opens={answer}")
    assert _runs() == (3, 3)


def test_the_life_of_loads_is_simulated_again() -> None:
    _run("--replications", "2")
    assert "tables/loads.csv" in _run("--replications", "2", "--trace")
    assert _runs() == (1, 3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--seed", "2"), "differ in the seed (1, here 2)."),
        (("--set", "facilities.plant.capacity=3 万t/a"), "differ in the contents of the scenario."),
        (("--no-randomness",), "differ in the seed (1, here 0), --no-randomness."),
    ],
)
def test_what_differs_is_never_taken_and_named(
    options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("--replications", "2")
    capsys.readouterr()
    _run("--replications", "2", *options)
    assert _runs()[1] == 0
    assert (
        f"The store has 2 runs of this scenario that cannot be used here, because they {said}"
        in capsys.readouterr().err
    )


def test_another_version_is_never_taken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _run("--replications", "1")
    version, libraries, machine = identities._program()
    monkeypatch.setattr(identities, "_program", lambda: ("9.9 (0123)", libraries, machine))
    capsys.readouterr()
    _run("--replications", "1")
    assert _runs() == (2, 0)
    assert f"the version of waste-sim ({version}, here 9.9 (0123))" in capsys.readouterr().err


def test_names_and_sources_determine_nothing_but_every_number_does() -> None:
    loaded = load(MINIMAL)
    same = load(MINIMAL, ["title={zh: 甲, en: A}", "facilities.plant.name={zh: 乙, en: B}"])
    assert digest_of(same.scenario, "plan") == digest_of(loaded.scenario, "plan")
    number = loaded.scenario.facilities["plant"].capacity
    assert number is not None
    for changed in (replace(number, value=number.value + 1), replace(number, unit="kg/d"), replace(number, law=None)):
        facilities = loaded.scenario.facilities
        plant = facilities["plant"].model_copy(update={"capacity": changed})
        other = loaded.scenario.model_copy(update={"facilities": {**facilities, "plant": plant}})
        assert (digest_of(other, "plan") == digest_of(loaded.scenario, "plan")) == (changed == number)


def test_what_the_digest_leaves_out_changes_no_outcome() -> None:
    """Every field that is left out is taken away or changed; the simulation must not see it."""
    scenario = load(ROOT / "scenarios" / "jiulongpo-2025-2027.yaml").scenario
    short = scenario.horizon.model_copy(update={"end": dt.date(2025, 2, 1)})
    scenario = scenario.model_copy(update={"horizon": short})
    bare = scenario.model_copy(
        update={
            name: type(getattr(scenario, name))()
            for name in identities.UNREAD[type(scenario)]
            if isinstance(getattr(scenario, name), dict)
        }
    )
    assert digest_of(bare, "plan") == digest_of(scenario, "plan")
    assert replicate(bare, 1, 1, design=False).tables == replicate(scenario, 1, 1, design=False).tables


@pytest.mark.parametrize("name", ["minimal", "jiulongpo-2025-2027", "jiulongpo-2025-2027-outage"])
def test_the_design_year_does_not_see_when_plants_open(name: str) -> None:
    """So its runs are shared by scenarios that differ in openings and ramps only."""
    scenario = load(ROOT / "scenarios" / f"{name}.yaml").scenario
    facilities = {
        id: facility.model_copy(update={"ramp": (), "opens": facility.opens and later(facility.opens)})
        for id, facility in scenario.facilities.items()
    }
    other = scenario.model_copy(update={"facilities": facilities})
    assert digest_of(other, "design") == digest_of(scenario, "design") != digest_of(scenario, "plan")
    assert digest_of(other, "plan") != digest_of(scenario, "plan")
    (_, one), (_, two) = (simulate_parts(s, 1, 1, plan=False) for s in (scenario, other))
    assert one is not None
    assert two is not None
    assert (one.tables, one.filled) == (two.tables, two.filled)


def later(date: Quantity) -> Quantity:
    """A year later, and certain."""
    return replace(date, value=date.value + 365, law=None)


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    scenario = load(MINIMAL).scenario
    plan, design = simulate_parts(scenario, 1, 1)
    assert plan is not None
    assert design is not None
    both = [(identify(scenario, "plan", 1, True), plan), (identify(scenario, "design", 1, True), design)]
    with opened(tmp_path / "s") as kept:
        kept.save("minimal", both)
    with opened(tmp_path / "s") as kept:
        assert [kept.kept(me) for me, _ in both] == [{1}, {1}]
        again = join(scenario, *(kept.load(me, 1) for me, _ in both))
    whole = replicate(scenario, 1, 1)
    assert again.tables == whole.tables
    assert [type(v) for rows in again.tables.values() for row in rows for v in row] == [
        type(v) for rows in whole.tables.values() for row in rows for v in row
    ]
    assert (again.generated_kg, dict(again.by_fate_kg)) == (whole.generated_kg, dict(whole.by_fate_kg))


def test_without_a_store_nothing_is_written(tmp_path: Path) -> None:
    _run("--replications", "1", "--no-store")
    assert not (tmp_path / "store.sqlite").exists()


def test_the_command_lists_and_forgets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["store"]) == 0
    assert "There is no store of replications yet" in capsys.readouterr().out
    assert not (tmp_path / "store.sqlite").exists()
    _run("--replications", "2")
    _run("--replications", "1", "--seed", "7")
    capsys.readouterr()
    assert run_application(["store"]) == 0
    head, columns, *rows = capsys.readouterr().out.splitlines()
    assert head.endswith("6 runs")
    assert columns.split() == ["scenario", "runs", "seed", "version", "last", "used"]
    assert [row.split()[:3] for row in rows] == [["minimal", "2", "7"], ["minimal", "4", "1"]]
    assert run_application(["store", "--clear"]) == 0
    assert capsys.readouterr().out.endswith("0 runs\n")
    _run("--replications", "2")
    assert _runs() == (4, 0)


FOREIGN = {
    "no database": (b"these are not the runs you look for" * 40, "store.sqlite cannot be used: file is not a database"),
    "empty": (b"", None),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_no_store(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, said = FOREIGN[kind]
    (tmp_path / "store.sqlite").write_bytes(content)
    code = run_application(["run", str(MINIMAL), "--replications", "1", "--no-report"])
    if said is None:
        assert code == 0
        return
    assert code == 4
    assert said in capsys.readouterr().err
    assert (tmp_path / "store.sqlite").read_bytes() == content
    assert not Path("reports/minimal").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("PRAGMA application_id = 7", "is no store of replications of waste-sim; it is left untouched"),
        ("PRAGMA user_version = 9", "has layout 9, this version of waste-sim uses 2"),
    ],
)
def test_a_database_that_is_not_ours(
    statement: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("--replications", "1")
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    capsys.readouterr()
    assert run_application(["run", str(MINIMAL), "--replications", "1", "--no-report"]) == 4
    assert said in capsys.readouterr().err


def test_a_run_that_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run("--replications", "2")
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("UPDATE run SET outcome = x'00' WHERE replication = 2")
    connection.close()
    assert run_application(["run", str(MINIMAL), "--replications", "2", "--no-report"]) == 4
    assert "cannot be used: replication 2" in capsys.readouterr().err


def test_the_studies_used_least_recently_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(1, 1000))
    monkeypatch.setattr(time, "time", lambda: float(next(seconds)))
    noise = random.Random(1)
    rows = [(f"{noise.getrandbits(4000):x}",) for _ in range(20)]  # about 13 kB, compressed
    studies = [replace(HERE, seed=seed) for seed in range(1, 11)]
    with opened(tmp_path / "s") as kept:
        for one in studies:
            kept.save("x", [(one, Outcome(1, {"t": list(rows)}))])
        kept.kept(studies[0])  # the oldest, used again
    monkeypatch.setattr(store, "MOST_BYTES", 80_000)
    with opened(tmp_path / "s") as kept:
        left = [one.seed for one in studies if kept.kept(one)]
    assert 1 in left
    assert left[1:] == list(range(11 - len(left[1:]), 11))
    assert 2 <= len(left) < 10
    assert (tmp_path / "s").stat().st_size < 100_000


def test_a_hundred_thousand_runs(tmp_path: Path) -> None:
    """The questions asked of a store use its index: they answer at once however many runs there are."""
    with opened(tmp_path / "s") as kept:
        for seed in range(100):
            me = replace(HERE, seed=seed)
            kept.save("x", [(me, Outcome(n, {})) for n in range(1, 1001)])
        assert len(kept.kept(replace(HERE, seed=7))) == 1000
        assert kept.load(replace(HERE, seed=7), 500).replication == 500
        unlike = kept.unlike("x", replace(HERE, seed=1000))
    assert unlike is not None
    assert unlike[0] == 1000
    assert set(unlike[1]) == {"seed"}


def test_a_store_in_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFailed) as caught, opened(tmp_path / "file" / "store.sqlite"):
        pass
    assert caught.value.id == "store_unusable"


def _start(out: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sim", "run", str(MINIMAL), "--no-report", "--quiet", "--out", out, *options]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})


def _count(path: Path) -> int:
    """Runs in a store that another process may be writing; 0 before there is one."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    except sqlite3.Error:
        return 0
    try:
        return int(connection.execute("SELECT count(*) FROM run").fetchone()[0])
    except sqlite3.Error:
        return 0
    finally:
        connection.close()


def test_two_processes_at_once(tmp_path: Path) -> None:
    both = [_start(out, "--replications", "12", "--jobs", "1") for out in ("a", "b")]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert _count(tmp_path / "store.sqlite") == 24
    assert Path("a/summary.json").read_bytes() == Path("b/summary.json").read_bytes()
    assert sum(_runs("a")) == sum(_runs("b")) == 24


def test_a_killed_study_goes_on_where_it_was(tmp_path: Path) -> None:
    options = ("--replications", "120", "--jobs", "2")
    process = _start("killed", *options)
    while process.poll() is None and _count(tmp_path / "store.sqlite") < 30:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = _count(tmp_path / "store.sqlite")
    assert 30 <= kept < 240
    assert not Path("killed").exists()
    assert _start("again", *options).wait(timeout=300) == 0
    assert _runs("again") == (240 - kept, kept)
    assert _start("fresh", *options, "--no-store").wait(timeout=300) == 0
    for name in ("summary.json", "tables/rates.csv", "tables/levels.csv", "tables/facilities.csv"):
        assert Path("again", name).read_bytes() == Path("fresh", name).read_bytes()
