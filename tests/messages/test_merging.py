"""`extends`, `--set` and the defaults: what lies over what, and what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioInvalid
from sim.scenario.loading import dump_resolved, load
from sim.scenario.merging import MAX_PARENTS
from sim.words import Words

BASE = (Path(__file__).parent / "base.yaml").read_text(encoding="utf-8")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    path.write_text(BASE, encoding="utf-8")
    return path


def child(base: Path, text: str, name: str = "child.yaml") -> Path:
    path = base.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def fault(path: Path, *settings: str) -> str:
    with pytest.raises(ScenarioInvalid) as caught:
        load(path, settings)
    found = caught.value.faults[0]
    place = f"{found.place.line}:{found.place.column} " if found.place else ""
    return place + Words("en").say(f"fault.{found.id}", **found.values)


def test_maps_merge_lists_replace_null_deletes(base: Path) -> None:
    text = "extends: base.yaml\nroutes:\n  rubble: {to: [tip]}\nsources:\n  town: {loaders: null}\n"
    loaded = load(child(base, text))
    assert loaded.scenario.routes["rubble"].to == ("tip",)
    assert loaded.scenario.sources["town"].loaders is None
    assert loaded.scenario.sources["town"].position == (29.51, 106.47)
    assert {(o.path, o.origin) for o in loaded.overridden} == {
        ("routes.rubble.to", "child.yaml:3"), ("sources.town.loaders", "child.yaml:5")
    }  # fmt: skip


def test_a_new_value_does_not_keep_the_old_source(base: Path) -> None:
    amount = load(base, ["streams.rubble.amount.value=3 万t/a"]).scenario.streams["rubble"].amount
    assert (amount.value, amount.grade, amount.source, amount.law) == (30_000_000, "assumed", "", None)


def test_defaults_apply_only_where_the_scenario_is_silent(base: Path) -> None:
    loaded = load(base)
    assert loaded.scenario.facilities["tip"].gate is not None
    assert load(base, ["facilities.tip.gate=null"]).scenario.facilities["tip"].gate is None
    gate = load(base, ["facilities.tip.gate.weigh_in=3 min"]).scenario.facilities["tip"].gate
    assert gate is not None
    assert (gate.weigh_in.value, gate.weigh_in.law, gate.weigh_out.value) == (180.0, None, 90.0)
    rows = {row.path: row for row in loaded.inputs}
    assert rows["facilities.tip.gate.weigh_in"].origin == "defaults"
    assert rows["facilities.tip.void"].origin.endswith("base.yaml:38")


def test_set_reads_by_the_rules_of_the_file(base: Path) -> None:
    loaded = load(base, ["fleets.tippers.trucks=7", "routes.rubble.to=[tip]", "title={zh: 甲, en: A}"])
    assert loaded.scenario.fleets["tippers"].trucks.value == 7
    assert loaded.scenario.title.zh == "甲"
    assert next(r for r in loaded.inputs if r.path == "fleets.tippers.trucks").origin == "--set fleets.tippers.trucks"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("trucks", "1:1 --set trucks must read path=value, such as facilities.west.capacity='30 万t/a'."),
        ("fleets.tippers.trucks=-1", "1:23 `-1` is negative; it must be at least 0."),
        ("fleets.tippers.truks=1", "1:22 unknown key truks (did you mean trucks?)."),
        ("fleets.tippers.payload.value=[", "1:31 not valid YAML:"),
        ("routes.rubble.to.0=tip", "1:20 --set routes.rubble.to.0: routes.rubble.to is no map, so nothing inside"),
        ("title=!!str x", "1:7 the YAML tag"),
    ],
)
def test_settings_that_cannot_be(base: Path, setting: str, expected: str) -> None:
    assert fault(base, setting).startswith(expected)


def test_extends_faults(base: Path) -> None:
    assert fault(child(base, "title: x\nextends: none.yaml\n")) == (
        "2:10 the file none.yaml that this one extends does not exist (relative to this file). Correct the name."
    )
    long = "x" * 300  # longer than a file's name may be
    assert fault(child(base, f"extends: {long}\n")).startswith(f"1:10 the file {long[:20]}")
    assert fault(child(base, "extends: [a, b]\n")).startswith("1:10 extends must be one file name, not")
    assert (
        fault(child(base, "extends: child.yaml\n"))
        == "1:10 extending child.yaml makes a cycle. Let one of the files extend nothing."
    )
    for depth in range(MAX_PARENTS + 2):
        child(base, f"extends: p{depth + 1}.yaml\n", f"p{depth}.yaml")
    child(base, BASE, f"p{MAX_PARENTS + 2}.yaml")
    assert (
        fault(base.parent / "p0.yaml")
        == f"1:10 more than {MAX_PARENTS} files extend one another. Put some of them together."
    )


def test_resolved_scenario_loads_to_the_same(base: Path, tmp_path: Path) -> None:
    title = 'title={zh: \'双"引号: #\', en: "a\\tb\\n\\u200d"}'
    settings = ["facilities.tip.gate=null", "fleets.tippers.trucks=7", title]
    loaded = load(base, settings)
    text = dump_resolved(loaded)
    resolved = tmp_path / "scenario.resolved.yaml"
    resolved.write_text(text, encoding="utf-8")
    again = load(resolved)
    assert (again.scenario, again.id, again.hash) == (loaded.scenario, "base", loaded.hash)
    assert "trucks: 7  # --set fleets.tippers.trucks" in text
    assert "gate: null  # --set facilities.tip.gate" in text


def test_order_of_entities_does_not_change_the_hash(base: Path) -> None:
    moved = BASE.replace("  spoil: {to: [tip]}\n", "").replace("routes:\n", "routes:\n  spoil: {to: [tip]}\n")
    assert load(child(base, moved)).hash == load(base).hash
    assert load(base, ["fleets.tippers.trucks=6"]).hash != load(base).hash
