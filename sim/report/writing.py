"""Result -> files: figures as PNG, the report as PDF in each language, the workbook. Same Result, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from sim.report import canvas
from sim.report.document import compose, typeset
from sim.report.figures import NAMES, levers
from sim.report.workbook import write_workbook
from sim.study.result import Result
from sim.words import Language, Words


def write_report(result: Result, directory: Path, languages: Sequence[Language]) -> None:
    """Write figures/<lang>/NN-name.png, report.<lang>.pdf for each language and results.xlsx into a folder.

    Where levers were moved, each target has a figure of them.
    """
    for language in languages:
        words = Words(language)
        folder = directory / "figures" / language
        folder.mkdir(parents=True, exist_ok=True)
        drawings: dict[str, tuple[str, str]] = {}
        for number, name in enumerate(NAMES, start=1):
            module = import_module(f"sim.report.figures.{name}")
            figure = module.draw(result, words)
            (folder / f"{number:02d}-{name}.png").write_bytes(canvas.png(figure))
            drawings[name] = (canvas.svg(figure), module.caption(result, words))
        for number, target in enumerate(levers.targets_of(result), start=len(NAMES) + 1):
            figure = levers.draw(result, words, target)
            (folder / f"{number:02d}-levers_{target}.png").write_bytes(canvas.png(figure))
            drawings[f"levers_{target}"] = (canvas.svg(figure), levers.caption(result, words, target))
        data = compose(result, words, drawings)
        (directory / f"report.{language}.pdf").write_bytes(typeset(data, result.loaded.scenario.date))
    write_workbook(result, directory / "results.xlsx", Words(languages[0] if languages else "en"))
