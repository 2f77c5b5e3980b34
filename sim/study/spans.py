"""Where a number is searched, as a command line gives it: `PATH=FROM..TO by STEP`, of which PATH alone is enough."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.errors import UsageError

_FORM = re.compile(r"(?P<path>[^=]*)=(?P<start>.*?)\.\.(?P<end>.*?)(?:\bby\b(?P<step>.*))?")


@dataclass(frozen=True)
class Span:
    """A path, and texts with units for the ends and the step of a search; None is what is usual for the number.

    options: what messages call the two ends and the step.
    """

    path: str
    start: str | None = None
    end: str | None = None
    step: str | None = None
    options: tuple[str, str, str] = ("--from", "--to", "--tolerance")


def parse_span(text: str) -> Span:
    """The span of `PATH`, `PATH=FROM..TO` or `PATH=FROM..TO by STEP`; FROM and TO may be left out.

    Raises UsageError for anything else: `1...2` could be read in two ways.
    """
    if "=" not in text:
        return Span(text.strip())
    match = _FORM.fullmatch(text)
    if match is None or "..." in text or text.count("..") != 1 or match["step"] == "":
        raise UsageError("solve_span", given=text, path=text.partition("=")[0].strip())
    path, start, end, step = ((part or "").strip() for part in match.group("path", "start", "end", "step"))
    option = f"--vary {path}="
    return Span(path, start or None, end or None, step or None, (option, option, f"--vary {path}=… by"))
