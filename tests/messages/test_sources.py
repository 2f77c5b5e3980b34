"""Where a number comes from, in the language of the reader: one text for all, or one for each language."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioInvalid
from sim.scenario.findings import find
from sim.scenario.loading import Loaded, dump_resolved, load
from sim.scenario.text import Name, join_texts, plain_text, text_in
from sim.scenario.wording import write_source
from sim.study.collection import _register
from sim.study.identity import digest_of
from sim.words import Words
from tests import worlds

BOTH = {"zh": "实测", "en": "measured"}
SURVEY = {"zh": "2025年测量", "en": "survey of 2025"}


def loaded_of(folder: Path, **void: Any) -> Loaded:
    """The recycling world with sources of all kinds; `void` replaces keys of the landfill's void."""
    world = worlds.recycling_world()
    given = {"value": "100 万压实方", "source": BOTH, "grade": "plan"}
    world["facilities"]["dump"]["void"] = {**given, "also_stated": {"value": "90 万压实方", "source": SURVEY}, **void}
    world["streams"]["rubble"]["weights"] = {"values": {"site": 1}, "source": BOTH}
    world["roads"]["source"] = BOTH
    world["targets"]["rate"]["article"] = {"zh": "第七条", "en": "clause 7"}
    world["offices"] = {"works": {"name": "Works", "article": BOTH, "tasks": ["facilities"]}}
    path = folder / "world.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return load(path)


def test_a_source_may_be_given_in_both_languages(tmp_path: Path) -> None:
    loaded = loaded_of(tmp_path)
    void = loaded.scenario.facilities["dump"].void
    assert void is not None
    assert (void.source, void.also_stated[0].source) == (Name(**BOTH), Name(**SURVEY))
    (twice,) = [f for f in find(loaded) if f["id"] == "stated_twice"]
    assert twice["article"] == BOTH
    assert "（实测）" in twice["message"]["zh"]
    assert "（2025年测量）" in twice["message"]["zh"]
    assert "(measured)" in twice["message"]["en"]
    assert "(survey of 2025)" in twice["message"]["en"]


def test_a_resolved_scenario_loads_to_the_same_again(tmp_path: Path) -> None:
    loaded = loaded_of(tmp_path)
    path = tmp_path / "again.yaml"
    path.write_text(dump_resolved(loaded), encoding="utf-8")
    again = load(path)
    assert (again.hash, again.scenario) == (loaded.hash, loaded.scenario.model_copy(update={"id": again.id}))


def test_a_source_of_a_child_replaces_the_whole_text(tmp_path: Path) -> None:
    loaded_of(tmp_path)
    child = tmp_path / "child.yaml"
    child.write_text("extends: world.yaml\nroads: {source: {en: a map}}\n", encoding="utf-8")
    assert load(child).scenario.roads.source == "a map"


def test_one_language_alone_serves_for_both(tmp_path: Path) -> None:
    void = loaded_of(tmp_path, source={"zh": "实测"}).scenario.facilities["dump"].void
    assert void is not None
    assert void.source == "实测"


@pytest.mark.parametrize(
    ("source", "id", "at"),
    [
        (["a"], "wanted_text", "source"),
        (7, "wanted_text", "source"),
        ({"zh": "实测", "fr": "mesure"}, "unknown_key", "source.fr"),
        ({"zh": "", "en": "measured"}, "bad_name", "source"),
        ({}, "name_missing", "source"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, source: object, id: str, at: str) -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        loaded_of(tmp_path, source=source)
    (fault,) = caught.value.faults
    assert (fault.id, fault.path) == (id, f"facilities.dump.void.{at}")
    for language in ("zh", "en"):
        assert Words(language).say(f"fault.{id}", **fault.values)


def test_no_source_decides_what_is_simulated(tmp_path: Path) -> None:
    scenario = loaded_of(tmp_path).scenario
    weights, dump = scenario.streams["rubble"].weights, scenario.facilities["dump"]
    assert weights is not None
    assert dump.void is not None
    rubble = scenario.streams["rubble"].model_copy(update={"weights": weights.model_copy(update={"source": "other"})})
    other = scenario.model_copy(
        update={
            "streams": {"rubble": rubble},
            "roads": scenario.roads.model_copy(update={"source": "other"}),
            "facilities": {
                **scenario.facilities, "dump": dump.model_copy(update={"void": replace(dump.void, source="other")})
            },
        }
    )  # fmt: skip
    for part in ("plan", "design"):
        assert digest_of(other, part) == digest_of(scenario, part)


def test_the_table_of_inputs_has_a_column_for_each_language(tmp_path: Path) -> None:
    table = _register(loaded_of(tmp_path)).set_index("path")
    row = table.loc["facilities.dump.void"]
    assert (row["source_zh"], row["source_en"]) == ("实测", "measured")
    assert row["also_stated_zh"] == "90 万压实方（2025年测量）"
    assert row["also_stated_en"] == "90 ×10⁴ compacted m³ (survey of 2025)"
    assert table.loc["roads.detour", "source_en"] == "engineering estimate: hilly district, few crossings"


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("estimate", "估算", "estimate"),
        ("估算", "估算", "estimate"),
        ("what if", "假设情形", "what if"),
        ("estimate of the bureau", "estimate of the bureau", "estimate of the bureau"),
        ("plan art. 8(4); plan art. 8(3)", "规划第8(4)条；规划第8(3)条", "plan art. 8(4); plan art. 8(3)"),
        (Name(zh="估算；plan art. 9", en="estimate; plan art. 9"), "估算；规划第9条", "estimate; plan art. 9"),
        ({"zh": "实测", "en": "measured"}, "实测", "measured"),
    ],
)
def test_terms_of_provenance_are_said_in_the_readers_language(source: Any, zh: str, en: str) -> None:
    assert (write_source(source, Words("zh")), write_source(source, Words("en"))) == (zh, en)


def test_texts_are_joined_by_language_and_stay_plain_where_they_can() -> None:
    assert join_texts(["a", "", "b", "a"]) == "a; b"
    joined = join_texts([Name(**BOTH), "b"])
    assert plain_text(joined) == {"zh": "实测; b", "en": "measured; b"}
    assert text_in(joined, "en") == "measured; b"
    assert plain_text("a") == "a"
