"""Result -> files: figures as PNG, the report as PDF in each language, the workbook. Same Result, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.report.document import compose
from sim.report.figures import NAMES, levers
from sim.report.publishing import publish
from sim.report.workbook.writing import write_workbook
from sim.study.result import Result
from sim.words import Language, Words


def write_report(result: Result, directory: Path, languages: Sequence[Language]) -> None:
    """Write figures/<lang>/NN-name.png, report.<lang>.pdf for each language and results.xlsx into a folder.

    Where levers were moved, each target has a figure of them.
    """
    figures: dict[str, Any] = {name: import_module(f"sim.report.figures.{name}") for name in NAMES}
    figures |= {f"levers_{target}": levers.Tornado(target) for target in levers.targets_of(result)}
    publish(result, figures, compose, result.loaded.scenario.date, directory, languages)
    write_workbook(result, directory / "results.xlsx", Words(languages[0] if languages else "en"))
