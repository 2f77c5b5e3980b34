"""The application: its commands, and the exit code of every way to end.

0 done; 1 done, and the answer is no; 2 usage; 3 scenario invalid; 4 run failed; 130 and 143 interrupted
(`sim.interruption`).
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from sim.cli import check, compare, new, report, run, schema, solve, store, validate, verify
from sim.cli.terminal import say_error
from sim.errors import RunFailed, ScenarioInvalid, UsageError

USAGE, INVALID, FAILED = 2, 3, 4

application = typer.Typer(
    name="waste-sim",
    help="Simulate a city's construction-waste plan, truckload by truckload: does it meet its targets?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"waste-sim {version('waste-sim')}")
        raise typer.Exit


@application.callback()
def _take_options(
    version: Annotated[
        bool, typer.Option("--version", help="Name and version.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the application itself."""


COMMANDS = (
    run.run, check.check, compare.compare, solve.solve, report.report, verify.verify, validate.validate, store.store,
    new.new, schema.schema,
)  # fmt: skip
for command in COMMANDS:
    application.command()(command)


def run_application(arguments: list[str]) -> int:
    """Run a command line; its exit code. Nothing that a user does ends in a traceback."""
    _replace_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show Chinese is no failure
    try:
        code = _run(arguments)
        _flush()
    except OSError as error:  # of stdout or stderr
        with suppress(OSError):
            say_error(RunFailed("not_printed", reason=error.strerror or str(error)), FAILED)
        _discard()
        return FAILED
    return code


def _replace_closed() -> None:
    """Where a stream was closed before the start: to print on stdout fails, and what is said on stderr is lost.

    Python has no such stream then; print() would do nothing, or print an error on stdout.
    """
    for name, descriptor, mode in (("stdout", 1, os.O_RDONLY), ("stderr", 2, os.O_WRONLY)):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, mode), descriptor)
            setattr(sys, name, os.fdopen(descriptor, "w", encoding="utf-8"))


def _run(arguments: list[str]) -> int:
    """Raises OSError if something cannot be printed."""
    try:
        application(arguments)
    except SystemExit as exit:
        if isinstance(exit.__context__, BrokenPipeError):  # which typer takes for its own
            raise exit.__context__ from None
        return exit.code if isinstance(exit.code, int) else 0
    except UsageError as error:
        return say_error(error, USAGE)
    except ScenarioInvalid as error:
        return say_error(error, INVALID)
    except RunFailed as error:
        return say_error(error, FAILED)
    except OSError as error:
        if error.filename is None:  # all that writes files says which
            raise
        return say_error(RunFailed("system", reason=f"{error.strerror}: {error.filename}"), FAILED)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        return say_error(RunFailed("program", reason=f"{type(error).__name__}: {error}"), FAILED)
    return 0


def _flush() -> None:
    """Have everything printed, or know that it cannot be."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _discard() -> None:
    """Send what is left to print nowhere: at the end of the process Python would try once more, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
