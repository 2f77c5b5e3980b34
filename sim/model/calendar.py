"""Days of a run and the hours in which something works, in integer seconds from the run's start."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.model.weather import IsRainy
from sim.scenario import schema
from sim.scenario.holidays import public_holidays

DAY, HOUR = 86_400, 3_600
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Days:
    """The dates that a run passes through, one per day; the design run passes its year twice."""

    dates: tuple[dt.date, ...]

    @property
    def end(self) -> int:
        """Seconds from the start of the run to its horizon."""
        return len(self.dates) * DAY

    def month_starts(self) -> list[int]:
        """Day numbers on which a month begins; the run's first day is always one."""
        return [i for i, date in enumerate(self.dates) if i == 0 or date.day == 1]

    def year_starts(self) -> list[int]:
        """Day numbers on which a pass through a calendar year begins."""
        return [i for i, date in enumerate(self.dates) if i == 0 or (date.month, date.day) == (1, 1)]

    def second_of(self, date: dt.date) -> int:
        """Seconds from the run's start to a date's midnight; negative or beyond the horizon where it lies outside."""
        return (date - self.dates[0]).days * DAY


def days_between(start: dt.date, end: dt.date) -> Days:
    """The days from start to end, end exclusive."""
    return Days(tuple(start + dt.timedelta(days=i) for i in range((end - start).days)))


def working_days(calendar: schema.Calendar, dates: tuple[dt.date, ...], is_rainy: IsRainy) -> list[bool]:
    """For each date whether the calendar works on it."""
    closed = {_WEEKDAYS.index(day) for day in calendar.closed_weekdays}
    off = set(calendar.closed_dates)
    for year in {date.year for date in dates} if calendar.public_holidays else ():
        off |= public_holidays(calendar.public_holidays, year)
    works = [date.weekday() not in closed and date not in off for date in dates]
    for first, last in calendar.closed_every_year:
        works = [w and not _is_within(date, first, last) for w, date in zip(works, dates, strict=True)]
    if calendar.stops_in_rain:
        return [w and not is_rainy(date) for w, date in zip(works, dates, strict=True)]
    return works


def _is_within(date: dt.date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether a date lies between two days of the year, both included; the second may be in the next year."""
    day = date.month, date.day
    return first <= day <= last if first <= last else day >= first or day <= last


@dataclass(frozen=True)
class Hours:
    """Opening intervals in time order, merged where they touch: [starts[i], ends[i])."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def is_open(self, second: int) -> bool:
        """Whether the instant lies in an interval."""
        i = bisect_right(self.starts, second) - 1
        return i >= 0 and second < self.ends[i]

    def seconds_between(self, start: int, end: int) -> int:
        """Open seconds in [start, end)."""
        return sum(max(0, min(e, end) - max(s, start)) for s, e in zip(self.starts, self.ends, strict=True))

    def seconds_by_hour(self, start: int, end: int) -> npt.NDArray[np.int64]:
        """Open seconds in [start, end) by hour of the day (24)."""
        return seconds_by_hour(np.clip(self.starts, start, end), np.clip(self.ends, start, end))

    def days_between(self, start: int, end: int) -> int:
        """Days with open seconds in [start, end)."""
        spans = ((max(s, start), min(e, end)) for s, e in zip(self.starts, self.ends, strict=True))
        return len({day for s, e in spans if s < e for day in range(s // DAY, -(-e // DAY))})


def seconds_by_hour(starts: npt.ArrayLike, ends: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Seconds by hour of the day (24) in all the intervals [start, end)."""
    total: npt.NDArray[np.int64] = (_by_hour_until(ends) - _by_hour_until(starts)).sum(axis=0)
    return total


def _by_hour_until(seconds: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """For each second the seconds before it by hour of the day: an hour of each whole day, and a part of the last."""
    days, rest = np.divmod(np.atleast_1d(np.asarray(seconds, np.int64))[:, None], DAY)
    return days * HOUR + np.clip(rest - HOUR * np.arange(24), 0, HOUR)


def opening_hours(calendar: schema.Calendar, days: Days, is_rainy: IsRainy) -> Hours:
    """The intervals in which a calendar works during a run."""
    hours = Hours()
    for day, works in enumerate(working_days(calendar, days.dates, is_rainy)):
        for start, end in calendar.hours if works else ():
            if hours.ends and hours.ends[-1] == day * DAY + start:
                hours.ends[-1] = day * DAY + end
            else:
                hours.starts.append(day * DAY + start)
                hours.ends.append(day * DAY + end)
    return hours


def overlap(first: Hours, second: Hours) -> Hours:
    """The intervals in which both are open."""
    both, i, j = Hours(), 0, 0
    while i < len(first.starts) and j < len(second.starts):
        start, end = max(first.starts[i], second.starts[j]), min(first.ends[i], second.ends[j])
        if start < end:
            both.starts.append(start)
            both.ends.append(end)
        if first.ends[i] < second.ends[j]:
            i += 1
        else:
            j += 1
    return both


def without(hours: Hours, spans: Iterable[tuple[int, int]]) -> Hours:
    """The intervals less some spans of seconds."""
    for start, end in spans:
        kept = Hours()
        for opens, closes in zip(hours.starts, hours.ends, strict=True):
            for a, b in ((opens, min(closes, start)), (max(opens, end), closes)):
                if a < b:
                    kept.starts.append(a)
                    kept.ends.append(b)
        hours = kept
    return hours
