"""The rules that the page needs besides page.css: declarations of SVG files and colours, each as a class.

The page forbids inline styles, so that nothing that was forgotten to be escaped could become one.
"""

from __future__ import annotations

import re

_SAFE = re.compile(r"[\w\s#%.,:;()'\"+-]*")


class Sheet:
    """Declarations seen so far and their classes, in order of appearance."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}

    def style(self, declarations: str) -> str:
        """The class of some declarations, such as `fill: #ffffff`. Raises ValueError for what is no declaration."""
        tidy = re.sub(r"\s*([:;,])\s*", r"\1", declarations.strip().rstrip(";"))
        if not _SAFE.fullmatch(tidy) or re.search(r"url\((?!#)", tidy):
            raise ValueError(declarations)
        return self._classes.setdefault(tidy, f"s{len(self._classes)}")

    def colour(self, colour: str) -> str:
        """The class that says in which colour something is: `--colour` in page.css."""
        return self.style(f"--colour:{colour}")

    @property
    def css(self) -> str:
        """All rules."""
        return "\n".join(f".{name}{{{declarations}}}" for declarations, name in self._classes.items())
