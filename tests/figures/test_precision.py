"""What is said of the looks of a study: how many rates are left open, and that none can be evaluated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.report.labels import Labels, level
from sim.report.precision import points_asked, precision_of
from sim.study.result import Result
from sim.words import Words


def looked(result: Result, **changes: Any) -> Result:
    """The study as if it had ended so."""
    precision = {"asked": 0.005, "looks": [10, 20, 1200], "confidence": 1 - 0.05 / 3, "rows": [], **changes}
    return replace(result, summary={**result.summary, "precision": precision})


def row(period: str, half_width: float, met: str | None, tonnes: float | None = None) -> dict[str, Any]:
    return {
        "target": "resource_rate", "period": period, "half_width": half_width, "met": met,
        "least_margin_points": 100 * half_width, "least_margin_t": tonnes,
    }  # fmt: skip


def test_without_a_precision_nothing_is_said(minimal: Result) -> None:
    said = precision_of(minimal, Labels(minimal.loaded.scenario, Words("en")))
    assert (list(said.lines()), said.warning(), list(said.blocks())) == ([], [], [])
    assert level(minimal.summary) == "95"


def test_four_open_rates_are_named_and_the_others_counted(minimal: Result) -> None:
    """One of seven is clear of its goal; the widest of all counts no masses."""
    rows = [row(f"20{k}", 0.01 + k / 1000, None) for k in range(30, 36)] + [row("2036", 0.0512, "goal")]
    result = looked(minimal, stopped_at=1200, reached=False, rows=rows)
    said = precision_of(result, Labels(result.loaded.scenario, Words("en")))
    outcome, margin = said.lines()
    assert "with 1,200 replications, the most allowed: not known to ±0.5 points" in outcome
    assert "(98.33 %): Recycling rate, 2030 (±4.00 points); Recycling rate, 2031 (±4.10 points)" in outcome
    assert "2033 (±4.30 points); 2 more. Allow more with --replications." in outcome
    assert margin.endswith("known least: 5.12 points (Recycling rate, 2036).")
    (first,) = said.warning()
    assert "6 of 7 rates" in first
    assert "“Readings and terms”" in first
    _, table = said.blocks()
    assert table["rows"][-1] == ["Recycling rate, 2036", "5.12", "–", "excludes the goal"]
    assert table["rows"][0][-1] == "not enough"


@pytest.mark.parametrize(("language", "expected"), [("en", "no rate could be evaluated"), ("zh", "没有可以评价的率")])
def test_a_study_in_which_no_rate_is_evaluated(minimal: Result, language: Any, expected: str) -> None:
    result = looked(minimal, stopped_at=10, reached=True)
    said = precision_of(result, Labels(result.loaded.scenario, Words(language)))
    (line,) = said.lines()
    assert expected in line
    assert said.warning() == []
    assert [block["kind"] for block in said.blocks()] == ["text", "text"]


@pytest.mark.parametrize(("asked", "text"), [(0.005, "0.5"), (0.5, "50"), (0.09, "9"), (1e-9, "0.0000001")])
def test_the_precision_is_written_as_it_can_be_given_again(asked: float, text: str) -> None:
    assert points_asked({"asked": asked}) == text
