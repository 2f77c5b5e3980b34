"""`waste-sim new`: a commented scenario to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.terminal import terminal_language
from sim.errors import RunFailed, UsageError
from sim.interruption import undone_if_interrupted
from sim.words import Words


def new(
    name: Annotated[str, typer.Argument(help="Id of the scenario: a-z, 0-9 and hyphens.", show_default=False)],
) -> None:
    """Write NAME.yaml, a commented scenario to start from, into this folder."""
    from sim.scenario.contents import template

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise UsageError("bad_scenario_id", name=name)
    path = Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as file, _removed_if_failing(path):
            file.write(template())
            file.flush()
    except FileExistsError:
        raise RunFailed("file_exists", path=str(path)) from None
    except OSError as error:
        raise RunFailed("file_unwritable", path=str(path), reason=error.strerror or str(error)) from error
    print(Words(terminal_language()).say("cli.written", path=str(path)))


@contextmanager
def _removed_if_failing(path: Path) -> Iterator[None]:
    """No half of a file stays."""
    try:
        with undone_if_interrupted(path.unlink):
            yield
    except OSError:
        path.unlink()
        raise
