"""Variants of a scenario: what they change, what they leave, and where their faults are said to stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.cli.terminal import fault_text
from sim.scenario.findings import find
from sim.scenario.loading import Loaded, dump_resolved, load
from sim.words import Words
from tests.messages.test_faults import BASE, faults_of, write


def varied(*lines: str) -> str:
    """base.yaml with variants; the first stands in line 49."""
    return BASE.replace("targets:\n", "variants:\n" + "".join(f"  {line}\n" for line in lines) + "targets:\n", 1)


def loaded(folder: Path, *lines: str) -> Loaded:
    return load(write(folder, varied(*lines)))


def test_a_variant_changes_its_own_scenario_only(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "a: {name: A, set: {facilities.plant.capacity: 3 万t/a, fleets.tippers.trucks: 7}}",
        "b: {name: B, set: {sources.town.storage: null, routes.rubble: {to: [tip]}}}",
    )
    a, b, own = found.variants["a"], found.variants["b"], found.scenario
    capacities = [s.facilities["plant"].capacity for s in (a, b, own)]
    assert [c.value for c in capacities if c is not None] == [30_000_000, 18_000_000, 18_000_000]
    assert [s.fleets["tippers"].trucks.value for s in (a, b, own)] == [7, 5, 5]
    assert [s.sources["town"].storage is None for s in (a, b, own)] == [False, True, False]
    assert [s.routes["rubble"].to for s in (a, b, own)] == [("plant", "tip"), ("tip",), ("plant", "tip")]
    assert [row for row in found.inputs if "variants" in row.path] == []


def test_a_variant_is_what_the_same_settings_make(tmp_path: Path) -> None:
    """Read only where it differs, it equals the scenario that is read whole."""
    settings = {
        "facilities.plant.kind": "sorting", "facilities.tip.gate": "null", "streams.spoil.amount": "5 万松方/a",
        "streams.spoil.swell": "1.3", "weather": "{rain_days: {values: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}}",
        "horizon.end": "2029-01-01", "items.dust": "{name: Dust}", "targets.rate.readings.product.exclude": "[water]",
        "roads.detour": "1.2", "calendars.day.hours": '"06:00-18:00"',
    }  # fmt: skip
    listed = ", ".join(f"{path}: {value}" for path, value in settings.items())
    variant = loaded(tmp_path, f"v: {{name: V, set: {{{listed}}}}}").variants["v"]
    whole = load(write(tmp_path, BASE), [f"{path}={value}" for path, value in settings.items()]).scenario
    assert variant == whole
    assert variant.facilities["plant"].gate == whole.facilities["plant"].gate, "defaults follow the kind"


def test_an_entity_that_only_the_variant_has(tmp_path: Path) -> None:
    export = "{name: Away, kind: export, position: [29.4, 106.3], accepts: [rubble]}"
    settings = f"facilities.away: {export}, facilities.away.closes: 2027-06-01, routes.rubble.to: [plant, tip, away]"
    variant = loaded(tmp_path, f"v: {{name: V, set: {{{settings}}}}}").variants["v"]
    assert variant.facilities["away"].closes is not None
    assert "away" not in load(write(tmp_path, BASE)).scenario.facilities


def test_children_inherit_variants_and_change_them(tmp_path: Path) -> None:
    write(tmp_path, varied("a: {name: A, set: {facilities.plant.capacity: 3 万t/a}}", "b: {name: B, set: {title: B}}"))
    text = "extends: case.yaml\nvariants:\n  a: {set: {facilities.plant.capacity: 4 万t/a}}\n  b: null\n"
    child = load(write(tmp_path, text, "child.yaml"))
    assert list(child.variants) == ["a"]
    capacity = child.variants["a"].facilities["plant"].capacity
    assert capacity is not None
    assert capacity.value == 40_000_000


def test_what_really_ran_can_be_read_again(tmp_path: Path) -> None:
    found = loaded(tmp_path, "v: {name: V, set: {sources.town.storage: null, facilities.plant.capacity: 3 万t/a}}")
    again = load(write(tmp_path, dump_resolved(found), "resolved.yaml"))
    assert again.hash == found.hash
    assert again.variants["v"].sources == found.variants["v"].sources
    without = loaded(tmp_path, "v: {name: V, set: {facilities.plant.capacity: 3 万t/a}}")
    assert without.hash != found.hash, "what a variant deletes is part of the content"


def test_all_faults_of_all_variants_in_one_run(tmp_path: Path) -> None:
    text = varied("a: {name: A, set: {facilities.plant.capacity: lots, fleets.tippers.trucks: -1}}",
                  "b: {name: B, set: {sources.twon.loaders: 1}}")  # fmt: skip
    found = [(fault.id, str(fault.place).rpartition("case.yaml:")[2]) for fault in faults_of(write(tmp_path, text))]
    assert found == [("not_a_quantity", "49:49"), ("negative", "49:78"), ("variant_nowhere", "50:22")]


def test_what_breaks_elsewhere_is_said_at_the_variant(tmp_path: Path) -> None:
    """Without its fill factor the spoil has no compacted volume, which the tip counts; its route is unchanged."""
    path = write(tmp_path, varied("v: {name: V, set: {streams.spoil.fill_factor: null}}"))
    (fault,) = faults_of(path)
    assert (fault.id, fault.path) == ("variant_invalid", "variants.v")
    assert fault_text(fault, Words("en")) == (
        f"{path}:49:3: variants.v: with variant v the scenario is not valid; correct what it sets, or delete it "
        f"(`v: null`): {path}:43:16: routes.spoil.to.0: "
        "spoil may go to tip, which counts compacted volume, but cannot be converted. Add streams.spoil.fill_factor."
    )
    assert "采用变体 v 时情景无效；" in fault_text(fault, Words("zh"))


def found(folder: Path, text: str) -> dict[str, dict[str, Any]]:
    return {f["id"]: f for f in find(load(write(folder, text)))}


def test_a_variant_that_changes_nothing_is_a_finding(tmp_path: Path) -> None:
    finding = found(tmp_path, varied("v: {name: Vain, set: {facilities.plant.capacity: 1.8 万t/a}}"))["variant_same"]
    assert finding["where"]["place"] == "case.yaml:49:3"
    assert finding["message"]["en"] == "Vain: this variant changes nothing; its answer is the scenario's own."
    assert "没有改变任何值" in finding["message"]["zh"]
    assert "variant_same" not in found(tmp_path, varied("v: {name: V, set: {facilities.plant.capacity: 1.7 万t/a}}"))


def test_a_numerator_of_what_no_plant_makes_is_a_finding(tmp_path: Path) -> None:
    text = BASE.replace("numerator: [{to: [recycled]}]", "numerator: [{made: [rubble]}]")
    assert found(tmp_path, text)["nothing_counted"]["values"] == {"target": "rate", "reading": "product"}
    assert "nothing_counted" not in found(tmp_path, text.replace("made: [rubble]", "made: [aggregate]"))


def test_arithmetic_in_tonnes_does_not_speak_of_a_target_by_volume(tmp_path: Path) -> None:
    assert "target_arithmetic" in found(tmp_path, BASE)
    text = BASE.replace("numerator: [{to: [recycled]}]", "measure: volume, numerator: [{to: [recycled]}]")
    assert not {"target_arithmetic", "load_needed", "rate_by_capacity"} & found(tmp_path, text).keys()
