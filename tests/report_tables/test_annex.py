"""The annex tables and the forecast against arithmetic by hand; columns that nothing fills are left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.report.annex import annex
from sim.report.basis import basis, forecasts
from tests.report_tables.conftest import Make, heads_of, labels_of, tables_of
from tests.worlds import landfill, plain, recycling_world

YEAR = {"start": "2025-01-01", "end": "2026-01-01"}


def planned() -> dict[str, Any]:
    """10 t a day for a plant of 8000 t/a that opens in July, its residue and the rest for a landfill."""
    capacity = {"value": "8000 t/a", "source": "plan art. 3", "grade": "plan"}
    stated = {"value": "0.5 万压实方", "source": "plan art. 4", "grade": "plan",
              "also_stated": {"value": "0.6 万压实方", "source": "plan art. 9"}}  # fmt: skip
    world = recycling_world(capacity=capacity, opens="2025-07-01", area="1.5 ha")
    world["horizon"] = YEAR
    world["facilities"]["dump"] = landfill(accepts=["residue", "rubble"], void=stated)
    world["routes"]["rubble"] = {"to": ["plant", "dump"]}
    world["roads"]["km"]["site"]["dump"] = 10
    rival = {"name": "All", "numerator": [{"to": ["recycled", "landfilled"]}]}  # 100 %, but not the first
    world["targets"]["rate"]["readings"]["all"] = rival
    world["indicators"] = {"share": {"name": "Share", "at_least": "80 %", "value": "90 %", "due": "2025"}}
    return world


def test_annex_1_has_goal_value_and_verdict_when_due_and_by_design(make: Make) -> None:
    result = make(planned())
    rates, share = tables_of(annex(result, labels_of(result)))["annex-indicators"]
    # 184 of 365 days, 90 % of 10 t each: 1656 of 3650 t are 45.37 %
    assert rates[0] == "Rate"
    assert rates[2:] == ["70%", "2025", "45.37%", "misses", "90.00%", "meets"]
    assert share == ["Share", "declared by the plan, not simulated", "at least 80 %", "2025", "90 %", "meets", "–", "–"]


def test_annex_3_has_the_plan_then_the_study(make: Make) -> None:
    result = make(planned())
    blocks = list(annex(result, labels_of(result)))
    assert heads_of(blocks, "annex-recycling") == [
        "Facility", "Capacity (10⁴ t/a)", "Area (ha)", "Kind of work", "Opens (median)", "Load, 2025",
        "Load, design year", "Verdict on capacity",
    ]  # fmt: skip
    # 1840 t of 8000 x 184 / 365 t, and 3650 of 8000 t: 45.6 %, which is less than half
    assert tables_of(blocks)["annex-recycling"] == [
        ["Plant", "0.8", "1.5", "new", "2025-07-01", "45.6%", "45.6%", "underfed"]
    ]


def test_the_mean_of_the_draws_stands_beside_a_stated_size_that_it_differs_from(make: Make) -> None:
    """8000 t/a stated, 5000 t/a drawn in the mean."""
    result = make(planned())
    plants = result.tables["plants"].copy()
    plants.loc[plants["year"] == "design", "nameplate_kg"] = 5_000_000
    result = replace(result, tables={**result.tables, "plants": plants})
    blocks = list(annex(result, labels_of(result)))
    row = dict(zip(heads_of(blocks, "annex-recycling"), tables_of(blocks)["annex-recycling"][0], strict=True))
    assert (row["Capacity (10⁴ t/a)"], row["Note"]) == ("0.8", "size drawn from a range, mean of the draws 0.50")


def test_annex_4_has_intake_use_and_date(make: Make) -> None:
    result = make(planned())
    blocks = list(annex(result, labels_of(result)))
    (row,) = tables_of(blocks)["annex-landfill"]
    assert heads_of(blocks, "annex-landfill")[:4] == ["Facility", "Fill (10⁴ m³)", "Kind of work", "Note"]
    # 181 days x 10 t and 184 t of residue are 1994 t of 1 t/m3; 365 t by design; 3006 m3 last 8.2 years
    assert row[:6] == ["Dump", "0.5", "existing", "also stated: 0.6 ×10⁴ compacted m³ (plan art. 9)", "0.04", "0.20"]
    assert row[6].startswith("2034-")


def test_only_kinds_that_occur(make: Make) -> None:
    result = make(plain())
    assert list(tables_of(annex(result, labels_of(result)))) == ["annex-landfill"]


def test_a_plant_too_small_says_so(make: Make) -> None:
    world = planned()
    world["facilities"]["plant"] |= {"capacity": "1825 t/a", "stockpile": "30 t"}
    world["routes"]["rubble"] = {"to": ["plant"]}
    world["sources"]["site"]["storage"] = "20 t"
    result = make(world)
    (row,) = tables_of(annex(result, labels_of(result)))["annex-recycling"]
    assert row[-1] == "too small"


def test_forecasts_as_stated_as_mass_and_as_simulated(make: Make) -> None:
    soil = {
        "name": "Soil",
        "amount": "2000 自然方/a",
        "density": "1.825 t/自然方",
        "fill_factor": 1,
        "calendar": "morning",
    }
    world = plain(
        streams={"soil": soil}, facilities={"dump": landfill(accepts=["soil"])}, routes={"soil": {"to": ["dump"]}}
    )
    world["fleets"]["trucks"]["carries"] = ["soil"]
    world["horizon"] = YEAR
    result = make(world)
    # 2000 x 1.825 = 3650 t
    assert tables_of(forecasts(result, labels_of(result)))["forecasts"] == [
        ["Soil", "2000 bank m³/a", "–", "0.36", "0.36", "0.36"],
        ["Total", "–", "–", "0.36", "0.36", "0.36"],
    ]


def test_basis_counts_inputs_by_grade(make: Make) -> None:
    result = make(planned())
    rows = dict(tables_of(basis(result, labels_of(result)))["basis"])
    assert rows["Basis: plan"] == "2 numbers: plan art. 4; plan art. 3"
    assumed = [i for i in result.loaded.inputs if i.grade == "assumed"]
    assert rows["Basis: assumed"].startswith(f"{len(assumed)} numbers")
