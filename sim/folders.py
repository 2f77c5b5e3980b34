"""Where this program keeps what it can make again: the user's cache folder."""

from __future__ import annotations

import os
import sys
import tempfile
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
        return Path(tempfile.gettempdir()) / f"waste-sim-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
