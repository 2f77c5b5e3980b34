"""A result folder that is written whole or not at all: a temporary one beside it takes its place at the end."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.errors import RunFailed
from sim.interruption import uninterrupted
from sim.study.workplace import OWNER, workplace

_EITHER = (
    r"\.process|run\.json|results\.xlsx|report\.\w+\.pdf|report\.html|tables(/\w+\.csv)?"
    r"|figures(/\w+(/\d\d-\w+\.png)?)?"
)


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
    _refuse_foreign(final, kind)
    try:
        with workplace(final) as temporary:
            yield Folder(temporary, final)
            with uninterrupted():
                temporary.chmod(0o777 & ~_umask())
                _put_in_place(temporary, final, kind)
                (final / OWNER).unlink()
    except OSError as error:
        raise RunFailed("cannot_write", path=str(final), reason=error.strerror or str(error)) from error


def kind_of(directory: Path) -> Kind | None:
    """What wrote a folder, by its manifest; None where none of ours did."""
    keys = _manifest_keys(directory)
    return next((kind for kind in KINDS if kind.keys <= keys), None)


def _umask() -> int:
    """The user's mask, which the hidden folder ignores."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refuse_foreign(final: Path, kind: Kind) -> None:
    try:
        if final.is_symlink() or (final.exists() and not final.is_dir()):
            raise RunFailed("not_a_folder", path=str(final))
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
    except OSError as error:
        raise RunFailed("cannot_write", path=str(final), reason=error.strerror or str(error)) from error


def _manifest_keys(folder: Path) -> set[str]:
    """The keys of the manifest in a folder; none where it is no manifest."""
    try:
        manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return set(manifest) if isinstance(manifest, dict) else set()


def _put_in_place(temporary: Path, final: Path, kind: Kind) -> None:
    """Swap the folders by renaming, so that at no time a half-written one stands there."""
    if not final.exists():
        temporary.rename(final)
        return
    _refuse_foreign(final, kind)
    old = Path(tempfile.mkdtemp(prefix=f".{final.name}-old-", dir=final.parent))
    try:
        final.rename(old / "results")
        temporary.rename(final)
    except BaseException:
        if not final.exists():
            (old / "results").rename(final)
        raise
    finally:
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
