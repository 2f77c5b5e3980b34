"""Names broken into lines of about the same length, so that no single letter is left over."""

from __future__ import annotations

from sim.report.font import width_of, wrap


def balanced(text: str, width: float, size: float) -> str:
    """`text` in as few lines as `width` points allow, in the narrowest column that needs no more of them."""
    widest = wrap(text, width, size)
    count = widest.count("\n") + 1
    if count == 1:
        return widest
    narrow = width_of(text, size) / count
    while narrow < width:
        tried = wrap(text, narrow, size)
        if tried.count("\n") + 1 <= count:
            return tried
        narrow += size / 2
    return widest
