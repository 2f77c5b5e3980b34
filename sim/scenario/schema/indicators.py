"""Indicators that the plan promises beside its rates, with what the scenario knows of them."""

from __future__ import annotations

from typing import Annotated

from sim.scenario.fields import In
from sim.scenario.quantity import Quantity
from sim.scenario.schema.entity import Entity
from sim.scenario.schema.statements import Coefficient, Path
from sim.scenario.terms import Count, Id, OpenDate, Year
from sim.scenario.text import FreeText, Name

Measure = Annotated[
    Quantity,
    In("1", "kg/m2", "kg", "kg/a", "m3", "m3/a", "bank_m3/a", "loose_m3/a", "compacted_m3", "compacted_m3/a",
       "m2", "m2/a", "m", "s", "yuan", "yuan/a", "yuan/kg"),
]  # fmt: skip


class Indicator(Entity):
    """An indicator that the plan declares: its goal, and the evidence for it. Without evidence it is not evaluated.

    The evidence is one of `value`, `equals` and `reached`.
    """

    name: Name
    """Shown as it stands."""
    article: FreeText = ""
    """Where the plan declares it."""
    at_least: Measure | None = None
    """The goal, where more is better; this or `at_most`."""
    at_most: Measure | None = None
    """The goal, where less is better."""
    value: Measure | None = None
    """What is known of it, in the unit of the goal."""
    equals: dict[Path, Coefficient] = {}
    """What it is made of: a sum of other numbers of the scenario, each a path with its factor."""
    units: Count | None = None
    """How many units (towns, sites) it counts; with it the indicator is the share of them that have reached it."""
    reached: dict[Id, OpenDate] = {}
    """Units that have reached it, or will, by id, and since when."""
    due: Year | None = None
    """Year at whose end units are counted; the last of the horizon where absent."""
