"""Whole reports of plans that are unlike the usual one: many facilities, one, thirty years, no landfill, no trucks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

from sim.report import tables
from sim.report.answer import LANDFILLS, landfill_lines
from sim.report.labels import Labels
from sim.report.writing import write_report
from sim.study.result import Result
from sim.words import Words
from tests import worlds
from tests.figures.crowd import crowd, study

NO_WASTE = {"name": "None", "amount": "0 t/a", "density": "1 t/压实方", "calendar": "morning"}


def small(**changes: Any) -> dict[str, Any]:
    return worlds.recycling_world() | {"horizon": {"start": "2025-01-01", "end": "2026-01-01"}} | changes


def alone() -> dict[str, Any]:
    """One facility that takes nothing that arises."""
    world = small(routes={"rubble": {"to": []}}, targets={}, items={}, roads={})
    world["fleets"]["trucks"]["carries"] = ["rubble"]
    return world | {"facilities": {"dump": worlds.landfill(accepts=["rubble"])}}


def without_landfill() -> dict[str, Any]:
    world = small()
    world["routes"]["residue"] = {"to": []}
    del world["facilities"]["dump"], world["roads"]["km"]["plant"]
    return world


def with_nothing() -> dict[str, Any]:
    """A stream of zero beside the rubble."""
    world = small()
    world["streams"]["none"] = NO_WASTE
    world["routes"]["none"] = {"to": ["dump"]}
    world["roads"]["km"]["site"]["dump"] = 10
    world["facilities"]["dump"]["accepts"] = ["residue", "none"]
    world["fleets"]["trucks"]["carries"] = ["rubble", "residue", "none"]
    return world


def without_trucks() -> dict[str, Any]:
    return small(fleets={}, routes={"rubble": {"to": []}}, facilities={}, targets={}, items={}, roads={})


def test_of_many_landfills_page_1_names_those_that_are_full_first(tmp_path: Path) -> None:
    result = study(crowd(facilities=60, sources=3, end="2025-01-10"), tmp_path)
    lines = landfill_lines(result, Labels(result.loaded.scenario, Words("en")))
    landfills = [f for f in result.loaded.scenario.facilities.values() if f.kind == "landfill"]
    assert len(landfills) > LANDFILLS
    assert len(lines) == LANDFILLS + 1
    assert lines[-1].startswith(f"The other {len(landfills) - LANDFILLS} landfills")


def test_a_landfill_without_a_date_beside_one_with_a_date(minimal: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tables.landfills(minimal)
    rows = [{**table.iloc[0], "facility": "landfill", "projected_p50": "2031-05", "projected_p10": "2030-01"}]
    rows[0]["projected_p90"] = None
    rows += [{**rows[0], "facility": "plant", **dict.fromkeys(("projected_p10", "projected_p50", "projected_p90"))}]
    summary = {**minimal.summary, "facilities": {}}
    monkeypatch.setattr("sim.report.answer.landfills", lambda _: pd.DataFrame(rows))
    labels = Labels(minimal.loaded.scenario, Words("en"))
    dated, undated = landfill_lines(replace(minimal, summary=summary), labels)
    assert "(10–90%: 2030-01 to later)" in dated
    assert undated.startswith("Recycling plant: not full within the horizon, and the design year's rate gives no date")


@pytest.mark.parametrize("world", [alone, without_landfill, with_nothing, without_trucks])
def test_a_small_report_is_whole(world: Any, tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-2a are checked by the typesetter, which fails otherwise."""
    result = study(world(), tmp_path)
    write_report(result, tmp_path, ("zh", "en"))
    for language in ("zh", "en"):
        words, pages = Words(language), PdfReader(tmp_path / f"report.{language}.pdf").pages
        first = "".join(pages[0].extract_text().split())
        assert "".join(words.say("report.answer.caution").split()) in first
        whole = "".join("".join(page.extract_text().split()) for page in pages)
        for chapter in ("definitions", "plan", "balance", "sources", "method"):
            assert "".join(words.say(f"report.chapter.{chapter}").split()) in whole
    assert (tmp_path / "report.html").stat().st_size > 50_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "world",
    [
        crowd(facilities=60, sources=40),
        crowd(facilities=8, sources=1, targets=3, end="2055-01-01"),
        crowd(facilities=10, sources=2, targets=12, end="2026-01-01"),
    ],
    ids=["60 facilities", "30 years", "12 targets"],
)
def test_a_large_report_is_whole(world: dict[str, Any], tmp_path: Path) -> None:
    result = study(world, tmp_path)
    write_report(result, tmp_path, ("zh", "en"))
    for language in ("zh", "en"):
        pages = PdfReader(tmp_path / f"report.{language}.pdf").pages
        assert len(pages) < 150
        assert result.loaded.hash[:16] in pages[-1].extract_text()
