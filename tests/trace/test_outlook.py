"""Landfills beyond the horizon: what outlasts the calendar has no date."""

from __future__ import annotations

import datetime as dt

from sim.model.outlook import Span, project


def span(id: str, left: float) -> Span:
    """A landfill that opened in 2025, with so much void left (m3)."""
    return Span(id, "2025-01-01", "", left, "", None, 0)


def test_landfills_that_follow_each_other_may_outlast_the_calendar() -> None:
    # 1000 m3 a year: the first lasts 4000 years; the second waits for it and lasts beyond the year 9999
    dates = project([span("a", 4e6), span("b", 4.1e6)], {"a": 1000.0}, dt.date(2030, 1, 1))
    assert [(id, date[:7]) for id, date in dates.items()] == [("a", "6030-01")]
