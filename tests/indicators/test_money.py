"""Haulage, gate fees and subsidies of a hundred tonnes, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.indicators.conftest import Study
from tests.worlds import plain, recycling_world

PRICE = {"base": "6 元/t", "base_distance": "6 km", "beyond": "1 元/t/km"}


def priced(**changes: Any) -> dict[str, Any]:
    """100 t over 10 km at (6 + 4 x 1) yuan/t, and 15 yuan/t at the gate."""
    world = plain(**changes)
    world["fleets"]["trucks"]["price"] = PRICE
    world["facilities"]["dump"]["gate_fee"] = "15 元/t"
    return world


def test_haulage_and_gate_fee(study: Study) -> None:
    """1000 and 1500 yuan for 100 t; 100,000 and 150,000 yuan per 10⁴ t."""
    money = study(priced()).summary["indicators"]["money"]
    for key, yuan in (("haul", 1000), ("gate_fee", 1500)):
        assert money[key]["reason"] is None
        assert money[key]["without"] == []
        year = money[key]["by_year"]["2025"]
        assert year["yuan"] == pytest.approx(yuan)
        assert year["ci95"] == pytest.approx([yuan, yuan])
        assert year["yuan_per_10kt"] == pytest.approx(100 * yuan)
        assert money[key]["by_year"]["design"]["yuan"] == pytest.approx(36.5 * yuan)


def test_a_subsidy_for_what_an_outlet_takes(study: Study) -> None:
    """90 t of product of 100 t, 20 yuan/t: 1800 yuan; per 10⁴ t generated 180,000, per 10⁴ t recycled 200,000."""
    world = recycling_world()
    world["facilities"]["market"]["subsidy"] = "20 元/t"
    money = study(world).summary["indicators"]["money"]
    year = money["subsidy"]["by_year"]["2025"]
    assert year["yuan"] == pytest.approx(1800)
    assert (year["yuan_per_10kt"], year["yuan_per_10kt_recycled"]) == pytest.approx((180_000, 200_000))
    assert money["subsidy"]["without"] == ["dump", "plant"]


def test_what_has_no_price_is_not_evaluated(study: Study) -> None:
    money = study(plain()).summary["indicators"]["money"]
    assert {key: cost["reason"]["en"] for key, cost in money.items()} == {
        "haul": "no fleet has a price",
        "gate_fee": "no facility has a gate fee",
        "subsidy": "no facility has a subsidy",
    }
    assert all(cost["by_year"] == {} for cost in money.values())
    assert (money["haul"]["without"], money["gate_fee"]["without"]) == (["trucks"], ["dump"])


def test_each_gate_on_the_way_has_its_fee(study: Study) -> None:
    """100 t at the plant at 30 yuan/t; its residue waits for a full truck: 10 t, with the tenth load, at 15."""
    world = recycling_world()
    world["facilities"]["plant"]["gate_fee"] = "30 元/t"
    world["facilities"]["dump"]["gate_fee"] = "15 元/t"
    result = study(world)
    assert result.summary["indicators"]["money"]["gate_fee"]["by_year"]["2025"]["yuan"] == pytest.approx(3000 + 150)
    fees = result.tables["fees"]
    rows = {r["facility"]: r for r in fees[fees["year"] == "2025"].to_dict("records")}
    assert (rows["dump"]["intake_kg"], rows["dump"]["gate_fee_yuan"]) == (10_000, 150)
    assert (rows["market"]["intake_kg"], rows["market"]["gate_fee_yuan"]) == (90_000, 0)


def test_an_uncertain_fee_is_drawn_for_each_replication(study: Study) -> None:
    world = priced()
    world["facilities"]["dump"]["gate_fee"] = {"value": "15 元/t", "range": [5, 15, 30]}
    result = study(world, 3)
    draws = result.tables["draws"]
    fees = [100_000 * v for v in draws.loc[draws["path"] == "facilities.dump.gate_fee", "value"]]
    year = result.summary["indicators"]["money"]["gate_fee"]["by_year"]["2025"]
    assert len(set(fees)) == 3
    assert year["yuan"] == pytest.approx(sum(fees) / 3)
    assert year["ci95"][0] < year["yuan"] < year["ci95"][1]


def test_a_year_in_which_nothing_is_taken_costs_nothing(study: Study) -> None:
    world = priced()
    world["facilities"]["dump"]["opens"] = "2026-01-01"
    world["horizon"] = {"start": "2025-12-22", "end": "2026-01-06"}
    by_year = study(world).summary["indicators"]["money"]["gate_fee"]["by_year"]
    assert by_year["2025"] == {"yuan": 0, "ci95": [0, 0], "yuan_per_10kt": 0}
    assert by_year["2026"]["yuan"] == pytest.approx(15 * 150), "what had waited comes too"
