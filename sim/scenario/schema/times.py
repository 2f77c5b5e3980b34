"""When: horizon, windows, calendars; and how often it is simulated."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.fields import Date, Hours, Name
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Weekday


class Horizon(Entity):
    """The simulated time: whole days, end exclusive."""

    start: Date
    """First day."""
    end: Date
    """First day after the last."""


class Window(Entity):
    """A declared period of evaluation, end exclusive; its masses are scaled to a year."""

    start: Date
    """First day."""
    end: Date
    """First day after the last."""
    name: Name | None = None
    """Shown as it stands; the id where absent."""


class Study(Entity):
    """How often the scenario is simulated, and from which seed."""

    replications: int = Field(100, ge=1, le=100_000)
    """How often the scenario is simulated."""
    seed: int = Field(1, ge=0, le=2**63 - 1)
    """Where the random numbers start; the same seed gives the same bytes."""


class Calendar(Entity):
    """When something works: hours of the day on the days that are not closed."""

    hours: Hours
    """Open hours of a day, such as `06:00-22:00`, or a list of such; across midnight is allowed."""
    closed_weekdays: tuple[Weekday, ...] = ()
    """Days of the week without hours."""
    public_holidays: Literal["CN"] | None = None
    """`CN`: closed on the public holidays of China."""
    closed_dates: tuple[Date, ...] = ()
    """Single days without hours."""
