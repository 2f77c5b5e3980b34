"""What tells two studies apart: every number that a run reads, its law, the seed, and which of the two runs it is."""

from __future__ import annotations

from typing import Any

from sim.study.identity import digest_of, identify
from tests.worlds import build, recycling_world


def with_capacity(*ends: int, **more: Any) -> Any:
    return build(recycling_world(capacity={"value": "10 t/h", "range": [ends[0], 10, ends[1]]}, **more))


def test_a_number_its_law_or_its_unit_makes_another_study() -> None:
    scenarios = [
        with_capacity(8, 12), with_capacity(8, 13), with_capacity(7, 12),
        build(recycling_world(capacity="10 t/h")), build(recycling_world(capacity="10 t/d")),
    ]  # fmt: skip
    assert len({digest_of(scenario, "plan") for scenario in scenarios}) == len(scenarios)
    assert digest_of(with_capacity(8, 12), "plan") == digest_of(scenarios[0], "plan")


def test_an_opening_matters_to_the_plan_run_only() -> None:
    early, late = with_capacity(8, 12, opens="2025-01-02"), with_capacity(8, 12, opens="2025-01-03")
    assert digest_of(early, "plan") != digest_of(late, "plan")
    assert digest_of(early, "design") == digest_of(late, "design") != digest_of(early, "plan")


def test_a_seed_matters_unless_nothing_is_random() -> None:
    scenario = with_capacity(8, 12)
    assert identify(scenario, "plan", 1, True) != identify(scenario, "plan", 2, True)
    assert identify(scenario, "plan", 1, False) == identify(scenario, "plan", 2, False)
    assert identify(scenario, "plan", 1, True) != identify(scenario, "plan", 1, False)
