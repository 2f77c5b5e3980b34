"""The chapter and the sheets of indicators: the numbers of the summary, in both languages, with their reasons."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sim.report.blocks import Block
from sim.report.indicators import declared, emergency, environment, money, passes, restoration
from sim.report.labels import Labels
from sim.report.workbook.writing import write_workbook
from sim.study.result import Result
from sim.words import Words
from tests.indicators.conftest import Study
from tests.indicators.test_money import PRICE
from tests.worlds import recycling_world


def whole() -> dict[str, Any]:
    """Something of everything: 10 t a day that sets out at 22 o'clock, 90 t of product in ten days."""
    world = recycling_world(stockpile="20 t")
    world["calendars"]["morning"] = {"hours": "21:50-21:51"}
    world["fleets"]["trucks"]["price"] = PRICE
    world["facilities"]["dump"] |= {"gate_fee": "15 元/t", "area": "2 ha", "restoration": "1 a", "void": "7400 压实方"}
    world["facilities"]["market"]["subsidy"] = "20 元/t"
    world["sources"]["site"]["storage"] = "40 t"
    world["indicators"] = {
        "cover": {"name": {"zh": "覆盖率", "en": "Coverage"}, "at_least": "100 %", "units": 13},
        "waste": {"name": {"zh": "排放量", "en": "Waste"}, "at_most": "300 t/万m2", "value": "330 t/万m2"},
    }
    return world


def chapter(result: Result, labels: Labels) -> Iterator[Block]:
    """All tables and lines on indicators, wherever the report has them."""
    for blocks in (declared, environment, passes, money, restoration, emergency):
        yield from blocks(result, labels)


def tables_of(result: Result, language: Any) -> list[list[list[str]]]:
    labels = Labels(result.loaded.scenario, Words(language))
    return [block["rows"] for block in chapter(result, labels) if block["kind"] == "table"]


def test_the_tables(study: Study) -> None:
    """Haulage: 100 t at 10 yuan. Storage: 40 t for 10 t a day. The market's 1800 yuan are 0.18 × 10⁴."""
    stated, air, nights, costs, restored, stored = tables_of(study(whole()), "en")
    assert stated == [
        ["Coverage", "–", "at least 100 %", "–", "–",
         "not evaluated: for none of the 13 units a date is given"],
        ["Waste", "–", "at most 300 t/10⁴ m²", "330 t/10⁴ m²", "assumed", "misses"],
    ]  # fmt: skip
    assert air[0][:3] == ["2025", "0.01", "0.02"]
    (row,) = nights
    assert row == ["Site", "365", "365", "100.0%", "22–23 h: 365", "365", *["0"] * 7]
    by_item = {(r[0], r[1]): r[2:] for r in costs}
    assert by_item["Subsidies", "2025"][-2:] == ["18.00", "20.00"], "10⁴ yuan per 10⁴ t: 1800 / 100, 1800 / 90"
    assert restored[0][0] == "Dump"
    assert re.fullmatch(r"\d{4}-\d\d / \d{4}-\d\d / \d{4}-\d\d", restored[0][2])
    assert stored[0] == ["Rubble, at the sources", "0.00", "10", "4.0", "4.0 (Site)"]
    assert stored[1] == ["Plant, stockpile", "0.00", "10", "2.0", "–"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_has_more_than_two_decimals(study: Study, language: Any) -> None:
    for rows in tables_of(study(whole()), language):
        for cell in (cell for row in rows for cell in row):
            assert not re.search(r"\.\d{3}", cell), cell
            assert language == "en" or not re.search("evaluated|least", cell), cell


def test_what_is_not_evaluated_is_a_line(study: Study) -> None:
    labels = Labels(study(recycling_world()).loaded.scenario, Words("zh"))
    lines = [b["text"] for b in chapter(study(recycling_world()), labels) if b["kind"] == "text"]
    assert "补贴：不予评价（没有设施给出补贴标准）。" in lines
    assert len(lines) == 3, "haulage, gate fees, subsidies"


def test_the_sheets(study: Study, tmp_path: Path) -> None:
    result = study(whole())
    write_workbook(result, tmp_path / "book.xlsx", Words("en"))
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    rows: list[Any] = list(book["Indicators"].iter_rows(values_only=True))
    assert rows[2] == ("Indicator", "Whose", "Year", "Value", "Unit", "Verdict, date or reason")
    found = {(row[0], row[1] or "", row[2] or ""): row[3:] for row in rows[3:]}
    assert found["Waste", "", ""][0] == pytest.approx(33), "kg/m²"
    assert found["Waste", "", ""][2] == "misses"
    assert found["Haulage", "", "2025"][0] == pytest.approx(0.1), "10⁴ yuan"
    assert found["Restored, 10/50/90%", "Dump", ""][2].date() > dt.date(2026, 1, 1)
    passes = list(book["Loaded trucks by hour"].iter_rows(values_only=True))
    assert len(passes[2]) == 4 + 24
    assert passes[3][:4] == ("Site", "2025", 10, 10)
    assert passes[3][4 + 22] == 10
