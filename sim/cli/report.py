"""`waste-sim report`: the report again, from saved results."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree
from typing import Annotated

import typer

from sim.cli.options import Lang
from sim.cli.run import parse_languages
from sim.cli.terminal import terminal_language
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
    print(Words(terminal_language()).say("cli.results_in", path=str(directory)))
