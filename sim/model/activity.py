"""How the amount that a stream brings in a year is spread over the days and sources of a run."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.model.calendar import DAY, Days, days_between, working_days
from sim.model.draws import Draws
from sim.model.entities import rounded
from sim.model.laws import Laws, invert
from sim.model.names import Names
from sim.model.weather import IsRainy
from sim.scenario import schema
from sim.scenario.holidays import spring_festival
from sim.scenario.schema import Scenario

Floats = npt.NDArray[np.float64]


def cumulative_shares(
    scenario: Scenario, names: Names, days: Days, draws: Draws, is_rainy: IsRainy, with_events: bool
) -> Floats:
    """Share of the year's amount that has arisen up to and including each day: days x (stream, source).

    A stream's column for each source, streams in the order of their ids. Each pass through a calendar year begins
    anew, and a whole year without surges ends at 1.
    """
    columns = []
    passed = sorted({days.dates[day].year for day in days.year_starts()})
    for stream in names.streams:
        years = [_Year(scenario, stream, year, is_rainy) for year in passed]
        for source in names.sources:
            plain = {year.year: _profile(year, scenario, source, draws) for year in years}
            arising = plain
            if with_events:
                arising = {year.year: _with_surges(plain[year.year], year, scenario, source) for year in years}
            columns.append(_accumulated(days, plain, arising))
    return np.array(columns).reshape(len(columns), len(days.dates)).T.copy()


class _Year:
    """The days of a calendar year and how active a stream is on each of them."""

    def __init__(self, scenario: Scenario, stream: str, year: int, is_rainy: IsRainy) -> None:
        self.stream, self.year = stream, year
        self.dates = days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)).dates
        entity = scenario.streams[stream]
        works = working_days(scenario.calendars[entity.calendar], self.dates, is_rainy)
        self.active = np.array(works, dtype=np.float64)
        if entity.activity is not None:
            self.active *= _activity(entity.activity, self.dates)


def _activity(activity: schema.Activity, dates: tuple[dt.date, ...]) -> Floats:
    factors = np.ones(len(dates))
    if activity.months is not None:
        factors *= np.array([activity.months.values[date.month - 1] for date in dates])
    if activity.spring_festival is not None:
        year = dates[0].year
        around = [spring_festival(y) for y in (year - 1, year, year + 1)]
        factors *= np.array([min(_slowed(activity.spring_festival, (date - f).days) for f in around) for date in dates])
    return factors


def _slowed(festival: schema.SpringFestival, days_after: int) -> float:
    """Activity some days after (or, negative, before) the first day of the festival: two straight lines."""
    length = (festival.restart if days_after >= 0 else festival.wind_down).value / DAY
    far = abs(days_after) / length if length > 0 else 1.0 if days_after else 0.0
    return 1.0 if far >= 1.0 else festival.least.value + (1.0 - festival.least.value) * far


def _profile(year: _Year, scenario: Scenario, source: str, draws: Draws) -> Floats:
    """Activity of each day of a year at a source; that of its projects, where there are any."""
    projects = scenario.streams[year.stream].projects
    if projects is None or not draws.randomness:
        return year.active
    running = np.zeros(len(year.dates))
    laws = Laws(randomness=True)
    size, duration = laws.add(projects.size), laws.add(projects.duration)
    table, who = laws.table(), f"{source}.{year.stream}"
    for n in range(rounded(projects.per_year.value)):
        index = year.year * 1000 + n
        mass, seconds = (
            invert(table, law, draws.uniform(who, purpose, index), index)
            for law, purpose in ((size, "project_size"), (duration, "project_duration"))
        )
        first = int(draws.uniform(who, "project_start", index) * len(year.dates))
        length = max(1, rounded(seconds / DAY))
        running[first : first + length] += mass / length
    at_work = year.active * running
    return at_work if at_work.any() else year.active


def _with_surges(profile: Floats, year: _Year, scenario: Scenario, source: str) -> Floats:
    """The profile of a year with more or less on the days of a surge."""
    factors = np.ones(len(profile))
    for _, event in sorted(scenario.events.items()):
        if event.kind == "surge" and event.stream == year.stream and (not event.sources or source in event.sources):
            assert event.start is not None
            assert event.end is not None
            assert event.factor is not None
            begin, end = ((date - year.dates[0]).days for date in (event.start, event.end))
            factors[max(0, begin) : max(0, end)] *= event.factor.value
    return profile * factors


def _accumulated(days: Days, plain: dict[int, Floats], arising: dict[int, Floats]) -> Floats:
    """Running sums of what arises, per sum of the plain profile; each pass through a calendar year begins anew."""
    shares = np.zeros(len(days.dates))
    starts = days.year_starts()
    for start, end in pairwise([*starts, len(shares)]):
        first = days.dates[start]
        whole, day = plain[first.year].sum(), first.timetuple().tm_yday - 1
        sums = np.cumsum(arising[first.year][day : day + end - start])
        shares[start:end] = sums / whole if whole else 0.0
    return shares
