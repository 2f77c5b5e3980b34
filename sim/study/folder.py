"""A result folder that is written whole or not at all: a temporary one beside it takes its place at the end."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.errors import RunFailed
from sim.interruption import uninterrupted
from sim.study.documents import read_json
from sim.study.exchange import exchange
from sim.study.workplace import EARLIER, NEW, workplace

_EITHER = r"run\.json|results\.xlsx|report\.\w+\.pdf|report\.html|tables(/\w+\.csv)?|figures(/\w+(/\d\d-\w+\.png)?)?"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a command writes: keys of its run.json, and the paths that may be in its folder."""

    command: str
    keys: frozenset[str]
    paths: re.Pattern[str]


RUN = Kind(
    "run",
    frozenset({"schema", "scenario", "hash", "seed"}),
    re.compile(_EITHER + r"|summary\.json|scenario\.resolved\.yaml"),
)
COMPARISON = Kind(
    "compare",
    frozenset({"schema", "scenarios", "seed"}),
    re.compile(_EITHER + r"|compare\.json|[A-Z]\.resolved\.yaml"),
)
SOLUTION = Kind(
    "solve",
    frozenset({"schema", "solved", "seed"}),
    re.compile(_EITHER + r"|solve\.json|scenario\.resolved\.yaml"),
)
KINDS = (RUN, COMPARISON, SOLUTION)


@dataclass(frozen=True, slots=True)
class Folder:
    """Where to write now, and where it will stand."""

    temporary: Path
    final: Path


@contextmanager
def replaced_folder(final: Path, kind: Kind = RUN) -> Iterator[Folder]:
    """Give a temporary folder and put it in the place of `final` if the block succeeds.

    Raises RunFailed, before anything is simulated, if the place cannot be written, is being written by another
    process, or holds a folder that is not ours, or of another command than `kind`; whatever fails later leaves the
    earlier results untouched.
    """
    with _failing(final):
        _refuse_foreign(final, kind)
        with workplace(final) as place:
            yield Folder(place / NEW, final)
            _flush(place / NEW)
            with uninterrupted():
                _put_in_place(place, final, kind)


@contextmanager
def _failing(final: Path) -> Iterator[None]:
    """What the file system complains of, as RunFailed that names the results, or the other file that it is about."""
    try:
        yield
    except shutil.Error as error:  # of several files
        raise RunFailed("cannot_write", path=str(final), reason=error.args[0][0][2]) from error
    except OSError as error:
        reason = error.strerror or str(error)
        if error.filename is not None and not _is_about(final, Path(os.fsdecode(error.filename))):
            raise RunFailed("system", reason=f"{reason}: {os.fsdecode(error.filename)}") from error
        raise RunFailed("cannot_write", path=str(final), reason=reason) from error


def _is_about(final: Path, file: Path) -> bool:
    """Whether a file belongs to the results, to what is being made of them, or holds them."""
    inner, folder = Path(os.path.abspath(file)), Path(os.path.abspath(final)).parent
    if folder.is_relative_to(inner):
        return True
    name = inner.relative_to(folder).parts[0] if inner.is_relative_to(folder) else ""
    return name == final.name or name.startswith(f".{final.name}")


def kind_of(directory: Path) -> Kind | None:
    """What wrote a folder, by its manifest; None where none of ours did.

    Raises RunFailed if it holds a pipe or the like: reading that may wait for ever.
    """
    for path in directory.rglob("*"):
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise RunFailed("no_file", path=str(path))
    keys = _manifest_keys(directory)
    return next((kind for kind in KINDS if kind.keys <= keys), None)


def _refuse_foreign(final: Path, kind: Kind) -> None:
    there = next((path for path in (final, *final.parents) if os.path.lexists(path)), final)
    if not there.is_dir() and (there.exists() or there != final):  # a link to nowhere may be `final`, but not hold it
        raise RunFailed("not_a_folder", path=str(there))
    if final.is_symlink():
        raise RunFailed("symbolic_link", path=str(final), target=os.path.realpath(final))
    if Path.cwd().is_relative_to(final.resolve()) or final.is_mount():
        raise RunFailed("folder_fixed", path=str(final))
    if final.is_dir() and any(final.iterdir()):
        keys = _manifest_keys(final)
        for other in KINDS:
            if other is not kind and other.keys <= keys:
                raise RunFailed("folder_of_other", path=str(final), command=other.command)
        if not kind.keys <= keys:
            raise RunFailed("folder_not_ours", path=str(final))
        strange = (path.relative_to(final).as_posix() for path in sorted(final.rglob("*")))
        for name in strange:
            if not kind.paths.fullmatch(name):
                raise RunFailed("folder_holds_other", path=str(final), file=name)


def _manifest_keys(folder: Path) -> set[str]:
    """The keys of the manifest in a folder; none where it is no manifest. Raises OSError if it cannot be read."""
    path = folder / "run.json"
    if not path.is_file():
        return set()
    try:
        return set(read_json(path))
    except ValueError:
        return set()
    except OSError as error:  # which may not say of which file
        raise OSError(error.errno, error.strerror, str(path)) from error


def _flush(folder: Path) -> None:
    """Have the disk take all that was written: some file systems notice only now that there is no room."""
    for path in (folder, *folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        elif os.name == "posix":
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _put_in_place(place: Path, final: Path, kind: Kind) -> None:
    """Swap the folders by renaming, so that at no time a half-written one stands there.

    Where the system can only do so in two steps and does not get to the second, the earlier results are put back as the
    workplace is left; if the process is killed between them, by the next one.
    """
    if not final.exists():
        (place / NEW).rename(final)
        return
    _refuse_foreign(final, kind)
    if not exchange(place / NEW, final):
        final.rename(place / EARLIER)
        (place / NEW).rename(final)
