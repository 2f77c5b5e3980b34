"""Whose task it is to move a number."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.refusing import raise_fault
from sim.scenario.schema.entity import Entity
from sim.scenario.text import FreeText, Name

TaskPath = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", max_length=200)]


class Office(Entity):
    """An office of the administration, and the parts of the scenario that the plan makes its task."""

    name: Name
    """Shown as it stands."""
    article: FreeText = ""
    """Where the plan makes it responsible."""
    tasks: tuple[TaskPath, ...]
    """Paths of the scenario, or their beginnings, such as `facilities` or `fleets.vans.trucks`; the longest one that
    a number's path begins with says whose it is."""

    @model_validator(mode="after")
    def _need_task(self) -> Office:
        if not self.tasks:
            raise_fault("wanted_some", at="tasks")
        return self
