"""Scripted events: what happens on a given date, whether or not it is likely."""

from __future__ import annotations

from typing import Literal

from sim.scenario.fields import Date
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Id, OpenDate, Ratio, Share
from sim.scenario.text import Name


class Event(Entity):
    """Something that happens in the plan run on given dates; the design run knows no events."""

    kind: Literal["outage", "derating", "surge", "changed_date", "closed_road"]
    """What happens; each kind has keys of its own."""
    name: Name | None = None
    """Shown as it stands; the id where absent."""
    start: Date | None = None
    """First day; not for `changed_date`."""
    end: Date | None = None
    """First day on which it is over; not for `changed_date`."""
    facility: Id | None = None
    """What stands still (outage), works slower (derating) or opens and closes on other dates (changed_date)."""
    rate: Share | None = None
    """Derating: the share of a plant's rate that is left."""
    road: Id | None = None
    """Closed road: the class of roads on which no truck may be; a road round it is a longer distance."""
    stream: Id | None = None
    """Surge: the stream of which more or less arises."""
    factor: Ratio | None = None
    """Surge: what arises, per what would arise without it; below 1 is a slump."""
    sources: tuple[Id, ...] = ()
    """Surge: where; everywhere if empty."""
    opens: OpenDate | None = None
    """Changed date: the new opening."""
    closes: OpenDate | None = None
    """Changed date: the new closing."""
