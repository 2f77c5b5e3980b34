"""`--precision`: as many replications as the answer needs, and intervals that are called by their confidence."""

from __future__ import annotations

import csv
import json
import math
import shutil
from pathlib import Path
from statistics import stdev
from typing import Any

import pytest
from pypdf import PdfReader

from tests.cli.conftest import SCENARIOS, Command
from tests.cli.test_exit_codes import everything
from tests.worlds import recycling_world

MINIMAL = SCENARIOS / "minimal.yaml"
LARGER = "extends: {base}\nfacilities: {{plant: {{capacity: 2.2 万t/a}}}}\n"
T_OF_97_5 = 2.685
"""Student's t for two-sided 2.5 % and 9 degrees of freedom: the first of two looks."""


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    (tmp_path / "larger.yaml").write_text(LARGER.format(base=MINIMAL), encoding="utf-8")
    return [str(MINIMAL), "larger.yaml"]


def document(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found


def text_of(path: str) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def rates(folder: str, period: str) -> list[float]:
    with Path(folder, "tables/rates.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == period]
    return [float(row["numerator_kg"]) / float(row["denominator_kg"]) for row in rows]


def test_a_study_ends_at_the_first_look_that_is_enough(waste_sim: Command) -> None:
    """Ten of twenty; half-width and interval from the saved rates with the t of a table; tables as of a plain run."""
    ended = waste_sim("run", MINIMAL, "--precision", "9pt", "--jobs", "1", "--no-report", "--out", "early")
    assert (ended.code, ended.err) == (0, "")
    assert "Stopped at 10 of at most 20 replications: every rate is known to ±9 points" in ended.out
    assert "(97.5 % intervals)" in ended.out
    found = document("early/summary.json")
    precision = found["precision"]
    assert {**precision, "rows": len(precision["rows"])} == {
        "asked": 0.09, "looks": [10, 20], "confidence": 0.975, "stopped_at": 10, "reached": True, "rows": 2,
    }  # fmt: skip
    assert found["replications"] == document("early/run.json")["replications"] == 10
    (target,) = found["targets"].values()
    for row, e in zip(precision["rows"], target["evaluations"], strict=True):
        values = rates("early", e["period"])
        half_width = T_OF_97_5 * stdev(values) / math.sqrt(10)
        assert row["period"] == e["period"]
        assert row["half_width"] == pytest.approx(half_width, rel=1e-3)
        assert row["least_margin_points"] == pytest.approx(100 * half_width, rel=1e-3)
        assert row["least_margin_t"] == pytest.approx(half_width * e["denominator_t"], rel=1e-3)
        assert e["ci95"] == pytest.approx([e["mean"] - half_width, e["mean"] + half_width], rel=1e-3)
    points, tonnes = (100 * precision["rows"][0]["half_width"], precision["rows"][0]["least_margin_t"] / 1e4)
    assert f"known least: {points:.2f} points, {tonnes:.2f} ×10⁴ t a year (Recycling rate, 2027)" in ended.out

    assert waste_sim("run", MINIMAL, "--replications", "10", "--jobs", "1", "--no-report", "--out", "plain").code == 0
    plain = document("plain/summary.json")
    assert plain["precision"] is None
    for path in Path("plain/tables").iterdir():
        assert Path("early/tables", path.name).read_bytes() == path.read_bytes(), path.name
    assert found["fates_t"] == plain["fates_t"]
    (said,) = plain["targets"].values()
    for e, other in zip(target["evaluations"], said["evaluations"], strict=True):
        assert (e["mean"], e["p_meet"], e["margin_t"]) == (other["mean"], other["p_meet"], other["margin_t"])
        assert e["ci95"][0] < other["ci95"][0]
        assert e["ci95"][1] > other["ci95"][1]
        assert e["p_meet_ci95"][0] < other["p_meet_ci95"][0]


def test_a_study_that_is_not_precise_enough_goes_to_the_most_and_says_so(waste_sim: Command) -> None:
    """For any number of processes, in both languages, and again from the saved results."""
    options = ("--precision", "1 pt", "--replications", "12", "--quiet")
    for jobs in ("1", "2"):
        assert waste_sim("run", MINIMAL, *options, "--jobs", jobs, "--out", jobs).code == 0
    one, two = everything(Path("1")), everything(Path("2"))
    assert [name for name in one if one[name] != two[name]] == ["run.json"]
    precision = document("1/summary.json")["precision"]
    assert (precision["stopped_at"], precision["reached"], precision["looks"]) == (12, False, [10, 12])
    assert [row["met"] for row in precision["rows"]] == [None, "goal"]
    points = 100 * precision["rows"][0]["half_width"]
    for language, first, method, interval, other in (
        ("en", "Notpreciseenough:with12replications,themostallowed,1of2ratesareneitherknownto±1pointsnorclear",
         "Bonferroni", "97.5%interval", "95%interval"),
        ("zh", "精度不足：模拟到上限12次，2项中仍有1项误差超过±1个百分点，且区间含目标", "Bonferroni校正",
         "97.5%置信区间", "95%置信区间"),
    ):  # fmt: skip
        pages = text_of(f"1/report.{language}.pdf")
        assert first in pages[0]
        assert interval in pages[0]
        assert f"2027{points:.2f}" in pages[1]
        assert method in pages[1]
        assert other not in "".join(pages)
        assert "--replications12--precision1pt" in "".join(pages)
    shutil.copytree("1", "again")
    for report in Path("again").glob("report.*.pdf"):
        report.unlink()
    assert waste_sim("report", "again").code == 0
    assert everything(Path("again")) == one


def test_variants_are_simulated_as_often_as_the_study(waste_sim: Command, tmp_path: Path) -> None:
    text = f"extends: {MINIMAL}\nvariants:\n  small: {{name: Small, set: {{facilities.plant.capacity: 1 万t/a}}}}\n"
    (tmp_path / "varied.yaml").write_text(text, encoding="utf-8")
    options = ("--precision", "9pt", "--no-report", "--quiet", "--out", "all")
    assert waste_sim("run", "varied.yaml", *options, "--readings").code == 0
    found = document("all/summary.json")
    assert found["precision"]["stopped_at"] == 10
    (row,) = [r for r in found["readings"]["rivals"] if (r["kind"], r["period"]) == ("variant", "2027")]
    assert row["n"] == 10
    with Path("all/tables/readings.csv").open(encoding="utf-8-sig", newline="") as file:
        values = [
            float(r["numerator_kg"]) / float(r["denominator_kg"]) for r in csv.DictReader(file) if r["period"] == "2027"
        ]
    half_width = T_OF_97_5 * stdev(values) / math.sqrt(10)
    assert row["ci95"] == pytest.approx([row["mean"] - half_width, row["mean"] + half_width], rel=1e-3)


def test_a_comparison_ends_when_its_differences_are_known(waste_sim: Command, pair: list[str]) -> None:
    """Ten of twenty: the larger plant is certain to help though 0.1 points are not reached."""
    ended = waste_sim("compare", *pair, "--precision", "0.1点", "--jobs", "1", "--out", "early")
    assert (ended.code, ended.err) == (0, "")
    assert "97.5% interval" in ended.out
    assert "Stopped at 10 of at most 20 paired replications: every difference of rates is known to ±0.1" in ended.out
    found = document("early/compare.json")
    assert found["replications"] == found["precision"]["stopped_at"] == 10
    rows = found["precision"]["rows"]
    assert [(row["other"], row["period"], row["met"]) for row in rows] == [
        ("B", "2027", "goal"),
        ("B", "design", "goal"),
    ]
    said = found["comparisons"][0]["targets"]["resource_rate"]["periods"]
    for row, e in zip(rows, said, strict=True):
        half_width = T_OF_97_5 * math.sqrt(e["variance"]["paired"] / 10)
        mean = e["difference"]["mean"]
        assert e["difference"]["ci95"] == pytest.approx([mean - half_width, mean + half_width], rel=1e-3)
        assert row["half_width"] == pytest.approx(half_width, rel=1e-3)
    pages = text_of("early/report.en.pdf")
    assert "97.5%intervalofthemeandifference" in pages[0]
    assert "95%" not in "".join(pages)
    assert "Bonferroni" in "".join(pages[1:])
    assert "excludes0" in "".join(pages[1:])

    assert waste_sim("compare", *pair, "--replications", "10", "--jobs", "1", "--no-report", "--out", "plain").code == 0
    plain = document("plain/compare.json")
    assert plain["precision"] is None
    for a, b in zip(said, plain["comparisons"][0]["targets"]["resource_rate"]["periods"], strict=True):
        assert (a["difference"]["mean"], a["variance"]) == (b["difference"]["mean"], b["variance"])


def test_a_comparison_that_is_not_precise_enough_says_so(waste_sim: Command, tmp_path: Path) -> None:
    """An opening that may be both earlier and later helps in some replications and harms in others."""
    opens = "{value: 2027-03-01, range: [2026-11-01, 2027-03-01, 2027-09-01]}"
    text = f"extends: {MINIMAL}\nfacilities: {{plant: {{opens: {opens}}}}}\n"
    (tmp_path / "near.yaml").write_text(text, encoding="utf-8")
    options = ("--precision", "0.0001pt", "--replications", "4", "--out", "here")
    ended = waste_sim("compare", MINIMAL, "near.yaml", *options)
    assert ended.code == 0
    precision = document("here/compare.json")["precision"]
    assert (precision["looks"], precision["confidence"], precision["reached"]) == ([4], 0.95, False)
    assert "Not precise enough with 4 paired replications, the most allowed" in ended.out
    assert "Notpreciseenough:with4replications" in text_of("here/report.en.pdf")[0]
    assert "精度不足：模拟到上限4次，2项差值中仍有1项" in text_of("here/report.zh.pdf")[0]


WRONG: list[tuple[list[str], str, str]] = [
    (["--precision", "0.5"], "--precision 0.5pt", "--precision 0.5pt"),
    (["--precision", "0.5%"], "percentage points: --precision 0.5pt", "百分点给出：--precision 0.5pt"),
    (["--precision", "0.5 ％"], "percentage points: --precision 0.5pt", "百分点给出：--precision 0.5pt"),
    (["--precision", "-1pt"], "more than 0 and at most 50", "须大于 0，且不超过 50"),
    (["--precision", "0pt"], "more than 0 and at most 50", "须大于 0，且不超过 50"),
    (["--precision", "50.1pt"], "more than 0 and at most 50", "须大于 0，且不超过 50"),
    (["--precision", "fine"], "--precision fine: not a number", "--precision fine：不是百分点数"),
    (["--precision", "1 km"], "--precision 1 km: not a number", "--precision 1 km：不是百分点数"),
    (["--precision", ""], "not a number", "不是百分点数"),
    (["--precision", "0.5pt", "--no-randomness"], "has no interval to narrow", "没有可收窄的区间"),
    (["--precision", "0.5pt", "--replications", "1"], "Allow at least 2", "允许至少 2 次"),
    (["--precision", "0.5pt", "--set", "targets.rate=null"], "there is no target", "没有指标"),
]


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("arguments", "english", "chinese"), WRONG)
def test_what_it_refuses(
    waste_sim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], english: str, chinese: str, language: str, command: str,
) -> None:  # fmt: skip
    """One message in the terminal's language, and nothing on the disk is changed."""
    world = recycling_world()
    if "--set" in arguments:
        world, arguments = world | {"targets": {}}, arguments[:2]
    names = ["one.yaml", "two.yaml"][: 1 if command == "run" else 2]
    for k, name in enumerate(names):
        (tmp_path / name).write_text(json.dumps(world | {"date": f"2025-01-0{k + 1}"}), encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "C.UTF-8")
    before = everything(tmp_path)
    ended = waste_sim(command, *names, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert (english if language == "en" else chinese) in ended.err
    assert len(ended.err.splitlines()) == 1
    assert everything(tmp_path) == before


@pytest.mark.parametrize("text", ["9pt", "9 pt", "9点", "9 个百分点", "9.0百分点"])
def test_how_points_may_be_written(waste_sim: Command, text: str) -> None:
    options = ("--precision", text, "--replications", "2", "--no-report", "--json")
    assert json.loads(waste_sim("run", MINIMAL, *options).out)["precision"]["asked"] == 0.09
