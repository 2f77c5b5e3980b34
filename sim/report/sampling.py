"""What figures of many facilities, fleets and years show: means with intervals, and a choice where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

import pandas as pd

from sim.report.source import DESIGN, once, replications, years
from sim.scenario.masses import last_year
from sim.study.intervals import mean_interval
from sim.study.looks import confidence_of
from sim.study.result import Result

Item = TypeVar("Item")


def interval(result: Result, values: Iterable[float]) -> tuple[float, float, float]:
    """Mean of a number per replication and the ends of its confidence interval, at the study's confidence."""
    return mean_interval([float(v) for v in values], confidence_of(result.summary.get("precision")))


def ratio(result: Result, parts: Iterable[float], wholes: Iterable[float]) -> tuple[float, float, float]:
    """Mean of the parts over mean of the wholes, one of each per replication, and the ends of its confidence interval.

    The interval is that of the ratio estimator: of the residuals part - ratio x whole over the mean whole (Cochran,
    Sampling Techniques, 1977, chapter 6). All are missing (NaN) where the wholes are 0.
    """
    pairs = list(zip(map(float, parts), map(float, wholes), strict=True))
    whole = sum(b for _, b in pairs) / (len(pairs) or 1)
    if not whole:
        return (float("nan"),) * 3
    quotient = sum(a for a, _ in pairs) / sum(b for _, b in pairs)
    _, low, high = interval(result, [(a - quotient * b) / whole for a, b in pairs])
    return quotient, max(0.0, quotient + low), quotient + high


def totals(result: Result, table: pd.DataFrame, column: str) -> list[float]:
    """The sum of a column in each replication; 0 in those without a row."""
    sums = table.groupby("replication")[column].sum()
    return [float(sums.get(n, 0.0)) for n in range(1, replications(result) + 1)]


def of_year(table: pd.DataFrame, year: str) -> pd.DataFrame:
    """The rows of a year."""
    return table[table["year"].astype(str) == year]


@once
def simulated(result: Result) -> list[str]:
    """The years of the study, also those in which nothing moved."""
    return years(pd.concat([result.tables[name][["year"]] for name in ("flows", "gates", "fleets")]))


def days_of(result: Result, year: str) -> int:
    """Days of a year that were simulated: those within the horizon, or all of the design year."""
    scenario = result.loaded.scenario
    number = int(last_year(scenario)) if year == DESIGN else int(year)
    start, end = date(number, 1, 1), date(number + 1, 1, 1)
    if year != DESIGN:
        start, end = max(start, scenario.horizon.start), min(end, scenario.horizon.end)
    return (end - start).days


def spread(items: Sequence[Item], most: int) -> list[Item]:
    """At most so many (two or more) of the items: the first, the last, and some between them at even distances."""
    if len(items) <= most:
        return list(items)
    places = {round(k * (len(items) - 1) / (most - 1)) for k in range(most)}
    return [items[k] for k in sorted(places)]
