"""How the tests of the report's tables make a Result: a small study whose tables are then written by hand."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from sim.report.blocks import Block
from sim.report.labels import Labels
from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Language, Words

Make = Callable[[dict[str, Any]], Result]
COLUMNS = {
    "flows": ("year", "origin", "destination", "stream", "item", "kg"),
    "monthly": ("month", "origin", "destination", "stream", "item", "kg"),
    "unserved": ("year", "month", "source", "facility", "cause", "stream", "item", "kg"),
    "binding": ("target", "reading", "period", "facility", "cause", "kg"),
    "plants": ("replication", "year", "facility", "processed_kg", "nameplate_kg", "open_h", "busy_h", "starved_h",
               "breakdown_h", "yard_full_h"),
}  # fmt: skip


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """What `run --no-randomness` makes of a world; each world is run once."""
    known: dict[str, Result] = {}

    def run(world: dict[str, Any]) -> Result:
        text = json.dumps(world, ensure_ascii=False)
        if text not in known:
            path = tmp_path_factory.mktemp("tables") / "world.yaml"
            path.write_text(text, encoding="utf-8")
            known[text] = run_study(load(path), randomness=False, jobs=1)
        return known[text]

    return run


def written(result: Result, **rows: Iterable[tuple[Any, ...]]) -> Result:
    """A Result some of whose tables are these rows."""
    made = {name: pd.DataFrame(list(given), columns=list(COLUMNS[name])) for name, given in rows.items()}
    return replace(result, tables={**result.tables, **made}, summary=copy.deepcopy(result.summary))


def tables_of(blocks: Iterable[Block]) -> dict[str, list[list[str]]]:
    """Rows as plain text by the anchor of their table."""
    return {
        b["anchor"]: [[t if isinstance(t, str) else t["text"] for t in row] for row in b["rows"]]
        for b in blocks
        if b["kind"] == "table"
    }


def heads_of(blocks: Iterable[Block], anchor: str) -> list[str]:
    """Heads of a table's columns."""
    (found,) = [b for b in blocks if b["kind"] == "table" and b["anchor"] == anchor]
    return [column["head"] for column in found["columns"]]


def labels_of(result: Result, language: Language = "en") -> Labels:
    """The names of a Result's scenario."""
    return Labels(result.loaded.scenario, Words(language))
