"""Scenarios made by hypothesis, each run with its invariants checked: none is violated, and no result is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sim.model.engine import Engine
from sim.model.invariants.watch import watching
from sim.model.replication import replicate
from tests.oracle.compare import Case, differences, witness
from tests.oracle.scenarios import worlds
from tests.worlds import build, recycling_world

CASES = st.builds(
    Case, st.integers(1, 10**6), randomness=st.booleans(), is_design=st.booleans(), reads_daily=st.just(False)
)
PARTS, SCENARIOS = 4, 10_000
TO_MAKE = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink), database=None
)


@settings(TO_MAKE, max_examples=40)
@given(worlds(), CASES)
def test_no_scenario_violates_an_invariant_and_watching_changes_nothing(world: dict[str, Any], case: Case) -> None:
    scenario = build(world)
    plain, watched = witness(scenario, case, Engine), witness(scenario, case, watching(1, "plan"))
    assert next(differences(scenario, plain, watched), None) is None


def test_plan_and_design_run_of_a_replication() -> None:
    scenario = build(recycling_world(stockpile="60 t", product_yard="90 t"))
    assert vars(replicate(scenario, 1, 1, paranoid=True))["tables"] == replicate(scenario, 1, 1).tables


@pytest.mark.trust
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_scenarios(part: int, evidence: Callable[[str, str, str], None]) -> None:
    """Each part draws other scenarios; a violation ends the part, reduced."""
    seen: list[int] = []

    @seed(part)
    @settings(TO_MAKE, max_examples=SCENARIOS // PARTS)
    @given(worlds(), CASES)
    def run(world: dict[str, Any], case: Case) -> None:
        seen.append(len(witness(build(world), case, watching(1, "plan")).run.end.trace))

    name = f"invariants, part {part + 1} of {PARTS}"
    try:
        run()
    except BaseException:
        evidence(name, f"violated after {len(seen):,} scenarios", "0 violations")
        raise
    evidence(name, f"{len(seen):,} scenarios, {sum(seen):,} loads, 0 violations", "0 violations")
    assert len(seen) >= SCENARIOS // PARTS
