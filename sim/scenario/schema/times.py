"""When: horizon, windows, calendars, weather; and how often it is simulated."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.fields import Date, Hours, Season
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Period, Share, Twelve, Weekday
from sim.scenario.text import FreeText, Name


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
    """`CN`: closed on the public holidays of China, with the weekends that belong to them."""
    closed_dates: tuple[Date, ...] = ()
    """Single days without hours."""
    closed_every_year: tuple[Season, ...] = ()
    """Planned shutdowns and bans that come back every year, from their first to their last day: `01-20/02-10`."""
    stops_in_rain: bool = False
    """Whether it has no hours on rain days (see `weather`): earthworks, earth haulage, tipping."""


class ByMonth(Entity):
    """Numbers of one provenance for the twelve months."""

    values: Twelve
    """January to December."""
    source: FreeText = ""
    """Where the numbers come from."""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"
    """How well they are founded."""


class Weather(Entity):
    """Days on which rain stops the calendars that stop in rain."""

    rain_days: ByMonth
    """Expected number of rain days of each month; which days they are is drawn for each replication."""


class SpringFestival(Entity):
    """How work winds down before the Spring Festival and starts again after it, beside the public holidays."""

    wind_down: Period
    """Time before the festival in which activity falls in a straight line."""
    restart: Period
    """Time after the festival in which it rises again in a straight line."""
    least: Share
    """Activity at the festival, as a share of what it is else."""


class Activity(Entity):
    """How the amount of a year is spread over its days; only ratios count, the year's sum stays."""

    months: ByMonth | None = None
    """Relative activity of a working day in each month."""
    spring_festival: SpringFestival | None = None
    """Wind-down and restart around the Spring Festival."""
