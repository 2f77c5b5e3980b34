"""`waste-sim validate`: the cases with known answers."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from sim.cli.options import Jobs, Json, Seed, parse_language
from sim.cli.progress import announcer, progress
from sim.cli.terminal import in_columns, terminal_language
from sim.words import Words, make_visible

Only = Annotated[
    str | None, typer.Option("--only", metavar="IDS", help="Some cases, such as Q1,S4.", show_default=False)
]
Lang = Annotated[
    str | None,
    typer.Option("--lang", help="Language of the table: zh or en (default: the terminal's).", show_default=False),
]
Page = Annotated[bool, typer.Option("--page", help="Print a page of Markdown: the table, and what each case shows.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, and only the rows that differ.")]


def validate(
    only: Only = None,
    seed: Seed = None,
    jobs: Jobs = None,
    lang: Lang = None,
    page: Page = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run the cases with known answers: expected, got, tolerance. All of them take minutes on two processors."""
    from sim.validation import page as pages
    from sim.validation.cases import choose, rows_of
    from sim.validation.experiment import SEED, experiment

    words = Words(parse_language(lang, terminal_language()))
    ids, seed = choose(only), SEED if seed is None else seed
    said, silent = Words(terminal_language()), quiet or json_ or page
    with (
        progress(said, None, silent) as done,
        experiment(seed, jobs, done, announcer(said, silent)) as run,
    ):
        rows = rows_of(ids, run)
    if json_:
        print(json.dumps([row.document(words) for row in rows], ensure_ascii=False, indent=2))
    elif page:
        print(pages.page(rows, seed, words), end="")
    else:
        told = [row for row in rows if not (quiet and row.ok)]
        if told:
            table = [pages.heads(words), *(pages.cells(row, words) for row in told)]
            for line in in_columns(table, "<<<>>><<"):
                print(make_visible(line))
        print(pages.summary(rows, seed, words))
    if not all(row.ok for row in rows):
        raise typer.Exit(1)
