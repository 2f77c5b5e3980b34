"""Names that look like formulas, links, references or codes stay text: in cells, charts, headers and properties."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sim.study.result import Result
from tests.workbook.conftest import FORMULAS
from tests.workbook.reading import charts, parts, references, row_of, title, written


@pytest.fixture(scope="module")
def path(formulas: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(formulas, tmp_path_factory.mktemp("names"))


def test_every_name_is_a_string(path: Path) -> None:
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    shown = {str(cell.value) for cell in cells}
    for name in FORMULAS:
        assert [text for text in shown if name in text], name
    for cell in cells:
        if cell.data_type == "f":
            assert cell.value.startswith("=ROUND("), cell.value
    whole = {str(c.value): c for c in cells}
    assert whole["=1+1"].data_type == "s"
    assert whole["=1+1"].number_format == "@", "and stays text where a planner edits it"


def test_no_link_is_made_of_a_name(path: Path) -> None:
    for name, text in parts(path, r".*\.(rels|xml)"):
        if name.endswith(".rels"):
            assert "example.org" not in text
        for link in text.split("<hyperlink ")[1:]:
            assert "example.org" not in link.split("/>")[0]


def test_charts_refer_to_cells_for_every_word(path: Path, formulas: Result) -> None:
    sheets = set(openpyxl.load_workbook(path).sheetnames)
    drawn = charts(path)
    assert drawn
    for chart in drawn:
        for where in ("tx", "cat", "val"):
            for reference in references(chart, where):
                sheet, _, _ = reference.rpartition("!")
                assert sheet.strip("'") in sheets, reference
    name = formulas.loaded.scenario.targets["rate"].name.en
    assert name in title(drawn[0])
    row_of(path, "Verdicts", title(drawn[0]))


def test_no_defined_name_and_no_header_holds_a_name(path: Path, formulas: Result) -> None:
    ((_, book),) = parts(path, r"xl/workbook\.xml")
    defined = book.split("<definedNames>")[1].split("</definedNames>")[0]
    for name in FORMULAS:
        assert name not in defined
    for _, sheet in parts(path, r"xl/worksheets/sheet\d+\.xml"):
        foot = sheet.split("<oddFooter>")[1].split("</oddFooter>")[0]
        assert formulas.loaded.id in foot
        assert not [name for name in FORMULAS if name in foot]
