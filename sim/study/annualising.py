"""A declared window shows a run rate: its kilograms and tonnes are scaled to a year before anybody reads them."""

from __future__ import annotations

import datetime as dt
from calendar import isleap

from sim.scenario.schema import Scenario


def annual_factor(scenario: Scenario, period: str) -> float:
    """Days of the calendar year in which a window ends, by days of the window; 1 for a year or the design run."""
    window = scenario.windows.get(period)
    if window is None:
        return 1.0
    year = (window.end - dt.timedelta(days=1)).year
    return (365 + isleap(year)) / (window.end - window.start).days
