"""Mutations of real scenario files by bytes, lines, words, numbers and subtrees; a seed makes the same file again.

`python -m tests.input.fuzz SECONDS [FIRST_SEED]` checks file after file, simulates briefly what passes, and prints the
seed and the content of every file on which the program does not end with 0 or 3. `--seed N` writes one file again.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.input.corpus import ROOT, TOWN
from tests.input.watching import Ended, prepare, run

SOURCES = (
    *(ROOT / "tests" / "plans" / f"{name}.yaml" for name in
      ("cities", "opening", "barges", "kinds", "phases", "quotas", "volumes", "low-load", "closing", "town")),
    *[ROOT / "scenarios" / "minimal.yaml"] * 3,
    *[ROOT / "tests" / "messages" / "base.yaml"] * 3,
    ROOT / "docs" / "how-to" / "riverside.yaml",
)  # fmt: skip
ODD_BYTES = (
    b"\x00", b"\xff", b"\t", b"\r", b"\n", b"{", b"}", b"[", b"]", b":", b": ", b"- ", b"&a ", b"*a",
    b"!", b"|", b">", b"'", b'"', b"#", b"%", b"@", b"?", b",", b"\xc2\x85", b"\xe2\x80\xa8",
    b"\xef\xbb\xbf", b"\xe4", b"---\n",
)  # fmt: skip
ODD_WORDS = (
    "null", "true", "~", ".inf", ".nan", "-1", "0", "1e999", "1e-300", "9" * 40, "2027-02-29",
    "2028-02-29", "0 t", "1 万t/a", "100 %", "101 %", "-5 %", "1 km/h", "{}", "[]", "''", "sources",
    "recycled", "landfilled", "\u202e", "24:00-00:00", "22:00-06:00",
    "{value: 1 t, range: [0, 1, 2]}", "{distribution: {uniform: [0, 1]}}", "by_share", "1 t/a",
    "0.0001 t", "1e9 t", "5 min", "90 d", "2026", "1 压实方", "0 压实方/a", "1 kg/L", "0x10", "0o7",
)  # fmt: skip
SHORT = ["--no-report", "--replications", "1", "--jobs", "1", "--quiet", "--no-store"]
CHECK_SECONDS, RUN_SECONDS = 5, 60
Mutation = Callable[[bytes, random.Random], bytes]


def _bytes(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice((*ODD_BYTES, b"")) + content[at + rng.choice((0, 0, 1, 1, 2, 9)) :]


def _lines(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(5)
    if how == 0:
        lines[first], lines[second] = lines[second], lines[first]
    elif how == 1:
        del lines[first]
    elif how == 2:
        lines.insert(second, lines[first])
    elif how == 3:
        lines[first] = b" " * rng.randrange(4) + lines[first]
    else:
        lines[first] = lines[first][rng.randrange(1, 4) :]
    return b"\n".join(lines)


def _words(content: bytes, rng: random.Random) -> bytes:
    words = content.decode("utf-8", "replace").split(" ")
    at = rng.randrange(len(words))
    words[at] = rng.choice((*ODD_WORDS, rng.choice(words), rng.choice(words)))
    return " ".join(words).encode("utf-8", "replace")


def _numbers(content: bytes, rng: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    places = [at for at, char in enumerate(text) if char.isdigit() and not text[at - 1 : at].isdigit()]
    if not places:
        return content
    start = rng.choice(places)
    end = start
    while end < len(text) and text[end] in "0123456789.":
        end += 1
    value = text[start:end]
    new = rng.choice(("0", "1", "-1", value + "0", value + "000", "0." + value, "9" * 12, value[:-1], "1e" + value))
    return (text[:start] + new + text[end:]).encode()


@cache
def _tree(content: bytes) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(content)
    except Exception:
        return None


def _subtrees(content: bytes, rng: random.Random) -> bytes:
    """Swap, copy, drop or replace values of the tree."""
    tree = json.loads(json.dumps(_tree(content), default=str))
    places = list(_places(tree))
    if not places:
        return content
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        (owner, key), (other, name) = rng.choice(places), rng.choice(places)
        try:
            how = rng.randrange(5)
            if how == 0:
                owner[key], other[name] = other[name], owner[key]
            elif how == 1:
                owner[key] = json.loads(json.dumps(other[name]))
            elif how == 2:
                del owner[key]
            elif how == 3:
                owner[key] = rng.choice(ODD_WORDS[:25])
            elif isinstance(owner, dict):
                owner[str(name)] = owner.pop(key)
            json.dumps(tree)
        except (KeyError, IndexError, ValueError):
            continue  # an earlier change took the place away, or made a circle
    try:
        return json.dumps(tree, ensure_ascii=False, default=str).encode("utf-8", "replace")
    except ValueError:
        return content


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    rows = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in rows:
        yield tree, key
        yield from _places(child)


MUTATIONS: tuple[Mutation, ...] = (_bytes, _lines, _words, _words, _numbers, _numbers, _subtrees, _subtrees)


def mutant(seed: int) -> bytes:
    """The file of a seed: a scenario changed once or a few times."""
    rng = random.Random(seed)
    content = source = rng.choice(SOURCES).read_bytes()
    while content == source:  # some changes find nothing to change
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            content = rng.choice(MUTATIONS)(content, rng) if content else content
    return content


@dataclass
class Found:
    """What a while of fuzzing found."""

    files: int = 0
    runs: int = 0
    cut_off: int = 0
    """Runs that the limit of time ended."""
    unlike: list[str] = field(default_factory=list)


def fuzz(seconds: float, first: int, folder: Path, say: Callable[[str], None] = print) -> Found:
    """Check, and briefly simulate, files of one seed after the other until the time is over."""
    prepare(simulates=True)
    found = Found()
    (folder / "town.yaml").write_bytes(TOWN)
    path = folder / "case.yaml"
    until, seed = time.monotonic() + seconds, first
    while time.monotonic() < until:
        path.write_bytes(mutant(seed))
        short = ["run", str(path), *SHORT, "--out", str(folder / "out")]
        commands = [(["check", str(path)], CHECK_SECONDS), (short, RUN_SECONDS)]
        for command, limit in commands:
            ended = run(command, limit)
            found.files += command[0] == "check"
            found.runs += command[0] == "run"
            found.cut_off += command[0] == "run" and ended.is_hang
            if is_unlike(ended, command[0]):
                found.unlike.append(f"seed {seed}: {command[0]} ended with {ended.code}: {ended.err[:300]}")
                say(found.unlike[-1])
            if ended.code != 0 or not _is_small(path):
                break
        seed += 1
    return found


def is_unlike(ended: Ended, command: str) -> bool:
    """Whether an end is neither done nor refused. A long run is no hang: a mutated plan may be large."""
    return ended.code not in (0, 3) and not (command == "run" and ended.is_hang)


def _is_small(path: Path) -> bool:
    """Whether a plan can be simulated in a moment: few years and few truckloads."""
    from sim.scenario.limits import check_limits
    from sim.scenario.loading import load

    scenario = load(path).scenario
    days = (scenario.horizon.end - scenario.horizon.start).days
    return days < 1500 and not [*check_limits(scenario)]


def main() -> int:
    if sys.argv[1] == "--seed":
        sys.stdout.buffer.write(mutant(int(sys.argv[2])))
        return 0
    first = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"seeds from {first}")
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz(float(sys.argv[1]), first, Path(folder))
    print(
        f"{found.files} files checked, {found.runs} of them simulated, {found.cut_off} cut off, "
        f"other exits: {len(found.unlike)}"
    )
    return 1 if found.unlike else 0


if __name__ == "__main__":
    sys.exit(main())
