"""Scenarios made by hypothesis: whatever is combined, engine and oracle agree, load by load."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.compare import Case, compare
from tests.oracle.scenarios import worlds

CASES = st.builds(
    Case, st.integers(1, 10**6), randomness=st.sampled_from([True, False]), is_design=st.sampled_from([False, True])
)
SLOW_TO_MAKE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@settings(max_examples=25, suppress_health_check=SLOW_TO_MAKE, phases=PHASES)
@given(worlds(), CASES)
def test_any_scenario(world: dict[str, Any], case: Case) -> None:
    compare(world, case)


@pytest.mark.slow
def test_a_thousand_scenarios() -> None:
    loads = []

    @settings(max_examples=1000, suppress_health_check=SLOW_TO_MAKE, phases=PHASES, derandomize=False)
    @given(worlds(), CASES)
    def run(world: dict[str, Any], case: Case) -> None:
        loads.append(len(compare(world, case).run.end.trace))

    run()
    print(f"\n{len(loads)} scenarios, {sum(loads)} loads compared, none different")
    assert sum(loads) > 500_000
