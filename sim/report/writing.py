"""Result -> files: figures as PNG, the report as PDF and web page, the workbook. Same Result, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.document import compose
from sim.report.figures import figures_of
from sim.report.publishing import publish
from sim.report.workbook.writing import write_workbook
from sim.study.result import Result
from sim.words import Language, Words


def write_report(result: Result, directory: Path, languages: Sequence[Language]) -> None:
    """Write figures/<lang>/NN-name.png and report.<lang>.pdf for each language, report.html and results.xlsx."""
    publish(result, figures_of(result), compose, result.loaded.scenario.date, directory, languages)
    write_workbook(result, directory / "results.xlsx", Words(languages[0] if languages else "en"))
