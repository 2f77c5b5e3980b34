"""How a value of a scenario is refused: a pydantic error whose type is the id of a message of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from pydantic_core import PydanticCustomError

from sim.errors import Fault

MAX_FAULTS = 100
"""Of one file that are said; a broken file of a megabyte can have a hundred thousand."""


def raise_fault(id: str, **values: object) -> NoReturn:
    """End the validation of this value with a fault of the catalogue."""
    raise PydanticCustomError(id, "{id}", {"id": id, **values})


def shorten(faults: Sequence[Fault]) -> list[Fault]:
    """As many of the faults as are said; one more says that the rest is not, and stands where the rest begins."""
    if len(faults) <= MAX_FAULTS:
        return list(faults)
    return [*faults[:MAX_FAULTS], Fault("more_faults", {"limit": MAX_FAULTS}, "", faults[MAX_FAULTS].place)]


def show(value: object) -> str:
    """A value of the file in a message: short, on one line."""
    text = value if isinstance(value, str) else str(value)
    if isinstance(value, list):
        text = "[" + ", ".join(map(show, value[:9])) + "]"
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key}: …" for key in list(value)[:9]) + "}"
    return text if len(text) <= 60 else text[:59] + "…"
