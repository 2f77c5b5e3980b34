"""Odd files that are valid are the same scenario, and the same results, as their plain twins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sim.errors import ScenarioInvalid
from sim.scenario.document import MAX_ALIASES
from sim.scenario.loading import Loaded, load
from sim.words import Words
from tests.input.corpus import BASES
from tests.input.odd import Twin, twins
from tests.input.watching import watch

SPELT_OTHERWISE = " for "
"""In the name of a twin whose numbers are other text of the same value."""


@cache
def every() -> tuple[Twin, ...]:
    return tuple(twins())


@cache
def plain(name: str) -> Loaded:
    return load(BASES[name])


def difference(twin: Twin, folder: Path) -> str:
    """How a twin differs from its base; empty for not at all."""
    folder.mkdir()
    for name, content in twin.beside.items():
        (folder / name).write_bytes(content)
    path = folder / BASES[twin.base].name
    path.write_bytes(twin.content)
    try:
        loaded = load(path)
    except ScenarioInvalid as error:
        fault = error.faults[0]
        return f"{twin.base}, {twin.name}: {fault.place}: " + Words("en").say(f"fault.{fault.id}", **fault.values)
    base = plain(twin.base)
    same = [loaded.id == base.id]
    if SPELT_OTHERWISE not in twin.name and "per cent" not in twin.name:
        same += [loaded.scenario == base.scenario, loaded.hash == base.hash]
    else:
        same += [[row.value for row in loaded.inputs] == [row.value for row in base.inputs]]
    return "" if all(same) else f"{twin.base}, {twin.name}: {same}"


def test_twins_are_distinct_and_one_has_as_many_aliases_as_are_allowed() -> None:
    found = every()
    assert len({(twin.base, twin.content, *twin.beside.items()) for twin in found}) == len(found)
    assert max(twin.content.count(b"*a") for twin in found if twin.name == "aliases") == MAX_ALIASES


def test_every_way_of_one_base(tmp_path: Path) -> None:
    found = [twin for twin in every() if twin.base in ("minimal", "cities")]
    assert [text for n, twin in enumerate(found) if (text := difference(twin, tmp_path / str(n)))] == []


@pytest.mark.trust
def test_all_twins(tmp_path: Path, evidence: Callable[[str, str, str], None]) -> None:
    found = every()
    assert len(found) >= 100
    unlike = [text for n, twin in enumerate(found) if (text := difference(twin, tmp_path / str(n)))]
    paths = [tmp_path / str(n) / BASES[twin.base].name for n, twin in enumerate(found) if twin.base == "minimal"]
    short = ["--no-report", "--replications", "2", "--jobs", "1", "--quiet", "--out"]
    folders = [tmp_path / "plain", *(path.parent / "out" for path in paths)]
    runs = [
        ["run", str(path), *short, str(folder)]
        for path, folder in zip((BASES["minimal"], *paths), folders, strict=True)
    ]
    assert [ended.code for ended in watch(runs, seconds=120)] == [0] * len(runs)
    table = (tmp_path / "plain" / "tables" / "flows.csv").read_bytes()
    other = [path for path in paths if (path.parent / "out" / "tables" / "flows.csv").read_bytes() != table]
    figure = f"{len(found)} files: {len(found) - len(unlike)} the same scenario; {len(paths)} runs, {len(other)} unlike"
    evidence("odd input", figure, "all; 0")
    assert unlike == []
    assert other == []
