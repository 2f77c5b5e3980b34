"""Whatever stands in a file: it loads, or it has faults that both languages can say. Never a traceback."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import Fault, ScenarioInvalid
from sim.scenario.document import read_map
from sim.scenario.findings import find
from sim.scenario.loading import Loaded, dump_resolved, load
from sim.words import Words

BASE: Any = read_map((Path(__file__).parent / "base.yaml").read_bytes(), "base.yaml").plain()


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    rows = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(below for key, child in rows for below in paths(child, (*path, key)))]


ODD: list[Any] = [
    None, True, 0, -1, 10**30, float("inf"), float("nan"), "", "x", "1 t", "1 万t/a", "3 km/h", "2027-01-01", "t", "/",
    "万", "1/0", "1e999 t", "9" * 26 + " t/a", "\x07a", "💥", "\ud800", [], {}, [[]], [1, 2, 3], {"a": 1}, {"": {}},
    {"a.b": 1}, {"value": 1}, {"value": [1]}, {"value": "2 t/a", "range": [1, 2]}, {"value": "1 t", "unit": 3},
    {"value": "1 t", "also_stated": [{}]}, {"distribution": {"values": []}}, {"distribution": {"discrete": [[1, 0]]}},
    {"zh": 1}, {"range": None}, "town", "tip", "plant", ["tip"], ["rubble", "rubble"], {"town": None},
    {"rubble": "5 t"},
]  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(paths(BASE)[1:]), st.sampled_from(range(len(ODD))), st.sampled_from(["put", "drop", "key"])
    ),
    min_size=1,
    max_size=3,
)


def change(tree: Any, path: tuple[Any, ...], odd: Any, how: str) -> None:
    for step in path[:-1]:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(tree, dict) and path[-1] in tree:
        old = tree.pop(path[-1])
        if how != "drop":
            tree[path[-1] if how == "put" else str(odd)] = copy.deepcopy(odd) if how == "put" else old


def try_to_load(file: Path) -> tuple[Loaded | None, tuple[Fault, ...]]:
    try:
        return load(file), ()
    except ScenarioInvalid as error:
        return None, error.faults


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_any_change_loads_or_is_explained(changes: list[tuple[Any, int, str]], tmp_path: Path) -> None:
    tree = copy.deepcopy(BASE)
    for path, index, how in changes:
        change(tree, path, ODD[index], how)
    text = json.dumps(tree).replace("Infinity", ".inf").replace("NaN", ".nan")
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    loaded, faults = try_to_load(file)
    assert (loaded is None) == bool(faults)
    for fault in faults:
        assert fault.place is not None
        for language in ("zh", "en"):
            assert Words(language).say(f"fault.{fault.id}", **fault.values).isprintable()
    if loaded is not None:
        find(loaded)
        resolved = tmp_path / "scenario.resolved.yaml"
        resolved.write_text(dump_resolved(loaded), encoding="utf-8")
        assert load(resolved).scenario == loaded.scenario


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
)
def test_any_bytes_are_explained(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(content)
    loaded, faults = try_to_load(file)
    assert (loaded is None) == bool(faults)
