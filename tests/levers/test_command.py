"""`run --levers`: what it prints and writes, in both languages; the report again from what is saved."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from sim.report.figures import NAMES
from sim.report.figures import levers as tornado
from sim.report.labels import Labels
from sim.report.levers import shift_of
from sim.words import Words
from tests.cli.conftest import SCENARIOS, Command
from tests.levers.conftest import Run, change_of, one_year

OFFICE = {"name": {"zh": "城管局", "en": "Works Office"}, "article": "plan art. 23", "tasks": ["facilities"]}


def planned() -> dict[str, Any]:
    """May 1 gives 60.41 %, half a year earlier 90 %: missed, and the plant's opening is what helps most."""
    world = one_year()
    world["offices"] = {"works": OFFICE}
    return world


@pytest.fixture
def world(tmp_path: Path) -> Path:
    path = tmp_path / "world.yaml"
    path.write_text(json.dumps(planned(), ensure_ascii=False), encoding="utf-8")
    return path


def test_it_says_how_many_and_what_helps_most(waste_sim: Command, world: Path) -> None:
    """5 openings; capacity, void and trucks both ways, cover up. Cover down and two outputs both ways are listed."""
    ended = waste_sim("run", world, "--levers", "--no-randomness", "--no-report", "--jobs", "1")
    assert ended.code == 0
    assert "12 changes of 5 numbers on 1 replications, 12 evaluations; 5 more are not valid" in ended.err
    assert "the study has 1 replications, fewer than the 20" in ended.err
    assert (
        "Rate: Helps most: Plant: opening, 6 months earlier (to 2024-11-01): 29.59 points and +0.11 ×10⁴ t "
        "in 2025: 60.41% → 90.00% (n = 1), above 70%. Task of: Works Office (plan art. 23)."
    ) in ended.out


def test_json_carries_it_and_other_options_go_with_it(waste_sim: Command, world: Path) -> None:
    text = world.read_text(encoding="utf-8")
    world.write_text(
        text[:-1] + ', "variants": {"small": {"name": "S", "set": {"facilities.plant.capacity": "9 t/d"}}}}'
    )
    ended = waste_sim("run", world, "--levers", "--readings", "--no-randomness", "--no-report", "--json", "--jobs", "1")
    found = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert found["levers"]["best"] == {"rate": {"period": "2025", "change": 2, "assumption": None}}
    assert found["readings"]["variants_simulated"]
    assert found["levers"]["changes"][0]["targets"]["rate"][0]["rate"]["ci95"] is None


def test_the_report_names_the_office_and_is_made_again_to_the_byte(waste_sim: Command, world: Path) -> None:
    assert waste_sim("run", world, "--levers", "--replications", "2", "--jobs", "1", "--out", "r").code == 0
    names = ("report.zh.pdf", "report.en.pdf", "report.html", "results.xlsx", "summary.json", "tables/levers.csv",
             *(f"figures/{language}/{len(NAMES) + 1:02d}-levers_rate.png" for language in ("zh", "en")))  # fmt: skip
    before = {name: Path("r", name).read_bytes() for name in names}
    page = {language: _text(f"r/report.{language}.pdf", first=True) for language in ("zh", "en")}
    assert "TaskofWorksOffice(planart.23)" in page["en"].replace(":", "")
    assert "责任部门：城管局（规划第23条）" in page["zh"]
    for language in ("zh", "en"):
        whole = _text(f"r/report.{language}.pdf")
        assert "".join(Words(language).say("report.chapter.sensitivity").split()) in whole
        assert "".join(Words(language).say("levers.reason.outputs_sum").split()) in whole
    assert waste_sim("report", "r").code == 0
    assert {name: Path("r", name).read_bytes() for name in names} == before
    with Path("r/tables/levers.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["office"] for row in csv.DictReader(file) if row["kind"] == "opening"} == {"works"}


def test_unasked_it_is_nowhere(waste_sim: Command, world: Path) -> None:
    assert waste_sim("run", world, "--no-randomness", "--jobs", "1", "--out", "r").code == 0
    assert json.loads(Path("r/summary.json").read_text(encoding="utf-8"))["levers"] is None
    assert not list(Path("r").rglob("*levers*"))
    for language in ("zh", "en"):
        assert "".join(Words(language).say("report.chapter.sensitivity").split()) not in _text(
            f"r/report.{language}.pdf"
        )


def test_a_scenario_without_levers_is_refused_before_anything_is_simulated(waste_sim: Command, tmp_path: Path) -> None:
    world = one_year()
    world |= {"facilities": {}, "fleets": {}, "routes": {"rubble": {"to": []}}, "items": {}, "roads": {}, "targets": {}}
    (tmp_path / "none.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    ended = waste_sim("run", "none.yaml", "--levers", "--jobs", "1")
    assert (ended.code, ended.out) == (2, "")
    assert "--levers: this scenario has no number that could be moved" in ended.err
    assert not Path("reports").exists() or not any(Path("reports").iterdir())


def _text(path: str, *, first: bool = False) -> str:
    pages = PdfReader(path).pages
    return "".join("".join(page.extract_text() for page in pages[: 1 if first else None]).split())


def test_the_tornado_shows_the_farthest_shift_each_way_largest_first(run: Run) -> None:
    """12 months late lose all 60.41 points, 6 months earlier gain 29.59; capacity is ample, so nothing else counts."""
    result, found = run(planned())
    bars = tornado.bars_of(result, "rate")
    assert [[(change["months"], round(100 * rate["mean"], 2)) for change, rate in sides] for sides in bars] == [
        [(-6, 29.59), (12, -60.41)]
    ]
    for language, name, text in (
        ("en", "Plant: opening", "12 months later: −60.41 points"),
        ("zh", "Plant：投运日期", "推后 12 个月：−60.41 个百分点"),
    ):
        words = Words(language)  # type: ignore[arg-type]
        labels = Labels(result.loaded.scenario, words)
        assert labels.number("facilities.plant.opens") == name
        assert text in tornado.caption(result, words, "rate")
        figure = tornado.draw(result, words, "rate")
        (axes,) = figure.axes
        assert [label.get_text().split("\n")[0] for label in axes.get_yticklabels()] == [name]
        assert {text.get_text() for text in axes.texts} == {"+29.59", "−60.41"}
    void = change_of(found, "facilities.dump.void", "-0.1 万压实方")
    assert shift_of(void, Labels(result.loaded.scenario, Words("en"))) == "−0.1 ×10⁴ compacted m³"


def test_every_share_of_the_language_has_a_name(run: Run) -> None:
    """No name is a bare path."""
    paths = (
        "streams.rubble.capture", "streams.rubble.on_site.reused", "streams.rubble.sorted.product",
        "streams.rubble.pressing.cake_share", "streams.rubble.pressing.water_returned",
        "streams.rubble.drivers.prefabricated_share", "facilities.plant.outputs.rubble.product",
        "facilities.plant.ramp.0.load", "facilities.plant.failures.availability", "facilities.dump.cover_share",
        "facilities.plant.rejects.rubble", "routes.rubble.shares.plant",
    )  # fmt: skip
    result, _ = run(planned())
    for language in ("zh", "en"):
        labels = Labels(result.loaded.scenario, Words(language))
        names = [labels.number(path) for path in paths]
        assert len(set(names)) == len(paths)
        assert not [name for name in names if "." in name or "_" in name]


@pytest.mark.slow
def test_the_page_shows_what_the_command_prints(waste_sim: Command) -> None:
    root = SCENARIOS.parent
    blocks = (root / "docs" / "how-to" / "find-what-helps.md").read_text(encoding="utf-8").split("```")
    ended = waste_sim("run", SCENARIOS / "minimal.yaml", "--levers", "--no-report", "--jobs", "2")
    assert blocks[1].strip() == "waste-sim run scenarios/minimal.yaml --levers"
    assert blocks[3].strip() == (ended.err + ended.out).strip()
