"""How the tables of a Result are read: means over replications, years in order, each table worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from sim.study.result import Result

DESIGN = "design"
Found = TypeVar("Found")
Ids = ParamSpec("Ids")


def once(work: Callable[Concatenate[Result, Ids], Found]) -> Callable[Concatenate[Result, Ids], Found]:
    """Work something out of a Result (and of ids) only once: figures, captions and tables ask for it in each language.

    Each who asks gets a copy. The tables of the Result must stay as they are.
    """
    known: WeakKeyDictionary[Result, dict[tuple[Hashable, ...], Found]] = WeakKeyDictionary()

    @wraps(work)
    def found(result: Result, /, *ids: Ids.args, **_: Ids.kwargs) -> Found:
        answers = known.setdefault(result, {})
        if ids not in answers:
            answers[ids] = work(result, *ids)  # type: ignore[call-arg]
        return copy(answers[ids])

    return found


def replications(result: Result) -> int:
    """How many replications the study has."""
    return int(result.summary["replications"])


def years(table: pd.DataFrame) -> list[str]:
    """Years of a table in order, the design year last."""
    return sorted({str(year) for year in table["year"].unique()}, key=lambda y: (y == DESIGN, y))


@once
def last_year(result: Result) -> str:
    """The year that single-year figures show: the design year where it was run, or where nothing moved at all."""
    return (years(result.tables["flows"]) or [DESIGN])[-1]


def sums(table: pd.DataFrame, *by: str) -> pd.Series[float]:
    """Kilograms by keys, of a table that holds means over replications."""
    return table.groupby([*by], sort=True, observed=True)["kg"].sum()


def primary_reading(result: Result, target: str) -> str:
    """The reading that is listed first."""
    return next(iter(result.loaded.scenario.targets[target].readings))


def primary_unit(result: Result, target: str) -> str:
    """The word for what the primary reading counts, in ten thousands: an id of the catalogue."""
    reading = result.loaded.scenario.targets[target].readings[primary_reading(result, target)]
    return {"mass": "unit.mass", "volume": "unit.volume", "as_printed": "unit.printed"}[reading.measure]


def quantiles(values: pd.Series[float]) -> tuple[float, float, float]:
    """10th, 50th and 90th percentile; zeros for no values."""
    if values.empty:
        return 0.0, 0.0, 0.0
    low, middle, high = (float(values.quantile(share)) for share in (0.1, 0.5, 0.9))
    return low, middle, high
