"""Questions of definition: the reading that the scenario takes, its rivals, and rivals that change the simulation."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from sim.scenario.refusing import raise_fault
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Id, PeriodId
from sim.scenario.text import FreeText, Name

SetPath = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", max_length=200)]


class Variant(Entity):
    """Another reading of inputs: the scenario with some values changed, simulated with the same random numbers."""

    name: Name
    """Shown as it stands."""
    article: FreeText = ""
    """Where the plan can be read so."""
    set: dict[SetPath, Any]
    """What changes: new values by path, as with `--set`; `null` deletes."""

    @model_validator(mode="after")
    def _need_change(self) -> Variant:
        if not self.set:
            raise_fault("variant_empty", at="set")
        return self


class Rival(Entity):
    """Another answer to a question of definition: a reading, a variant, a period, or why it is not evaluated."""

    reading: str | None = None
    """`target.reading`: another way to count the same run."""
    variant: Id | None = None
    """A run of its own."""
    period: PeriodId | None = None
    """Another period of the same run."""
    name: Name | None = None
    """Shown as it stands; the name of the reading or variant where absent."""
    why_not: Name | None = None
    """Why it is not evaluated."""

    @model_validator(mode="after")
    def _choose_one(self) -> Rival:
        keys = ("reading", "variant", "period", "why_not")
        if sum(getattr(self, key) is not None for key in keys) != 1:
            raise_fault("rival_of_what", allowed=", ".join(keys))
        if self.why_not is not None and self.name is None:
            raise_fault("missing_key", key="name", at="name")
        return self


class Definition(Entity):
    """A question that the plan leaves open: what this scenario takes, and what others may take."""

    question: Name
    """Shown as it stands."""
    taken: Name
    """The answer of this scenario."""
    article: FreeText = ""
    """Where the plan leaves it open."""
    rivals: tuple[Rival, ...] = ()
    """Other answers."""
