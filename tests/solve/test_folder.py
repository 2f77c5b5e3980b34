"""The result folder of `solve`: what is in it, in both languages, the same bytes, what it leaves alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Command
from tests.cli.test_exit_codes import everything
from tests.solve.conftest import ten_days
from tests.solve.test_answers import uncertain

ONE = ("--vary", "facilities.plant.opens")
TWO = ("--vary", "facilities.plant.capacity=0 t/h..20 t/h", "--vary", "facilities.plant.opens", "--values", "3")
ASKED = ("solve", "world.yaml", "--target", "rate", "--period", "2025", "--jobs", "1")
ALWAYS = {"solve.json", "run.json", "scenario.resolved.yaml", "tables/evaluations.csv"}


@pytest.fixture(autouse=True)
def _world(waste_sim: Command) -> None:
    """Names in both languages; the fixture `waste_sim` has entered an empty folder."""
    world = ten_days()
    world["facilities"]["plant"]["name"] = {"en": "Plant", "zh": "处理厂"}
    Path("world.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")


def files(folder: str) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in Path(folder).rglob("*") if p.is_file()}


def text_of(folder: str, language: str) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(f"{folder}/report.{language}.pdf").pages]


@pytest.mark.parametrize(
    ("levers", "folder", "figure"), [(ONE, "world-solve", "01-lever.png"), (TWO, "world-frontier", "01-frontier.png")]
)
def test_what_is_written(waste_sim: Command, levers: tuple[str, ...], folder: str, figure: str) -> None:
    ended = waste_sim(*ASKED, *levers, "--no-randomness", "--lang", "zh,en")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == f"results: reports/{folder}"
    reports = {f"{part}" for lang in ("zh", "en") for part in (f"report.{lang}.pdf", f"figures/{lang}/{figure}")}
    assert files(f"reports/{folder}") == ALWAYS | reports | {"report.html", "results.xlsx"}
    assert [path.name for path in Path("reports").iterdir()] == [folder]
    assert len(text_of(f"reports/{folder}", "en")) <= 2
    assert waste_sim(*ASKED, *levers, "--no-randomness", "--no-report", "--out", f"reports/{folder}").code == 0
    assert files(f"reports/{folder}") == ALWAYS


def test_page_1_of_one_lever(waste_sim: Command) -> None:
    """January 3: 72 %, January 4: 63 %, as by hand."""
    assert waste_sim(*ASKED, *ONE, "--no-randomness", "--lang", "zh,en", "--out", "here").code == 0
    first, second = text_of("here", "en")
    for said in (
        "Rateof70%in2025:whatmusttheopeningofPlantbe?", "TheopeningofPlant:2025-01-03atthelatest",
        "2025-01-03:72.00%(72.00%to72.00%),goalreachedin100%ofthereplications:goalreached,meets",
        "2025-01-04:63.00%(63.00%to63.00%),goalreachedin0%ofthereplications:goalnotreached,misses",
        "TheopeningofPlant(facilities.plant.opens)is2025-01-05inthescenario", "Simulatedonce:nointerval",
    ):  # fmt: skip
        assert said in first
    assert "Whatislost" not in first
    assert "seed1" in second
    first, _ = text_of("here", "zh")
    for said in ("处理厂的投运日期取何值", "处理厂的投运日期：最迟2025-01-03", "未经实测数据验证"):
        assert said in first


def test_page_1_of_two_levers(waste_sim: Command) -> None:
    assert waste_sim(*ASKED, *TWO, "--no-randomness", "--lang", "zh,en", "--out", "here").code == 0
    first, second = text_of("here", "en")
    for said in (
        "WherethecapacityofPlantis10t/h,theopeningofPlantmustbe2025-01-03atthelatest;whereitis20t/h,2025-01-03",
        "WherethecapacityofPlantis0t/h,novalueoftheopeningofPlantthatwastriedreachesthegoal;thebestgives0.00%",
        "Eachpointisproved", "9.000points", "Plant,capacity0t/h,Plant,opening2025-01-01:",
    ):  # fmt: skip
        assert said in first
    assert "none;movesnothing" in second
    first, second = text_of("here", "zh")
    assert "处理厂的设计规模为10t/h时，处理厂的投运日期最迟2025-01-03；为20t/h时，最迟2025-01-03" in first
    assert "无解；对指标没有影响" in second


def test_out_of_reach_says_what_is_lost(waste_sim: Command) -> None:
    """From January 5 on 4 of 10 loads come before the opening, and 10 % of 60 t are residue."""
    options = ("--from", "2025-01-05", "--no-randomness", "--lang", "en", "--out", "here")
    assert waste_sim(*ASKED, *ONE, *options).code == 1
    first, _ = text_of("here", "en")
    assert (
        "TheopeningofPlantreachesthegoalatnovaluethatwastried;thebestis2025-01-05;verdictofthemeanthere:misses."
        in first
    )
    assert "Plant,opening2025-01-05:Plant:notopen40t;Plant:notrecoverable6t" in first


def test_the_table_has_every_value_that_was_tried(waste_sim: Command) -> None:
    assert waste_sim(*ASKED, *TWO, "--no-randomness", "--no-report", "--out", "here").code == 0
    with Path("here/tables/evaluations.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["at"], row["at_unit"], row["unit"]) for row in rows} == {(c, "t/h", "date") for c in ("0", "10", "20")}
    for row in rows:
        day = int(row["value"][-2:])
        rate = 0.09 * (11 - day) if row["at"] != "0" else 0.0
        assert float(row["mean"]) == float(row["low"]) == pytest.approx(rate)
        assert (row["meets"], row["verdict"]) == (str(rate >= 0.7), "meets" if rate >= 0.7 else "misses")
        assert (row["n"], float(row["p_meet"])) == ("1", rate >= 0.7)
    document = json.loads(Path("here/solve.json").read_text(encoding="utf-8"))
    assert document["evaluations"] <= len(rows)
    run = json.loads(Path("here/run.json").read_text(encoding="utf-8"))
    assert run["solved"]["levers"] == ["facilities.plant.capacity", "facilities.plant.opens"]


@pytest.mark.parametrize("levers", [ONE, TWO])
def test_any_number_of_processes_gives_the_same_bytes(waste_sim: Command, levers: tuple[str, ...]) -> None:
    Path("world.yaml").write_text(json.dumps(uncertain()), encoding="utf-8")
    for jobs in ("1", "2"):
        assert waste_sim(*ASKED[:-1], jobs, *levers, "--replications", "4", "--out", jobs, "--quiet").code == 0
    one, two = everything(Path("1")), everything(Path("2"))
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == ["run.json"]


def test_each_command_leaves_the_folders_of_others_alone(waste_sim: Command, tmp_path: Path) -> None:
    quick = ("--no-randomness", "--no-report", "--jobs", "1")
    assert waste_sim("run", "world.yaml", *quick, "--out", "ran").code == 0
    assert waste_sim(*ASKED, *ONE, *quick, "--out", "found").code == 0
    assert waste_sim(*ASKED, *ONE, *quick, "--out", "mine").code == 0
    Path("mine/notes.txt").write_text("mine")
    before = everything(tmp_path)
    for command, said in (
        ((*ASKED, *ONE, *quick, "--out", "ran"), "holds results of `waste-sim run`"),
        ((*ASKED, *ONE, *quick, "--out", "mine"), "also holds notes.txt"),
        (("run", "world.yaml", *quick, "--out", "found"), "holds results of `waste-sim solve`"),
        (("report", "found"), "holds no run.json and summary.json"),
    ):
        ended = waste_sim(*command)
        assert (ended.code, ended.out) == (4, "")
        assert said in ended.err
        assert everything(tmp_path) == before
