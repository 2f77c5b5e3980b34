"""What is said on stderr while scenarios are simulated."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from sim.interruption import undone_if_interrupted
from sim.words import Words


def announcer(words: Words, silent: bool) -> Callable[[], None]:
    """Says on stderr, terminal or not, why nothing seems to happen at first."""
    return lambda: None if silent else print(words.say("cli.compiling"), file=sys.stderr)


def unlike_announcer(words: Words, silent: bool) -> Callable[[int, Mapping[str, tuple[object, object]]], None]:
    """Says on stderr why replications of this scenario that are kept do not serve: what determines them differs."""

    def say(runs: int, fields: Mapping[str, tuple[object, object]]) -> None:
        if not silent:
            differs = [words.say(f"cli.unlike.{name}", there=a, here=b) for name, (a, b) in fields.items()]
            print(words.say("cli.unlike.kept", n=runs, list=words.say("report.comma").join(differs)), file=sys.stderr)

    return say


@contextmanager
def progress(words: Words, total: int | None, silent: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, on a terminal only; yields the function that is told how many are finished.

    `total` is None where nobody knows how many there will be.
    """
    if silent or not sys.stderr.isatty():
        yield lambda n: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    show_cursor = partial(os.write, sys.stderr.fileno(), b"\x1b[?25h\n")  # which the bar hides
    with undone_if_interrupted(show_cursor), Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words.say("cli.simulating"), total=total)
        yield lambda n: bar.update(task, completed=n)
