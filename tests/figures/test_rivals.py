"""Rival readings in the report: what page 1 and the chapters say of them, and in which unit a reading counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sim.report.answer import first_page
from sim.report.chapters import chapters
from sim.report.labels import Labels
from sim.report.workbook.writing import write_workbook
from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Language, Words
from tests.worlds import recycling_world


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """90 of 100 t become product, the goal is 70 %; the primary reading counts m3, at 2 t each: 45 of 50."""
    world = recycling_world()
    world["streams"]["rubble"]["density"] = "2 t/松方"
    made, taken = {"zh": "再生产品", "en": "Product"}, {"zh": "进厂量", "en": "Intake"}
    world["targets"]["rate"]["readings"] = {
        "product": {"name": made, "measure": "volume", "numerator": [{"made": ["product"]}]},
        "intake": {"name": taken, "numerator": [{"to": ["plant"]}]},
        "residue": {"name": "Residue", "numerator": [{"to": ["landfilled"]}]},
    }
    world["variants"] = {
        "poor": {
            "name": {"zh": "低产出", "en": "Poor"},
            "article": "art. 9",
            "set": {"facilities.plant.outputs.rubble": {"product": "60 %", "residue": "40 %"}},
        },
        "slow": {"name": "Slow", "set": {"facilities.plant.capacity": {"value": 9, "unit": "t/h"}, "weather": None}},
    }
    world["definitions"] = {
        "numerator": {
            "question": {"zh": "分子计什么", "en": "What counts"},
            "taken": {"zh": "产品", "en": "product"},
            "article": "art. 8",
            "rivals": [
                {"reading": "rate.intake"},
                {"variant": "poor"},
                {"period": "design"},
                {"reading": "rate.residue", "name": "What is buried"},
                {"name": {"zh": "同批次", "en": "Cohort"}, "why_not": {"zh": "无记录", "en": "no record"}},
            ],
        }
    }
    path = tmp_path_factory.mktemp("rivals") / "rivals.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return run_study(load(path), randomness=False, readings=True)


def rows_under(result: Result, language: Language, caption: str) -> list[list[list[str]]]:
    """The rows of all tables whose caption begins like a text of the catalogue."""
    words = Words(language)
    start = words.say(caption, target="Rate", goal="70%", mark="◆")
    labels = Labels(result.loaded.scenario, words)
    blocks = [b for chapter in chapters(result, labels, {}) for b in chapter["blocks"]]
    return [b["rows"] for b in blocks if b["kind"] == "table" and b["caption"] == start]


def notes(target: dict[str, Any]) -> dict[str, str]:
    """What page 1 says below a target, by label."""
    return {note["label"]: note["text"]["text"] for note in target["notes"]}


def test_page_1_names_what_changes_the_verdict(result: Result) -> None:
    page = first_page(result, Labels(result.loaded.scenario, Words("en")))
    assert page["lead"][0]["text"] == "2025: Rate 90.00%, meets – 0.00 ×10⁴ m³ above 70%."
    (target,) = page["targets"]
    assert "Margin, 10⁴ m³" in target["heads"]
    said = "The verdict of 2025 changes under: Residue 10.00%, misses; Poor 60.00%, misses. "
    assert notes(target)["Other readings"] == said + "The other 2 do not change it (90.00% to 100.00%)."
    chinese = first_page(result, Labels(result.loaded.scenario, Words("zh")))["targets"][0]
    assert "裕量/万m³" in chinese["heads"]
    said = "Residue 10.00%，不达标；低产出 60.00%，不达标，判定改变（2025）。"
    assert notes(chinese)["其他口径"] == said + "其余 2 个口径不改变（90.00%至100.00%）。"


def test_where_nothing_changes_the_verdict_page_1_says_so(result: Result) -> None:
    rivals = [{**row, "flips": False} for row in result.summary["readings"]["rivals"]]
    summary = {**result.summary, "readings": {**result.summary["readings"], "rivals": rivals}}
    page = first_page(Result(result.loaded, result.tables, summary), Labels(result.loaded.scenario, Words("en")))
    said = "None of 4 changes the verdict of 2025 (10.00% to 100.00%)."
    assert notes(page["targets"][0])["Other readings"] == said


def test_all_rivals_by_period(result: Result) -> None:
    (readings,) = rows_under(result, "en", "report.rivals.readings")
    assert [row[:3] for row in readings] == [
        ["Product", "–", "90.00% meets"],
        ["Intake", "+10.00", "100.00% meets"],
        ["Residue", "−80.00", "10.00% misses ◆"],
    ]
    (variants,) = rows_under(result, "zh", "report.rivals.variants")
    assert [row[:3] for row in variants] == [
        ["本情景", "–", "90.00% 达标"],
        ["低产出", "−30.00", "60.00% 不达标 ◆"],
        ["Slow", "0.00", "90.00% 达标"],
    ]


def test_questions_of_definition_and_what_the_variants_change(result: Result) -> None:
    (english,) = rows_under(result, "en", "report.rivals.questions")
    rivals = "Intake; Poor; design year; What is buried; Cohort (not evaluated: no record)"
    assert english == [["What counts", "product", rivals, "art. 8"]]
    ((chinese,),) = rows_under(result, "zh", "report.rivals.questions")
    assert chinese[2] == "进厂量；低产出；设计年；What is buried；同批次（不予评价：无记录）"
    (changes,) = rows_under(result, "en", "report.rivals.changes")
    assert [[text.replace("\u200b", "") for text in row] for row in changes] == [
        [
            "Poor",
            "Plant: share of Product made of Rubble = 60 %; Plant: share of Residue made of Rubble = 40 %",
            "art. 9",
        ],
        ["Slow", "Plant: capacity = 9 t/h; weather = none", "–"],
    ]


def test_the_workbook_has_a_sheet_of_rivals(result: Result, tmp_path: Path) -> None:
    write_workbook(result, tmp_path / "book.xlsx", Words("en"))
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    rows: list[tuple[Any, ...]] = list(book["Rival readings"].iter_rows(values_only=True))
    by_name = {(row[1], row[2]): row for row in rows[3:]}
    poor = by_name["2025", "Poor"]
    assert (poor[3], round(poor[7], 9), poor[11], poor[12]) == (0.6, -30, "misses", "yes"), "a difference in points"
    units = {row[2]: row[16] for row in book["Verdicts"].iter_rows(min_row=4, values_only=True) if row[2]}
    assert units == {"Product": "10⁴ m³", "Intake": "10⁴ t", "Residue": "10⁴ t"}
