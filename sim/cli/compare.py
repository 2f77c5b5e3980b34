"""`waste-sim compare`: what other scenarios change against the first, replication by replication."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    Paranoid,
    Precision,
    Quiet,
    Replications,
    Scheduler,
    Seed,
    Set,
    Store,
    out_option,
    parse_precision,
    scheduler_address,
    store_file,
)  # fmt: skip
from sim.cli.progress import announcer, progress, unlike_announcer
from sim.cli.terminal import in_columns, terminal_language, warn_of_glyphs
from sim.errors import Fault, ScenarioInvalid
from sim.words import Words, make_visible

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded
    from sim.study.comparison import Comparison
    from sim.study.options import CompareOptions

Scenarios = Annotated[
    list[Path],
    typer.Argument(
        metavar="A.yaml B.yaml [C.yaml …]",
        help="Scenario files (YAML). The others are compared with the first, whose replications and seed hold for all.",
        show_default=False,
    ),
]
Out = Annotated[Path | None, out_option("reports/<A>-vs-<B>")]


def compare(
    scenarios: Scenarios,
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
    paranoid: Paranoid = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate scenarios with the same random numbers and say what the others change against the first.

    --set holds for all of them.
    """
    from sim.study.folder import COMPARISON, replaced_folder
    from sim.study.options import CompareOptions
    from sim.study.pairing import refuse_senseless
    from sim.study.precision import common_targets, refuse_pointless

    scheduler = scheduler_address(scheduler, allow_insecure)
    loaded = _load_all(scenarios, tuple(set_ or ()))
    refuse_senseless(loaded)
    options = CompareOptions(
        **common_options(loaded[0].scenario, seed, replications, no_randomness, lang, no_report),
        precision=parse_precision(precision),
    )
    words = Words(terminal_language())
    refuse_pointless(options.precision, options.replications, options.randomness, common_targets(loaded))
    with replaced_folder(out or Path("reports") / _folder_name(loaded), COMPARISON) as folder:
        execution = Execution(jobs, quiet or json_, scheduler, store_file(store, no_store), paranoid)
        comparison = make_comparison(loaded, options, folder.temporary, execution)
    if json_:
        print(json.dumps(comparison.document, ensure_ascii=False, indent=2))
    elif not quiet:
        for line in _table(comparison, words):
            print(make_visible(line))
        print(words.say("cli.results_in", path=str(folder.final)))


def make_comparison(
    loaded: Sequence[Loaded],
    options: CompareOptions,
    directory: Path,
    execution: Execution,
) -> Comparison:
    """Simulate and compare as the options say and write all that they ask for into an existing folder."""
    from sim.study.pairing import run_comparison

    words, silent = Words(terminal_language()), execution.silent
    with progress(words, options.replications * len(loaded), silent) as done:
        comparison = run_comparison(
            loaded,
            replications=options.replications,
            precision=options.precision,
            seed=options.seed,
            jobs=execution.jobs,
            scheduler=execution.scheduler,
            store=execution.store,
            randomness=options.randomness,
            paranoid=execution.paranoid,
            done=done,
            compiling=announcer(words, silent),
            unlike=unlike_announcer(words, silent),
        )
    note_options(comparison.run, options)
    comparison.save(directory)
    if options.report:
        from sim.report.comparison import write_comparison

        write_comparison(comparison, directory, options.languages)
        warn_of_glyphs(comparison.loaded)
    return comparison


def _load_all(paths: Sequence[Path], settings: tuple[str, ...]) -> list[Loaded]:
    """All scenarios, or the faults of all of them."""
    from sim.scenario.loading import load

    loaded, faults = list[Any](), list[Fault]()
    for path in paths:
        try:
            loaded.append(load(path, settings))
        except ScenarioInvalid as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise ScenarioInvalid(faults)
    return loaded


def _folder_name(loaded: Sequence[Loaded]) -> str:
    """`a-vs-b`, of more than two `a-vs-b-and-2-more`."""
    more = f"-and-{len(loaded) - 2}-more" if len(loaded) > 2 else ""
    return f"{loaded[0].id}-vs-{loaded[1].id}{more}"


def _table(comparison: Comparison, words: Words) -> Iterator[str]:
    """Rates of all periods, what moves in the due years and the design year, landfills, and what is missing."""
    from sim.report.comparison import titles
    from sim.report.differences import labels_of, pair_name, precision_of_pairs

    labels, say = labels_of(comparison, words), words.say
    yield from titles(comparison, labels)
    for pair in comparison.document["comparisons"]:
        yield ""
        n, seed = comparison.document["replications"], comparison.document["seed"]
        yield f"{pair_name(pair, labels)}  ({say('compare.setting', n=n, seed=seed)})"
        yield from _rates(comparison, pair, labels)
        yield from _amounts(comparison, pair, labels)
        yield from _rest(comparison, pair, labels)
    known = list(precision_of_pairs(comparison, labels).lines())
    yield from ["", *known] if known else ()


def _rates(comparison: Comparison, pair: Any, labels: Any) -> Iterator[str]:
    """A line per target and period."""
    from sim.report.differences import goal_text, rate_cells, target_name
    from sim.report.labels import level

    say = labels.words.say
    verdict, difference = say("report.column.verdict"), f"{say('compare.column.difference')} ({say('compare.points')})"
    ends = say("compare.column.interval", level=level(comparison.document))
    reduction = say("compare.column.reduction")
    heads = ["", pair["base"], verdict, pair["other"], verdict, difference, ends, reduction]
    for id, target in pair["targets"].items():
        yield f"{target_name(comparison, id, labels)}  ({goal_text(target, pair, labels)})"
        yield from in_columns([heads, *(rate_cells(row, labels) for row in target["periods"])], "<><><>>>")


def _amounts(comparison: Comparison, pair: Any, labels: Any) -> Iterator[str]:
    """A line per amount that moves, the largest years first as they are due."""
    from sim.report.differences import amount_cells, moving, years_shown
    from sim.report.labels import level

    say = labels.words.say
    heads = ["", say("compare.column.unit"), "", pair["base"], pair["other"], say("compare.column.difference"),
             say("compare.column.interval", level=level(comparison.document))]  # fmt: skip
    rows = [amount_cells(row, labels) for year in years_shown(comparison) for row in moving(pair, year)]
    yield from in_columns([heads, *rows], "<<<>>>>") if rows else ()


def _rest(comparison: Comparison, pair: Any, labels: Any) -> Iterator[str]:
    """Landfills and what is not comparable."""
    from sim.report.differences import missing_cells, shift_cells

    say = labels.words.say
    shifts = [shift_cells(comparison, id, row, labels) for id, row in pair["exhausted"].items()]
    if shifts:
        heads = [say("compare.landfills"), pair["base"], pair["other"], say("compare.column.median"),
                 say("compare.column.spread")]  # fmt: skip
        yield from in_columns([heads, *shifts], "<<<>>")
    missing = list(missing_cells(comparison, pair, labels))
    if missing:
        yield say("compare.not_comparable")
        yield from in_columns(missing, "<<")
