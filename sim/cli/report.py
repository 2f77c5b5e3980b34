"""`waste-sim report`: the report again, from saved results."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree
from typing import Annotated

import typer

from sim.cli.options import Lang, parse_languages
from sim.cli.terminal import terminal_language, warn_of_glyphs
from sim.words import Words


def report(
    directory: Annotated[Path, typer.Argument(help="Result folder of an earlier run.", show_default=False)],
    lang: Lang = None,
) -> None:
    """Make PDF, figures and workbook again from the tables of a result folder."""
    from sim.report.writing import write_report
    from sim.study.folder import replaced_folder
    from sim.study.result import load_result

    chosen = parse_languages(lang)
    result = load_result(directory)
    with replaced_folder(directory) as folder:
        copytree(directory / "tables", folder.temporary / "tables")
        for name in ("summary.json", "run.json", "scenario.resolved.yaml"):
            copy(directory / name, folder.temporary)
        write_report(result, folder.temporary, chosen or result.loaded.scenario.languages)
        warn_of_glyphs([result.loaded])
        _keep_other_languages(directory, folder.temporary)
    print(Words(terminal_language()).say("cli.results_in", path=str(directory)))


def _keep_other_languages(old: Path, new: Path) -> None:
    """Reports and figures in languages that are not made again stay as they are."""
    for report in sorted(old.glob("report.*.pdf")):
        if not (new / report.name).exists():
            copy(report, new)
    for figures in sorted(path for path in old.glob("figures/*") if path.is_dir()):
        if not (new / "figures" / figures.name).exists():
            copytree(figures, new / "figures" / figures.name)
