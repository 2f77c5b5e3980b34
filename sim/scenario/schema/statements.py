"""What the plan itself says beside its parts: totals, what it relies on, its articles; and spans for its arithmetic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import In
from sim.scenario.quantity import Quantity
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Id, Kind, Share
from sim.scenario.text import FreeText, Name

Path = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[A-Za-z0-9_-]+)+$", max_length=200)]
Coefficient = Annotated[float, Field(allow_inf_nan=False)]


class Statement(Entity):
    """A number that the plan states and that follows from others of its numbers, or seems to."""

    name: Name
    """Shown as it stands."""
    value: Annotated[
        Quantity,
        In("kg/a", "m3/a", "bank_m3/a", "loose_m3/a", "compacted_m3/a", "kg", "m3", "bank_m3", "compacted_m3", "1"),
    ]
    """The number stated."""
    equals: dict[Path, Coefficient] = {}
    """What it should be: a sum of other numbers, each a path with its factor. States of volumes are not converted."""
    landfilled: bool = False
    """Whether the plan puts this amount of a year down for landfill."""
    all_of: tuple[Id, ...] = ()
    """Streams of which the number is the whole amount."""
    density: Annotated[Quantity, In("kg/compacted_m3", above=0)] | None = None
    """Makes a mass that is landfilled a volume."""


class Reliance(Entity):
    """A facility that the plan relies on without planning it."""

    name: Name
    """Shown as it stands."""
    kind: Kind
    """What it would be."""
    article: FreeText
    """Where the plan relies on it."""
    facilities: tuple[Id, ...] = ()
    """The facilities of the scenario that are meant; none is a finding."""


class Article(Entity):
    """An article of the plan and how the scenario treats it."""

    title: Name
    """Shown as it stands."""
    status: Literal["modelled", "checked", "declared", "not_evaluated"]
    """`modelled`: simulated; `checked`: only its arithmetic; `declared`: taken over as it stands."""
    how: Name
    """By what, with what result, or why not."""


class Spans(Entity):
    """Ends of spans over which `check` repeats its arithmetic, so that it does not hang on one estimate."""

    bank_density: tuple[Annotated[Quantity, In("kg/bank_m3", above=0)], Annotated[Quantity, In("kg/bank_m3", above=0)]]
    """Lowest and highest density of soil in the ground."""
    direct_yield: tuple[Share, Share]
    """Lowest and highest part of a stream that becomes product where it goes to a last plant at once."""
    sorted_yield: tuple[Share, Share]
    """The same of a stream that another plant sorts before."""
