"""The plan's own arithmetic, computed by hand for base.yaml and for the base scenario."""

from __future__ import annotations

import re
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


def test_a_landfill_that_is_full_from_the_first_day_is_named() -> None:
    """Of 100 with 5 % cover 95 are left; of the loads of 12 t the least takes 6 m3: spoil of 2 t."""
    assert not any(key.startswith("void_full") for key in found("facilities.tip.existing_fill=94 万压实方"))
    for filled in ("95 万压实方", "94.9996 万压实方", "100 万压实方"):
        finding = found(f"facilities.tip.existing_fill={filled}")["void_full facilities.tip.void"]
        assert "full from the first day" in finding["message"]["en"]
    few = found("facilities.tip.void=20 压实方")
    assert "void of 0.0019 ×10⁴ m³ after cover" in few["landfill_life facilities.tip.void"]["message"]["en"]


def test_loads_and_lives_name_the_articles_of_their_capacities() -> None:
    """Of the two recyclers the plan states the capacity of one; the other is an estimate and no article."""
    district = found(path=DISTRICT)
    assert district["stage_load facilities.huayan_sorting.capacity"]["article"] == "plan art. 18, annex 2"
    assert district["stage_load facilities.west_recycling.capacity"]["article"] == "plan art. 16(1), annex 3"
    assert district["landfill_life facilities.yandongwan_landfill.void"]["article"] == {
        "zh": "规划第19条、附件4，按压实方理解，含覆盖层和围堤",
        "en": "plan art. 19, annex 4, read as compacted, gross of cover and berms",
    }
    assert found()["stage_load facilities.plant.capacity"]["article"] == ""


def test_openings() -> None:
    assert "opens_after_due facilities.plant.opens" in found()
    late = found("facilities.plant.opens=2028-06-01")
    assert late["opens_after_due facilities.plant.opens"]["severity"] == "contradiction"
    assert "opens_after_horizon facilities.plant.opens" in late


UNCERTAIN = "facilities.plant.opens={{value: {0}, range: [{1}, {0}, {2}]}}"


def test_an_uncertain_opening_is_judged_by_its_whole_range() -> None:
    never = found(UNCERTAIN.format("2028-06-01", "2028-01-01", "2029-01-01"))
    assert "opens_after_horizon facilities.plant.opens" in never
    assert never["opens_after_due facilities.plant.opens"]["severity"] == "contradiction"
    maybe = found(UNCERTAIN.format("2028-06-01", "2027-07-02", "2029-01-01"))
    assert not [key for key in maybe if key.startswith("opens_after_horizon")], "half the range lies in the horizon"
    late = maybe["opens_after_due facilities.plant.opens"]
    assert "on 2028-06-01 (at the earliest 2027-07-02, at the latest 2029-01-01)" in late["message"]["en"]
    assert "（最早 2027-07-02，最迟 2029-01-01）" in late["message"]["zh"]
    due = maybe["opens_after_due facilities.plant.opens"]
    assert due["severity"] == "warning"
    assert "0–50 % of 2027" in due["message"]["en"]
    in_time = found(UNCERTAIN.format("2027-01-01", "2026-07-01", "2027-01-01"))
    assert not [key for key in in_time if "facilities.plant.opens" in key]


def test_a_mode_before_the_due_year_does_not_hide_a_late_end_of_the_range() -> None:
    due = found(UNCERTAIN.format("2027-01-01", "2026-07-01", "2027-07-02"))["opens_after_due facilities.plant.opens"]
    assert "50–100 % of 2027" in due["message"]["en"]


def test_an_opening_without_bounds_has_no_traceback() -> None:
    late = found("facilities.plant.opens={value: 2027-03-01, distribution: exponential}")
    assert "at the latest 9999-12-31" in late["opens_after_due facilities.plant.opens"]["message"]["en"]


def test_nothing_open_for_certain_or_perhaps() -> None:
    tip = UNCERTAIN.replace("plant", "tip")
    certain = found(tip.format("2027-02-01", "2027-01-02", "2027-03-01"))
    assert "nothing_open routes.spoil.to" in certain
    perhaps = found(tip.format("2027-02-01", "2027-01-01", "2027-03-01"))
    assert "maybe_nothing_open routes.spoil.to" in perhaps
    assert "nothing_open routes.spoil.to" not in perhaps


def test_what_arises_is_the_value_stated_and_not_the_mean_of_its_range() -> None:
    amount = "streams.rubble.amount={value: 4 万t/a, range: [3.5, 4, 5]}"
    finding = found(amount)["target_arithmetic targets.rate.goal"]
    assert finding["values"]["generated"] == pytest.approx(4.0)
    assert "4 ×10⁴ t arise in 2027" in finding["message"]["en"]
    assert found(amount)["stage_load facilities.plant.capacity"]["values"]["feed"] == pytest.approx(0.95 * 4)


def test_findings_name_things_in_the_language_of_the_reader() -> None:
    findings = found(path=DISTRICT)
    for finding in findings.values():
        for id in (
            "west_recycling",
            "xinqi_recycling",
            "cd_residue",
            "mud_cake",
            "yandongwan_landfill",
            "resource_rate",
        ):
            for language in ("zh", "en"):
                assert not re.search(rf"\b{id}\b", finding["message"][language], re.ASCII), (id, finding["message"])
    load = findings["stage_load facilities.huayan_sorting.capacity"]
    assert load["message"]["zh"].startswith("华岩装修垃圾分选场：")
    assert load["message"]["en"].startswith("Huayan decoration-waste sorting plant: ")
    assert load["values"]["plants"] == "huayan_sorting"
    twice = findings["stated_twice facilities.yandongwan_landfill.void"]
    assert twice["message"]["en"].startswith("Yandongwan spoil landfill, void: ")


def test_no_lawful_place_and_nothing_open() -> None:
    assert "no_lawful_place routes.residue" in found("routes.residue.to=[]")
    assert "nothing_open routes.spoil.to" in found("facilities.tip.opens=2027-02-01")


def test_no_room_for_a_load() -> None:
    assert "no_room_for_load facilities.plant.stockpile" in found("facilities.plant.stockpile=1 t")


def test_stated_twice() -> None:
    other = "facilities.tip.void={value: 100 万压实方, also_stated: 110 万压实方}"
    assert found(other)["stated_twice facilities.tip.void"]["severity"] == "contradiction"


def test_units_in_findings_are_those_of_the_reader() -> None:
    other = "facilities.tip.void={value: 100 万压实方, also_stated: {value: 110 万压实方, source: 第27条}}"
    message = found(other)["stated_twice facilities.tip.void"]["message"]
    assert message["en"].endswith("used 100 ×10⁴ compacted m³, also 110 ×10⁴ compacted m³ (第27条).")
    assert message["zh"].endswith("采用 100 万压实方，另有 110 万压实方（第27条）。")


def test_the_district_needs_73_6_percent_fill() -> None:
    findings = found(path=DISTRICT)
    assert findings["fill_needed targets.utilisation_rate.goal"]["values"]["share"] == pytest.approx(73.6, abs=0.1)
    assert findings["target_arithmetic targets.resource_rate.goal"]["values"]["needed"] == pytest.approx(47.3, abs=0.01)
    assert "no_lawful_place routes.decoration_residue" in findings


def test_findings_stand_in_a_fixed_order_and_name_no_machine_path() -> None:
    first, again = find(load(DISTRICT)), find(load(DISTRICT))
    assert first == again
    assert all("/" not in f["where"]["place"] for f in first)


def test_a_facility_that_closes_before_the_horizon() -> None:
    settings = ("facilities.plant.opens=2026-01-01", "facilities.plant.closes=2027-01-01")
    assert "closes_before_horizon facilities.plant.closes" in found(*settings)
    assert "closes_before_horizon facilities.plant.closes" not in found(
        settings[0], "facilities.plant.closes=2027-01-02"
    )


def test_no_trucks_and_nothing_counted() -> None:
    assert "no_trucks fleets.tippers.trucks" in found("fleets.tippers.trucks=0")
    assert "nothing_counted targets.rate.readings.product" in found("targets.rate.readings.product.numerator=[]")
