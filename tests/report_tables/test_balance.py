"""Balance of generation and disposal, and mass without lawful place: columns and sums by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sim.report import tables
from sim.report.chapters.balance import balance, unserved
from tests.report_tables.conftest import Make, heads_of, labels_of, tables_of, written
from tests.worlds import gate, plain


def world() -> dict[str, Any]:
    """3650 t of fill a year: 30 % of it is backfilled where it arises, the rest at a backfill site."""
    fill = {"name": "Fill", "amount": "3650 t/a", "density": "1 t/压实方", "calendar": "morning"}
    site = {"name": "Hollow", "kind": "backfill", "calendar": "always", "gate": gate(), "accepts": ["rubble"]}
    return plain(
        horizon={"start": "2025-01-01", "end": "2026-01-01"},
        streams={"rubble": {**fill, "on_site": {"backfilled": "30 %"}}},
        facilities={"hollow": {**site, "demand": "100000 压实方/a"}},
        routes={"rubble": {"to": ["hollow"]}},
        roads={"km": {"site": {"hollow": 10}}},
    )


def test_backfill_on_site_has_a_column_and_the_row_sums_to_generated(make: Make) -> None:
    """0.3 x 3650 t = 1095 t on site. The other 2555 t leave in loads of 10 t, but for the last ones."""
    result = make(world())
    (row,) = tables.split_balance(result).query("year == '2025'").to_dict("records")
    assert row["generated"] == pytest.approx(3650e3, abs=1)
    assert row["on_site_backfill"] == pytest.approx(1095e3, abs=1)
    assert row["backfilled"] == pytest.approx(2555e3 - row["stored"], abs=1)
    assert 0 <= row["stored"] <= 20e3, "at most two loads wait or are under way at the end"
    ends = [name for name in row if name not in ("year", "stream", "generated")]
    assert sum(row[name] for name in ends) == row["generated"], "whole kilograms: exactly"
    (joined,) = tables.balance(result).query("year == '2025'").to_dict("records")
    assert row["on_site_backfill"] + row["backfilled"] == joined["backfilled"]
    blocks = list(balance(result, labels_of(result)))
    assert heads_of(blocks, "balance")[2:5] == ["Generated", "Backfill on site", "Backfill elsewhere"]
    assert tables_of(blocks)["balance"][0][2:4] == ["0.36", "0.11"]


def lost(cause: str, tonnes: float, year: str = "2025") -> tuple[Any, ...]:
    return (year, f"{year}-02", "site", "dump", cause, "rubble", "rubble", tonnes * 1000)


def test_what_is_below_a_hundredth_of_its_year_shares_a_row(make: Make) -> None:
    """Of 10 000 t: 9850 t and 100 t (just 1 %) have rows; 30 t and 20 t share one. A single small one keeps its own."""
    rows = [
        lost("no_route", 9850), lost("no_demand", 100), lost("capacity", 30), lost("quota", 20),
        lost("no_route", 19_990, "2026"), lost("quota", 10, "2026"),
    ]  # fmt: skip
    result = written(make(plain()), unserved=rows)
    shown = tables_of(unserved(result, labels_of(result)))["unserved"]
    assert [[row[0], row[1], row[-1]] for row in shown] == [
        ["2025", "Rubble", "0.98"],
        ["2025", "Rubble", "0.01"],
        ["2025", "others (2 rows)", "0.01"],
        ["2025", "Total", "1.00"],
        ["2026", "Rubble", "2.00"],
        ["2026", "Rubble", "0.00"],
        ["2026", "Total", "2.00"],
    ]


def test_sources_stand_in_the_order_of_the_scenario(make: Make) -> None:
    sources = {id: {"name": id.title()} for id in ("zoo", "arena", "mill")}
    result = make(plain(sources=sources, roads={"km": {id: {"dump": 10} for id in sources}}))
    lines = [("2025", "2025-01", id, "dump", "quota", "rubble", "rubble", 1e7) for id in ("arena", "mill", "zoo")]
    places = tables.unserved_by_source(written(result, unserved=lines))
    assert list(places.index) == ["zoo", "arena", "mill"]
    assert isinstance(places, pd.DataFrame)
