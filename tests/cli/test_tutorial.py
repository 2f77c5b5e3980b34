"""The tutorial prints what the program prints: each command of it is run, and its output compared."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.conftest import SCENARIOS, Command

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"


def commands() -> Iterator[tuple[str, str]]:
    """Each command with the block of output that follows it at once."""
    text = TUTORIAL.read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```\n(.*?)^```\n", text, re.M | re.S))
    for command, output in pairwise(blocks):
        if command[1].startswith("waste-sim ") and not text[command.end() : output.start()].strip():
            yield command[1].replace("\\\n", " ").strip(), output[1]


COMMANDS = list(commands())


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize(("command", "output"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_the_tutorial_is_true(waste_sim: Command, command: str, output: str) -> None:
    shutil.copytree(SCENARIOS, "scenarios")
    ended = waste_sim(*shlex.split(command)[1:])
    assert ended.out + ended.err == output
