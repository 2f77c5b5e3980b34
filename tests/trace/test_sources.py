"""What becomes of waste where it arises: sorted items, water that is pressed again; every kilogram by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import fleet, flows, landfill, plain, rate_target, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")


def sorted_world() -> dict[str, Any]:
    """100 t a day, of which 20 % clean concrete and 10 % wood are kept apart; wood has no place."""
    world = plain(
        items={"concrete": {"name": "Concrete"}, "wood": {"name": "Wood"}},
        facilities={
            "dump": landfill(accepts=["rubble"]),
            "road": {
                "name": "Road", "kind": "outlet", "calendar": "always", "accepts": ["concrete"], "fate": "recycled"
            },
        },
        routes={"rubble": {"to": ["dump"]}, "concrete": {"to": ["road"]}, "wood": {"to": []}},
        fleets={"trucks": fleet(carries=["rubble"]), "vans": fleet(carries=["concrete"], payload="4 t")},
        roads={"km": {"site": {"dump": 10, "road": 3}}},
        targets={"rate": rate_target()},
    )  # fmt: skip
    world["streams"]["rubble"] |= {
        "amount": "36500 t/a", "on_site": {"reused": "10 %"}, "sorted": {"concrete": "20 %", "wood": "10 %"}
    }  # fmt: skip
    return world


def test_what_is_sorted_goes_its_own_way() -> None:
    """Ten days: 1,000 t; 100 reused; of 900 that leave 180 concrete, 90 wood and 630 rubble.

    45 loads of 4 t of concrete, 63 of 10 t of rubble; the wood is unserved at once.
    """
    outcome = simulated(sorted_world())
    assert flows(outcome) == {
        ("generation", "site"): 1_000_000,
        ("site", "reused"): 100_000,
        ("site", "unserved"): 90_000,
        ("site", "in_transit"): 180_000 + 630_000,
        ("in_transit", "road"): 180_000,
        ("road", "recycled"): 180_000,
        ("in_transit", "dump"): 630_000,
        ("dump", "landfilled"): 630_000,
    }
    assert sorted(load.kg for load in outcome.loads) == [4_000] * 45 + [10_000] * 63
    assert {load.item for load in outcome.loads if load.kg == 4_000} == {"concrete"}
    assert outcome.residual_kg == 0


def test_less_than_a_kilogram_a_day_of_what_has_no_place() -> None:
    """0.0004 % of 100 t a day are 400 g of wood: 0, 0, 1, 1, 2, 2, 2, 3, 3, 4 kg by the end of each of ten days."""
    world = sorted_world()
    world["streams"]["rubble"] |= {"on_site": {}, "sorted": {"wood": "0.0004 %", "concrete": "20 %"}}
    by_day = simulated(world).tables["unserved"]
    assert sum(row[-1] for row in by_day) == 4
    assert flows(simulated(world))["site", "unserved"] == 4


def test_loads_of_one_second_have_keys_of_their_own() -> None:
    outcome = simulated(sorted_world())
    assert len({load.key for load in outcome.loads}) == len(outcome.loads)


def test_binding_names_what_is_sorted_in_vain() -> None:
    """Of 1,000 t 180 are recycled; missed are 100 reused, 630 landfilled and 90 of wood that nobody may take."""
    outcome = simulated(sorted_world())
    missed = {(row[3], row[4]): row[5] for row in outcome.tables["binding"] if row[2] == "2025"}
    assert missed == {("", "not_recoverable"): 100_000 + 90_000, ("dump", "not_recoverable"): 630_000}


def test_water_that_fails_is_pressed_again() -> None:
    """Cake is half of what is pressed; a fifth of the water returns: 0.5 / (1 - 0.2 x 0.5) = 0.5556 of the mud.

    Summed load by load through the press: 1,000 t make 500 + 50 + 5 + ... = 555.556 t of cake.
    """
    world = plain(items={"cake": {"name": "Cake", "density": "1.7 t/压实方"}}, routes={"cake": {"to": ["dump"]}})
    world["facilities"]["dump"]["accepts"] = ["cake"]
    world["fleets"] = {"trucks": fleet(carries=["cake"])}
    world["streams"] = {
        "mud": {
            "name": "Mud", "amount": "36500 t/a", "form": "liquid", "density": "1.2 t/m3", "calendar": "morning",
            "pressing": {"cake": "cake", "cake_share": "50 %", "water_returned": "20 %"},
        }
    }  # fmt: skip
    sums = flows(simulated(world))
    assert sums["site", "water"] == 444_444
    assert sums["site", "in_transit"] == 550_000, "55 loads of 10 t of 555,556 kg of cake"


def test_each_day_has_random_instants_of_its_own() -> None:
    """Ten loads a day between 08:00 and 18:00: of two days no second is the same but by chance (1 in 360 pairs)."""
    world = plain(horizon={"start": "2025-01-01", "end": "2025-01-31"})
    world["calendars"]["morning"] = {"hours": "08:00-18:00"}
    world["streams"]["rubble"]["amount"] = "36500 t/a"
    loads = simulated(world).loads
    seconds = [load.release % 86_400 for load in loads]
    assert len(seconds) > 290
    assert all(8 * 3600 <= second < 18 * 3600 for second in seconds)
    assert len(set(seconds)) > 280
    mean = sum(seconds) / len(seconds)
    assert abs(mean - 13 * 3600) < 4 * 36_000 / (12 * len(seconds)) ** 0.5, "uniform: four standard errors"
