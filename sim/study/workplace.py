"""The hidden folder in which a command writes, beside the one that it makes: one process at a time works there.

    .NAME.unfinished/
        .process   locked; says who works here
        new/       what is being written
        earlier/   what stood in its place, while the two change places

The lock is the kernel's, so it ends with its process, however that ends; what a killed process has left is put back or
cleared by the next one. Where the file system knows no locks, processes are not kept apart.
"""

from __future__ import annotations

import errno
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from sim.errors import RunFailed
from sim.interruption import undone_if_interrupted, uninterrupted

try:
    import fcntl
except ImportError:  # not a Unix
    fcntl = None  # type: ignore[assignment]

NEW, EARLIER = "new", "earlier"
_OWNER = ".process"
_UNLOCKABLE = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
_held: set[int] = set()


@contextmanager
def workplace(final: Path) -> Iterator[Path]:
    """A folder beside `final`, with an empty NEW in it, that is this process's own while the block lasts.

    Raises RunFailed, which names the other process, if one works there; OSError if the folder cannot be made.
    """
    with ExitStack() as stack:
        with uninterrupted():
            final.parent.mkdir(parents=True, exist_ok=True)
            path, lock = _enter(final)
            stack.callback(_leave, lock)
            remove = partial(_remove, path, lock, final)
            stack.enter_context(undone_if_interrupted(remove))
            stack.callback(remove)
            _restore(path, final)
            _clear(path)
            os.ftruncate(lock, 0)
            os.write(lock, f"{os.getpid()} {platform.node()}".encode())
            (path / NEW).mkdir()
        yield path


def _enter(final: Path) -> tuple[Path, int]:
    """The folder, which is made if need be, and the descriptor that holds its lock."""
    path = final.parent / f".{final.name}.unfinished"
    while True:
        path.mkdir(mode=0o700, exist_ok=True)
        try:
            lock = _open(path)
        except FileNotFoundError:
            continue  # the process before has just removed it
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
    try:
        lock = os.open(path / _OWNER, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        with suppress(OSError):
            path.rmdir()  # it is empty, so nobody works there
        raise
    _held.add(lock)
    return lock


def _leave(lock: int) -> None:
    _held.discard(lock)
    os.close(lock)


def _is_at(path: Path, lock: int) -> bool:
    """Whether the locked file still stands there: the folder may have been removed and another made."""
    try:
        return os.path.samestat(os.lstat(path / _OWNER), os.fstat(lock))
    except FileNotFoundError:
        return False


def _restore(path: Path, final: Path) -> None:
    """Put back what was being replaced."""
    if (path / EARLIER).is_dir() and not final.exists():
        (path / EARLIER).rename(final)


def _remove(path: Path, lock: int, final: Path) -> None:
    """Remove the folder, the lock last: until then nobody else writes there. What cannot be removed stays."""
    if _is_at(path, lock):
        with suppress(OSError):
            _restore(path, final)
            _clear(path)
            (path / _OWNER).unlink()
            path.rmdir()


def _clear(path: Path) -> None:
    """Remove everything but the lock."""
    for entry in path.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != _OWNER:
            entry.unlink()


def _owner(path: Path) -> dict[str, str]:
    """Who works in a folder, by what it wrote there; empty if it has just come or is about to leave."""
    try:
        process, _, host = (path / _OWNER).read_text(encoding="utf-8").partition(" ")
    except (OSError, ValueError):
        return {"process": "", "host": ""}
    return {"process": process, "host": host}


def _forget() -> None:
    """In a forked child: the lock is the parent's, and must not outlive it."""
    for lock in list(_held):
        _leave(lock)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
