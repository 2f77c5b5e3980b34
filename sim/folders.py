"""Where this program keeps what it can make again: the user's cache folder."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path


def cache_folder(home: str | None = None) -> Path:
    """The user's cache folder for this program, or a temporary one where that cannot be written.

    `home` is another folder to hold it, where one is set.
    """
    home = home or os.environ.get("XDG_CACHE_HOME")
    if not home:
        if sys.platform == "win32":
            home = os.environ.get("LOCALAPPDATA", "~")
        else:
            home = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    base = Path(home).expanduser() / "waste-sim"
    try:
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=base):
            return base
    except OSError:
        return _temporary_folder()


def _temporary_folder() -> Path:
    """The same folder for all commands of a user, below one where everybody may write; a new one if it is not theirs.

    Compiled code is read from it: another user could have put a folder of that name there beforehand.
    """
    if not hasattr(os, "getuid"):
        return Path(tempfile.gettempdir()) / "waste-sim"  # on Windows the user's own
    path = Path(tempfile.gettempdir()) / f"waste-sim-{os.getuid()}"
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
    except OSError:
        return _new_folder()
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return path if is_own else _new_folder()


@cache
def _new_folder() -> Path:
    """A folder of this process, which is removed with it."""
    path = Path(tempfile.mkdtemp(prefix="waste-sim-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path
