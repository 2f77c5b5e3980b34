"""`waste-sim solve`: the least change of one number that meets a target, or of one at values of another."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.execution import Execution, common_options, note_options
from sim.cli.options import (
    AllowInsecure,
    Jobs,
    Json,
    Lang,
    NoRandomness,
    NoReport,
    NoStore,
    Replications,
    ScenarioFile,
    Scheduler,
    Seed,
    Set,
    Store,
    out_option,
    scheduler_address,
    store_file,
)  # fmt: skip
from sim.cli.progress import announcer, progress
from sim.cli.terminal import terminal_language, warn_of_glyphs
from sim.errors import UsageError
from sim.words import Words, make_visible

if TYPE_CHECKING:
    from sim.study.levers import Lever
    from sim.study.options import SolveOptions
    from sim.study.solved import Goal, Solved
    from sim.study.spans import Span

VALUES = 7
"""Of the first of two levers, unless another number is asked for."""
Target = Annotated[str, typer.Option("--target", metavar="ID", help="Target to be met.", show_default=False)]
Period = Annotated[
    str,
    typer.Option("--period", metavar="ID", help="Calendar year, declared window, or design.", show_default=False),
]
Vary = Annotated[
    list[str],
    typer.Option(
        "--vary", metavar="PATH[=FROM..TO [by STEP]]",
        help="The number to be changed, as with --set. Given twice: the second is searched at values of the first.",
        show_default=False,
    ),
]  # fmt: skip
Values = Annotated[
    int | None,
    typer.Option(
        "--values", min=2, max=1000, show_default=False,
        help=f"Of two levers: how many values of the first, evenly spaced, ends included (default: {VALUES}).",
    ),
]  # fmt: skip
From = Annotated[
    str | None,
    typer.Option("--from", metavar="VALUE", help="Search from here (default: its range).", show_default=False),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="VALUE", help="Search to here (default: its range).", show_default=False)
]
Tolerance = Annotated[
    str | None,
    typer.Option(
        "--tolerance", metavar="VALUE", help="Step of the answer, such as '0.1 t/d'; days and counts go by one.",
        show_default=False,
    ),
]  # fmt: skip
Reading = Annotated[
    str | None, typer.Option("--reading", metavar="ID", help="Reading (default: the primary one).", show_default=False)
]
Chance = Annotated[
    str | None,
    typer.Option(
        "--chance", metavar="SHARE", help="Meets if this share of the replications does, such as 90%; else their mean.",
        show_default=False,
    ),
]  # fmt: skip

Out = Annotated[Path | None, out_option("reports/<scenario id>-solve, of two levers -frontier")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, and of the answer the value only.")]


def solve(
    scenario: ScenarioFile,
    target: Target,
    period: Period,
    vary: Vary,
    from_: From = None,
    to: To = None,
    tolerance: Tolerance = None,
    values: Values = None,
    reading: Reading = None,
    chance: Chance = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    allow_insecure: AllowInsecure = False,
    store: Store = None,
    no_store: NoStore = False,
    set_: Set = None,
    lang: Lang = None,
    out: Out = None,
    no_randomness: NoRandomness = False,
    no_report: NoReport = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the latest date, least capacity, least share, smallest fleet that meets a target, and prove it.

    With two --vary: what the second must be at values of the first.
    """
    from sim.scenario.loading import load
    from sim.study.folder import SOLUTION, replaced_folder
    from sim.study.goalseek import choose_goal
    from sim.study.levers import make_levers
    from sim.study.options import SolveOptions

    scheduler = scheduler_address(scheduler, allow_insecure)
    spans = _spans(vary, (from_, to, tolerance), values)
    loaded = load(scenario, tuple(set_ or ()))
    goal = choose_goal(loaded, target, period, reading, _parse_chance(chance, no_randomness))
    levers = make_levers(loaded, spans)
    options = SolveOptions(
        **common_options(loaded.scenario, seed, replications, no_randomness, lang, no_report),
        **asdict(goal),
        vary=tuple((span.path, span.start, span.end, span.step) for span in spans),
        values=values or VALUES,
    )
    words = Words(terminal_language())
    name = f"{loaded.id}-{'solve' if len(levers) == 1 else 'frontier'}"
    with replaced_folder(out or Path("reports") / name, SOLUTION) as folder:
        execution = Execution(jobs, quiet or json_, scheduler, store_file(store, no_store))
        solved = make_solution(levers, goal, options, folder.temporary, execution)
    if json_:
        print(json.dumps(solved.document, ensure_ascii=False, indent=2))
    elif quiet:
        _say_values(solved)
    else:
        from sim.cli.solution import describe

        for line in describe(solved, words):
            print(make_visible(line))
        print(words.say("cli.results_in", path=str(folder.final)))
    if not solved.is_met:
        raise typer.Exit(1)


def make_solution(
    levers: tuple[Lever, ...],
    goal: Goal,
    options: SolveOptions,
    directory: Path,
    execution: Execution,
) -> Solved:
    """Search as the options say and write all that they ask for into an existing folder."""
    from sim.study.goalseek import solve as find
    from sim.study.simulator import Conditions

    words, silent = Words(terminal_language()), execution.silent
    with progress(words, None, silent) as done:
        conditions = Conditions(
            options.seed,
            options.randomness,
            execution.jobs,
            execution.scheduler,
            execution.store,
            done,
            announcer(words, silent),
        )
        solved = find(levers, goal, options.replications, conditions, options.values)
    note_options(solved.run, options)
    solved.save(directory)
    if options.report:
        from sim.report.solution import write_solution

        write_solution(solved, directory, options.languages)
        warn_of_glyphs([solved.loaded])
    return solved


def _spans(vary: list[str], single: tuple[str | None, str | None, str | None], values: int | None) -> list[Span]:
    """The spans of the levers; `single` are --from, --to and --tolerance, which a single lever may have instead."""
    from sim.study.spans import Span, parse_span

    spans = [parse_span(text) for text in vary]
    given = [option for option, text in zip(Span.options, single, strict=True) if text is not None]
    if len(vary) == 1 and values is not None:
        raise UsageError("solve_values", given=values)
    if given and (len(vary) > 1 or "=" in vary[0]):
        raise UsageError("solve_spans", options=", ".join(given), path=spans[0].path)
    return [Span(spans[0].path, *single)] if given else spans


def _say_values(solved: Solved) -> None:
    """The answer alone; of two levers a line for each value of the first, with a tab between."""
    for row in solved.rows:
        answer = row.solution.answer
        at = [] if row.at is None else [solved.levers[0].text(row.at)]
        print("\t".join([*at, "" if answer is None else row.lever.text(answer.value)]))


def _parse_chance(text: str | None, no_randomness: bool) -> int | None:
    """Millionths of a share such as `90%` or `0.9`."""
    if text is None:
        return None
    if no_randomness:
        raise UsageError("solve_chance_of_one")
    digits = text.strip().removesuffix("%")
    try:
        share = Decimal(digits.strip()) / (100 if digits != text.strip() else 1)
    except InvalidOperation:
        raise UsageError("solve_chance", given=text) from None
    if not 0 < share < 1:
        raise UsageError("solve_chance", given=text)
    return round(share * 1_000_000)
