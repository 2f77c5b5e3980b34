"""The sheets of the workbook: order, heads with units and confidence, values, links, print setup."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sim.report.labels import Labels
from sim.report.workbook.book import Book
from sim.study.result import Result
from sim.words import Words, read_catalogue
from tests.workbook.conftest import study
from tests.workbook.reading import HEAD, parts, row_of, table, written
from tests.worlds import plain

ORDER = (
    "summary", "verdicts", "rivals", "indicators", "balance", "capacity", "landfills", "fleets", "gates", "passes",
    "binding", "unserved", "unserved_by_month", "inputs", "checks",
)  # fmt: skip


@pytest.fixture(scope="module")
def english(minimal: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(minimal, tmp_path_factory.mktemp("english"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheets_stand_in_order(minimal: Result, tmp_path: Path, language: Any) -> None:
    words = Words(language)
    book = openpyxl.load_workbook(written(minimal, tmp_path, language))
    assert book.sheetnames == [words.say(f"book.sheet.{id}") for id in ORDER]
    for id, sheet in zip(ORDER[1:], book.worksheets[1:], strict=True):
        assert sheet["A1"].value == words.say(f"book.answers.{id}")
        assert sheet.freeze_panes == f"B{HEAD + 1}"
        assert sheet.auto_filter.ref.startswith(f"A{HEAD}:")
        assert sheet.print_title_rows == f"$1:${HEAD}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_of_sheets_are_lawful(language: Any) -> None:
    names = [text for id, text in read_catalogue(language).items() if id.startswith("book.sheet.")]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)


def test_the_summary_answers(english: Path, minimal: Result) -> None:
    words, summary = Words("en"), minimal.summary
    sheet = openpyxl.load_workbook(english)["Summary"]
    said = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert words.say("report.answer.caution") in said
    assert said["Scenario"][0] == "minimal"
    assert said["Date"][0].date() == minimal.loaded.scenario.date
    assert said["Content hash"][0] == minimal.loaded.hash
    assert (said["Seed"][0], said["Replications"][0]) == (str(summary["seed"]), 3)
    (due,) = [e for e in summary["targets"]["resource_rate"]["evaluations"]
              if e["period"] == summary["targets"]["resource_rate"]["due"]]  # fmt: skip
    row = said["Recycling rate"]
    assert row[2] == pytest.approx(due["mean"])
    assert row[6] == pytest.approx(due["margin_t"] / 1e4)
    assert row[8] == words.say(f"verdict.{due['verdict']}")


def test_links_go_to_the_sheets_and_back(english: Path) -> None:
    book = openpyxl.load_workbook(english)
    texts = dict(parts(english, r"xl/worksheets/sheet\d+\.xml"))
    links = {
        name: re.findall(r'<hyperlink [^>]*location="([^"]*)"', texts[f"xl/worksheets/sheet{n}.xml"])
        for n, name in enumerate(book.sheetnames, start=1)
    }
    assert links["Summary"] == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    for sheet in book.worksheets[1:]:
        assert links[sheet.title][0] == "'Summary'!A1"
    for _, relations in parts(english, r".*\.rels"):
        assert "External" not in relations, "no link leaves the file"


def test_the_balance_is_checked_by_cells(english: Path, minimal: Result) -> None:
    sheet = openpyxl.load_workbook(english)["Balance"]
    formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    years, streams = minimal.tables["fates"]["year"].nunique(), len(minimal.loaded.scenario.streams)
    assert len(formulas) == years * (streams + 1), "each year in all and by stream"
    for formula in formulas:
        assert re.fullmatch(r"=ROUND\(C\d+-SUM\(D\d+:[A-Z]+\d+\),7\)", formula)
    head, rows = table(english, "Balance")
    assert head[2] == "Generated (10⁴ t)"
    for row in rows:
        assert row[-1] == 0, "the values that stand beside the formulas"
        assert sum(row[3:-1]) == pytest.approx(row[2])
    alls = {row[0]: row[2] for row in rows if row[1] == "All streams"}
    fates = minimal.tables["fates"]
    for year, generated in alls.items():
        id = "design" if year == "design year" else year
        assert generated == pytest.approx(fates[fates["year"] == id]["generated"].sum() / 3 / 1e7)


def test_backfill_on_site_stands_apart(tmp_path: Path) -> None:
    """1,000 t of rubble, a quarter of it filled in where it arises, the rest landfilled."""
    world = plain()
    world["streams"]["rubble"] |= {"amount": "36500 t/a", "on_site": {"backfilled": "25 %"}}
    head, rows = table(written(study(tmp_path, world), tmp_path), "Balance")
    row = dict(zip(head, rows[0], strict=True))
    assert row["Backfill on site (10⁴ t)"] == pytest.approx(0.025)
    assert row["Backfill elsewhere (10⁴ t)"] == pytest.approx(0)


def test_no_other_cell_is_a_formula(english: Path) -> None:
    for sheet in openpyxl.load_workbook(english):
        if sheet.title != "Balance":
            assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"], sheet.title


def test_heads_name_units_and_confidence(english: Path, minimal: Result, tmp_path: Path) -> None:
    head, _ = table(english, "Verdicts")
    assert "95 % interval, low" in head
    assert "Chance, 95 % interval, high" in head
    assert table(english, "Capacity")[0][2:5] == ["Intake (10⁴ t)", "Processed (10⁴ t)", "Nameplate (10⁴ t)"]
    landfills = table(english, "Landfills")[0]
    assert landfills[1] == "Void (10⁴ m³)"
    assert landfills[5:] == [f"{what}, {p} %" for what in ("Full on", "Projected full") for p in (10, 50, 90)]
    precise = replace(minimal, summary={**minimal.summary, "precision": {"confidence": 0.99}})
    head, _ = table(written(precise, tmp_path, "zh"), "指标判定")
    assert {"99% 置信区间下限", "99% 置信区间上限"} <= {*head}
    assert "分子" in head


def test_numbers_dates_and_shares_have_their_formats(english: Path) -> None:
    book = openpyxl.load_workbook(english)
    assert book["Verdicts"]["F4"].number_format == "0.0%"
    assert book["Balance"]["C4"].number_format == "#,##0.00"
    assert book["Fleets"]["C4"].number_format == "#,##0"
    first = row_of(english, "Capacity", Words("en").say("book.table.openings")) + 2
    opened = book["Capacity"].cell(first, 3)
    assert opened.is_date
    assert opened.number_format == "yyyy-mm-dd"


def test_pages_are_a4_across_with_head_and_foot(english: Path, minimal: Result) -> None:
    for sheet in openpyxl.load_workbook(english):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, int(sheet.page_setup.fitToHeight)) == (True, 0)
        foot = sheet.oddFooter.left.text
        assert foot == f"Scenario minimal · hash {minimal.loaded.hash[:16]} · not validated against measured data"


def test_assumed_inputs_come_first_and_are_marked(english: Path, minimal: Result) -> None:
    _, rows = table(english, "Assumptions and inputs")
    assumed = [row.grade == "assumed" for row in minimal.loaded.inputs]
    assert len(rows) == len(assumed)
    assert [row[0] for row in rows] == ["▲"] * sum(assumed) + [None] * (len(assumed) - sum(assumed))
    assert {row[1] for row in rows[: sum(assumed)]} == {"assumed"}


def test_unserved_by_month_sums_to_unserved_by_cause(formulas: Result, tmp_path: Path) -> None:
    columns = ["year", "month", "source", "facility", "cause", "stream", "item", "kg"]
    found = [
        ["2025", "2025-01", "site", "plant", "capacity", "rubble", "rubble", 2e7],
        ["2025", "2025-01", None, "dump", "no_route", "rubble", "residue", 1e7],
        ["design", None, "site", "plant", "capacity", "rubble", "rubble", 5e7],
    ]
    tables = {**formulas.tables, "unserved": pd.DataFrame(found, columns=columns)}
    path = written(replace(formulas, tables=tables), tmp_path)
    head, rows = table(path, "Unserved by month")
    assert head[-1] == "Residue of plants (10⁴ t)"
    assert [row[0].date() for row in rows] == [dt.date(2025, 1, 1)], "the design year has no months"
    assert rows[0][1:] == pytest.approx([3, 2, 1])
    assert openpyxl.load_workbook(path)["Unserved by month"]["A4"].number_format == "yyyy-mm"
    assert sum(row[-1] for row in table(path, "Unserved")[1] if row[0] == "2025") == pytest.approx(3)


def test_what_a_scenario_lacks_is_said(bare: Result, tmp_path: Path) -> None:
    path = written(bare, tmp_path)
    for sheet in ("Verdicts", "Capacity", "Landfills", "Binding"):
        assert table(path, sheet)[1][0][0] == "none", sheet


def test_a_foot_doubles_its_ampersands_and_a_title_is_text(formulas: Result, tmp_path: Path) -> None:
    labels = Labels(formulas.loaded.scenario, Words("en"))
    book = Book(tmp_path / "b.xlsx", labels, dt.date(2025, 1, 1), "=1+1 & <b>", "R&D &A")
    book.sheet("summary")
    book.close()
    ((_, sheet),) = parts(tmp_path / "b.xlsx", r"xl/worksheets/sheet1\.xml")
    assert "&amp;LR&amp;&amp;D &amp;&amp;A&amp;R&amp;P" in sheet
    read = openpyxl.load_workbook(tmp_path / "b.xlsx").properties
    assert read.title == "=1+1 & <b>"
    assert (read.created.date(), read.creator) == (dt.date(2025, 1, 1), "waste-sim")


def test_same_result_same_bytes(minimal: Result, english: Path, tmp_path: Path) -> None:
    assert written(minimal, tmp_path).read_bytes() == english.read_bytes()
