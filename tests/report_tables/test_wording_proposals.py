"""Proposed wording: every contradiction has one, with values found by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.report.wording_proposals import clause, is_mendable, proposals, proposed
from sim.scenario.findings import find
from sim.scenario.loading import load
from sim.study.indicators import indicators
from sim.study.result import Result
from sim.words import Language
from tests.report_tables.conftest import Make, labels_of, tables_of
from tests.worlds import recycling_world

BASE = Path(__file__).parents[2] / "scenarios" / "jiulongpo-2025-2027.yaml"


@pytest.fixture(scope="module")
def base(make: Make) -> Result:
    """The findings of the base scenario, which need no simulation."""
    loaded = load(BASE)
    small = make(recycling_world())
    declared = indicators(loaded.scenario, {**small.tables}, 0.95)["declared"]
    return Result(loaded, {}, {"checks": find(loaded), "indicators": {"declared": declared}})


def texts(result: Result, id: str, language: Language = "en") -> list[str]:
    """What is proposed for the findings of an id."""
    labels = labels_of(result, language)
    return [proposed(c, result, labels) for c in result.summary["checks"] if c["id"] == id and is_mendable(c, labels)]


def test_every_contradiction_of_the_base_has_a_proposal(base: Result) -> None:
    graves = [c for c in base.summary["checks"] if c["severity"] == "contradiction"]
    assert len(graves) >= 4
    for language in ("zh", "en"):
        assert all(is_mendable(c, labels_of(base, language)) for c in graves)
    assert len(tables_of(proposals(base, labels_of(base)))["proposals"]) >= len(graves)


@pytest.mark.parametrize("path", sorted(BASE.parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_contradiction_of_every_scenario_has_a_proposal(base: Result, path: Path) -> None:
    graves = {c["id"] for c in find(load(path)) if c["severity"] == "contradiction"}
    assert [id for id in graves if f"proposal.{id}" not in labels_of(base).words] == []


def test_article_8_4_says_how_much_must_be_used(base: Result) -> None:
    # treated 15.6 + 20.77 + 31.2, rest 157.76 x 2.1 + 15.78 x 1.2
    treated, rest = 67.57, 157.76 * 2.1 + 15.78 * 1.2
    needed = 0.73 * (treated + rest) - 0.7 * treated
    assert (round(needed, 2), round(100 * needed / rest, 3)) == (257.70, 73.579)
    (text,) = texts(base, "landfill_reading", "zh")
    assert "不低于 73.6%，其余填埋处置" in text
    assert "利用量不少于 257.70 万t" in text
    assert "173.54 万m³/a" in text
    assert text.startswith("建议将规划第8(4)条改为：")


def test_two_voids_become_one(base: Result) -> None:
    (text,) = texts(base, "stated_twice")
    assert "to keep 312 ×10⁴ compacted m³, change plan art. 27" in text
    assert "to keep 326 ×10⁴ compacted m³, change plan art. 19, annex 4" in text


def test_an_opening_after_the_due_year_moves_the_window_or_the_year(base: Result) -> None:
    huayan, west = sorted(texts(base, "opens_after_due"))
    assert "Huayan decoration-waste sorting plant in operation by the end of 2026" in huayan
    assert "set the year in which Recycling rate, Utilisation rate is due to 2028" in huayan
    assert "to keep the window" not in west, "it opens at the beginning of the due year"


def test_questions_of_definition_are_to_be_stated(base: Result) -> None:
    rows = tables_of(proposals(base, labels_of(base)))["proposed-definitions"]
    assert len(rows) == len(base.loaded.scenario.definitions)
    assert rows[2][2] == "State it in plan art. 6(2); this study takes: the flow of calendar 2027."


def of_world(make: Make, id: str, **words: Any) -> str:
    """What is proposed for the one finding of an id in a recycling world with some words more."""
    result = make({**recycling_world(capacity="3000 t/a"), **words})
    (text,) = texts(replace(result), id)
    return text


def test_a_total_that_differs(make: Make) -> None:
    total = {"name": "All waste", "value": "4000 t/a", "equals": {"streams.rubble.amount": 1}}
    text = of_world(make, "total_differs", statements={"all": total})
    assert "“All waste: 3,650.00 t/a”; if the total 4000 t/a is right" in text


def test_an_amount_that_its_drivers_do_not_give(make: Make) -> None:
    drivers = {"persons": "10000 人", "persons_per_household": 2, "per_household": "1 t/a"}
    rubble = {
        "name": "Rubble",
        "amount": "3650 t/a",
        "density": "1 t/压实方",
        "calendar": "morning",
        "drivers": drivers,
    }
    text = of_world(make, "drivers_give", streams={"rubble": rubble})
    # 10000 / 2 x 1 t = 5000 t
    assert "from 0.36 to 0.50 ×10⁴ t/a" in text


def test_a_load_above_1_gives_the_capacity_needed_and_the_rate_that_can_be_had(make: Make) -> None:
    """70 % of 3650 t are 2555 t, at a yield of 90 % 2838.9 t of feed; 2000 t give 1800 of 3650 t, 49.3 %."""
    world = recycling_world(capacity="2000 t/a")
    (text,) = texts(make(world), "load_needed")
    assert "from 0.20 to at least 0.29 ×10⁴ t/a" in text
    assert "from 70% to at most 49.3%" in text


def test_what_agrees_needs_no_wording(base: Result) -> None:
    labels = labels_of(base)
    assert not any(is_mendable(c, labels) for c in base.summary["checks"] if c["severity"] == "info")


@pytest.mark.parametrize(
    ("source", "article"),
    [
        ("plan art. 19, annex 4, read as compacted, gross of cover", "plan art. 19, annex 4"),
        ("plan art. 8(4), under the heading of landfill", "plan art. 8(4)"),
        ("plan art. 27: building window", "plan art. 27"),
        ("", "–"),
    ],
)
def test_the_clause_of_a_source(base: Result, source: str, article: str) -> None:
    assert clause(source, labels_of(base)) == article
