"""A declared window is a run rate: what is printed of it is per year and says so; the raw tables keep its kilograms."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report import tables
from sim.report.answer import first_page
from sim.report.labels import Labels, mass, signed
from sim.scenario.loading import load
from sim.study.annualising import annual_factor
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Words
from tests.figures.conftest import ROOT

TARGET = "resource_rate"
TO_A_YEAR = 365 / 92


@pytest.fixture(scope="module")
def quarter() -> Result:
    """The minimal scenario, due in its last quarter."""
    window = "windows={2027-Q4: {start: 2027-10-01, end: 2028-01-01}}"
    due = f"targets.{TARGET}.due=2027-Q4"
    return run_study(load(ROOT / "scenarios" / "minimal.yaml", (window, due)), replications=2, jobs=1)


def evaluated(result: Result, period: str) -> dict[str, Any]:
    (found,) = [e for e in result.summary["targets"][TARGET]["evaluations"] if e["period"] == period]
    return dict(found)


def test_a_window_counts_for_a_year_and_a_year_for_itself(quarter: Result) -> None:
    for period, factor in (("2027-Q4", TO_A_YEAR), ("2027", 1.0), ("design", 1.0)):
        shown, raw = evaluated(quarter, period), quarter.tables["rates"].query("period == @period")
        numerator, denominator = raw["numerator_kg"].mean() / 1000, raw["denominator_kg"].mean() / 1000
        assert shown["numerator_t"] == pytest.approx(factor * numerator)
        assert shown["denominator_t"] == pytest.approx(factor * denominator)
        assert shown["margin_t"] == pytest.approx(factor * (numerator - 0.7 * denominator))
        lost = sum(row["lost_t"] for row in shown["binding"])
        assert lost == pytest.approx(shown["denominator_t"] - shown["numerator_t"], abs=0.01)


def test_the_rate_itself_is_not_scaled(quarter: Result) -> None:
    raw = quarter.tables["rates"].query("period == '2027-Q4'")
    assert evaluated(quarter, "2027-Q4")["mean"] == pytest.approx((raw["numerator_kg"] / raw["denominator_kg"]).mean())


@pytest.mark.parametrize(("language", "label"), [("en", "2027-Q4, annualised"), ("zh", "2027-Q4（年化）")])
def test_page_1_and_tables_print_and_label_the_year(quarter: Result, language: Any, label: str) -> None:
    shown, labels = evaluated(quarter, "2027-Q4"), Labels(quarter.loaded.scenario, Words(language))
    page = first_page(quarter, labels)
    (row,) = [row for row in page["targets"][0]["rows"] if row["due"]]
    assert (row["period"], row["margin"]["text"]) == (label, signed(shown["margin_t"] / 1e4))
    assert label in page["lead"][0]["text"]
    binds = page["targets"][0]["notes"][0]["text"]["text"]
    assert label in binds
    assert mass(1000 * shown["binding"][0]["lost_t"]) in binds
    printed = tables.binding(quarter, TARGET, "2027-Q4")["kg"]
    assert printed.iloc[0] == pytest.approx(1000 * shown["binding"][0]["lost_t"], abs=1)


def test_the_year_is_the_one_in_which_the_window_ends(quarter: Result) -> None:
    setting = "windows={leap: {start: 2028-01-01, end: 2028-04-01}, over: {start: 2027-12-01, end: 2028-02-01}}"
    scenario = load(ROOT / "scenarios" / "minimal.yaml", (setting, "horizon.end=2029-01-01")).scenario
    assert annual_factor(scenario, "leap") == 366 / 91
    assert annual_factor(scenario, "over") == 366 / 62
    assert annual_factor(scenario, "2028") == 1
