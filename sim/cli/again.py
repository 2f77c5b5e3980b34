"""What a result folder holds, made again from its run.json and its resolved scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.compare import make_comparison
from sim.cli.execution import Execution
from sim.cli.report import keep_other_languages
from sim.cli.run import make_run
from sim.cli.solve import make_solution
from sim.errors import Fault, Place, RunFailed, ScenarioInvalid
from sim.scenario.finding import LANGUAGES
from sim.words import Language

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded
    from sim.study.folder import Kind
    from sim.study.options import Options

Write = Callable[[Path, Sequence[Language]], None]
"""Writes the report of what was made into a folder."""


def read_run(directory: Path) -> tuple[dict[str, Any], Kind]:
    """The run.json of a result folder, and what wrote it. Raises RunFailed if there is none that can be read."""
    from sim.study.documents import read_json
    from sim.study.folder import kind_of

    kind = kind_of(directory)
    if kind is None:
        raise RunFailed("no_run_json", path=str(directory))
    return read_json(directory / "run.json"), kind


def make_again(directory: Path, into: Path, execution: Execution) -> tuple[str, ...]:
    """Simulate again, never from the store, and write all that the folder should hold; names of resolved scenarios.

    Raises RunFailed if run.json does not say how the folder was made, ScenarioInvalid if a resolved scenario is not the
    one that was simulated.
    """
    from sim.study.folder import COMPARISON, SOLUTION

    run, kind = read_run(directory)
    make = {COMPARISON: _compare, SOLUTION: _solve}.get(kind, _run)
    try:
        options, write, resolved = make(directory, run, into, execution)
    except (ValueError, KeyError, TypeError) as error:
        raise RunFailed("result_unreadable", path=str(directory), reason=str(error)) from error
    _make_other_languages(directory, into, options, write)
    return resolved


Made = tuple["Options", Write, tuple[str, ...]]


def _run(directory: Path, run: dict[str, Any], into: Path, execution: Execution) -> Made:
    from sim.report.writing import write_report
    from sim.scenario.places import with_places
    from sim.study.options import RunOptions
    from sim.study.result import read_places

    options, name = RunOptions.read(run, str(directory)), "scenario.resolved.yaml"
    loaded = with_places(_load(directory / name, run["hash"]), read_places(run))
    result = make_run(loaded, options, into, execution)
    return options, lambda folder, languages: write_report(result, folder, languages), (name,)


def _compare(directory: Path, run: dict[str, Any], into: Path, execution: Execution) -> Made:
    from sim.report.comparison import write_comparison
    from sim.study.comparison import LETTERS
    from sim.study.options import CompareOptions

    options, hashes = CompareOptions.read(run, str(directory)), dict(run["scenarios"])
    if list(hashes) != list(LETTERS[: len(hashes)]):
        raise ValueError("run.json: scenarios")
    names = tuple(f"{letter}.resolved.yaml" for letter in hashes)
    loaded = [_load(directory / name, hash) for name, hash in zip(names, hashes.values(), strict=True)]
    comparison = make_comparison(loaded, options, into, execution)
    return options, lambda folder, languages: write_comparison(comparison, folder, languages), names


def _solve(directory: Path, run: dict[str, Any], into: Path, execution: Execution) -> Made:
    from sim.report.solution import write_solution
    from sim.study.goalseek import choose_goal
    from sim.study.levers import make_levers
    from sim.study.options import SolveOptions
    from sim.study.spans import Span

    options, name = SolveOptions.read(run, str(directory)), "scenario.resolved.yaml"
    loaded = _load(directory / name, run["solved"]["hash"])
    goal = choose_goal(loaded, options.target, options.period, options.reading, options.chance)
    levers = make_levers(loaded, [Span(*span) for span in options.vary])
    solved = make_solution(levers, goal, options, into, execution)
    return options, lambda folder, languages: write_solution(solved, folder, languages), (name,)


def _load(path: Path, hash: object) -> Loaded:
    """A resolved scenario. Raises ScenarioInvalid unless its content has this hash."""
    from sim.scenario.loading import load

    loaded = load(path)
    if loaded.hash != hash:
        raise ScenarioInvalid([Fault("edited", {"hash": loaded.hash, "noted": hash}, "", Place(str(path), 1, 1))])
    return loaded


def _make_other_languages(directory: Path, into: Path, options: Options, write: Write) -> None:
    """Reports in languages that were there before the report was made again in others stand beside them."""
    for language in LANGUAGES:
        if (directory / f"report.{language}.pdf").exists() and language not in options.languages and options.report:
            other = into.parent / language
            other.mkdir()
            write(other, [language])
            keep_other_languages(other, into)
