"""`waste-sim compare`: what other scenarios change against the first, replication by replication."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    Jobs,
    Json,
    Lang,
    NoRandomness,
    NoReport,
    NoStore,
    Precision,
    Quiet,
    Replications,
    Scheduler,
    Seed,
    Set,
    Store,
    parse_languages,
    parse_precision,
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
Out = Annotated[
    Path | None, typer.Option("--out", help="Result folder (default: reports/<A>-vs-<B>).", show_default=False)
]


def compare(
    scenarios: Scenarios,
    replications: Replications = None,
    precision: Precision = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
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
    """Simulate scenarios with the same random numbers and say what the others change against the first.

    --set holds for all of them.
    """
    from sim.study.folder import COMPARISON, replaced_folder
    from sim.study.options import CompareOptions
    from sim.study.pairing import refuse_senseless
    from sim.study.precision import common_targets, refuse_pointless

    loaded = _load_all(scenarios, tuple(set_ or ()))
    refuse_senseless(loaded)
    study = loaded[0].scenario.study
    options = CompareOptions(
        seed=study.seed if seed is None else seed,
        replications=1 if no_randomness else replications or study.replications,
        randomness=not no_randomness,
        languages=parse_languages(lang) or loaded[0].scenario.languages,
        report=not no_report,
        precision=parse_precision(precision),
    )
    words = Words(terminal_language())
    refuse_pointless(options.precision, options.replications, options.randomness, common_targets(loaded))
    with replaced_folder(out or Path("reports") / _folder_name(loaded), COMPARISON) as folder:
        comparison = make_comparison(
            loaded,
            options,
            folder.temporary,
            jobs=jobs,
            scheduler=scheduler,
            store=store_file(store, no_store),
            silent=quiet or json_,
        )
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
    *,
    jobs: int | None,
    scheduler: str | None = None,
    store: Path | None = None,
    silent: bool,
) -> Comparison:
    """Simulate and compare as the options say and write all that they ask for into an existing folder."""
    from sim.study.pairing import run_comparison

    words = Words(terminal_language())
    with progress(words, options.replications * len(loaded), silent) as done:
        comparison = run_comparison(
            loaded,
            replications=options.replications,
            precision=options.precision,
            seed=options.seed,
            jobs=jobs,
            scheduler=scheduler,
            store=store,
            randomness=options.randomness,
            done=done,
            compiling=announcer(words, silent),
            unlike=unlike_announcer(words, silent),
        )
    comparison.run["options"] = options.model_dump()
    comparison.run["command"] = ["waste-sim", *sys.argv[1:]]
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
