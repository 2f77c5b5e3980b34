"""Replications already made: an SQLite file with one row per run, shared by commands and by interrupted studies.

A run is the plan run or the design run of one replication; a study is all that determines it but its number. Every run
is written as soon as it is made, in a transaction of its own, so that a process that is killed loses only what it was
simulating. Several processes may use one file at a time.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from sim.errors import RunFailed
from sim.folders import cache_folder
from sim.model.outlook import Span
from sim.model.replication import Outcome
from sim.study.identity import Identity

LAYOUT = 2
"""Of the tables below; a file of another layout is refused."""
APPLICATION = 0x77617374
"""Marks the file as ours ("wast")."""
MOST_BYTES = 2 * 2**30
"""A larger file loses the studies that have not been used for longest."""
PATIENCE = 60.0
"""Seconds to wait while another process writes."""
_TABLES = (
    """CREATE TABLE study (
        id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, used REAL NOT NULL,
        content TEXT NOT NULL, seed TEXT NOT NULL, randomness INTEGER NOT NULL,
        program TEXT NOT NULL, libraries TEXT NOT NULL, machine TEXT NOT NULL,
        UNIQUE (content, seed, randomness, program, libraries, machine)
    )""",
    """CREATE TABLE run (
        study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
        replication INTEGER NOT NULL, outcome BLOB NOT NULL
    )""",
    "CREATE UNIQUE INDEX run_of_study ON run (study, replication)",
)
_STUDY = """SELECT id FROM study WHERE content = ? AND seed = ? AND randomness = ? AND program = ? AND libraries = ?
AND machine = ?"""
_NEW_STUDY = """INSERT OR IGNORE INTO study (scenario, used, content, seed, randomness, program, libraries, machine)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_LIST = """SELECT scenario, count(*), seed, program, max(used) FROM study JOIN run ON run.study = study.id
GROUP BY scenario, seed, program ORDER BY max(used) DESC"""
_STUDIES = """SELECT (SELECT count(*) FROM run WHERE study = id), content, seed, randomness, program, libraries, machine
FROM study WHERE scenario = ?"""


def usual_file() -> Path:
    """Where replications are kept unless the user says otherwise."""
    return cache_folder() / f"replications-{LAYOUT}.sqlite"


@dataclass(frozen=True, slots=True)
class Kept:
    """For people: a scenario's id, the runs kept under it, seed, program, and when any was last used (Unix time)."""

    scenario: str
    runs: int
    seed: str
    program: str
    used: float


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """The store in a file, which is made if there is none.

    Raises RunFailed if the file is not a store, is of another layout, or cannot be read or written.
    """
    with _failing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        with _failing(path):
            _prepare(connection, path)
        yield Store(connection, path)
    finally:
        connection.close()


class Store:
    """Studies and their runs in an open file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._studies: dict[Identity, int] = {}

    def kept(self, identity: Identity) -> set[int]:
        """Numbers of the runs of a study that are kept."""
        with _failing(self._path):
            found = self._connection.execute(_STUDY, _row(identity)).fetchone()
            if found is None:
                return set()
            self._studies[identity] = found[0]
            self._connection.execute("UPDATE study SET used = ? WHERE id = ?", (time.time(), found[0]))
            rows = self._connection.execute("SELECT replication FROM run WHERE study = ?", found)
            return {number for (number,) in rows}

    def load(self, identity: Identity, number: int) -> Outcome:
        """A run that is kept. Raises RunFailed if it cannot be read."""
        with _failing(self._path):
            found = self._connection.execute(
                "SELECT outcome FROM run WHERE study = ? AND replication = ?", (self._studies[identity], number)
            ).fetchone()
        if found is None:  # another process has cleared the store meanwhile
            raise RunFailed("store_unusable", path=str(self._path), reason=f"replication {number} is gone")
        try:
            return _decode(number, found[0])
        except (ValueError, TypeError, KeyError, zlib.error) as error:
            raise RunFailed("store_unusable", path=str(self._path), reason=f"replication {number}: {error}") from error

    def save(self, scenario: str, runs: Iterable[tuple[Identity, Outcome]]) -> None:
        """Keep runs, each of the study that it belongs to; the id of the scenario is for people."""
        rows = [(identity, outcome.replication, _encode(outcome)) for identity, outcome in runs]
        with _failing(self._path), self._transaction():
            for identity, number, outcome in rows:
                values = (self._study(identity, scenario), number, outcome)
                self._connection.execute("INSERT OR IGNORE INTO run VALUES (?, ?, ?)", values)

    def unlike(self, scenario: str, identity: Identity) -> tuple[int, dict[str, tuple[object, object]]] | None:
        """Of the studies of a scenario the most similar one: its runs, and each field that differs (there, here)."""
        with _failing(self._path):
            found = self._connection.execute(_STUDIES, (scenario,)).fetchall()
        names, mine = [field.name for field in fields(Identity)], _row(identity)
        rows = [
            (count, {n: (a, b) for n, a, b in zip(names, theirs, mine, strict=True) if a != b})
            for count, *theirs in found
        ]
        others = [row for row in rows if row[0] and row[1]]
        return min(others, key=lambda row: (len(row[1]), -row[0])) if others else None

    def studies(self) -> list[Kept]:
        """What is kept, the scenario used last first."""
        with _failing(self._path):
            return [Kept(*row) for row in self._connection.execute(_LIST)]

    def size(self) -> int:
        """Bytes in use."""
        with _failing(self._path):
            return _size(self._connection)

    def clear(self) -> None:
        """Forget everything."""
        with _failing(self._path):
            self._connection.execute("DELETE FROM study")
            self._connection.executescript("PRAGMA incremental_vacuum")

    def _study(self, identity: Identity, scenario: str) -> int:
        """The row of a study, which is made if there is none; within a transaction."""
        if identity not in self._studies:
            self._connection.execute(_NEW_STUDY, (scenario, time.time(), *_row(identity)))
            found = self._connection.execute(_STUDY, _row(identity)).fetchone()
            self._studies[identity] = found[0]
        return self._studies[identity]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _row(identity: Identity) -> tuple[object, ...]:
    """The identity as the table has it; a seed may be larger than SQLite's integers."""
    return astuple(replace(identity, seed=str(identity.seed)))  # type: ignore[arg-type]


@contextmanager
def _failing(path: Path) -> Iterator[None]:
    """What the file system or SQLite complains of, as RunFailed."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise RunFailed("store_unusable", path=str(path), reason=str(error)) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables in a new file; refuse one that is not ours or of another layout; make room in a large one."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # without effect once there are tables
    connection.execute("BEGIN IMMEDIATE")  # of several processes one makes the tables
    try:
        mark, layout = (connection.execute(f"PRAGMA {n}").fetchone()[0] for n in ("application_id", "user_version"))
        if (mark, layout) == (0, 0) and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in (*_TABLES, f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {LAYOUT}"):
                connection.execute(statement)
        elif mark != APPLICATION:
            raise RunFailed("store_foreign", path=str(path))
        elif layout != LAYOUT:
            raise RunFailed("store_layout", path=str(path), found=layout, wanted=LAYOUT)
    finally:
        connection.execute("COMMIT")
    with suppress(sqlite3.OperationalError):  # another process is at work: the mode it has chosen holds for all
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    _make_room(connection)


def _make_room(connection: sqlite3.Connection) -> None:
    """Forget the studies that have not been used for longest until a quarter of a file that is too large is free."""
    if _size(connection) <= MOST_BYTES:
        return
    while _size(connection) > 0.75 * MOST_BYTES:
        oldest = connection.execute("SELECT id FROM study ORDER BY used LIMIT 1").fetchone()
        if oldest is None:
            break
        connection.execute("DELETE FROM study WHERE id = ?", oldest)
    connection.executescript("PRAGMA incremental_vacuum")  # `execute` would free a single page


def _size(connection: sqlite3.Connection) -> int:
    """Bytes in use."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _encode(run: Outcome) -> bytes:
    """A run as compressed JSON, which gives back every integer and every double as it was."""
    content = {
        "tables": run.tables, "generated_kg": run.generated_kg, "opening_kg": run.opening_kg,
        "by_fate_kg": run.by_fate_kg, "spans": [asdict(span) for span in run.spans], "filled": run.filled,
    }  # fmt: skip
    return zlib.compress(json.dumps(content, separators=(",", ":"), default=_number).encode(), level=1)


def _number(value: Any) -> int | float:
    """A number of numpy as Python's."""
    number = value.item()
    assert isinstance(number, (int, float))
    return number


def _decode(number: int, blob: bytes) -> Outcome:
    content = json.loads(zlib.decompress(blob))
    run = Outcome(number, {name: [tuple(row) for row in rows] for name, rows in content["tables"].items()})
    run.generated_kg, run.opening_kg = content["generated_kg"], content["opening_kg"]
    run.by_fate_kg = content["by_fate_kg"]
    run.spans = [Span(**span) for span in content["spans"]]
    run.filled = content["filled"]
    return run
