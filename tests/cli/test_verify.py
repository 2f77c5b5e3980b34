"""`waste-sim verify`: a fresh folder is alike; what was changed in it is found and named; damage is said."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from sim.cli.verify import describe
from sim.study.verification import verify_folder
from sim.words import Words
from tests.cli.conftest import SCENARIOS, Command
from tests.cli.test_exit_codes import everything

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy of three replications of the minimal scenario, without a report."""
    return copytree(saved, tmp_path / "results")


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON document."""
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def test_a_fresh_folder_is_alike_and_left_alone(waste_sim: Command, folder: Path) -> None:
    before = everything(folder.parent)
    ended = waste_sim("verify", folder, "--jobs", "1")
    made = sum(content is not None for content in everything(folder).values()) - len({"run.json", "resolved"})
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{folder}: alike. {made} files were made again; {made} are the same bytes.\n"
    assert everything(folder.parent) == before


def test_what_differs_is_named(waste_sim: Command, folder: Path) -> None:
    """A digit in a table, in a document, in a setting; a file too many, one too few."""
    table = folder / "tables" / "trips.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    column = lines[0].split(",").index("kg")
    cells = lines[2].split(",")
    saved = cells[column]
    cells[column] = saved[:-1] + ("7" if saved[-1] != "7" else "8")
    table.write_text("\n".join([*lines[:2], ",".join(cells), *lines[3:], ""]), encoding="utf-8-sig")
    edit(folder / "summary.json", lambda d: d["targets"]["resource_rate"]["evaluations"][0].update(mean=0.5))
    edit(folder / "run.json", lambda d: d.update(replications=4))
    (folder / "tables" / "fees.csv").unlink()
    (folder / "notes.txt").write_text("mine")
    ended = waste_sim("verify", folder, "--json")
    assert (ended.code, ended.err) == (1, "")
    found = json.loads(ended.out)
    again = next(row["again"] for row in found["differences"] if row["file"] == "summary.json")
    assert {(row["file"], row["where"], row["saved"], row["again"]) for row in found["differences"]} == {
        ("run.json", "replications", "4", "3"),
        ("summary.json", "targets.resource_rate.evaluations[0].mean", "0.5", again),
        ("tables/trips.csv", "3, kg", cells[column], saved),
    }
    assert (found["missing"], found["extra"]) == (["tables/fees.csv"], ["notes.txt"])
    assert not found["alike"]
    said = waste_sim("verify", folder, "--lang", "zh")
    assert said.code == 1
    assert "缺少（1 个）：tables/fees.csv" in said.out.replace("文件夹中", "")
    assert "3 个文件中有 3 处不同；缺少 1 个文件；多出 1 个文件。" in said.out
    assert any(line.split() == ["tables/trips.csv", "3,", "kg", cells[column], saved] for line in said.out.splitlines())


def test_a_part_of_a_folder_is_alike_where_that_is_allowed(waste_sim: Command, folder: Path) -> None:
    (folder / "tables" / "fees.csv").unlink()
    assert waste_sim("verify", folder, "--quiet").code == 1
    made = sum(content is not None for content in everything(folder).values()) - len({"run.json", "resolved"})
    ended = waste_sim("verify", folder, "--allow-missing")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "missing from the folder (1): tables/fees.csv",
        f"{folder}: alike. {made} files were made again; {made} are the same bytes. Missing files, not compared: 1.",
    ]
    (folder / "notes.txt").write_text("mine")
    assert waste_sim("verify", folder, "--allow-missing", "--quiet").code == 1


def test_where_nothing_is_left_to_compare_nothing_is_alike(waste_sim: Command, folder: Path) -> None:
    for path in [*(folder / "tables").iterdir(), folder / "results.xlsx", folder / "summary.json"]:
        path.unlink(missing_ok=True)
    ended = waste_sim("verify", folder, "--allow-missing")
    assert ended.code == 1
    assert "differs. 0 files were made again" in ended.out


def test_what_other_versions_made_and_cannot_be_compared_is_not_called_alike(tmp_path: Path) -> None:
    """A workbook of other bytes, in a folder that is said to come from another platform."""
    for name, workbook in (("saved", b"forged"), ("again", b"made")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(f'{{"platform": "{name}"}}')
        (tmp_path / name / "results.xlsx").write_bytes(workbook)
        (tmp_path / name / "rates.csv").write_text("rate\n0.7\n")
    found = verify_folder(tmp_path / "saved", tmp_path / "again", ())
    assert (found.identical, found.incomparable) == (["rates.csv"], ["results.xlsx"])
    assert not found.is_alike
    *_, named, last = describe(found, "saved", Words("en"))
    assert named.endswith("their content was not compared (1): results.xlsx")
    assert last.startswith("saved: not decided. Of the 1 files that can be compared 1 are the same bytes; 1 have other")


def test_other_versions_are_named_and_allow_the_last_digits(waste_sim: Command, folder: Path) -> None:
    """A number may differ by 1e-12 of it, then it is close; by more it differs, whatever the versions."""
    path = folder / "summary.json"
    mean = json.loads(path.read_text(encoding="utf-8"))["targets"]["resource_rate"]["evaluations"][0]["mean"]

    def moved(by: float) -> None:
        edit(path, lambda d: d["targets"]["resource_rate"]["evaluations"][0].update(mean=mean * (1 + by)))

    moved(5e-13)
    edit(folder / "run.json", lambda d: d["versions"].update(numba="0.1.0"))
    ended = waste_sim("verify", folder)
    assert ended.code == 0
    assert "made under other conditions: numba 0.1.0, here " in ended.out
    assert "in 1 the numbers agree within 1e-12" in ended.out
    moved(2e-12)
    quiet = waste_sim("verify", folder, "--quiet")
    assert (quiet.code, quiet.out) == (1, "")


def test_an_edited_scenario_is_invalid(waste_sim: Command, folder: Path) -> None:
    path = folder / "scenario.resolved.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("1.8 万t/a", "1.9 万t/a"), encoding="utf-8")
    ended = waste_sim("verify", folder)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith(f"{path}:1:1: this is not the scenario that was simulated")
    path.write_text("horizon: 3", encoding="utf-8")
    assert waste_sim("verify", folder).code == 3
    path.unlink()
    assert waste_sim("verify", folder).code == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "holds no run.json that can be read"),
        ("{", "holds no run.json that can be read"),
        ("[]", "holds no run.json that can be read"),
        ({"options": None}, "options: Input should be"),
        ({"options": {}}, "options.seed: Field required"),
        ({"places": 1}, "places"),
        ("[" * 100_000, "holds no run.json that can be read"),
    ],
)
def test_a_damaged_folder(waste_sim: Command, folder: Path, content: str | dict | None, said: str) -> None:
    path = folder / "run.json"
    if isinstance(content, dict):
        edit(path, lambda document: document.update(content))
    elif content is None:
        path.unlink()
    else:
        path.write_text(content)
    ended = waste_sim("verify", folder)
    assert (ended.code, ended.out) == (4, "")
    assert said in ended.err


def test_a_folder_that_does_not_say_how_it_was_made(waste_sim: Command, folder: Path) -> None:
    edit(folder / "run.json", lambda document: document.pop("options"))
    ended = waste_sim("verify", folder)
    assert (ended.code, ended.out) == (4, "")
    assert "does not say with which options" in ended.err
    assert waste_sim("verify", folder, "--lang", "zh,en").code == 2


def test_comparisons_and_searches_too(waste_sim: Command) -> None:
    scenario, other = SCENARIOS / "minimal.yaml", Path("other.yaml")
    other.write_text(scenario.read_text(encoding="utf-8").replace("1.8 万t/a", "2 万t/a"), encoding="utf-8")
    few = ("--replications", "2", "--jobs", "1", "--no-report", "--quiet", "--out")
    asked = ("--target", "resource_rate", "--period", "2027", "--vary", "facilities.plant.opens")
    assert waste_sim("compare", scenario, other, *few, "c").code == 0
    assert waste_sim("solve", scenario, *asked, "--chance", "50%", *few, "s").code in (0, 1)
    for folder in ("c", "s"):
        assert waste_sim("verify", folder, "--jobs", "1").code == 0
    table = Path("s/tables/evaluations.csv")
    table.write_bytes(table.read_bytes().replace(b"True", b"False", 1))
    edit(Path("c/run.json"), lambda document: document["scenarios"].update(B="0"))
    assert waste_sim("verify", "s", "--jobs", "1").code == 1
    assert waste_sim("verify", "c", "--jobs", "1").code == 3


def test_it_simulates_whatever_is_kept(waste_sim: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that were opened would be made."""
    monkeypatch.delenv("WASTE_SIM_NO_STORE")
    monkeypatch.setenv("WASTE_SIM_STORE", str(folder.parent / "store"))
    assert waste_sim("verify", folder, "--jobs", "1").code == 0
    assert not (folder.parent / "store").exists()


@needs_pipes
@pytest.mark.parametrize("name", ["run.json", "summary.json", "tables/more.csv"])
def test_a_pipe_in_a_folder_is_not_waited_for(waste_sim: Command, folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    for command in ("verify", "report"):
        ended = waste_sim(command, folder)
        assert (ended.code, ended.out) == (4, "")
        assert f"{folder / name} is neither a file nor a folder" in ended.err


@needs_pipes
def test_a_run_into_a_folder_with_a_pipe_for_its_manifest(waste_sim: Command, folder: Path) -> None:
    (folder / "run.json").unlink()
    os.mkfifo(folder / "run.json")
    ended = waste_sim("run", SCENARIOS / "minimal.yaml", "--replications", "1", "--jobs", "1", "--out", folder)
    assert ended.code == 4
    assert "holds no results of waste-sim" in ended.err
