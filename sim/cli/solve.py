"""`waste-sim solve`: the least change of one number that meets a target."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from sim.cli.options import (
    Jobs,
    Json,
    NoRandomness,
    NoStore,
    Replications,
    ScenarioFile,
    Scheduler,
    Seed,
    Set,
    Store,
    store_file,
)  # fmt: skip
from sim.cli.progress import announcer, progress
from sim.cli.terminal import terminal_language
from sim.errors import UsageError
from sim.words import Words

Target = Annotated[str, typer.Option("--target", metavar="ID", help="Target to be met.", show_default=False)]
Period = Annotated[
    str,
    typer.Option("--period", metavar="ID", help="Calendar year, declared window, or design.", show_default=False),
]
Vary = Annotated[
    str, typer.Option("--vary", metavar="PATH", help="The number to be changed, as with --set.", show_default=False)
]
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

Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, and of the answer the value only.")]


def solve(
    scenario: ScenarioFile,
    target: Target,
    period: Period,
    vary: Vary,
    from_: From = None,
    to: To = None,
    tolerance: Tolerance = None,
    reading: Reading = None,
    chance: Chance = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    no_store: NoStore = False,
    set_: Set = None,
    no_randomness: NoRandomness = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the latest date, least capacity, least share, smallest fleet that meets a target, and prove it."""
    from sim.cli.solution import describe
    from sim.scenario.loading import load
    from sim.study.goalseek import choose_goal
    from sim.study.goalseek import solve as find
    from sim.study.levers import make_lever
    from sim.study.simulator import Conditions

    loaded = load(scenario, tuple(set_ or ()))
    goal = choose_goal(loaded, target, period, reading, _parse_chance(chance, no_randomness))
    lever = make_lever(loaded, vary, from_, to, tolerance)
    study, words = loaded.scenario.study, Words(terminal_language())
    n = 1 if no_randomness else replications or study.replications
    with progress(words, None, quiet or json_) as done:
        conditions = Conditions(
            study.seed if seed is None else seed,
            not no_randomness,
            jobs,
            scheduler,
            store_file(store, no_store),
            done,
            announcer(words, quiet or json_),
        )
        solution, found = find(lever, goal, n, conditions)
    answer = found["answer"]
    if json_:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif quiet:
        print("" if answer is None else answer["value"])
    else:
        for line in describe(solution, found, lever, goal, words):
            print(line)
    if answer is None:
        raise typer.Exit(1)


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
