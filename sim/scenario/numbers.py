"""What the schema says of the number at a path: its units and limits."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.fields import In
from sim.scenario.schema import Scenario


def limits_at(path: str) -> In | None:
    """Units and limits of the number that may stand at a path; None if no single number may."""
    kinds: list[object] = [Scenario]
    for step in path.split("."):
        kinds = [below for kind in kinds for below in _below(kind, step)]
    return next((kind for kind in kinds if isinstance(kind, In)), None)


def _below(kind: object, step: str) -> Iterator[object]:
    """The kinds of value below a field, a key or an index."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(step)
        if field is not None:
            yield from [m for m in field.metadata if isinstance(m, In)] or _alternatives(field.annotation)
    elif get_origin(kind) is dict:
        yield from _alternatives(get_args(kind)[1])
    elif get_origin(kind) is tuple and step.isdigit():
        yield from _alternatives(get_args(kind)[0])


def _alternatives(kind: object) -> Iterator[object]:
    """The members of a union, numbers as their limits."""
    if get_origin(kind) is Annotated:
        inner, *metadata = get_args(kind)
        yield from [m for m in metadata if isinstance(m, In)] or _alternatives(inner)
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _alternatives(member)
    else:
        yield kind
