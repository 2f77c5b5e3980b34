"""When landfills are full and restored beyond the horizon: every later year fills them as the design year does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.model.calendar import DAY
from sim.model.district import NEVER
from sim.model.run import Run

_LAST = dt.date.max.toordinal()
"""What lasts longer than the calendar has no date."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a plan run tells of the life of a facility. Dates are ISO texts, empty where there is none.

    void_left: m3 at the end of the horizon, None of what is no landfill. shut: the day on which it closes as planned.
    restoration: days from full or shut to restored. stock_peak: kg.
    """

    facility: str
    opened: str
    exhausted: str
    void_left: float | None
    shut: str
    restoration: int | None
    stock_peak: int


def spans_of(plan: Run) -> list[Span]:
    """The spans of all facilities of a plan run."""
    start, district = plan.district.days.dates[0], plan.district
    rows = []
    for id in district.opens:
        exhausted, closes = plan.end.exhausted.get(id), district.closes[id]
        restoration, left = district.scenario.facilities[id].restoration, plan.end.void_left.get(id)
        rows.append(
            Span(
                id,
                (start + dt.timedelta(seconds=min(district.opens[id], 2 * 10**9))).isoformat(),
                "" if exhausted is None else (start + dt.timedelta(seconds=exhausted)).isoformat(),
                None if left is None else left / 1e6,
                "" if closes == NEVER else _day(start.toordinal() + closes // DAY),
                None if restoration is None else round(restoration.value / DAY),
                plan.end.stock_peak.get(id, 0),
            )
        )
    return rows


def project(spans: Sequence[Span], filled: Mapping[str, float], end: dt.date) -> dict[str, str]:
    """Dates at which landfills that outlast the horizon are full, if every year after it fills them so (m3/a).

    A landfill that takes next to nothing while others have room (its place in the routes comes later) is projected
    to take over everything when those are full.
    """
    landfills = {s.facility: s for s in spans if s.void_left is not None and not s.exhausted}
    total = sum(filled.get(id, 0.0) for id in landfills)
    dates: dict[str, dt.date] = {}
    for id in sorted(landfills, key=lambda id: -filled.get(id, 0.0)) if total else ():
        left, opened = landfills[id].void_left, dt.date.fromisoformat(landfills[id].opened)
        assert left is not None
        waits = filled.get(id, 0.0) < 0.01 * total
        begin = max([end, opened, *dates.values()] if waits else [end, opened])
        years = left / (total if waits else filled[id])
        if years < 5000 and begin.toordinal() + years * 365.25 <= _LAST:
            dates[id] = begin + dt.timedelta(days=int(years * 365.25))
    return {id: date.isoformat() for id, date in dates.items()}


def restored(span: Span, full: str) -> str:
    """The date at which a landfill is restored: so long after it is full, or shut before that; empty if not known."""
    ends = [dt.date.fromisoformat(date[:10]).toordinal() for date in (full, span.shut) if date]
    if span.restoration is None or not ends:
        return ""
    return _day(min(ends) + span.restoration)


def _day(ordinal: int) -> str:
    """A day as ISO text; empty beyond the calendar."""
    return dt.date.fromordinal(ordinal).isoformat() if ordinal <= _LAST else ""
