"""More of a good thing does not hurt, in the paired mean over seeds: capacity, trucks, earlier opening, recovery."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.replication import replicate
from tests.worlds import build, changed, recycling_world

SEEDS = range(1, 6)


def strained() -> dict[str, Any]:
    """90 days in which the plant opens late, is too small, breaks down, and trucks are short."""
    world = recycling_world(capacity="6 t/h", opens="2025-02-01", stockpile="30 t", works="day")
    world["facilities"]["plant"]["failures"] = {"availability": "80 %", "repair": "12 h"}
    world["facilities"]["plant"]["capacity_basis"] = "gross"
    world["horizon"]["end"] = "2025-04-01"
    world["calendars"]["day"] = {"hours": "06:00-22:00"}
    world["streams"]["rubble"] |= {"amount": "25000 t/a", "calendar": "day"}
    world["sources"]["site"]["storage"] = "300 t"
    world["fleets"]["trucks"] |= {"trucks": 4, "calendar": "day"}
    return world


def mean_rate(world: dict[str, Any]) -> float:
    scenario = build(world)
    rows = [
        row for seed in SEEDS for row in replicate(scenario, seed, 1, design=False).tables["rates"] if row[2] == "2025"
    ]
    return sum(row[3] / row[4] for row in rows) / len(rows)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("facilities.plant.capacity", "9 t/h"),
        ("facilities.plant.opens", "2025-01-10"),
        ("facilities.plant.stockpile", "1000 t"),
        ("facilities.plant.failures.availability", "95 %"),
        ("facilities.plant.outputs.rubble", {"product": "95 %", "residue": "5 %"}),
        ("sources.site.storage", "3000 t"),
    ],
)
def test_better_is_better(path: str, value: Any) -> None:
    assert mean_rate(changed(strained(), path, value)) > mean_rate(strained())


def test_one_truck_is_too_few() -> None:
    """The plant is made large, so that trucks decide."""
    poor = strained()
    poor["fleets"]["trucks"]["trucks"] = 1
    poor["facilities"]["plant"]["capacity"] = "60 t/h"
    rich = strained()
    rich["facilities"]["plant"]["capacity"] = "60 t/h"
    assert mean_rate(poor) < mean_rate(rich)
