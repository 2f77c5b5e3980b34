"""`waste-sim store`: what the store of replications holds."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from sim.cli.options import Store
from sim.cli.terminal import in_columns, terminal_language
from sim.words import Words, make_visible

Clear = Annotated[bool, typer.Option("--clear", help="Forget everything; all of it can be simulated again.")]


def store(store: Store = None, clear: Clear = False) -> None:
    """List the replications that are kept, or forget them."""
    from sim.study.store import opened, usual_file

    words, path = Words(terminal_language()), store or usual_file()
    if not path.exists():  # to look is no reason to make one
        print(words.say("cli.store.none", path=str(path)))
        return
    with opened(path) as kept:
        if clear:
            kept.clear()
        studies, size = kept.studies(), kept.size() / 1e6
    print(words.say("cli.store.holds", path=str(path), size=f"{size:.1f}", n=sum(study.runs for study in studies)))
    if studies:
        heads = [words.say(f"cli.store.{name}") for name in ("scenario", "runs", "seed", "program", "used")]
        rows = [[s.scenario, str(s.runs), s.seed, s.program, _day(s.used)] for s in studies]
        for line in in_columns([heads, *rows], "<>><<"):
            print(make_visible(line))


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
