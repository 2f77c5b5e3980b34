"""A single digit or byte that is changed in a result folder is found, and named where it stands."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from sim.study.verification import verify_folder
from tests.determinism.runs import MINIMAL, ROOT, run

Evidence = Callable[[str, str, str], None]
EDITS = 400
RESOLVED = ("scenario.resolved.yaml",)


def plant(path: Path, dice: random.Random) -> tuple[int, bytes]:
    """Change one digit of a text file, or one byte of another; where, and what the file was."""
    content = path.read_bytes()
    is_text = path.suffix in (".csv", ".json")
    digits = [i for i, byte in enumerate(content) if chr(byte).isdecimal()]
    place = dice.choice(digits) if is_text and digits else dice.randrange(len(content))
    digits = [digit for digit in b"0123456789" if digit != content[place]]
    new = dice.choice(digits) if is_text else content[place] ^ (1 << dice.randrange(8))
    path.write_bytes(content[:place] + bytes([new]) + content[place + 1 :])
    return place, content


def line_of(content: bytes, place: int) -> str:
    return str(content[:place].count(b"\n") + 1)


@pytest.mark.trust
def test_verify_finds_what_was_planted(tmp_path: Path, evidence: Evidence) -> None:
    saved, again, dice = tmp_path / "saved", tmp_path / "again", random.Random(1)
    run(MINIMAL, saved, "--replications", "3", "--lang", "zh,en", "--jobs", "2")
    assert verify(saved)["alike"]
    copytree(saved, again)
    files = sorted(p for p in saved.rglob("*") if p.is_file() and p.name not in ("run.json", *RESOLVED))
    found = 0
    for path in [*files, *dice.choices(files, k=EDITS - len(files))]:
        name = path.relative_to(saved).as_posix()
        place, content = plant(path, dice)
        result = verify_folder(saved, again, RESOLVED)
        [(file, [difference, *_])] = result.differences.items()
        assert (file, result.missing, result.extra) == (name, [], [])
        if path.suffix == ".csv" and place > 2:  # behind the byte order mark
            assert difference.where.partition(",")[0] == line_of(content, place)
        elif path.suffix != ".json":
            assert difference.where == str(place)
        found += 1
        path.write_bytes(content)
    assert verify_folder(saved, again, RESOLVED).is_alike
    names = ("tables/flows.csv", "summary.json", "figures/zh/01-targets.png")
    for name in names:
        plant(saved / name, dice)
    document = verify(saved)
    assert not document["alike"]
    assert set(document["counts"]) == set(names)
    evidence("verify: planted edits", f"{found + len(names)} of {EDITS + len(names)} found and named", "all")


def verify(folder: Path) -> dict:
    line = [sys.executable, "-m", "sim.cli", "verify", str(folder), "--json"]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)
    document: dict = json.loads(ended.stdout)
    assert ended.returncode == (0 if document["alike"] else 1)
    return document
