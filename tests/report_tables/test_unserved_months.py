"""Mass without lawful place by source and month: sums by hand, quarters, the largest forty."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.chapters.balance import unserved
from sim.report.unserved_months import by_month, unserved_months
from tests.report_tables.conftest import Make, heads_of, labels_of, tables_of, written
from tests.worlds import plain


def lost(source: str, month: str, tonnes: float, year: str = "") -> tuple[Any, ...]:
    return (year or month[:4], month, source, "dump", "no_route", "rubble", "rubble", tonnes * 1000)


def world(end: str, sources: int = 2) -> dict[str, Any]:
    names = {f"site_{k}": {"name": f"Site {k}"} for k in range(sources)}
    return plain(
        horizon={"start": "2025-01-01", "end": end},
        sources=names,
        routes={"rubble": {"to": []}},
        roads={"km": {id: {"dump": 10} for id in names}},
    )


def test_months_by_hand(make: Make) -> None:
    rows = [
        lost("site_1", "2025-02", 300), lost("site_1", "2025-02", 200), lost("site_0", "2025-11", 100),
        lost("site_1", "2025-03", 900, year="design"),
    ]  # fmt: skip
    result = written(make(world("2026-01-01")), unserved=rows)
    blocks = list(unserved_months(result, labels_of(result)))
    assert heads_of(blocks, "unserved-2025") == ["Source", *map(str, range(1, 13)), "Sum"]
    zero = "0.00"
    assert tables_of(blocks)["unserved-2025"] == [
        ["Site 0", *[zero] * 10, "0.01", zero, "0.01"],
        ["Site 1", zero, "0.05", *[zero] * 10, "0.05"],
        ["Total", zero, "0.05", *[zero] * 8, "0.01", zero, "0.06"],
    ]


def test_years_without_any_have_no_table(make: Make) -> None:
    result = written(make(world("2027-01-01")), unserved=[lost("site_0", "2026-05", 100)])
    assert list(tables_of(unserved_months(result, labels_of(result)))) == ["unserved-2026"]
    nothing = written(result, unserved=[])
    assert list(unserved_months(nothing, labels_of(nothing))) == []


def test_more_than_three_years_come_in_quarters(make: Make) -> None:
    rows = [lost("site_0", "2025-01", 100), lost("site_0", "2025-03", 200), lost("site_1", "2028-10", 50)]
    result = written(make(world("2029-01-01")), unserved=rows)
    assert by_month(result).loc["site_0", "2025-Q1"] == 300_000
    blocks = list(unserved_months(result, labels_of(result)))
    assert heads_of(blocks, "unserved-2025")[1:-1] == [f"{y}-Q{q}" for y in (2025, 2026, 2027) for q in (1, 2, 3, 4)]
    assert heads_of(blocks, "unserved-2028")[1:-1] == [f"2028-Q{q}" for q in (1, 2, 3, 4)]
    assert tables_of(blocks)["unserved-2028"][0][-1] == "0.01"


def test_more_than_forty_places_share_a_row(make: Make) -> None:
    rows = [lost(f"site_{k}", "2025-06", 100 * (k + 1)) for k in range(43)]
    result = written(make(world("2026-01-01", sources=43)), unserved=rows)
    data = by_month(result)
    assert len(data) == 41
    assert data.loc["", "2025-06"] == 600_000, "the three smallest: 100 + 200 + 300 t"
    assert data.to_numpy().sum() == pytest.approx(1000 * 100 * 43 * 44 / 2)
    printed = tables_of(unserved_months(result, labels_of(result)))["unserved-2025"]
    assert [row[0] for row in printed[-2:]] == ["Other places", "Total"]


def test_many_years_stand_in_several_tables(make: Make) -> None:
    """Ten years: eight in the first table, two and the design year, which has none here, in the second."""
    rows = [lost("site_0", f"{year}-01", 10 * (year - 2024)) for year in range(2025, 2035)]
    result = written(make(world("2035-01-01")), unserved=rows)
    blocks = list(unserved(result, labels_of(result)))
    assert heads_of(blocks, "unserved-by-source")[1:] == [f"{year} (10⁴ t)" for year in range(2025, 2033)]
    assert heads_of(blocks, "unserved-by-source-8")[1:] == ["2033 (10⁴ t)", "2034 (10⁴ t)"]
    assert tables_of(blocks)["unserved-by-source-8"] == [["Site 0", "0.01", "0.01"]]
