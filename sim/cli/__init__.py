"""The command line: one file per command; the only place that prints."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `waste-sim`: turns every error into a message and an exit code."""
    from sim.interruption import take_signals

    take_signals()  # before the imports that take time

    from sim.cli.application import run_application

    sys.exit(run_application(sys.argv[1:]))


__all__ = ["main"]
