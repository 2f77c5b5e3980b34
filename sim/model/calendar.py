"""Days of a run and the hours in which something works, in integer seconds from the run's start."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field

from sim.scenario import schema

DAY = 86_400
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


def working_days(calendar: schema.Calendar, dates: tuple[dt.date, ...]) -> list[bool]:
    """For each date whether the calendar works on it."""
    closed = {_WEEKDAYS.index(day) for day in calendar.closed_weekdays}
    off = set(calendar.closed_dates) | public_holidays(calendar, dates)
    return [date.weekday() not in closed and date not in off for date in dates]


def public_holidays(calendar: schema.Calendar, dates: tuple[dt.date, ...]) -> set[dt.date]:
    """The public holidays among the dates; make-up working days are not counted as closed or open."""
    if calendar.public_holidays is None or not dates:
        return set()
    import holidays  # costs some 60 ms, so only for calendars that ask for it

    years = range(min(dates).year, max(dates).year + 1)
    return set(holidays.country_holidays(calendar.public_holidays, years=years))


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


def opening_hours(calendar: schema.Calendar, days: Days) -> Hours:
    """The intervals in which a calendar works during a run."""
    hours = Hours()
    for day, works in enumerate(working_days(calendar, days.dates)):
        for start, end in calendar.hours if works else ():
            if hours.ends and hours.ends[-1] == day * DAY + start:
                hours.ends[-1] = day * DAY + end
            else:
                hours.starts.append(day * DAY + start)
                hours.ends.append(day * DAY + end)
    return hours
