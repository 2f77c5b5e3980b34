"""The hidden folder in which a command writes, beside the one that it makes: one process at a time works there.

The lock is the kernel's, on a file in the folder, so it ends with its process, however that ends; what a killed process
has left is cleared by the next one. Where the file system knows no locks, processes are not kept apart.
"""

from __future__ import annotations

import errno
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from sim.errors import RunFailed
from sim.interruption import undone_if_interrupted, uninterrupted

try:
    import fcntl
except ImportError:  # not a Unix
    fcntl = None  # type: ignore[assignment]

OWNER = ".process"
"""The locked file: process and host of who works in the folder."""
_UNLOCKABLE = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
_held: set[int] = set()


@contextmanager
def workplace(final: Path) -> Iterator[Path]:
    """A folder beside `final`, empty but for OWNER, that is this process's own while the block lasts.

    It is removed at the end unless it has been moved away. Raises RunFailed, which names the other process, if one
    works there; OSError if the folder cannot be made.
    """
    with ExitStack() as stack:
        with uninterrupted():
            final.parent.mkdir(parents=True, exist_ok=True)
            path, lock = _enter(final)
            stack.callback(_leave, lock)
            remove = partial(_remove, path, lock)
            stack.enter_context(undone_if_interrupted(remove))
            stack.callback(remove)
            _clear(path)
            os.ftruncate(lock, 0)
            os.write(lock, f"{os.getpid()} {platform.node()}".encode())
        yield path


def _enter(final: Path) -> tuple[Path, int]:
    """The folder, which is made if need be, and the descriptor that holds its lock."""
    path = final.parent / f".{final.name}.unfinished"
    while True:
        path.mkdir(mode=0o700, exist_ok=True)
        try:
            lock = _open(path)
        except FileNotFoundError:
            continue  # the process before has just moved it away
        try:
            if fcntl is None:
                raise OSError(errno.ENOLCK, "no locks")
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _leave(lock)
            raise RunFailed("folder_in_use", path=str(final), **_owner(path)) from None
        except OSError as error:
            _leave(lock)
            if error.errno not in _UNLOCKABLE:
                raise
            path = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
            return path, _open(path)
        if _is_at(path, lock):
            return path, lock
        _leave(lock)


def _open(path: Path) -> int:
    lock = os.open(path / OWNER, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    _held.add(lock)
    return lock


def _leave(lock: int) -> None:
    _held.discard(lock)
    os.close(lock)


def _is_at(path: Path, lock: int) -> bool:
    """Whether the locked file still stands there: the folder may have been moved away and another made."""
    try:
        return os.path.samestat(os.lstat(path / OWNER), os.fstat(lock))
    except FileNotFoundError:
        return False


def _remove(path: Path, lock: int) -> None:
    if _is_at(path, lock):
        shutil.rmtree(path, ignore_errors=True)


def _clear(path: Path) -> None:
    """Remove what a killed process has left."""
    for entry in path.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != OWNER:
            entry.unlink()


def _owner(path: Path) -> dict[str, str]:
    """Who works in a folder, by what it wrote there; empty if it has just come or is about to leave."""
    try:
        process, _, host = (path / OWNER).read_text(encoding="utf-8").partition(" ")
    except (OSError, ValueError):
        return {"process": "", "host": ""}
    return {"process": process, "host": host}


def _forget() -> None:
    """In a forked child: the lock is the parent's, and must not outlive it."""
    for lock in list(_held):
        _leave(lock)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
