"""A saved result folder against the same one made again: which files differ, and where.

Files that are the same bytes are alike. Of the others the places that differ are named: cells of a CSV, values of a
JSON document, the first byte of anything else.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sim.study.documents import read_json

TOLERANCE = 1e-12
"""Relative; numbers made by other versions or on another platform may differ by so much."""
SETTINGS = ("schema", "scenario", "scenarios", "solved", "hash", "seed", "replications", "randomness", "options")
"""What must agree of run.json; the rest is times, hosts and versions, and is not a result."""
_UNCOMPARED = {"run.json"}
ABSENT = "-"
"""Stands for a value that is on one side only."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a file differs: line and column of a table, path in a document, byte; what was saved and what is new."""

    file: str
    where: str
    saved: str
    again: str


@dataclass
class Verification:
    """What has been found.

    identical: files that are the same bytes. close: files whose numbers agree within TOLERANCE. incomparable: files
    that other versions have made, of which nothing but their bytes could be compared. missing: files that were made
    again and are not in the folder; extra: files in it that were not. environment: versions that differ, (saved, now).
    may_lack: whether a folder with files left out can be alike.
    """

    environment: dict[str, tuple[str, str]]
    may_lack: bool = False
    identical: list[str] = field(default_factory=list)
    close: list[str] = field(default_factory=list)
    incomparable: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    differences: dict[str, list[Difference]] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Whether nothing contradicts that the folder holds what was made again, or the part of it that was kept."""
        is_whole = not self.missing or (self.may_lack and self.compared > 0)
        return is_whole and not (self.differences or self.extra)

    @property
    def is_alike(self) -> bool:
        """Whether all that the folder holds is what was made again: what cannot be compared is not known to be."""
        return self.agrees and not self.incomparable

    @property
    def compared(self) -> int:
        """Files that are on both sides, but for run.json and those that cannot be compared."""
        return len(self.identical) + len(self.close) + len(self.differences.keys() - _UNCOMPARED)

    @property
    def count(self) -> int:
        """Differences in files that are on both sides."""
        return sum(map(len, self.differences.values()))


def verify_folder(saved: Path, again: Path, resolved: tuple[str, ...], *, may_lack: bool = False) -> Verification:
    """Compare two result folders; `resolved` are files whose content is held to the hash in run.json instead.

    Raises OSError if one cannot be read.
    """
    runs = [read_json(folder / "run.json") for folder in (saved, again)]
    found = Verification(_environment(*runs), may_lack)
    settings = list(_settings(*runs))
    if settings:
        found.differences["run.json"] = settings
    mine, theirs = (_files(folder) - set(resolved) for folder in (saved, again))
    found.missing, found.extra = sorted(theirs - mine), sorted(mine - theirs)
    for name in sorted(mine & theirs):
        _compare(name, (saved / name).read_bytes(), (again / name).read_bytes(), found)
    return found


def _files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return {path.relative_to(folder).as_posix() for path in paths} - _UNCOMPARED


def _environment(saved: dict[str, Any], again: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Platform, Python and libraries that differ."""
    rows = [("platform", *(str(run.get("platform", "")) for run in (saved, again)))]
    rows.append(("python", *(str(run.get("python", "")) for run in (saved, again))))
    versions = [run["versions"] if isinstance(run.get("versions"), dict) else {} for run in (saved, again)]
    rows += [(name, *(str(each.get(name, "")) for each in versions)) for name in {**versions[0], **versions[1]}]
    return {name: (a, b) for name, a, b in rows if a != b}


def _settings(saved: dict[str, Any], again: dict[str, Any]) -> Iterator[Difference]:
    sides = [{name: run[name] for name in SETTINGS if name in run} for run in (saved, again)]
    for where, a, b in _unlike_values(sides[0], sides[1], _same):
        yield Difference("run.json", where, a, b)


def _compare(name: str, saved: bytes, again: bytes, found: Verification) -> None:
    if saved == again:
        found.identical.append(name)
        return
    same = _close if found.environment else _same
    unlike = {"csv": _unlike_cells, "json": _unlike_documents}.get(name.rpartition(".")[2])
    if unlike is None and found.environment:
        found.incomparable.append(name)
        return
    rows = list(unlike(saved, again, same) if unlike else ())
    if not rows and unlike and found.environment:
        found.close.append(name)
        return
    found.differences[name] = [Difference(name, *row) for row in rows or [_first_byte(saved, again)]]


Same = Callable[[object, object], bool]
Row = tuple[str, str, str]
"""Where, what was saved, what is new."""


def _same(saved: object, again: object) -> bool:
    return type(saved) is type(again) and repr(saved) == repr(again)


def _close(saved: object, again: object) -> bool:
    """The same, or numbers within TOLERANCE; those of a table are texts."""
    if _same(saved, again):
        return True
    if isinstance(saved, bool) or isinstance(again, bool):
        return False
    try:
        numbers = [float(each) for each in (saved, again) if isinstance(each, (int, float, str))]
    except (ValueError, OverflowError):
        return False
    return len(numbers) == 2 and math.isclose(*numbers, rel_tol=TOLERANCE, abs_tol=0.0)


def _unlike_cells(saved: bytes, again: bytes, same: Same) -> Iterator[Row]:
    """Cells of a CSV, by the line of the file and the name of the column; a line that one side lacks counts as one."""
    try:
        tables = [list(csv.reader(io.StringIO(each.decode("utf-8-sig")), strict=True)) for each in (saved, again)]
    except (UnicodeDecodeError, csv.Error):
        yield _first_byte(saved, again)
        return
    heads = tables[1][0] if tables[1] else []
    for line, (one, other) in enumerate(zip_longest(*tables), start=1):
        if one is None or other is None:
            yield f"{line}", ABSENT if one is None else ",".join(one), ABSENT if other is None else ",".join(other)
            continue
        for column, (a, b) in enumerate(zip_longest(one, other, fillvalue=ABSENT)):
            if not same(a, b):
                yield f"{line}, {heads[column] if column < len(heads) else column + 1}", a, b


def _unlike_documents(saved: bytes, again: bytes, same: Same) -> Iterator[Row]:
    try:
        documents = [json.loads(each.decode("utf-8")) for each in (saved, again)]
    except (ValueError, RecursionError):
        yield _first_byte(saved, again)
        return
    yield from _unlike_values(documents[0], documents[1], same)


def _unlike_values(saved: Any, again: Any, same: Same, path: str = "") -> Iterator[Row]:
    """Values of JSON documents, by their paths."""
    if isinstance(saved, dict) and isinstance(again, dict):
        for key in [*again, *(key for key in saved if key not in again)]:
            inner = f"{path}.{key}" if path else key
            yield from _unlike_values(saved.get(key, _Absent), again.get(key, _Absent), same, inner)
    elif isinstance(saved, list) and isinstance(again, list):
        for index, (a, b) in enumerate(zip_longest(saved, again, fillvalue=_Absent)):
            yield from _unlike_values(a, b, same, f"{path}[{index}]")
    elif not same(saved, again):
        yield path, _text(saved), _text(again)


class _Absent:
    """A value that one side lacks."""


def _text(value: object) -> str:
    return ABSENT if value is _Absent else json.dumps(value, ensure_ascii=False)


def _first_byte(saved: bytes, again: bytes) -> Row:
    """The first byte that differs, counted from 0, and its value on either side."""
    place = next(i for i, (a, b) in enumerate(zip_longest(saved, again)) if a != b)
    a, b = (f"0x{each[place]:02x}" if place < len(each) else ABSENT for each in (saved, again))
    return str(place), a, b
