"""Where functions are compiled to machine code, and where that code is kept.

Compiling the engine takes many seconds, so the code is cached. numba notices a change of the file that holds a
function, but not of files whose functions it calls; so the cache is a folder named after the whole source.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from sim.folders import cache_folder

Function = TypeVar("Function", bound=Callable[..., Any])


def code_folder() -> Path:
    """The folder of the compiled code of this version of the model (it need not exist yet)."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return cache_folder(os.environ.get("NUMBA_CACHE_DIR")) / f"{digest.hexdigest()}-numba-{numba.__version__}"


FOLDER = code_folder()
_BORROWS: Any = {"_nrt": False}
numba.config.CACHE_DIR = str(FOLDER)  # type: ignore[attr-defined]  # set by numba as it starts


def compiled(function: Function) -> Function:
    """Compile a function into those compiled functions that call it."""
    return cast(Function, numba.njit(function))


def entry(function: Function) -> Function:
    """Compile a function that Python calls, and keep its machine code."""
    return cast(Function, numba.njit(cache=True)(function))


def borrowing(function: Function) -> Function:
    """As `compiled`, for functions that neither make nor keep arrays: numba then counts no references to them."""
    return cast(Function, numba.njit(**_BORROWS)(function))


def borrowing_entry(function: Function) -> Function:
    """As `entry`, for functions that neither make nor keep arrays."""
    return cast(Function, numba.njit(cache=True, **_BORROWS)(function))
