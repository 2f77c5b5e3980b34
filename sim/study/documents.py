"""The JSON documents of a result folder, written and read."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON document, UTF-8, in a fixed order."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """The object that a document holds. Raises ValueError if it holds none, OSError if it cannot be read.

    A pipe cannot: reading it may wait for ever.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a file", str(path))
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError(f"{path.name}: nested too deep") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name}: no object")
    return content
