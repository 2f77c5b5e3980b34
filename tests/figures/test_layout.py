"""No text lies on another or leaves the sheet: names of forty letters, many facilities, sources, years, targets."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from sim.study.result import Result
from sim.words import Words
from tests.figures.crowd import crowd, study
from tests.figures.overlaps import outside, overlapping

FIGURES = ("targets", "readings", "waterfall", "flows", "map", "fates", "months")
TALLEST = 9.3
"""Inches that a page has for a figure."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return study(crowd(facilities=14, sources=9, end="2025-01-15"), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return study(crowd(facilities=60, sources=40), tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Thirty years, three targets, one source."""
    world = crowd(facilities=8, sources=1, targets=3, end="2055-01-01")
    for stream in world["streams"].values():
        stream["amount"] = "36500 t/a"
    return study(world, tmp_path_factory.mktemp("long"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Twelve targets."""
    return study(crowd(facilities=10, sources=2, targets=12, end="2026-01-01"), tmp_path_factory.mktemp("many"))


def check(name: str, result: Result, language: Any) -> None:
    figure = import_module(f"sim.report.figures.{name}").draw(result, Words(language))
    assert overlapping(figure) == []
    assert outside(figure) == []
    assert figure.get_figheight() <= TALLEST


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", FIGURES)
def test_fourteen_facilities_with_long_names(name: str, language: Any, small: Result) -> None:
    check(name, small, language)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("world", ["large", "long", "many", "odd", "minimal"])
@pytest.mark.parametrize("name", FIGURES)
def test_large_and_odd_worlds(name: str, language: Any, world: str, request: pytest.FixtureRequest) -> None:
    check(name, request.getfixturevalue(world), language)
