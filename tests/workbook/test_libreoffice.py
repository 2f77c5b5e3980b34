"""The workbook opens clean in LibreOffice: same values, no error cell, charts still there, a PDF of all sheets."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from sim.study.result import Result
from tests.workbook.reading import charts, references, title, written

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on PATH"),
]
ERRORS = re.compile(r"#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!)|Err:\d+")


def converted(path: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice writes it, with a profile of its own."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out"), str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    made = folder / "out" / f"{path.stem}.{to}"
    assert made.is_file(), ended.stdout + ended.stderr
    return made


def cells(path: Path) -> dict[tuple[str, str], Any]:
    """Value of each cell that is not empty, formulas as they were last computed; dates as dates."""
    # read-only, since openpyxl cannot read the charts that LibreOffice writes
    with closing(openpyxl.load_workbook(path, data_only=True, read_only=True)) as book:
        found = {
            (sheet.title, cell.coordinate): cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.value != ""
        }
    return {key: value.date() if isinstance(value, dt.datetime) else value for key, value in found.items()}


def shown(path: Path) -> dict[str, set[str]]:
    """The cells whose values each chart shows, by its title."""
    return {title(chart): {cells.replace("'", "") for cells in references(chart, "val")} for chart in charts(path)}


@pytest.mark.parametrize(("fixture", "language"), [("minimal", "zh"), ("formulas", "en"), ("large", "en")])
def test_libreoffice_reads_what_was_written(
    fixture: str, language: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    result: Result = request.getfixturevalue(fixture)
    path = written(result, tmp_path, language)
    again = converted(path, "xlsx", tmp_path)
    before, after = cells(path), cells(again)
    assert after.keys() == before.keys()
    for key, value in before.items():
        if isinstance(value, float):
            assert after[key] == pytest.approx(value, rel=1e-12, abs=1e-9), key
        else:
            assert after[key] == value, key
        assert not ERRORS.search(str(after[key])), key
    assert shown(again) == shown(path)
    pdf = PdfReader(converted(path, "pdf", tmp_path))
    text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert len(pdf.pages) >= len(openpyxl.load_workbook(path).sheetnames)
    assert not ERRORS.search(text)
    assert result.loaded.hash[:16] in text, "the foot"
