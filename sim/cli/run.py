"""`waste-sim run`: simulate a scenario, judge its targets, write the result folder."""

from __future__ import annotations

import json
import sys
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
    Out,
    Paranoid,
    Precision,
    Quiet,
    Replications,
    ScenarioFile,
    Scheduler,
    Seed,
    Set,
    Store,
    parse_precision,
    scheduler_address,
    store_file,
)  # fmt: skip
from sim.cli.progress import announcer, progress, unlike_announcer
from sim.cli.terminal import terminal_language, warn_of_glyphs
from sim.errors import UsageError
from sim.words import Words, make_visible

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded
    from sim.study.changes import Changes
    from sim.study.options import RunOptions
    from sim.study.result import Result

Trace = Annotated[
    bool, typer.Option("--trace", help="Also write tables/loads.csv: every load of the first replication.")
]
Readings = Annotated[
    bool, typer.Option("--readings", help="Also simulate every variant (other readings of inputs) as often.")
]
Levers = Annotated[
    bool, typer.Option("--levers", help="Also move each lever alone: what would help, and whose task it is.")
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on", metavar="TARGET", help="Exit 1 if this target misses in its due period.", show_default=False
    ),
]


def run(
    scenario: ScenarioFile,
    replications: Replications = None,
    precision: Precision = None,
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
    trace: Trace = False,
    paranoid: Paranoid = False,
    readings: Readings = False,
    levers: Levers = False,
    fail_on: FailOn = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a plan and say whether it meets its targets."""
    from sim.scenario.loading import load
    from sim.study.folder import replaced_folder
    from sim.study.options import RunOptions
    from sim.study.precision import refuse_pointless

    scheduler = scheduler_address(scheduler, allow_insecure)
    loaded = load(scenario, tuple(set_ or ()))
    for target in fail_on or ():
        if target not in loaded.scenario.targets:
            raise UsageError("unknown_target", target=target, known=", ".join(sorted(loaded.scenario.targets)))
    options = RunOptions(
        **common_options(loaded.scenario, seed, replications, no_randomness, lang, no_report),
        precision=parse_precision(precision),
        trace=trace,
        readings=readings,
        levers=levers,
    )
    words = Words(terminal_language())
    refuse_pointless(options.precision, options.replications, options.randomness, loaded.scenario.targets)
    with replaced_folder(out or Path("reports") / loaded.id) as folder:
        execution = Execution(jobs, quiet or json_, scheduler, store_file(store, no_store), paranoid)
        result = make_run(loaded, options, folder.temporary, execution)
    if json_:
        print(json.dumps(result.summary, ensure_ascii=False, indent=2))
    elif not quiet:
        print_verdicts(result, words)
        _print_warnings(result, words)
        _print_precision(result, words)
        if levers:
            print_best(result, words)
        print(words.say("cli.results_in", path=str(folder.final)))
    if any(_misses(result, target) for target in fail_on or ()):
        raise typer.Exit(1)


def make_run(
    loaded: Loaded,
    options: RunOptions,
    directory: Path,
    execution: Execution,
) -> Result:
    """Simulate as the options say and write all that they ask for into an existing folder."""
    from sim.scenario.places import places_of
    from sim.study.sensitivity import replications_of
    from sim.study.study import run_study

    words, most, silent = Words(terminal_language()), options.replications, execution.silent
    changes = _changes(loaded, most, words, silent) if options.levers else None
    moved = 0 if changes is None else len(changes.made) * replications_of(loaded, most)
    total = most * (1 + len(loaded.variants) if options.readings else 1) + moved
    with progress(words, total, silent) as done:
        result = run_study(
            loaded,
            replications=most,
            precision=options.precision,
            seed=options.seed,
            jobs=execution.jobs,
            scheduler=execution.scheduler,
            store=execution.store,
            randomness=options.randomness,
            trace=options.trace,
            paranoid=execution.paranoid,
            readings=options.readings,
            levers=changes,
            done=done,
            compiling=announcer(words, silent),
            unlike=unlike_announcer(words, silent),
        )
    named = [*(row.path for row in loaded.inputs), *(check["where"]["path"] for check in result.summary["checks"])]
    note_options(result.run, options)
    result.run["places"] = places_of(loaded, filter(None, named))
    result.save(directory)
    if options.report:
        from sim.report.writing import write_report

        write_report(result, directory, options.languages)
        warn_of_glyphs([loaded])
    return result


def _changes(loaded: Loaded, n: int, words: Words, silent: bool) -> Changes:
    """The changes of the levers; says on stderr how many are simulated how often. Raises UsageError for none."""
    from sim.study.changes import find_changes
    from sim.study.sensitivity import replications_of

    changes = find_changes(loaded)
    if not changes.made and not changes.excluded:
        raise UsageError("levers_none")
    if not silent:
        each, wanted = replications_of(loaded, n), round(loaded.scenario.levers.replications.value)
        counts = {"changes": len(changes.made), "levers": len({c.step.path for c in changes.made})}
        counts |= {"n": each, "count": each * len(changes.made), "excluded": len(changes.excluded)}
        print(words.say("levers.simulating", **counts), file=sys.stderr)
        if each < wanted:
            print(words.say("levers.fewer", n=each, wanted=wanted), file=sys.stderr)
    return changes


def _misses(result: Result, target: str) -> bool:
    summary = result.summary["targets"][target]
    primary = next(iter(result.loaded.scenario.targets[target].readings))
    return any(
        e["period"] == summary["due"] and e["reading"] == primary and e["verdict"] == "misses"
        for e in summary["evaluations"]
    )


def _print_precision(result: Result, words: Words) -> None:
    """How many replications sufficed, where a precision was asked for."""
    if result.summary["precision"] is not None:
        from sim.report.labels import Labels
        from sim.report.precision import precision_of

        for line in precision_of(result, Labels(result.loaded.scenario, words)).lines():
            print(make_visible(line))


def _print_warnings(result: Result, words: Words) -> None:
    """That the results and their second opinion do not agree."""
    from sim.report.labels import Labels
    from sim.report.opinion import warnings

    for line in warnings(result, Labels(result.loaded.scenario, words)):
        print(make_visible(line))


def print_best(result: Result, words: Words) -> None:
    """The one change that helps each missed target most, and the assumption that would help more."""
    from sim.report.labels import Labels
    from sim.report.levers import assumption_line, best_line

    labels = Labels(result.loaded.scenario, words)
    for id, target in result.loaded.scenario.targets.items():
        for kind, tell in (("best", best_line), ("assumption", assumption_line)):
            for line in tell(result, id, labels):
                print(f"{labels.text(target.name)}: {words.say(f'report.note.{kind}')}: {line}")


def print_verdicts(result: Result, words: Words) -> None:
    """A line per target and period under the primary reading, and one of all targets at once."""
    from sim.report.answer import together_lines
    from sim.report.labels import Labels, stated

    for id, target in result.loaded.scenario.targets.items():
        primary = next(iter(target.readings))
        name, goal = make_visible(getattr(target.name, words.language)), stated(target.goal.value)
        print(f"{name}  ({words.say('cli.goal')} {goal})")
        for e in result.summary["targets"][id]["evaluations"]:
            if e["reading"] != primary:
                continue
            period = words.say("cli.design") if e["period"] == "design" else e["period"]
            if e["mean"] is None:
                print(f"  {period:10} {words.say('verdict.not_evaluated')}")
                continue
            low, high = e["ci95"]
            verdict = words.say("verdict." + e["verdict"])
            chance = f"{words.say('cli.chance')} {e['p_meet']:.0%}"
            print(f"  {period:10} {e['mean']:7.2%} [{low:.2%}, {high:.2%}]  {chance:14} {verdict}")
    for line in together_lines(result, Labels(result.loaded.scenario, words)):
        print(line)
