"""What tests look at in a workbook: its tables by openpyxl, its charts and links in its XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl

from sim.report.workbook.writing import write_workbook
from sim.study.result import Result
from sim.words import Words

HEAD = 3
"""Row of the head of a sheet's first table, counted from 1."""
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def written(result: Result, folder: Path, language: Any = "en") -> Path:
    path = folder / f"{language}.xlsx"
    write_workbook(result, path, Words(language))
    return path


def table(path: Path, sheet: str, head: int = HEAD) -> tuple[list[Any], list[list[Any]]]:
    """Head and rows of a table, down to the first empty row."""
    cells = openpyxl.load_workbook(path, data_only=True)[sheet]
    rows = [[*row] for row in cells.iter_rows(min_row=head, values_only=True)]
    width = next((n for n, cell in enumerate(rows[0]) if cell is None), len(rows[0]))
    body = []
    for row in rows[1:]:
        if not any(cell is not None for cell in row[:width]):
            break
        body.append(row[:width])
    return rows[0][:width], body


def row_of(path: Path, sheet: str, text: str) -> int:
    """The row (counted from 1) whose first cell is this text."""
    cells = openpyxl.load_workbook(path)[sheet]
    return next(row[0].row for row in cells.iter_rows(max_col=1) if row[0].value == text)


def parts(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """Name and text of the parts of the file whose names match."""
    with zipfile.ZipFile(path) as file:
        for part in sorted(file.namelist()):
            if re.fullmatch(name, part):
                yield part, file.read(part).decode()


def charts(path: Path) -> list[ElementTree.Element]:
    """The charts, in the order of their numbers."""
    found = dict(parts(path, r"xl/charts/chart\d+\.xml"))
    return [ElementTree.fromstring(found[f"xl/charts/chart{n}.xml"]) for n in range(1, len(found) + 1)]


def references(chart: ElementTree.Element, where: str) -> list[str]:
    """The cells to which the series of a chart refer: `tx`, `cat` or `val`."""
    return [f.text or "" for ref in chart.iter(f"{CHART}{where}") for f in ref.iter(f"{CHART}f")]


def title(chart: ElementTree.Element) -> str:
    """The title of a chart as it is kept beside the reference, or as text."""
    found = next(chart.iter(f"{CHART}title"))
    return "".join(part.text or "" for tag in (f"{CHART}v", TEXT) for part in found.iter(tag))


def axes(chart: ElementTree.Element) -> list[str]:
    """The titles of the axes."""
    return [
        "".join(t.text or "" for t in axis.iter(TEXT))
        for kind in ("catAx", "dateAx", "valAx")
        for axis in chart.iter(f"{CHART}{kind}")
    ]
