"""The tutorial and two how-tos print what the program prints: each command is run, and its output compared."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.conftest import SCENARIOS, Command

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"tutorial.md": 5, "how-to/find-what-it-takes.md": 3, "how-to/how-many-replications.md": 2}
"""Pages with commands, and how many at least."""


def commands(page: str) -> Iterator[tuple[str, str]]:
    """Each command of a page with the block of output that follows it at once."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```\n(.*?)^```\n", text, re.M | re.S))
    for command, output in pairwise(blocks):
        if command[1].startswith("waste-sim ") and not text[command.end() : output.start()].strip():
            yield command[1].replace("\\\n", " ").strip(), output[1]


COMMANDS = [command for page in PAGES for command in commands(page)]


@pytest.mark.parametrize(("page", "least"), PAGES.items())
def test_there_are_commands(page: str, least: int) -> None:
    assert len(list(commands(page))) >= least


@pytest.mark.parametrize(("command", "output"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_the_page_is_true(waste_sim: Command, command: str, output: str) -> None:
    shutil.copytree(SCENARIOS, "scenarios")
    ended = waste_sim(*shlex.split(command)[1:])
    assert ended.out + ended.err == output
