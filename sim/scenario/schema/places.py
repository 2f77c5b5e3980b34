"""Cities, where a plan covers more than one."""

from __future__ import annotations

from sim.scenario.schema.entity import Entity
from sim.scenario.text import Name


class City(Entity):
    """A city, district or county; sources and facilities name theirs, and flows between them are shown."""

    name: Name
    """Shown as it stands."""
