"""From the outcomes of all replications to tidy tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.model.replication import COLUMNS, Outcome

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded

_POOLED = ("monthly", "levels")


def collect(outcomes: list[Outcome], loaded: Loaded) -> dict[str, pd.DataFrame]:
    """One DataFrame per table; monthly flows become means and levels mean, p10, p50, p90 over replications."""
    tables = {name: _stack(outcomes, name) for name in COLUMNS}
    n = len(outcomes)
    keys = ["month", "origin", "destination", "stream", "item"]
    monthly = tables["monthly"].groupby(keys, sort=True, as_index=False)["kg"].sum()
    tables["monthly"] = monthly.assign(kg=monthly["kg"] / n)
    levels = tables["levels"].groupby(["month", "place", "what"], sort=True)["value"]
    tables["levels"] = pd.DataFrame(
        {"mean": levels.mean(), "p10": levels.quantile(0.1), "p50": levels.quantile(0.5), "p90": levels.quantile(0.9)}
    ).reset_index()
    tables["draws"] = tables["draws"].merge(_units(loaded), on="path", how="left") if n else tables["draws"]
    tables["inputs"] = _register(loaded)
    return tables


def _stack(outcomes: list[Outcome], name: str) -> pd.DataFrame:
    columns = list(COLUMNS[name])
    rows = [(o.replication, *row) for o in outcomes for row in o.tables[name]]
    frame = pd.DataFrame(rows, columns=["replication", *columns])
    return frame.drop(columns="replication") if name in _POOLED else frame


def _units(loaded: Loaded) -> pd.DataFrame:
    return pd.DataFrame([(i.path, i.unit) for i in loaded.inputs], columns=["path", "unit"])


def _register(loaded: Loaded) -> pd.DataFrame:
    columns = ["path", "text", "value", "unit", "grade", "source", "range", "origin"]
    table = pd.DataFrame([[getattr(i, c) for c in columns] for i in loaded.inputs], columns=columns)
    others = [[f"{s.text} ({s.source})" if s.source else s.text for s in i.also_stated] for i in loaded.inputs]
    return table.assign(also_stated=["; ".join(texts) for texts in others])


def quantile_date(dates: list[str], share: float) -> str | None:
    """The date at a share of the replications (nearest rank); None where too few have one. Empty text is never."""
    ordered = sorted(d or "9999" for d in dates)
    if not ordered:
        return None
    date = ordered[max(0, int(np.ceil(share * len(ordered))) - 1)]
    return None if date == "9999" else date
