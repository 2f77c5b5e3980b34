"""What `check` finds in opening dates. An uncertain date is judged by its whole range, never by its mode alone."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from collections.abc import Iterator

from sim.scenario.finding import LANGUAGES, Finding, Texts, call_all, movable, name_of, phrase
from sim.scenario.loading import Loaded
from sim.scenario.masses import origin_items
from sim.scenario.quantity import Quantity
from sim.scenario.schema import PLANT_KINDS, Scenario

Span = tuple[dt.date, dt.date, dt.date]
"""A date as stated, at the earliest, at the latest."""


def _span(opens: Quantity) -> Span:
    """The dates of an opening; an unbounded law ends with the calendar."""
    first, last = dt.date.min.toordinal(), dt.date.max.toordinal()
    stated, earliest, latest = (
        dt.date.fromordinal(int(min(max(day, first), last))) for day in (opens.value, *opens.ends)
    )
    return stated, earliest, latest


def _values(span: Span) -> dict[str, str]:
    return dict(zip(("opens", "earliest", "latest"), (date.isoformat() for date in span), strict=True))


def _spread(span: Span) -> Texts:
    """The range of a date in brackets; nothing for a certain one."""
    _, earliest, latest = span
    return dict.fromkeys(LANGUAGES, "") if earliest == latest else phrase("dates", earliest=earliest, latest=latest)


def find_late_openings(loaded: Loaded) -> Iterator[Finding]:
    """Facilities that open, or may open, only when the horizon has ended."""
    end = loaded.scenario.horizon.end
    for id, facility in loaded.scenario.facilities.items():
        span = None if facility.opens is None else _span(facility.opens)
        if facility.opens is None or span is None or span[2] < end:
            continue
        if span[1] < end and (end - dt.timedelta(days=1)).year in _due(loaded.scenario, id):
            continue  # how much of the last year it is open is said there
        kind = "opens_after_horizon" if span[1] >= end else "may_open_after_horizon"
        values = {"facility": id, **_values(span), "end": end.isoformat()}
        names = {"name": name_of(facility), "spread": _spread(span)}
        yield Finding(kind, "warning", f"facilities.{id}.opens", values, facility.opens.source, names)


def find_early_closings(loaded: Loaded) -> Iterator[Finding]:
    """Facilities that close before the horizon begins."""
    start = loaded.scenario.horizon.start
    for id, facility in loaded.scenario.facilities.items():
        if facility.closes is not None and (closes := _span(facility.closes))[2] <= start:
            values = {"facility": id, "closes": closes[0].isoformat(), "start": start.isoformat()}
            where, names = f"facilities.{id}.closes", {"name": name_of(facility)}
            yield Finding("closes_before_horizon", "warning", where, values, facility.closes.source, names)


def find_closed_routes(loaded: Loaded) -> Iterator[Finding]:
    """Items for which nothing is open, or may be open, when the horizon begins."""
    scenario = loaded.scenario
    start = scenario.horizon.start
    for id, route in scenario.routes.items():
        opens = [scenario.facilities[f].opens for f in route.facilities]
        spans = [(start, start, start) if date is None else _span(date) for date in opens]
        if not spans:
            continue
        stated, earliest, latest = (min(dates) for dates in zip(*spans, strict=True))
        if latest > start:
            kind = "nothing_open" if earliest > start else "maybe_nothing_open"
            span = (stated, earliest, latest)
            values = {"item": id, "start": start.isoformat(), **_values(span)}
            names = {"name": name_of(movable(scenario)[id]), "spread": _spread(span)}
            yield Finding(kind, "warning", f"routes.{id}.to", values, "", names)


def find_plants_closed_in_due_year(loaded: Loaded) -> Iterator[Finding]:
    """Per plant: it opens, or may open, only after the year has begun in which targets of its streams are due."""
    scenario = loaded.scenario
    for plant in sorted(scenario.facilities):
        facility = scenario.facilities[plant]
        for year, targets in sorted(_due(scenario, plant).items()):
            if facility.opens is None or (span := _span(facility.opens))[2] <= dt.date(year, 1, 1):
                continue
            stated, most, least = (_open_share(date, year) for date in span)
            values = {
                "targets": ", ".join(targets), "facility": plant, **_values(span), "year": str(year),
                "open_share": stated, "open_share_least": least, "open_share_most": most,
            }  # fmt: skip
            names = {"name": name_of(facility), "spread": _spread(span)}
            names["target_names"] = call_all(scenario.targets, targets)
            names["share"] = dict.fromkeys(LANGUAGES, _show_shares(least, most))
            severity = "contradiction" if most == 0 else "warning"
            where = f"facilities.{plant}.opens"
            yield Finding("opens_after_due", severity, where, values, facility.opens.source, names)


def _due(scenario: Scenario, plant: str) -> dict[int, list[str]]:
    """The years in which targets are due whose streams a plant takes at first hand, with these targets."""
    due: dict[int, list[str]] = {}
    if scenario.facilities[plant].kind in PLANT_KINDS:
        for id, target in scenario.targets.items():
            items = {item for stream in target.streams for item in origin_items(scenario, stream)}
            if target.due[:4].isdigit() and items & set(scenario.facilities[plant].outputs):
                due.setdefault(int(target.due[:4]), []).append(id)
    return due


def _open_share(opens: dt.date, year: int) -> float:
    """Per cent of a year from an opening to its end."""
    days = 365 + isleap(year)
    left = dt.date(year, 12, 31).toordinal() + 1 - opens.toordinal()
    return 100 * max(0, min(left, days)) / days


def _show_shares(least: float, most: float) -> str:
    return f"{most:.0f} %" if least == most else f"{least:.0f}–{most:.0f} %"
