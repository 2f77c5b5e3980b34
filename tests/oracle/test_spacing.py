"""Advancing a cycle in many small steps instead of one large one changes nothing."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model.cycle import Cycle
from sim.model.district import District
from sim.model.engine import Engine
from sim.model.loads import Generation
from sim.model.run import MakeCycle
from tests.oracle.compare import Case, Forwarding, compare_scenario
from tests.oracle.cycle import Oracle
from tests.oracle.features import world_with
from tests.oracle.test_ties import one_minute
from tests.worlds import build

WORLDS = {
    "ties": one_minute(8),
    "stores and yards": world_with("gate_hours", "store_at_once", "product_yard", "failures"),
}


class Stepping(Forwarding):
    """Advances to some earlier instants before each call, also twice to the same and to the call's own."""

    def __init__(self, cycle: Cycle, random: Random) -> None:
        super().__init__(cycle, self._step)
        self.random, self.last = random, 0

    def _step(self, cycle: Cycle, now: int) -> None:
        for until in sorted(self.random.randint(self.last, now) for _ in range(self.random.randint(0, 3))):
            cycle.advance(until)
            cycle.advance(until)
        if self.random.random() < 0.3:
            cycle.advance(now)
        self.last = now


@pytest.mark.parametrize("make_cycle", [Engine, Oracle], ids=["engine", "oracle"])
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(random=st.randoms(use_true_random=False))
def test_spacing_of_advances_changes_nothing(world: dict[str, Any], make_cycle: MakeCycle, random: Random) -> None:
    def stepping(district: District, generation: Generation, trace: bool) -> Cycle:
        return Stepping(make_cycle(district, generation, trace), random)

    seen = compare_scenario(build(world), Case(), stepping, make_cycle)
    assert len(seen.run.end.trace) > 100
