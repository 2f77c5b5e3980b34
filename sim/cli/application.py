"""The application: its commands, and the exit code of every way to end.

0 done; 1 done, and the answer is no; 2 usage; 3 scenario invalid; 4 run failed; 130 and 143 interrupted.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType

import typer

from sim.cli import check, new, report, run, schema
from sim.cli.terminal import say_error
from sim.errors import RunFailed, ScenarioInvalid, UsageError

INVALID, FAILED, USAGE, INTERRUPTED, TERMINATED = 3, 4, 2, 130, 143

application = typer.Typer(
    name="waste-sim",
    help="Simulate a city's construction-waste plan, truckload by truckload: does it meet its targets?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (run.run, check.check, report.report, new.new, schema.schema):
    application.command()(command)


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


def run_application(arguments: list[str]) -> int:
    """Run a command line; its exit code. Nothing that a user does ends in a traceback."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        application(arguments)
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else 0
    except UsageError as error:
        return say_error(error, USAGE)
    except ScenarioInvalid as error:
        return say_error(error, INVALID)
    except RunFailed as error:
        return say_error(error, FAILED)
    except OSError as error:
        return say_error(RunFailed("system", reason=str(error)), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    return 0
