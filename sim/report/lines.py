"""Names broken into lines of about the same length, so that no single letter is left over."""

from __future__ import annotations

from sim.report.font import width_of, wrap


def balanced(text: str, width: float, size: float) -> str:
    """`text` in as few lines as `width` points allow, in the narrowest column that needs no more and breaks no word."""
    widest = wrap(text, width, size)
    count = widest.count("\n") + 1
    narrow = width_of(text, size) / count
    while count > 1 and narrow < width:
        tried = wrap(text, narrow, size)
        if tried.count("\n") < count and _unbroken(text, widest) <= _unbroken(text, tried):
            return tried
        narrow += size / 2
    return widest


def _unbroken(text: str, lines: str) -> set[str]:
    """The words between blanks that stand on one line."""
    return set(text.split()) & set(lines.split())
