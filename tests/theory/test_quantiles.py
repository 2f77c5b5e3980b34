"""Quantiles of waits, dates and levels, counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.model.observation import summary
from sim.model.replication import Outcome
from sim.scenario.loading import load
from sim.study.collection import Collector, quantile_date

MINIMAL = Path(__file__).parents[2] / "scenarios/minimal.yaml"


@pytest.mark.parametrize(
    ("waits", "mean", "p95", "longest"),
    [
        (range(1, 21), 10.5, 19.0, 20),  # 19 of 20 are 95 %
        (range(20, 0, -1), 10.5, 19.0, 20),
        (range(1, 22), 11.0, 20.0, 21),  # 19.95 of 21, so the 20th
        ([7], 7.0, 7.0, 7),
        ([], 0.0, 0.0, 0),
    ],
)
def test_the_95th_percentile_of_waits_is_the_nearest_rank(
    waits: list[int], mean: float, p95: float, longest: int
) -> None:
    assert summary(np.array(waits, np.int64)) == (mean, p95, longest)


DATES = [f"2030-01-{day:02}" for day in range(10, 0, -1)]


@pytest.mark.parametrize(("share", "date"), [(0.1, "2030-01-01"), (0.5, "2030-01-05"), (0.9, "2030-01-09")])
def test_of_ten_dates_the_first_fifth_and_ninth(share: float, date: str) -> None:
    assert quantile_date(DATES, share) == date


def test_a_date_that_never_comes_in_two_of_ten_is_not_known_at_90_per_cent() -> None:
    dates = [*DATES[2:], "", ""]
    assert [quantile_date(dates, share) for share in (0.1, 0.5, 0.8, 0.9)] == [
        "2030-01-01", "2030-01-05", "2030-01-08", None,
    ]  # fmt: skip
    assert quantile_date([], 0.5) is None


def test_levels_keep_their_mean_and_spread() -> None:
    """Of 0, 10, …, 100 the tenth part lies below 10 and above 90."""
    collected = Collector()
    for replication in range(1, 12):
        outcome = Outcome(replication)
        outcome.tables["levels"] = [("2025-01", "site", "waiting", 10.0 * (replication - 1))]
        collected.add(outcome)
    (row,) = collected.tables(load(MINIMAL))["levels"].to_dict("records")
    assert [row[key] for key in ("mean", "p10", "p50", "p90")] == pytest.approx([50, 10, 50, 90])
