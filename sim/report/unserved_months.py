"""Mass without lawful place by the place where it arose and by month."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.report.blocks import Block, table
from sim.report.columns import column, numbers
from sim.report.labels import Labels, mass
from sim.report.source import DESIGN, sums
from sim.study.result import Result

MONTHS, QUARTERS = 36, 120
"""So many months of calendar years are shown as months; so many as quarters; of more the years are enough."""
MOST = 40
"""Places with a row of their own; the others share one."""
WIDTH = 12
"""Months or quarters in a table."""


def by_month(result: Result) -> pd.DataFrame:
    """One row per place of origin in the order of the scenario, one column per month or quarter; mean kg.

    Columns: every period from the first to the last of the horizon, `2027-03` or `2027-Q1`; none where there are too
    many months. Of more than `MOST` places the largest are shown, and the sum of the others under an empty name.
    """
    lost = result.tables["unserved"].fillna({"source": ""})
    lost = lost[lost["year"].astype(str) != DESIGN]
    months = [str(p) for p in _months(result)]
    if lost.empty or len(months) > QUARTERS:
        return pd.DataFrame()
    name = _quarter if len(months) > MONTHS else str
    found = sums(lost.assign(month=[name(m) for m in lost["month"].astype(str)]), "source", "month")
    scenario = result.loaded.scenario
    wide = found.unstack(fill_value=0).reindex(columns=list(dict.fromkeys(map(name, months))), fill_value=0.0)
    order = [id for id in (*scenario.sources, *scenario.facilities) if id in wide.index]
    wide = wide.loc[[*order, *(id for id in wide.index if id not in order)]]
    largest = set(wide.sum(axis=1).nlargest(MOST).index)
    others = wide[[id not in largest for id in wide.index]]
    kept = wide[[id in largest for id in wide.index]]
    return pd.concat([kept, others.sum().to_frame("").T]) if len(others) else kept


def _months(result: Result) -> pd.PeriodIndex:
    horizon = result.loaded.scenario.horizon
    return pd.period_range(horizon.start, pd.Timestamp(horizon.end) - pd.Timedelta(days=1), freq="M")


def _quarter(month: str) -> str:
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def unserved_months(result: Result, labels: Labels) -> Iterator[Block]:
    """A table for each calendar year with such mass; of quarters for three years each."""
    data = by_month(result)
    if data.empty:
        return
    say, is_by_month = labels.words.say, "Q" not in data.columns[0]
    groups = data.columns.str[:4] if is_by_month else pd.Index([k // WIDTH for k in range(len(data.columns))])
    for group in dict.fromkeys(groups):
        part = data.loc[:, groups == group]
        shown = part[part.sum(axis=1) >= 5e4]
        if shown.empty:
            continue
        heads = [c[5:].lstrip("0") if is_by_month else c for c in part.columns]
        years = list(dict.fromkeys(part.columns.str[:4]))
        columns = [column(labels, "source", 3), *((head, 1.0, True) for head in heads), *numbers(labels, 1.2, "sum")]
        whole = [say("report.total"), *part.sum(), part.to_numpy().sum()]
        lines = [
            [_called(str(id), labels, len(data)), *row, sum(row)]
            for id, row in zip(shown.index, shown.to_numpy(), strict=True)
        ]
        rows = [[name, *(mass(kg) for kg in kilograms)] for name, *kilograms in [*lines, whole]]
        caption = say("unserved_months.months" if is_by_month else "unserved_months.quarters",
                      years=years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}")  # fmt: skip
        yield table(caption, columns, rows, 6, [len(lines)], anchor=f"unserved-{years[0]}")


def _called(id: str, labels: Labels, rows: int) -> str:
    """Name of a place; without one the sum of the others, or of what has no place."""
    if id:
        return labels.of(id)
    return labels.words.say("unserved_months.others" if rows > MOST else "report.unserved.plants")
