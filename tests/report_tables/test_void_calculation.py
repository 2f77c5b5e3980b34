"""The void calculation against arithmetic by hand: bank, loose and compacted densities."""

from __future__ import annotations

from typing import Any

from sim.report.void_calculation import steps, void_calculation
from tests.report_tables.conftest import Make, heads_of, labels_of, tables_of, written
from tests.worlds import landfill, plain


def earthworks(**dump: Any) -> dict[str, Any]:
    """Soil in bank volume, rubble in loose volume, both for two landfills of 10000 and 5000 m3."""
    soil = {"name": "Soil", "amount": "3650 t/a", "density": "2 t/自然方", "fill_factor": 0.9, "calendar": "morning"}
    rubble = {
        "name": "Rubble", "amount": "3650 t/a", "density": "1.6 t/松方", "swell": 1.25, "fill_factor": 1.1,
        "calendar": "morning",
    }  # fmt: skip
    both = ["soil", "rubble"]
    first = landfill(accepts=both, void="10000 压实方", cover_share="10 %", existing_fill="4400 压实方", **dump)
    second = landfill(name="Next", accepts=both, void="5000 压实方", cover_share="20 %")
    world = plain(
        streams={"soil": soil, "rubble": rubble},
        facilities={"dump": first, "next": second},
        routes={id: {"to": ["dump", "next"]} for id in both},
    )
    world["fleets"]["trucks"]["carries"] = both
    world["roads"] = {"km": {"site": {"dump": 10, "next": 10}}}
    return world


FLOWS = [
    ("design", "site", "dump", "soil", "soil", 20_000_000.0),
    ("design", "site", "dump", "rubble", "rubble", 8_000_000.0),
    ("2025", "site", "next", "soil", "soil", 1_000_000.0),
]


def test_steps_by_hand(make: Make) -> None:
    soil, rubble = steps(written(make(earthworks()), flows=FLOWS))
    # 20000 t / 2 = 10000 bank m3, x 0.9 = 9000 compacted
    assert (soil.loose, soil.bank, round(soil.compacted, 6)) == (None, 10_000.0, 9_000.0)
    # 8000 t / 1.6 = 5000 loose m3, / 1.25 = 4000 bank, x 1.1 = 4400 compacted
    assert (rubble.loose, rubble.bank, round(rubble.compacted, 6)) == (5_000.0, 4_000.0, 4_400.0)


def test_printed_arithmetic(make: Make) -> None:
    result = written(make(earthworks()), flows=FLOWS)
    blocks = list(void_calculation(result, labels_of(result)))
    printed = tables_of(blocks)
    assert printed["void-volumes"] == [
        ["Soil", "2.00", "2 t/bank m³", "–", "–", "1.00", "0.9", "0.90"],
        ["Rubble", "0.80", "1.6 t/loose m³", "0.50", "1.25", "0.40", "1.1", "0.44"],
        ["Total", "2.80", "", "", "", "1.40", "", "1.34"],
    ]
    # 10000 - 1000 - 4400 = 4600 and 5000 - 1000 = 4000 m3; 13400 compacted m3 a year, all into the first
    assert printed["void-years"] == [
        ["Dump", "1.00", "0.10", "0.44", "0.46", "1.34", "0.3", "0.3"],
        ["Next", "0.50", "0.10", "0.00", "0.40", "0.00", "–", "0.3"],
        ["Total", "1.50", "0.20", "0.44", "0.86", "1.34", "0.6", "0.6"],
    ]
    # 2000 of 15000 m3 are cover, 13.3 %; 1.34 / (1 - 0.1333) = 1.546
    assert "cover and berms (13.3%) 1.34 ÷ (1 − 13.3%) = 1.55 ×10⁴ m³" in blocks[-1]["text"]
    assert "0.86 ÷ 1.34 = 0.6 years" in blocks[-1]["text"]


def test_factors_lead_to_the_register(make: Make) -> None:
    result = written(make(earthworks()), flows=FLOWS)
    first, *_ = void_calculation(result, labels_of(result))
    density, factor = first["rows"][0][2], first["rows"][0][6]
    assert (density["to"], factor["to"]) == ("input-streams.soil.density", "input-streams.soil.fill_factor")


def test_no_loose_columns_where_nothing_is_loose(make: Make) -> None:
    result = written(make(earthworks()), flows=FLOWS[:1])
    blocks = list(void_calculation(result, labels_of(result)))
    assert len(heads_of(blocks, "void-volumes")) == 6


def test_nothing_for_a_scenario_without_landfill_or_without_intake(make: Make) -> None:
    result = written(make(earthworks()), flows=[])
    assert list(void_calculation(written(result, flows=FLOWS[2:]), labels_of(result))) != [], (
        "2025 is the last year run"
    )
    export = {"name": "Away", "kind": "export", "calendar": "always", "accepts": ["rubble"]}
    away = make(plain(facilities={"dump": export}))
    assert list(void_calculation(away, labels_of(away))) == []
