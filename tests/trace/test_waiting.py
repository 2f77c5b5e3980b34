"""Loads that wait too long, or for something that does not come: every kilogram by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import changed, fleet, flows, landfill, plain, plant, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
HOUR, MINUTE = 3_600, 60


def two_plants() -> dict[str, Any]:
    """Two like plants, each for a stream of its own, make residue of it; the landfill opens only after the horizon.

    A load of each stream is released at 08:00:30 without randomness, so both plants are done in the same second. Events
    of a second come by plant, loads by stream: the residue of soil, from the first plant, joins the queue first, and
    that of rubble has the lower key.
    """
    made = {"residue": "100 %"}
    world = plain(
        items={"residue": {"name": "Residue", "density": "1 t/压实方"}},
        facilities={
            "dump": landfill(accepts=["residue"], opens="2026-01-01"),
            "first": plant(capacity="10 t/h", outputs={"soil": made}),
            "second": plant(capacity="10 t/h", outputs={"rubble": made}),
        },
        routes={
            "rubble": {"to": ["second"]},
            "soil": {"to": ["first"]},
            "residue": {"to": ["dump"], "max_wait": "1 h"},
        },
        fleets={"trucks": fleet(carries=["rubble", "soil", "residue"])},
        roads={"km": {"site": {"first": 10, "second": 10}, "first": {"dump": 5}, "second": {"dump": 5}}},
    )
    world["streams"]["soil"] = world["streams"]["rubble"] | {"name": "Soil"}
    return world


def test_loads_that_joined_a_queue_in_one_second_all_expire() -> None:
    """Ten loads of residue of each stream; none may wait longer than an hour, whichever of a pair stands behind."""
    outcome = simulated(two_plants(), randomness=False)
    unserved = {(row[3], row[4], row[5]): row[7] for row in outcome.tables["unserved"]}
    assert unserved == {("dump", "not_open", "rubble"): 100_000, ("dump", "not_open", "soil"): 100_000}
    assert outcome.residual_kg == 0


def test_each_that_expires_has_the_cause_that_held_up_the_queue_when_it_was_due() -> None:
    """A third plant's load joins last, with the key in the middle; near it is another landfill, not open either.

    The residue of rubble, with the lowest key, is due first, and with it that of soil ahead of it: both were held up by
    the landfill near the first plant. Only then is the third load the head of the queue, and asks its own.
    """
    world = two_plants()
    streams = world["streams"]
    world["streams"] = {name: streams["rubble"] | {"name": name} for name in ("rubble", "slag", "soil")}
    facilities = world["facilities"]
    facilities["other"] = landfill(accepts=["residue"], opens="2026-01-01")
    facilities["third"] = plant(capacity="10 t/h", outputs={"slag": {"residue": "100 %"}})
    world["routes"] |= {
        "slag": {"to": ["third"]},
        "residue": {"to": ["dump", "other"], "rule": "nearest", "max_wait": "1 h"},
    }
    world["fleets"]["trucks"]["carries"] = ["rubble", "slag", "soil", "residue"]
    world["roads"]["km"] = {"site": {"first": 10, "second": 10, "third": 10}} | {
        name: {"dump": 5, "other": 1 if name == "third" else 9} for name in ("first", "second", "third")
    }
    outcome = simulated(world, randomness=False)
    unserved = {(row[3], row[5]): row[7] for row in outcome.tables["unserved"]}
    assert unserved == {("dump", "rubble"): 100_000, ("dump", "soil"): 100_000, ("other", "slag"): 100_000}


def part_of_a_load() -> dict[str, Any]:
    """15 m3 of void at 1 t/m3. At the start 2 t lie in a yard, 60 min away, and 10 t at a site, 20 min away.

    Both are on their way at once. The load of 10 t leaves 5 m3, in which no whole load of 10 t fits.
    """
    store = {"name": "Yard", "kind": "store", "calendar": "always", "accepts": ["rubble"], "holds": "40 t"}
    world = plain(
        facilities={
            "dump": landfill(accepts=["rubble"], void="15 压实方"),
            "yard": {**store, "opening_stock": {"rubble": "2 t"}},
        },
        routes={"rubble": {"to": ["dump", "yard"]}},
        roads={"km": {"site": {"dump": 10, "yard": 5}, "yard": {"dump": 30}}},
    )
    world["sources"]["site"]["opening_stock"] = {"rubble": "10 t"}
    return world


@pytest.mark.parametrize("divert_after", [None, "4 h"])
def test_a_landfill_waits_for_the_load_that_has_its_room(divert_after: str | None) -> None:
    """12 t are landfilled; the landfill is full with the second of them, and what arises later stays where it is."""
    outcome = simulated(changed(part_of_a_load(), "fleets.trucks.divert_after", divert_after))
    sums = flows(outcome)
    assert sums["dump", "landfilled"] == 12_000
    assert ("in_transit", "yard") in sums
    last = max(load.times["tipped"] for load in outcome.loads if load.destination == "dump")
    assert last == 7 * MINUTE + 3 * MINUTE + 60 * MINUTE + 5 * MINUTE + 30
    (full,) = [row[2] for row in outcome.tables["facilities"] if row[0] == "dump"]
    assert full.startswith("2025-01-01")
