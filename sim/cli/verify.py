"""`waste-sim verify`: make a result folder again and say where it differs."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.again import make_again
from sim.cli.execution import Execution
from sim.cli.options import Jobs, Json, parse_language
from sim.cli.terminal import in_columns, terminal_language
from sim.errors import RunFailed
from sim.interruption import undone_if_interrupted
from sim.words import Words, make_visible

if TYPE_CHECKING:
    from sim.study.verification import Verification

SHOWN = 5
"""Differences that are printed of each file."""
FILES = 20
"""Files whose differences are printed."""
_WIDTH = 60
Directory = Annotated[
    Path, typer.Argument(help="Result folder of an earlier run, compare or solve.", show_default=False)
]
Lang = Annotated[str | None, typer.Option("--lang", help="Language of what is printed: zh or en.", show_default=False)]
AllowMissing = Annotated[
    bool, typer.Option("--allow-missing", help="Files that the folder lacks are named, and are no difference.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no list; the exit code says it.")]


def verify(
    directory: Directory,
    allow_missing: AllowMissing = False,
    jobs: Jobs = None,
    lang: Lang = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate again what a result folder holds and compare every file; exit 1 unless all of it is alike."""
    from sim.study.verification import verify_folder

    words = Words(parse_language(lang, terminal_language()))
    temporary = Path(tempfile.mkdtemp(prefix="waste-sim-verify-"))
    remove = partial(shutil.rmtree, temporary, ignore_errors=True)
    try:
        with undone_if_interrupted(remove):
            again = temporary / "again"
            again.mkdir()
            resolved = make_again(directory, again, Execution(jobs, quiet or json_))
            found = verify_folder(directory, again, resolved, may_lack=allow_missing)
    except OSError as error:
        path = os.fsdecode(error.filename or temporary)
        raise RunFailed("file_unusable", path=path, reason=error.strerror or str(error)) from error
    finally:
        remove()
    if json_:
        print(json.dumps(_document(found), ensure_ascii=False, indent=2))
    elif not quiet:
        for line in describe(found, str(directory), words):
            print(make_visible(line))
    if not found.is_alike:
        raise typer.Exit(1)


def _document(found: Verification) -> dict[str, Any]:
    """The same for scripts."""
    rows = [row for rows in found.differences.values() for row in rows[:SHOWN]]
    return {
        "alike": found.is_alike,
        "environment": {name: {"saved": a, "here": b} for name, (a, b) in found.environment.items()},
        "identical": found.identical,
        "close": found.close,
        "incomparable": found.incomparable,
        "missing": found.missing,
        "extra": found.extra,
        "counts": {name: len(rows) for name, rows in found.differences.items()},
        "differences": [{"file": row.file, "where": row.where, "saved": row.saved, "again": row.again} for row in rows],
    }


def describe(found: Verification, path: str, words: Words) -> Iterator[str]:
    """Lines that say what differs, and last whether the folder is alike."""
    say, comma = words.say, words.say("report.comma")
    if found.environment:
        rows = [
            say("verify.version", name=name, saved=a or "-", here=b or "-")
            for name, (a, b) in found.environment.items()
        ]
        yield say("verify.environment", list=comma.join(rows))
    yield from _differences(found, words)
    for kind in ("missing", "extra", "incomparable"):
        names = getattr(found, kind)
        if names:
            yield say(
                f"verify.{kind}", n=len(names), list=comma.join(names[:FILES]) + ("…" if len(names) > FILES else "")
            )
    counts = {"path": path, "compared": found.compared, "identical": len(found.identical)}
    counts |= {kind: len(getattr(found, kind)) or "" for kind in ("close", "incomparable", "missing", "extra")}
    if found.agrees:
        yield say("verify.alike" if found.is_alike else "verify.undecided", **counts)
    else:
        yield say("verify.differs", **counts, files=len(found.differences), count=found.count)


def _differences(found: Verification, words: Words) -> Iterator[str]:
    """A line for each of the first differences of each file, and how many more there are."""
    if not found.differences:
        return
    heads = [words.say(f"verify.column.{name}") for name in ("file", "where", "saved", "again")]
    rows = [heads]
    for name, differences in list(found.differences.items())[:FILES]:
        rows += [[name, *map(_short, (row.where, row.saved, row.again))] for row in differences[:SHOWN]]
        if len(differences) > SHOWN:
            rows.append([name, words.say("verify.more", n=len(differences) - SHOWN), "", ""])
    yield from in_columns(rows, "<<<<")
    if len(found.differences) > FILES:
        yield words.say("verify.files", n=len(found.differences) - FILES, list=", ".join([*found.differences][FILES:]))


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
