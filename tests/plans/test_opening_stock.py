"""What lies anywhere at the start: it is in the balance, takes room, time and trucks, and is in no rate."""

from __future__ import annotations

import pytest

from tests import worlds
from tests.plans.plan import kg, outcome, rate, result

pytestmark = pytest.mark.usefixtures("both_cycles")
DAY = 86_400
OWN = {"stream": "opening_stock"}


def test_where_it_comes_from_and_what_becomes_of_it() -> None:
    """205 t at the site, 95 t in the yard and 100 t before the plant are 400 t of rubble: 21 loads, the last of 5 t, 10
    loads, the last of 5 t, and 10 batches. Their 360 t of product are sold, with the 7 t that lay behind the plant;
    their 40 t of residue make 74 t with the 34 t that lay there: 7 loads of 10 t go to the dump, 4 t fill no truck.
    """
    seen = outcome("opening")
    assert kg(seen, "2025", origin="opening_stock") == 205_000 + 95_000 + 141_000
    assert kg(seen, "2025", destination="recycled", **OWN) == 367_000
    assert kg(seen, "2025", destination="landfilled", **OWN) == 70_000
    waited = [load for load in seen.loads if load.stream == "opening_stock" and load.origin == "site"]
    assert [load.kg for load in waited] == [10_000] * 20 + [5_000]
    assert {load.release for load in waited} == {0}


def test_it_is_in_the_balance_and_not_in_what_is_generated() -> None:
    """181 days of 10 t arise. Of the opening stock's row nothing is generated, and its levels fall by what leaves."""
    seen = outcome("opening")
    assert (seen.generated_kg, seen.opening_kg, seen.residual_kg) == (1_810_000, 441_000, 0)
    (row,) = [row for row in seen.tables["fates"] if row[1] == "opening_stock"]
    assert row[2] == 0, "generated"
    assert row[-2:] == (-236_000 + 4_000, -205_000), "yard and plant; site"


def test_no_rate_knows_it() -> None:
    """1,810 t arise. The opening stock is worked off in January; the load of a day is done by 22:31: 90 % are sold."""
    seen = outcome("opening")
    sold, arisen = rate(seen, "rate", "2025")
    assert arisen == 1_810_000
    assert sold == kg(seen, "2025", destination="recycled", stream="rubble")
    assert sold == 1_629_000


def test_it_takes_the_room_of_what_comes_after_it() -> None:
    """At the start 205 of 300 t of the site are taken, 95 of 100 t of the yard and 100 of 400 t before the plant.

    So 30 loads can go to the plant at once: all 21 of the site, and those of the yard that are there, but for one.
    """
    seen = outcome("opening", "fleets.trucks.trucks=100")
    first = [load for load in seen.loads if load.times["dispatched"] == 0]
    assert sum(load.kg for load in first if load.destination == "plant") == 300_000
    assert {load.destination for load in first} == {"plant", "dump"}, "34 t of residue: three loads"
    assert sum(load.kg for load in first if load.destination == "dump") == 30_000


def test_buyers_take_it_after_what_has_arisen() -> None:
    """9 t of product lie at the plant, and 9 t are made each day; from the 3rd on a buyer wants 20 t, once.

    On that morning 18 t that have been made wait: they are taken, and 2 t of what lay there.
    """
    world = worlds.recycling_world(opening_stock={"product": "9 t"})
    world["facilities"]["market"] |= {"opens": "2025-01-03", "demand": "20 t"}
    seen = worlds.simulated(world, randomness=False)
    assert kg(seen, "2025", destination="market", stream="rubble") == 18_000
    assert kg(seen, "2025", destination="market", **OWN) == 2_000


def test_what_lies_there_takes_room_from_the_first_second() -> None:
    """The yard holds 60 t and 50 t lie in it: it has room for one load of 40 t that wait at the site and 10 t a day.

    The landfill opens on the 5th; so nothing leaves the yard before, and its stock was never more than 60 t.
    """
    yard = {"name": "Yard", "kind": "store", "calendar": "always", "accepts": ["rubble"], "holds": "60 t"}
    world = worlds.plain(
        sources={"site": {"name": "Site", "opening_stock": {"rubble": "40 t"}}},
        facilities={
            "yard": {**yard, "opening_stock": {"rubble": "50 t"}},
            "dump": worlds.landfill(accepts=["rubble"], opens="2025-01-05"),
        },
        routes={"rubble": {"to": ["dump"], "then": ["yard"]}},
        roads={"km": {"site": {"dump": 10, "yard": 1}, "yard": {"dump": 10}}},
    )
    seen = worlds.simulated(world)
    early = [load for load in seen.loads if load.times["dispatched"] < 4 * DAY]
    assert [(load.destination, load.kg) for load in early] == [("yard", 10_000)]
    (peak,) = [row[4] for row in seen.tables["facilities"] if row[0] == "yard"]
    assert peak == 60_000


def test_a_backlog_that_waits_too_long_is_unserved_and_in_no_rate() -> None:
    """The plant, the only place, opens after the horizon, and nothing may wait for more than two days."""
    settings = "routes.rubble={to: [plant], max_wait: 2 d}", "facilities.yard.opening_stock=null"
    seen = outcome("opening", "facilities.plant.opens=2026-01-01", *settings)
    assert kg(seen, "2025", origin="site", destination="unserved", **OWN) == 205_000
    assert rate(seen, "rate", "2025") == (0, 1_810_000)


def test_the_design_run_knows_none_of_it() -> None:
    seen = outcome("opening", design=True)
    assert kg(seen, "design", **OWN) == 0
    assert (seen.opening_kg, seen.residual_kg) == (441_000, 0)


def test_summary_and_tables_show_it_apart() -> None:
    summary = result("opening").summary
    assert summary["mass_balance"]["opening_kg"] == 441_000
    assert sum(summary["mass_balance"]["by_fate_kg"].values()) == summary["mass_balance"]["generated_kg"] + 441_000
    row = summary["fates_t"]["2025"]["opening_stock"]
    assert (row["generated"], row["recycled"], row["landfilled"]) == (0, 367, 70)
