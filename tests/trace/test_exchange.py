"""Exchange of soil between sites by amount, quality, distance and date, and mobile units: kilograms by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import fleet, flows, landfill, plain, plant, recycling_world, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")


def site(**changes: Any) -> dict[str, Any]:
    """A site that takes soil once."""
    base = {"name": "Site", "kind": "backfill", "calendar": "always", "accepts": ["soil"], "fate": "backfilled"}
    return {**base, **changes}


def exchange() -> dict[str, Any]:
    """100 t of soil a day for ten days; two sites at once, one more on the eighth day, a yard, a landfill."""
    world = plain(
        facilities={
            "near": site(demand="300 t"),
            "far": site(demand="200 压实方"),
            "late": site(demand="250 t", opens="2025-01-08"),
            "yard": {"name": "Yard", "kind": "store", "calendar": "always", "accepts": ["soil"], "holds": "400 t"},
            "dump": landfill(accepts=["soil"]),
        },
        routes={
            "soil": {"to": ["far", "near", "late"], "rule": "nearest", "within": "15 km", "then": ["yard", "dump"]}
        },
        fleets={"trucks": fleet(carries=["soil"])},
        roads={"km": {
            "site": {"near": 5, "far": 12, "late": 9, "yard": 2, "dump": 20},
            "yard": {"near": 3, "far": 10, "late": 4, "dump": 18},
        }},
    )  # fmt: skip
    soil = {"name": "Soil", "amount": "36500 t/a", "density": "1 t/压实方", "calendar": "morning"}
    world["streams"] = {"soil": soil}
    return world


def test_sites_are_filled_in_order_of_distance_then_the_yard() -> None:
    """Three days to the near site, two to the far one, two to the yard; then the late site opens.

    It takes the yard's 200 t first (they wait since before), then 50 t of the eighth day; the yard takes the other 50,
    and 100 on each of the last two days. Nothing is landfilled.
    """
    outcome = simulated(exchange())
    assert flows(outcome) == {
        ("generation", "site"): 1_000_000,
        ("site", "in_transit"): 1_000_000,
        ("in_transit", "near"): 300_000,
        ("near", "backfilled"): 300_000,
        ("in_transit", "far"): 200_000,
        ("far", "backfilled"): 200_000,
        ("in_transit", "yard"): 200_000 + 50_000 + 200_000,
        ("yard", "in_transit"): 200_000,
        ("in_transit", "late"): 250_000,
        ("late", "backfilled"): 250_000,
    }
    days = {load.destination: load.release // 86_400 for load in reversed(outcome.loads)}
    assert (days["near"], days["far"]) == (0, 3), "the first load of each"
    assert outcome.residual_kg == 0


def test_a_site_out_of_reach_is_not_asked() -> None:
    """Within 10 km only the near and the late site: 400 t fill the yard by the seventh day, then the late one opens.

    It takes 250 t of the yard, which takes the 250 t of two and a half days; the last 50 t are landfilled.
    """
    world = exchange()
    world["routes"]["soil"]["within"] = "9.9 km"
    sums = flows(simulated(world))
    assert ("in_transit", "far") not in sums
    assert sums["in_transit", "late"] == 250_000
    assert sums["in_transit", "yard"] == 650_000
    assert sums["in_transit", "dump"] == 1_000_000 - 300_000 - 650_000


def test_quality_decides_the_site() -> None:
    """A fifth of the soil is topsoil, kept apart, for a site that takes nothing else: 200 t, of which it wants 120."""
    world = exchange()
    world["items"] = {"topsoil": {"name": "Topsoil", "density": "1 t/压实方"}}
    world["streams"]["soil"]["sorted"] = {"topsoil": "20 %"}
    world["facilities"]["garden"] = site(accepts=["topsoil"], demand="120 t")
    world["facilities"]["dump"]["accepts"] = ["soil", "topsoil"]
    world["routes"]["topsoil"] = {"to": ["garden"], "then": ["dump"]}
    world["fleets"]["trucks"]["carries"] = ["soil", "topsoil"]
    world["roads"]["km"]["site"]["garden"] = 4
    outcome = simulated(world)
    sums = flows(outcome)
    assert sums["in_transit", "garden"] == 120_000
    assert {load.item for load in outcome.loads if load.destination == "garden"} == {"topsoil"}
    assert sum(load.kg for load in outcome.loads if load.destination == "dump" and load.item == "topsoil") == 80_000


def test_a_mobile_unit_serves_the_site_where_it_stands() -> None:
    """100 t a day from each of two sites; a unit stands on `a` for days 3 to 6, then on `b` for days 7 and 8.

    At 0 km and 20 t/h it takes all of its site while it is there: 400 t and 200 t. The rest goes to the landfill.
    """
    unit = plant(
        kind="mobile", capacity="20 t/h", outputs={"rubble": {"product": "100 %"}}, gate=None, serves=["a"],
        opens="2025-01-03", closes="2025-01-07",
    )  # fmt: skip
    world = plain(
        items={"product": {"name": "Product"}},
        sources={"a": {"name": "A"}, "b": {"name": "B"}},
        facilities={
            "on_a": unit,
            "on_b": {**unit, "serves": ["b"], "opens": "2025-01-07", "closes": "2025-01-09"},
            "dump": landfill(accepts=["rubble"]),
            "buyer": {
                "name": "Buyer", "kind": "outlet", "calendar": "always", "accepts": ["product"], "fate": "recycled"
            },
        },
        routes={
            "rubble": {"to": ["on_a", "on_b"], "then": ["dump"]},
            "product": {"to": ["buyer"], "hauled_by": "buyer"},
        },
        fleets={"trucks": fleet(carries=["rubble"], trucks=40)},
        roads={"km": {"a": {"on_a": 0, "on_b": 0, "dump": 10}, "b": {"on_a": 0, "on_b": 0, "dump": 10}}},
    )  # fmt: skip
    world["streams"]["rubble"]["amount"] = "73000 t/a"
    outcome = simulated(world)
    sums = flows(outcome)
    assert sums["in_transit", "on_a"] == 400_000
    assert sums["in_transit", "on_b"] == 200_000
    assert sums["in_transit", "dump"] == 2_000_000 - 600_000
    assert {(x.origin, x.destination) for x in outcome.loads} == {
        ("a", "on_a"), ("b", "on_b"), ("a", "dump"), ("b", "dump")
    }  # fmt: skip


def test_buyers_come_from_the_outlets_opening_to_its_closing() -> None:
    """9 t of product a day from 25 January to 7 February; the outlet buys on the 2nd and 3rd of February.

    It takes the 72 t that have waited and 9 t a day; what is made on the last four days, 36 t, stays in the yard.
    """
    world = recycling_world()
    world["horizon"] = {"start": "2025-01-25", "end": "2025-02-08"}
    world["facilities"]["market"] |= {"opens": "2025-02-02", "closes": "2025-02-04"}
    recycled = {row[0]: row[-1] for row in simulated(world).tables["monthly"] if row[1:3] == ("market", "recycled")}
    assert recycled == {"2025-02": 72_000 + 18_000}


def test_a_concentration_point_is_emptied_at_its_hours() -> None:
    """4 t a day come by small trucks; from 20:00 to 21:00 on Tuesdays and Fridays a truck of 10 t takes what is full.

    From a Wednesday on: 12 t by Friday the 3rd make one load, 2 t stay; 18 t by Tuesday the 7th make one, 8 t stay;
    20 t by Friday the 10th make two.
    """
    world = plain(
        items={"collected": {"name": "Collected", "density": "1 t/压实方"}},
        facilities={
            "point": {
                "name": "Point", "kind": "terminal", "calendar": "always", "capacity": "100 t/h", "gate": None,
                "stockpile": "50 t", "product_yard": "50 t", "outputs": {"rubble": {"collected": "100 %"}},
            },
            "dump": landfill(accepts=["collected"]),
        },
        routes={"rubble": {"to": ["point"]}, "collected": {"to": ["dump"]}},
        fleets={
            "vans": fleet(carries=["rubble"], payload="2 t"),
            "trucks": fleet(carries=["collected"], calendar="collection"),
        },
        roads={"km": {"site": {"point": 1}, "point": {"dump": 10}}},
    )  # fmt: skip
    world["calendars"]["collection"] = {
        "hours": "20:00-21:00", "closed_weekdays": ["mon", "wed", "thu", "sat", "sun"]
    }  # fmt: skip
    world["streams"]["rubble"]["amount"] = "1460 t/a"
    loads = [load for load in simulated(world).loads if load.item == "collected"]
    assert [load.times["dispatched"] for load in loads] == [day * 86_400 + 20 * 3600 for day in (2, 6, 9, 9)], (
        "at the opening hour of the 3rd, the 7th and (two) the 10th"
    )


def test_a_store_from_which_no_facility_takes_is_a_dead_end() -> None:
    """The pit takes from the site only and opens late; 300 t lie in the yard, and what waits a day there has no way."""
    world = exchange()
    pit = site(demand="1000 t", opens="2025-01-05", serves=["site"])
    world["facilities"] = {"pit": pit, "yard": world["facilities"]["yard"]}
    world["routes"]["soil"] = {"to": ["pit", "yard"], "max_wait": "24 h"}
    world["roads"]["km"] = {"site": {"pit": 5, "yard": 2}, "yard": {"pit": 3}}
    outcome = simulated(world)
    unserved = [(place, cause) for _, _, _, place, cause, *_ in outcome.tables["unserved"]]
    assert set(unserved) == {("yard", "no_route")}
    assert flows(outcome)["yard", "unserved"] == 400_000


def test_what_lies_at_a_site_goes_where_only_then_leads() -> None:
    world = exchange()
    world["routes"]["soil"] = {"to": [], "then": ["dump"]}
    world["sources"]["site"]["opening_stock"] = {"soil": "30 t"}
    assert flows(simulated(world))["dump", "landfilled"] == 1_030_000


def test_buyers_take_the_volume_that_they_ask_for() -> None:
    """Of 90 t of product at 1.5 t/m3 the market takes 40 m3."""
    world = recycling_world()
    world["items"]["product"]["density"] = "1.5 t/压实方"
    world["facilities"]["market"]["demand"] = "40 压实方"
    assert flows(simulated(world))["market", "recycled"] == 60_000
