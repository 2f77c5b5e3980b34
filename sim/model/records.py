"""Records with named fields, for arrays that compiled code reads and writes."""

from __future__ import annotations

from typing import Any

import numpy as np


def record(**fields: Any) -> np.dtype[np.void]:
    """The type of a record: names and types of its fields."""
    return np.dtype(list(fields.items()), align=True)
