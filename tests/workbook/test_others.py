"""The workbooks of compare and solve: the same numbers as their JSON, in the first language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import worlds
from tests.workbook.reading import table

CAPACITY = "facilities.plant.capacity"


@pytest.fixture
def world(waste_sim: Any) -> dict[str, Any]:
    """A plant of 10 t/d for 10 t/d of rubble, of which it makes 90 % product; the empty folder is entered."""
    made = worlds.recycling_world()
    made["title"] = "=1+1"
    return made


def save(world: dict[str, Any], name: str) -> str:
    Path(f"{name}.yaml").write_text(json.dumps(world), encoding="utf-8")
    return f"{name}.yaml"


def test_a_comparison_has_a_workbook(waste_sim: Any, world: dict[str, Any]) -> None:
    good = save(world, "good")
    world["facilities"]["plant"]["outputs"]["rubble"] = {"product": "60 %", "residue": "40 %"}
    world["title"] = "Poor & plain"
    options = ("--replications", "2", "--jobs", "1", "--out", "pair", "--quiet")
    assert waste_sim("compare", good, save(world, "poor"), "--lang", "en", *options).code == 0
    path = Path("pair/results.xlsx")
    document = json.loads(Path("pair/compare.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Comparison", "Targets compared", "Amounts compared", "Landfills compared", "Not compared",
    ]  # fmt: skip
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    head, (row, *_) = table(path, "Targets compared")
    assert row[:4] == ["A", "B", "Rate", "2025"]
    assert row[5] == pytest.approx(0.9)
    assert row[8] == pytest.approx(0.6)
    assert (row[6], row[9]) == ("meets", "misses"), "90 % and 60 % against 70 %"
    assert row[10:] == pytest.approx([-30, -30, -30])
    assert head[11] == "Difference, 95 % interval, low (points)"
    amounts = document["comparisons"][0]["amounts"]
    _, rows = table(path, "Amounts compared")
    assert len(rows) == len(amounts)
    recycled = next(a for a in amounts if (a["what"], a["id"], a["period"]) == ("fate", "recycled", "2025"))
    found = next(r for r in rows if (r[2], r[3]) == ("Recycled", "2025"))
    assert found[4] == "10⁴ t"
    assert found[5:8] == pytest.approx([v / 1e4 for v in (recycled["base"], recycled["other"],
                                                          recycled["difference"]["mean"])])  # fmt: skip
    before = path.read_bytes()
    assert waste_sim("compare", good, "poor.yaml", "--lang", "en", *options).code == 0
    assert path.read_bytes() == before, "same input, same bytes"
    assert waste_sim("compare", good, "poor.yaml", "--lang", "zh,en", *options).code == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == "对比摘要"


def test_a_solution_has_a_workbook(waste_sim: Any, world: dict[str, Any]) -> None:
    save(world, "world")
    ended = waste_sim(
        "solve", "world.yaml", "--target", "rate", "--period", "2025", "--vary", f"{CAPACITY}=0 t/h..20 t/h",
        "--no-randomness", "--jobs", "1", "--out", "found", "--lang", "en", "--quiet",
    )  # fmt: skip
    assert ended.code == 0
    path = Path("found/results.xlsx")
    document = json.loads(Path("found/solve.json").read_text(encoding="utf-8"))
    assert openpyxl.load_workbook(path).sheetnames == ["Answer", "What it takes", "Values tried"]
    _, (answer,) = table(path, "What it takes")
    assert answer[0] == "Plant, capacity"
    assert answer[1] == document["answer"]["value"]
    assert answer[4] == pytest.approx(document["answer"]["mean"])
    _, rows = table(path, "Values tried")
    tried = Path("found/tables/evaluations.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [f"{row[0]:g}" for row in rows] == [f"{float(line.split(',')[2]):g}" for line in tried]
    judged = [line.split(",")[-2:] for line in tried]
    said = {"True": "goal reached", "False": "goal not reached"}
    assert [row[7] for row in rows] == [f"{said[meets]}, {verdict}" for meets, verdict in judged]
