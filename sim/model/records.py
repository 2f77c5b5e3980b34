"""Records with named fields, for arrays that compiled code reads and writes.

With NUMBA_DISABLE_JIT=1 nothing is compiled, so that a debugger and the measurement of coverage see into the load
cycle. Python then has to reach a field as compiled code does, by its name.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

IS_COMPILED = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]  # set by numba as it starts


class Interpreted(np.void):  # type: ignore[misc]  # numpy marks it final, but takes subclasses as dtypes
    """A record whose fields are attributes. numpy's own `record` prefers its methods: it has an `item`."""

    def __getattribute__(self, name: str) -> Any:
        ask = super().__getattribute__
        return ask("__getitem__")(name) if name in ask("dtype").fields else ask(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def record(**fields: Any) -> np.dtype[np.void]:
    """The type of a record: names and types of its fields."""
    layout = np.dtype(list(fields.items()), align=True)
    return layout if IS_COMPILED else np.dtype((Interpreted, layout))
