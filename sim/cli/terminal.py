"""What commands share on the terminal: language, messages, printed tables."""

from __future__ import annotations

import os
import sys

from sim.errors import Fault, Message, ScenarioInvalid
from sim.words import Language, Words, make_visible


def terminal_language() -> Language:
    """Chinese where the environment's locale says so, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def say_error(error: ScenarioInvalid | Message, code: int) -> int:
    """Print an error on stderr in the terminal's language; returns the exit code."""
    words = Words(terminal_language())
    if isinstance(error, ScenarioInvalid):
        for fault in error.faults:
            print(fault_text(fault, words), file=sys.stderr)
    else:
        print("waste-sim: " + words.say(f"error.{error.id}", **error.values), file=sys.stderr)
    return code


def fault_text(fault: Fault, words: Words) -> str:
    """One line: file:line:column, path in the scenario, what is wrong and what to do."""
    where = f"{fault.place}: " if fault.place else ""
    path = f"{fault.path}: " if fault.path else ""
    cause = f" {fault_text(fault.cause, words)}" if fault.cause else ""
    return make_visible(where + path) + words.say(f"fault.{fault.id}", **fault.values) + cause
