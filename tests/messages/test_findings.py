"""The plan's own arithmetic, computed by hand for base.yaml and for the base scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario.findings import find
from sim.scenario.loading import load
from sim.scenario.masses import annual_mass, compacted_density, density_of, hauled_mass

HERE = Path(__file__).parent
BASE = HERE / "base.yaml"
DISTRICT = HERE.parents[1] / "scenarios/jiulongpo-2025-2027.yaml"


def found(*settings: str, path: Path = BASE) -> dict[str, dict[str, Any]]:
    return {f"{f['id']} {f['where']['path']}": f for f in find(load(path, settings))}


def test_masses_by_hand() -> None:
    scenario = load(BASE).scenario
    assert annual_mass(scenario, "rubble", "2027") == pytest.approx(20e6)
    assert annual_mass(scenario, "spoil", "2027") == pytest.approx(210e6)
    assert density_of(scenario.streams["spoil"]) == 2100
    assert compacted_density(scenario, "spoil") == pytest.approx(2000)
    masses = hauled_mass(scenario, "2027")
    assert masses["rubble"] == pytest.approx(19e6)
    assert masses["residue"] == pytest.approx(19e6 * 0.07)


def test_plant_load() -> None:
    finding = found()["stage_load facilities.plant.capacity"]
    assert finding["severity"] == "warning"
    assert finding["values"]["load"] == pytest.approx(100 * 1.9 / 1.8)
    assert "load 105.56 %" in finding["message"]["en"]
    assert "负荷率 105.56 %" in finding["message"]["zh"]
    assert finding["where"]["place"] == "base.yaml:31:5"


def test_target_against_capacity() -> None:
    values = found()["target_arithmetic targets.rate.goal"]["values"]
    assert (values["generated"], values["needed"], values["share"]) == pytest.approx((2.0, 1.4, 90.0))
    short = found("facilities.plant.capacity=1 万t/a")["target_arithmetic targets.rate.goal"]
    assert short["severity"] == "warning"


def test_landfill_life() -> None:
    values = found()["landfill_life facilities.tip.void"]["values"]
    volume = 210e6 / 2000 + 19e6 * 0.07 / 1600
    assert values["years"] == pytest.approx(950_000 / volume)


def test_openings() -> None:
    assert "opens_after_due facilities.plant.opens" in found()
    late = found("facilities.plant.opens=2028-06-01")
    assert late["opens_after_due facilities.plant.opens"]["severity"] == "contradiction"
    assert "opens_after_horizon facilities.plant.opens" in late


def test_no_lawful_place_and_nothing_open() -> None:
    assert "no_lawful_place routes.residue" in found("routes.residue.to=[]")
    assert "nothing_open routes.spoil.to" in found("facilities.tip.opens=2027-02-01")


def test_no_room_for_a_load() -> None:
    assert "no_room_for_load facilities.plant.stockpile" in found("facilities.plant.stockpile=1 t")


def test_stated_twice() -> None:
    other = "facilities.tip.void={value: 100 万压实方, also_stated: 110 万压实方}"
    assert found(other)["stated_twice facilities.tip.void"]["severity"] == "contradiction"


def test_the_district_needs_73_6_percent_fill() -> None:
    findings = found(path=DISTRICT)
    assert findings["fill_needed targets.utilisation_rate.goal"]["values"]["share"] == pytest.approx(73.6, abs=0.1)
    assert findings["target_arithmetic targets.resource_rate.goal"]["values"]["needed"] == pytest.approx(47.3, abs=0.01)
    assert "no_lawful_place routes.decoration_residue" in findings


def test_findings_stand_in_a_fixed_order_and_name_no_machine_path() -> None:
    first, again = find(load(DISTRICT)), find(load(DISTRICT))
    assert first == again
    assert all("/" not in f["where"]["place"] for f in first)
