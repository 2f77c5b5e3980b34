"""The plan by its own arithmetic: what `check` must find in it, with numbers known beforehand; its rules in small."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.loading import load
from sim.scenario.masses import hauled_mass
from sim.scenario.text import text_in
from tests.messages.test_findings import BASE, DISTRICT, found


@pytest.fixture(scope="module")
def district() -> dict[str, dict[str, Any]]:
    return found(path=DISTRICT)


def test_totals_of_the_plan_add_up(district: dict[str, dict[str, Any]]) -> None:
    for id, computed in {
        "soil_and_mud": 173.54, "residue": 20.271, "recycling_gap": 17.299, "sorting_gap": 31.2, "mud_of_spoil": 15.776
    }.items():  # fmt: skip
        finding = district[f"total_agrees statements.{id}.value"]
        assert finding["values"]["computed"] == pytest.approx(computed, abs=1e-6), id
        assert text_in(finding["article"], "en").startswith("plan art."), id


def test_drivers_give_the_amounts_stated(district: dict[str, dict[str, Any]]) -> None:
    for stream, amount in (("construction", 520 * 300 / 1e4), ("decoration", 130 / 2.5 * 0.6)):
        values = district[f"drivers_give streams.{stream}.drivers"]["values"]
        assert values["computed"] == pytest.approx(amount)
        assert values["stated"] == pytest.approx(amount)


def test_fewer_prefabricated_buildings_mean_more_waste() -> None:
    """At the plan's 30 % and 200 t: 520 x (0.7 x 300 + 0.3 x 200) = 14.04."""
    findings = found("streams.construction.drivers.prefabricated_share=30 %", path=DISTRICT)
    finding = findings["drivers_give streams.construction.drivers"]
    assert (finding["severity"], finding["values"]["computed"]) == ("contradiction", pytest.approx(14.04))
    generated = findings["target_arithmetic targets.resource_rate.goal"]["values"]["generated"]
    assert generated == pytest.approx(14.04 + 20.77 + 31.2)


def test_acceptance_read_as_landfill(district: dict[str, dict[str, Any]]) -> None:
    finding = district["landfill_reading statements.soil_and_mud.landfilled"]
    values = finding["values"]
    assert finding["severity"] == "contradiction"
    assert (values["least"], values["most"]) == (pytest.approx(10.5, abs=0.05), pytest.approx(14.7, abs=0.05))
    assert values["printed"] == pytest.approx(19.6, abs=0.05)


def test_the_use_of_soil_and_mud_that_73_percent_need(district: dict[str, dict[str, Any]]) -> None:
    values = district["fill_needed targets.utilisation_rate.goal"]["values"]
    assert (values["least"], values["most"]) == (pytest.approx(73.5, abs=0.05), pytest.approx(73.8, abs=0.05))
    assert values["printed"] == pytest.approx(74.2, abs=0.05)
    # a quarter stays on site; a compacted m3 holds 2.10 / 1.05 t of spoil, or 1.70 t of cake, 56.67 % of the slurry
    off_site = (257.70 / 350.23 - 0.25) * (157.76 * 2.10 / 2.0 + 15.78 * 1.2 * 0.5667 / 1.70)
    assert values["elsewhere"] == pytest.approx(off_site, abs=0.05)
    assert (values["wet_least"], values["wet_most"]) == (pytest.approx(75.1, abs=0.06), pytest.approx(76.2, abs=0.06))


def test_voids_as_printed(district: dict[str, dict[str, Any]]) -> None:
    values = district["void_as_printed facilities.yandongwan_landfill.void"]["values"]
    assert values["void"] == 712
    assert values["years"] == pytest.approx(4.10, abs=0.005)
    assert values["years_residue"] == pytest.approx(3.81, abs=0.005)
    assert values["years_used"] == pytest.approx(12, abs=0.1)
    assert values["alone"]["yandongwan_landfill"] == pytest.approx(1.80, abs=0.005)


def test_the_load_that_70_percent_need(district: dict[str, dict[str, Any]]) -> None:
    values = district["load_needed targets.resource_rate.goal"]["values"]
    assert values["capacity"] == 50
    assert values["by_products"] == pytest.approx(8.06, abs=0.005)
    for key, share in (("intake", 0.946), ("intake_rest", 0.785), ("product", 1.017), ("product_rest", 0.844)):
        assert values[key] == pytest.approx(share, abs=0.0005), key


def test_the_rate_by_the_capacity_of_the_base_that_the_plan_does_not_state(district: dict[str, dict[str, Any]]) -> None:
    values = district["rate_by_capacity facilities.xinqi_recycling.capacity"]["values"]
    assert values["capacities"] == pytest.approx([30, 20, 15, 10, 0])
    assert values["rates"] == pytest.approx([80.7, 67.0, 60.1, 53.2, 39.5], abs=0.05)


def test_sorting_on_the_year_and_in_the_busiest_month(district: dict[str, dict[str, Any]]) -> None:
    values = district["stage_load facilities.huayan_sorting.capacity"]["values"]
    assert values["load"] == pytest.approx(89, abs=0.5)
    assert values["peak_load"] == pytest.approx(103, abs=0.5)


def test_how_long_the_sorting_plant_must_be_open(district: dict[str, dict[str, Any]]) -> None:
    values = district["opening_needed facilities.huayan_sorting.opens"]["values"]
    assert (values["least"], values["most"]) == (pytest.approx(48, abs=0.5), pytest.approx(78, abs=0.5))
    assert values["others"] == "west_recycling"


def test_what_the_plan_relies_on_and_does_not_plan(district: dict[str, dict[str, Any]]) -> None:
    assert district["relied_on relies_on.transfer_yard"]["article"] == "plan art. 14(2), 17(2), 26(4)"
    assert "relied_on relies_on.decoration_landfill" in district
    assert "no_lawful_place routes.decoration_residue" in district


TERMS = "{{streams.rubble.amount: 1, facilities.plant.capacity: 0.5}}"
SUM = f"statements={{{{all: {{{{name: All, value: {{0}}, equals: {TERMS}}}}}}}}}"


def test_a_total_is_compared_to_its_last_digit() -> None:
    """2 + 0.5 x 1.8 = 2.9."""
    assert "total_agrees statements.all.value" in found(SUM.format("2.9 万t/a"))
    assert "total_agrees statements.all.value" in found(SUM.format("3 万t/a")), "printed without decimals"
    differs = found(SUM.format("3.0 万t/a"))["total_differs statements.all.value"]
    assert differs["severity"] == "contradiction"
    assert "but 2 ×10⁴ t/a [Rubble, amount] + 0.5 × 1.8 ×10⁴ t/a" in differs["message"]["en"]
    assert differs["message"]["en"].endswith("gives 2.9.")


def test_a_facility_that_is_relied_on_and_planned_is_no_finding() -> None:
    yard = "relies_on={{yard: {{name: Yard, kind: store, article: art. 3{0}}}}}"
    assert "relied_on relies_on.yard" in found(yard.format(""))
    assert "relied_on relies_on.yard" not in found(yard.format(", facilities: [tip]"))


def test_load_needed_in_small() -> None:
    """70 % of 2 is 1.4; 0.1 is reused on site; a plant of 1.8 with a yield of 93 %."""
    values = found(path=BASE)["load_needed targets.rate.goal"]["values"]
    assert values["intake"] == pytest.approx(1.4 / 1.8)
    assert values["product_rest"] == pytest.approx((1.4 - 0.1) / 1.8 / 0.93)
    gravest = found("facilities.plant.capacity=1.2 万t/a")["load_needed targets.rate.goal"]
    assert gravest["severity"] == "contradiction", "1.3 / 1.2 / 0.93 is more than 1"


def test_voids_as_printed_in_small() -> None:
    """10 put down a year for a void of 100 last ten years; no target wants any of it used as fill."""
    stated = "statements={s: {name: S, value: 10 万压实方, landfilled: true, all_of: [spoil]}}"
    values = found(stated)["void_as_printed facilities.tip.void"]["values"]
    assert (values["years"], values["used"], values["years_used"]) == pytest.approx((10, 0, 10))


def test_a_target_of_which_plants_take_all_needs_no_fill() -> None:
    readings = "{fill: {name: Fill, numerator: [{to: [backfilled, recycled]}]}}"
    target = "targets.fill={{name: Fill, goal: 50 %, due: 2027, streams: [{0}], readings: {1}}}"
    assert "fill_needed targets.fill.goal" in found(target.format("rubble, spoil", readings))
    assert "fill_needed targets.fill.goal" not in found(target.format("rubble", readings))


def test_what_is_measured_as_it_leaves_has_lost_nothing_on_site() -> None:
    gross, outbound = (load(BASE, [f"streams.rubble.stage={stage}"]).scenario for stage in ("gross", "outbound"))
    assert hauled_mass(gross, "2027")["rubble"] == pytest.approx(20e6 * 0.95)
    assert hauled_mass(outbound, "2027")["rubble"] == pytest.approx(20e6)


SORTER = (
    "streams.mixed={name: Mixed, amount: 1 万t/a, density: 1 t/压实方}",
    "items.mineral={name: Mineral}",
    "facilities.sorter={name: Sorter, kind: sorting, position: [29.4, 106.4], capacity: 2 万t/a, opens: 2027-06-01,"
    " outputs: {mixed: {mineral: 80 %, residue: 20 %}}}",
    "facilities.plant.outputs.mineral={aggregate: 100 %}",
    "routes.mixed={to: [sorter]}",
    "routes.mineral={to: [plant]}",
    "fleets.tippers.carries=[rubble, residue, spoil, mixed, mineral]",
    "targets.rate.streams=[rubble, mixed]",
)


def test_how_long_a_sorting_plant_must_be_open_in_small() -> None:
    """70 % of 3 is 2.1. Rubble gives 0.1 on site and 1.9 x 93 % = 1.767 of product; sorting gives 0.8 in a whole year:
    (2.1 - 1.867) / 0.8 of it must be left."""
    finding = found(*SORTER)["opening_needed facilities.sorter.opens"]
    assert finding["values"]["share"] == pytest.approx(100 * (2.1 - 1.867) / 0.8)
    assert "least" not in finding["values"], "the plan gives no spans"
    alone = found(*SORTER[:-1], "targets.rate.streams=[mixed]")
    assert "opening_needed facilities.sorter.opens" not in alone, "all of it passes the plant: nothing to weigh"
    for opens, is_weighed in (("2027-01-02", True), ("2027-01-01", False)):
        open_then = found(*SORTER, f"facilities.sorter.opens={opens}")
        assert ("opening_needed facilities.sorter.opens" in open_then) == is_weighed, "open in all of the year or not"
