"""Parts of a year by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.opinion.amounts import generated
from sim.opinion.days import share
from sim.opinion.drawn import with_values
from sim.opinion.span import spans_of
from tests.worlds import build, plain


def test_the_share_of_some_days_and_its_spread_by_rain() -> None:
    """Days of weight 1, 2, 1, of which the first counts; rain takes the second with 1/2: 1 of 1 + 1 + 1 expected.

    Only the second day varies: its weight times (0 - 1/3), times the root of 1/4, over 3.
    """
    part = share(np.array([1.0, 2.0, 1.0]), np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.0]))
    assert part.value == pytest.approx(1 / 3)
    assert part.sd == pytest.approx(2 / 3 / 2 / 3)
    assert not math.isnan(share(np.zeros(3), np.ones(3), np.zeros(3)).value)


def test_a_horizon_within_a_year_has_its_days_only() -> None:
    """The small world works every day: ten days of 365; a surge doubles two of them."""
    world: dict[str, Any] = plain()
    scenario = build(world)
    assert generated(scenario, "rubble", spans_of(scenario)[0], True).value == pytest.approx(3650e3 * 10 / 365)
    world["events"] = {"surge": {"kind": "surge", "stream": "rubble", "factor": 2, "start": "2025-01-03",
                                 "end": "2025-01-05"}}  # fmt: skip
    scenario = build(world)
    part = generated(scenario, "rubble", spans_of(scenario)[0], True)
    assert part.value == pytest.approx(3650e3 * 12 / 365)
    assert part.sd == 0.0


def test_drawn_values_take_the_place_of_laws() -> None:
    """By path, in maps and in lists; what is not named stays."""
    world = plain()
    world["facilities"]["dump"]["void"] = {
        "value": "100 万压实方",
        "range": ["90 万压实方", "100 万压实方", "120 万压实方"],
    }
    scenario = with_values(build(world), {"facilities.dump.void": 950_000.0})
    void = scenario.facilities["dump"].void
    assert void is not None
    assert (void.value, void.law, scenario.streams) == (950_000.0, None, build(world).streams)
