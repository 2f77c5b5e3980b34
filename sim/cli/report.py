"""`waste-sim report`: the report again, from what a run or a comparison has saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copy, copytree
from typing import Annotated, Any

import typer

from sim.cli.options import Lang, out_option, parse_languages
from sim.cli.terminal import terminal_language, warn_of_glyphs
from sim.errors import RunFailed
from sim.words import Language, Words


def report(
    directory: Annotated[Path, typer.Argument(help="Result folder of an earlier run or compare.", show_default=False)],
    lang: Lang = None,
    out: Annotated[Path | None, out_option("the same")] = None,
) -> None:
    """Make PDF, web page, figures and workbook again from what was saved in a result folder."""
    from sim.study.folder import COMPARISON, kind_of

    again = _compare if kind_of(directory) is COMPARISON else _run
    final = out or directory
    again(directory, final, parse_languages(lang))
    print(Words(terminal_language()).say("cli.results_in", path=str(final)))


def _run(directory: Path, final: Path, languages: Sequence[Language] | None) -> None:
    from sim.report.writing import write_report
    from sim.study.folder import replaced_folder
    from sim.study.result import load_result

    result = load_result(directory)
    with replaced_folder(final) as folder:
        copytree(directory / "tables", folder.temporary / "tables")
        for name in ("summary.json", "run.json", "scenario.resolved.yaml"):
            copy(directory / name, folder.temporary)
        languages = languages or result.loaded.scenario.languages
        with _whole(directory):
            write_report(result, folder.temporary, languages)
        _note_languages(result.run, languages, folder.temporary)
        warn_of_glyphs([result.loaded])
        keep_other_languages(directory, folder.temporary)


def _compare(directory: Path, final: Path, languages: Sequence[Language] | None) -> None:
    from sim.report.comparison import write_comparison
    from sim.study.comparison import load_comparison
    from sim.study.folder import COMPARISON, replaced_folder

    comparison = load_comparison(directory)
    with replaced_folder(final, COMPARISON) as folder:
        copytree(directory / "tables", folder.temporary / "tables")
        for path in (*directory.glob("*.json"), *directory.glob("*.resolved.yaml")):
            copy(path, folder.temporary)
        languages = languages or comparison.loaded[0].scenario.languages
        with _whole(directory):
            write_comparison(comparison, folder.temporary, languages)
        _note_languages(comparison.run, languages, folder.temporary)
        warn_of_glyphs(comparison.loaded)
        keep_other_languages(directory, folder.temporary)


@contextmanager
def _whole(directory: Path) -> Iterator[None]:
    """Raises RunFailed where the report asks for what the saved results do not hold: an older version wrote them."""
    try:
        yield
    except KeyError as error:
        raise RunFailed("result_outdated", path=str(directory), key=str(error.args[0])) from error


def _note_languages(run: dict[str, Any], languages: Sequence[Language], directory: Path) -> None:
    """Page and workbook are in these languages now: run.json says so."""
    from sim.study.documents import write_json

    if isinstance(run.get("options"), dict):
        run["options"] |= {"languages": list(languages), "report": True}
        write_json(directory / "run.json", run)


def keep_other_languages(old: Path, new: Path) -> None:
    """Reports and figures in languages that are not made again stay as they are."""
    for report in sorted(old.glob("report.*.pdf")):
        if not (new / report.name).exists():
            copy(report, new)
    for figures in sorted(path for path in old.glob("figures/*") if path.is_dir()):
        if not (new / "figures" / figures.name).exists():
            copytree(figures, new / "figures" / figures.name)
