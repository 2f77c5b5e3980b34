"""What the load cycle asks of any facility: may this load come, reserve its room, take it.

To a truck every facility is the same; the kinds differ in what happens after tipping.
"""

from __future__ import annotations

from typing import Protocol

from sim.model.calendar import Hours
from tests.oracle.gates import Gate
from tests.oracle.loads import Load


class Inside(Protocol):
    """A facility behind its gate."""

    def refusal(self, load: Load) -> str | None:
        """The cause why the load cannot be taken now, or None if there is room."""

    def reserve(self, load: Load) -> None:
        """Keep room for a load that has been dispatched."""

    def take(self, load: Load, now: int) -> None:
        """Receive a tipped load and give up its reservation."""

    def forgo(self, load: Load) -> None:
        """Give up the room of a load that will not come; a quota of a day or month stays charged."""


class Quota:
    """What may still be sent somewhere in this day, or year; nothing before the first day begins."""

    def __init__(self, kg: int, is_yearly: bool) -> None:
        self.kg, self.is_yearly, self.left = kg, is_yearly, 0


class Facility:
    """A place with hours, gate, opening date and quota, and what is inside."""

    def __init__(
        self, id: str, hours: Hours, gate: Gate, opens: int, closes: int, inside: Inside, accepts: tuple[str, ...],
        quota: Quota | None, rejects: dict[str, float],
    ) -> None:  # fmt: skip
        self.id, self.hours, self.gate, self.inside, self.quota = id, hours, gate, inside, quota
        self.opens, self.closes, self.rejects = opens, closes, rejects
        self.priority = {item: i for i, item in enumerate(accepts)}

    def refusal(self, load: Load, arrival: int) -> str | None:
        """The cause why a load arriving then cannot be taken, or None."""
        exhausted_at = getattr(self.inside, "exhausted_at", None)
        if exhausted_at is not None and arrival >= exhausted_at:
            return "void_full"
        if not self.opens <= arrival < self.closes:
            return "not_open"
        if (cause := self.inside.refusal(load)) is not None:
            return cause
        if self.quota is not None and self.quota.left < load.kg:
            return "quota"
        return None if self.hours.is_open(arrival) else "closed_hours"

    def reserve(self, load: Load) -> None:
        """Keep room for a load that has been dispatched, and charge the quota."""
        self.inside.reserve(load)
        if self.quota is not None:
            self.quota.left -= load.kg

    def is_at_work(self, now: int) -> bool:
        """Whether its hours are open and it stands between its opening and its closing."""
        return self.opens <= now < self.closes and self.hours.is_open(now)

    def next_opening(self, now: int) -> int | None:
        """When its shut gate opens again: the present where only the run's end may come before, None for never."""
        if now >= self.closes:
            return None
        for begin, end in zip(self.hours.starts, self.hours.ends, strict=True):
            if end > now and end > self.opens:
                begin = max(begin, self.opens)
                return begin if begin < self.closes else None
        return now
