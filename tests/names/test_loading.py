"""What nobody sees is refused in every text, with its code; everything else is taken as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import ScenarioInvalid
from sim.scenario.loading import load
from sim.words import Words
from tests import worlds
from tests.names.attacks import SHOWN, SPACED, UNSEEN, world


def saved(tree: object, folder: Path) -> Path:
    path = folder / "case.yaml"
    path.write_text(json.dumps(tree), encoding="utf-8")  # what cannot be seen as escapes, which YAML reads as well
    return path


PATHS = ("title", "question", "sources.site.name", "facilities.plant.name", "targets.rate.name")


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_nobody_sees_is_refused(unseen: str, tmp_path: Path) -> None:
    text = f"A {UNSEEN[unseen]} plan"
    for path in PATHS:
        for value in (text, {"zh": "规划", "en": text}):
            with pytest.raises(ScenarioInvalid) as caught:
                load(saved(worlds.changed(worlds.recycling_world(), path, value), tmp_path))
            (fault,) = caught.value.faults
            assert (fault.id, fault.path.removesuffix(".en")) == ("unseen_character", path)
            assert fault.values["code"] == f"U+{ord(UNSEEN[unseen][0]):04X}"
            for language in ("zh", "en"):
                assert Words(language).say(f"fault.{fault.id}", **fault.values).isprintable()


def test_a_source_is_a_text_like_another(tmp_path: Path) -> None:
    number = {"value": "1 t/h", "source": "a\u202eb"}
    with pytest.raises(ScenarioInvalid) as caught:
        load(saved(worlds.changed(worlds.recycling_world(), "facilities.plant.capacity", number), tmp_path))
    (fault,) = caught.value.faults
    assert (fault.id, fault.path) == ("unseen_character", "facilities.plant.capacity.source")


@pytest.mark.parametrize("name", [*SHOWN, *SPACED, "رام\u200cالله", "👩\u200d🔧", "Ünïcode", "𠮷野"])
def test_everything_else_is_taken_as_it_stands(name: str, tmp_path: Path) -> None:
    scenario = load(saved(worlds.changed(worlds.recycling_world(), "facilities.plant.name", name), tmp_path)).scenario
    assert scenario.facilities["plant"].name.en == name


@pytest.mark.parametrize("id", [*SHOWN, "a.b", "a/b", "..", "a b", "Ａ", "con\n"])
@pytest.mark.parametrize("section", ["streams", "sources", "facilities", "fleets", "targets"])
def test_an_id_holds_letters_digits_and_underscores_only(section: str, id: str, tmp_path: Path) -> None:
    tree = world()
    rows = tree[section]
    first = next(iter(rows))
    rows[id] = rows.pop(first)
    with pytest.raises(ScenarioInvalid) as caught:
        load(saved(tree, tmp_path))
    assert "bad_id" in {fault.id for fault in caught.value.faults}


@pytest.mark.parametrize("id", ["../up", "/etc/passwd", "a/b", "..", "=1+1", "con\n", "A", ""])
def test_an_id_of_a_scenario_is_no_path(id: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        load(saved({"id": id, **world()}, tmp_path))
    assert {fault.path for fault in caught.value.faults} == {"id"}
