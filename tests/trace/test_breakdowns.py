"""Breakdowns of a plant, from the uniform numbers that the model draws for them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.model.draws import Draws
from tests.worlds import fleet, recycling_world, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
HOUR, DAYS = 3600, 30


def world_with_breakdowns(**plant: Any) -> dict[str, Any]:
    """Sound for 48 h in the mean (exponential), then 12 h of repair: 80 % of the time."""
    failures = {"availability": "80 %", "repair": "12 h"}
    world = recycling_world(**{"capacity": "8 t/h", "failures": failures, **plant})
    world["horizon"]["end"] = "2025-01-31"
    world["streams"]["rubble"]["amount"] = "36500 t/a"
    world["fleets"] = {"trucks": fleet(carries=["rubble", "residue"], trucks=50)}
    return world


def down_times(seed: int) -> list[tuple[int, int]]:
    """Start and end of each repair: -48 h ln(1 - u) after the last one."""
    draws, second, found = Draws(seed, 1), 0, list[tuple[int, int]]()
    for n in range(1000):
        second += math.floor(-48 * HOUR * math.log1p(-draws.uniform("plant", "up", n)) + 0.5)
        found.append((second, second + 12 * HOUR))
        second += 12 * HOUR
    return [(start, min(end, DAYS * 24 * HOUR)) for start, end in found if start < DAYS * 24 * HOUR]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_plant_stands_still_from_each_failure_to_its_repair(seed: int) -> None:
    downs = down_times(seed)
    assert len(downs) > 3
    (row,) = simulated(world_with_breakdowns(), seed=seed).tables["plants"]
    _, _, _, _, open_h, busy_h, starved_h, breakdown_h, _ = row
    assert open_h == DAYS * 24
    assert breakdown_h == pytest.approx(sum(end - start for start, end in downs) / HOUR, abs=1e-6)
    assert busy_h + starved_h + breakdown_h == pytest.approx(open_h, abs=1e-6)


@pytest.mark.parametrize(("basis", "tonnes_per_hour"), [("net", 10.0), ("gross", 8.0)])
def test_a_net_nameplate_is_attained_in_spite_of_breakdowns(basis: str, tonnes_per_hour: float) -> None:
    """Net of 80 % availability, 8 t/h are 10 t in each hour in which the machine runs; gross, 8 t."""
    (row,) = simulated(world_with_breakdowns(capacity_basis=basis)).tables["plants"]
    _, _, processed, nameplate, _, busy_h, *_ = row
    assert nameplate == DAYS * 24 * 8000
    assert processed / 1000 / busy_h == pytest.approx(tonnes_per_hour, rel=0.01), "of the last batch a part may be done"


@pytest.mark.parametrize(("basis", "tonnes_per_hour"), [("net", 8.0), ("gross", 6.4)])
def test_without_randomness_breakdowns_are_their_share_of_the_rate(basis: str, tonnes_per_hour: float) -> None:
    (row,) = simulated(world_with_breakdowns(capacity_basis=basis), randomness=False).tables["plants"]
    _, _, processed, _, _, busy_h, _, breakdown_h, _ = row
    assert breakdown_h == 0
    assert processed / 1000 / busy_h == pytest.approx(tonnes_per_hour, rel=0.01)


def test_a_repair_may_last_beyond_the_horizon() -> None:
    """Sound for 20 h in the mean, then 2,000 h of repair: the plant stands from its first failure to the end."""
    world = world_with_breakdowns(failures={"availability": f"{100 * 20 / 2020} %", "repair": "2000 h"})
    first = math.floor(-20 * HOUR * math.log1p(-Draws(1, 1).uniform("plant", "up", 0)) + 0.5)
    assert first < DAYS * 24 * HOUR
    (row,) = simulated(world).tables["plants"]
    assert row[7] == pytest.approx(DAYS * 24 - first / HOUR, abs=1 / HOUR)


def test_a_plant_that_always_works_never_fails() -> None:
    (row,) = simulated(world_with_breakdowns(failures={"availability": "100 %", "repair": "12 h"})).tables["plants"]
    assert row[7] == 0
