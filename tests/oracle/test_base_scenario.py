"""The base scenario: engine and oracle agree, load by load, in weeks by default and in all its years if asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from tests.oracle.compare import Case, compare_scenario

BASE = Path(__file__).parents[2] / "scenarios" / "jiulongpo-2025-2027.yaml"


def cut(start: dt.date, days: int) -> Scenario:
    """The base scenario over some days."""
    scenario = load(BASE).scenario
    horizon = scenario.horizon.model_copy(update={"start": start, "end": start + dt.timedelta(days=days)})
    return scenario.model_copy(update={"horizon": horizon, "windows": {}})


@pytest.mark.parametrize(
    ("start", "case"),
    [
        (dt.date(2025, 1, 1), Case()),
        (dt.date(2026, 12, 10), Case(seed=2)),
        (dt.date(2027, 1, 1), Case(randomness=False)),
        (dt.date(2027, 1, 1), Case(seed=3, is_design=True)),
    ],
    ids=str,
)
def test_forty_days(start: dt.date, case: Case) -> None:
    seen = compare_scenario(cut(start, 40), case)
    assert len(seen.run.end.trace) > 10_000


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("is_design", [False, True], ids=["plan", "design"])
def test_all_years(seed: int, is_design: bool) -> None:
    scenario = cut(dt.date(2027, 1, 1), 365) if is_design else load(BASE).scenario
    seen = compare_scenario(scenario, Case(seed, is_design=is_design, reads_daily=False))
    print(f"\nseed {seed}: {len(seen.run.end.trace)} loads compared, none different")
    assert len(seen.run.end.trace) > 200_000
