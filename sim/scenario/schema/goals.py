"""What the plan promises, and how it may be counted."""

from __future__ import annotations

from sim.scenario.fields import Name
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Fate, Id, PeriodId, Share


class Selection(Entity):
    """Rows of the ledger: every key given must match. `to` takes fates and facilities, `by` facilities or `sources`."""

    to: tuple[Id, ...]
    """Fates and facilities that received the mass."""
    by: tuple[Id, ...] = ()
    """Facilities that sent it, or `sources`."""
    items: tuple[Id, ...] = ()
    """As what it arrived."""
    streams: tuple[Id, ...] = ()
    """From which streams it came."""


class Reading(Entity):
    """One way to compute a rate: numerator and denominator as selections of streams, items, fates and facilities."""

    name: Name
    """Shown as it stands."""
    numerator: tuple[Selection, ...]
    """What counts; the selections add up."""
    exclude: tuple[Fate, ...] = ()
    """Fates that leave the denominator, such as water."""
    rests_on: Name | None = None
    """The assumption that decides this reading, shown beside the verdict."""


class Target(Entity):
    """A rate that the plan promises; the first reading is the primary one."""

    name: Name
    """Shown as it stands."""
    goal: Share
    """The share promised."""
    city: Id | None = None
    """The city that promises it: then the streams arise there and nowhere else."""
    streams: tuple[Id, ...]
    """Streams whose mass is the denominator."""
    due: PeriodId
    """The period that the plan's verdict is about."""
    readings: dict[Id, Reading]
    """Ways to compute the rate; the first is the primary one."""
    article: str = ""
    """Where the plan promises it."""
