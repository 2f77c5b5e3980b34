"""Small scenarios whose every instant and kilogram is computed by hand."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.worlds import fleet, flows, gate, landfill, plain, recycling_world, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
DAY = 86_400


def test_one_load_a_day_second_by_second() -> None:
    """7 min loading, 3 min wash, 10 km at 30 km/h, 1.5 min in, 4 min tipping, 1.5 min out, 20 min back."""
    outcome = simulated(plain())
    assert len(outcome.loads) == 10
    for day, load in enumerate(outcome.loads):
        start = load.release
        assert day * DAY + 8 * 3600 <= start < day * DAY + 8 * 3600 + 60
        assert load.times == {
            "dispatched": start,
            "loaded": start + 420,
            "departed": start + 420 + 180,
            "arrived": start + 420 + 180 + 1200,
            "weigh_in": start + 1800,
            "weighed_in": start + 1890,
            "tipping": start + 1890,
            "tipped": start + 2130,
            "weigh_out": start + 2130,
            "weighed_out": start + 2220,
            "back": start + 3420,
        }
    assert flows(outcome) == {
        ("generation", "site"): 100_000,
        ("site", "in_transit"): 100_000,
        ("in_transit", "dump"): 100_000,
        ("dump", "landfilled"): 100_000,
    }
    assert outcome.residual_kg == 0


def test_two_trucks_of_one_source_queue_at_the_gate() -> None:
    """Two loads a day, one lane: the later waits exactly for the earlier's weighing."""
    world = plain()
    world["streams"]["rubble"]["amount"] = "7300 t/a"
    world["horizon"]["end"] = "2025-01-02"
    first, second = sorted(simulated(world).loads, key=lambda load: load.release)
    gap = second.release - first.release
    assert 0 <= gap < 60
    assert second.times["weigh_in"] == first.times["weighed_in"] == first.release + 1890
    assert second.times["weigh_in"] - second.times["arrived"] == 90 - gap
    assert second.times["tipping"] == first.times["tipped"], "one bay"


def test_on_site_fates_take_their_share_first() -> None:
    """25 % backfilled on site and 10 % leaked: of 1,000 t in ten days 900 captured, 225 stay, 675 are hauled."""
    world = plain()
    world["streams"]["rubble"] |= {"amount": "36500 t/a", "capture": "90 %", "on_site": {"backfilled": "25 %"}}
    sums = flows(simulated(world))
    assert sums["generation", "site"] == 1_000_000
    assert sums["site", "leaked"] == 100_000
    assert sums["site", "backfilled"] == 225_000
    assert sums["site", "in_transit"] == 670_000, "67 whole loads of 10 t; the last 5 t wait for a full truck"


def test_pressed_mud_is_cake_and_water() -> None:
    """60 % of the slurry becomes cake, 40 % water; a quarter of the cake is backfilled on site."""
    world = plain(
        items={"cake": {"name": "Cake", "density": "1.7 t/压实方"}},
        routes={"cake": {"to": ["dump"]}},
        fleets={"trucks": fleet(carries=["cake"])},
    )
    world["facilities"]["dump"]["accepts"] = ["cake"]
    pressing = {"cake": "cake", "cake_share": "60 %"}
    world["streams"] = {
        "mud": {
            "name": "Mud", "amount": "36500 t/a", "form": "liquid", "density": "1.2 t/m3", "calendar": "morning",
            "pressing": pressing, "on_site": {"backfilled": "25 %"},
        }
    }  # fmt: skip
    outcome = simulated(world)
    sums = flows(outcome)
    assert (sums["site", "water"], sums["site", "backfilled"], sums["site", "in_transit"]) == (
        400_000,
        150_000,
        450_000,
    )
    moved = {(row[1], row[2]): row[3:5] for row in outcome.tables["flows"]}
    assert moved["generation", "site"] == moved["site", "water"] == ("mud", "mud"), "what arises is the stream itself"
    assert moved["site", "backfilled"] == moved["site", "in_transit"] == ("mud", "cake")


def test_what_has_no_lawful_place_is_unserved() -> None:
    world = plain(routes={"rubble": {"to": []}}, fleets={})
    outcome = simulated(world)
    assert flows(outcome)["site", "unserved"] == 100_000
    assert {row[4] for row in outcome.tables["unserved"]} == {"no_route"}


def test_storage_overflows_while_the_landfill_is_not_open() -> None:
    """The landfill opens on day 6 of 10; the site holds two loads, so days 3 to 5 are unserved."""
    world = plain()
    world["facilities"]["dump"]["opens"] = "2025-01-06"
    world["sources"]["site"]["storage"] = "20 t"
    outcome = simulated(world)
    sums = flows(outcome)
    assert sums["site", "unserved"] == 30_000
    assert sums["dump", "landfilled"] == 70_000
    assert {(row[3], row[4]) for row in outcome.tables["unserved"]} == {("dump", "not_open")}
    first = min(outcome.loads, key=lambda load: load.times["arrived"])
    assert first.times["arrived"] >= 5 * DAY, "a load may set out before the opening if it arrives after it"


def test_landfill_is_exhausted_and_shut_for_good() -> None:
    """35 m3 take three loads of 10 m3; the rest of the ten wait without limit."""
    world = plain()
    world["facilities"]["dump"]["void"] = "35 压实方"
    outcome = simulated(world)
    assert flows(outcome)["dump", "landfilled"] == 30_000
    ((_, _, exhausted, *_),) = outcome.tables["facilities"]
    assert exhausted == "2025-01-03"


def test_the_next_facility_of_the_route_takes_over() -> None:
    world = plain(routes={"rubble": {"to": ["dump", "spare"]}}, roads={"km": {"site": {"dump": 10, "spare": 20}}})
    world["facilities"] |= {
        "dump": landfill(accepts=["rubble"], void="25 压实方"),
        "spare": landfill(accepts=["rubble"]),
    }
    sums = flows(simulated(world))
    assert (sums["dump", "landfilled"], sums["spare", "landfilled"]) == (20_000, 80_000)


def test_nearest_goes_to_the_nearer() -> None:
    world = plain(
        routes={"rubble": {"to": ["far", "near"], "rule": "nearest"}}, roads={"km": {"site": {"far": 10, "near": 9.9}}}
    )
    world["facilities"] = {"far": landfill(accepts=["rubble"]), "near": landfill(accepts=["rubble"])}
    assert ("far", "landfilled") not in flows(simulated(world))


def test_by_share_splits_loads_by_their_own_number() -> None:
    world = plain(
        horizon={"start": "2025-01-01", "end": "2026-01-01"},
        routes={"rubble": {"to": ["a", "b"], "rule": "by_share", "shares": {"a": "30 %", "b": "70 %"}}},
        roads={"km": {"site": {"a": 10, "b": 10}}},
    )
    world["streams"]["rubble"]["amount"] = "365000 t/a"
    world["facilities"] = {"a": landfill(accepts=["rubble"]), "b": landfill(accepts=["rubble"])}
    world["fleets"]["trucks"]["trucks"] = 50
    world["facilities"]["a"]["gate"] = world["facilities"]["b"]["gate"] = gate(lanes=20, bays=20)
    outcome = simulated(world)
    sums = flows(outcome)
    assert outcome.residual_kg == 0, "every load of so many is somewhere"
    assert all(sums["in_transit", id] == sums[id, "landfilled"] for id in "ab")
    share = sums["a", "landfilled"] / (sums["a", "landfilled"] + sums["b", "landfilled"])
    assert share == pytest.approx(0.30, abs=0.01), "36,500 loads: standard error 0.0024"


def test_plant_works_off_batch_by_batch_and_sells() -> None:
    """One load of 10 t at 10 t/h: an hour after tipping 9 t are sold and 1 t of residue waits for a full truck."""
    world = recycling_world()
    world["horizon"]["end"] = "2025-01-02"
    outcome = simulated(world)
    sums = flows(outcome)
    assert sums["plant", "market"] == sums["market", "recycled"] == 9_000
    assert ("plant", "in_transit") not in sums
    (row,) = outcome.tables["plants"]
    _, id, processed, nameplate, _, busy_h, *_ = row
    assert (id, processed, nameplate) == ("plant", 10_000, 240_000)
    assert busy_h == pytest.approx(1.0, abs=1 / 3600)


def test_residue_becomes_a_load_when_it_fills_a_truck() -> None:
    """Ten days of 10 t make 10 t of residue: one load to the landfill."""
    outcome = simulated(recycling_world())
    assert flows(outcome)["dump", "landfilled"] == 10_000
    (residue,) = [load for load in outcome.loads if load.origin == "plant"]
    assert residue.times["arrived"] - residue.times["dispatched"] == 420 + 180 + 600, "5 km at 30 km/h"


@pytest.mark.parametrize(("output", "kilograms"), [("dust", 2), ("residue", 3)])
def test_an_output_of_less_than_a_kilogram_a_batch(output: str, kilograms: int) -> None:
    """A quarter of a kilogram of 10 t: in ten batches 2.5 kg, in whole kilograms; nobody may take it.

    Shares are rounded down where an output ends, in order of names. Dust comes before the product: 0.25, 0.5, 0.75, 1
    ... 2.5 are 0, 0, 0, 1 ... 2 kg. Residue comes after it and takes what is left of 9,999.75 ... 99,997.5 kg: 1 ... 3.
    """
    world = recycling_world(outputs={"rubble": {"product": "99.9975 %", output: "0.0025 %"}})
    world["items"] = {"product": {"name": "Product"}, output: {"name": "Rest"}}
    world["routes"] = {word: world["routes"][word] for word in ("rubble", "product")} | {output: {"to": []}}
    world["fleets"]["trucks"]["carries"] = ["rubble"]
    del world["facilities"]["dump"], world["roads"]["km"]["plant"]
    sums = flows(simulated(world))
    assert sums["plant", "unserved"] == kilograms
    assert sums["plant", "market"] == 100_000 - kilograms


def test_batch_is_paused_overnight_and_resumed() -> None:
    """The machine stops from 09:00 to 10:00: 10 t at 10 t/h end an hour later."""
    world = recycling_world(works="halves")
    world["calendars"]["halves"] = {"hours": ["00:00-09:00", "10:00-24:00"]}
    world["horizon"]["end"] = "2025-01-02"
    outcome = simulated(world)
    (row,) = outcome.tables["plants"]
    assert row[2] == 10_000
    assert row[5] == pytest.approx(1.0, abs=2 / 3600)


def test_a_plant_without_a_working_day_in_a_year() -> None:
    """36,500 t/a, shut on every day of 2025: its nameplate is 0. In ten days of 2026, at 100 t/d, it could do 1,000 t.

    It does the 200 t of twenty days.
    """
    world = recycling_world(works="from_2026", capacity="36500 t/a")
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    world["calendars"]["from_2026"] = {"hours": "00:00-24:00", "closed_dates": [str(day) for day in days]}
    world["horizon"] = {"start": "2025-12-22", "end": "2026-01-11"}
    rows = simulated(world).tables["plants"]
    assert [row[:4] for row in rows] == [("2025", "plant", 0, 0), ("2026", "plant", 200_000, 1_000_000)]


def test_full_yard_stops_the_plant() -> None:
    """Nobody buys: a yard of 25 t takes the output of two batches of 10 t."""
    world = recycling_world(product_yard="25 t")
    world["facilities"]["market"]["demand"] = "0 t/a"
    outcome = simulated(world)
    (row,) = outcome.tables["plants"]
    assert row[2] == 20_000
    assert row[8] > 24, "hours stopped by the yard"


def test_products_of_an_opening_stock_take_their_room_from_the_first_second() -> None:
    """Of 15 t of yard 10 t are taken, so the 10 t that lie before the plant stay there: nobody buys.

    The tiles are laid down after the rubble, by the order of their names.
    """
    world = recycling_world(product_yard="15 t", opening_stock={"rubble": "10 t", "product": "10 t"})
    world["facilities"]["market"]["demand"] = "0 t/a"
    (row,) = simulated(json.loads(json.dumps(world).replace('"product"', '"tiles"'))).tables["plants"]
    assert row[2] == 0


@pytest.mark.parametrize(("end", "bought"), [("2025-01-11", 1_000), ("2025-03-02", 3_000)])
def test_monthly_demand_limits_a_buyer(end: str, bought: int) -> None:
    """12 t a year is 1 t a month, and as much again in the next one."""
    world = recycling_world()
    world["facilities"]["market"]["demand"] = "12 t/a"
    world["horizon"]["end"] = end
    assert flows(simulated(world))["market", "recycled"] == bought


def test_a_stockpile_is_filled_to_the_kilogram() -> None:
    """A plant that hardly works: 20 t hold two loads of 10 t, the other eight wait at their source."""
    world = recycling_world(stockpile="20 t", capacity="1 t/a")
    assert flows(simulated(world))["in_transit", "plant"] == 20_000


def test_ramp_slows_the_plant() -> None:
    """At half load 10 t take two hours."""
    world = recycling_world(ramp=[{"days": "100 d", "load": "50 %"}])
    world["horizon"]["end"] = "2025-01-02"
    (row,) = simulated(world).tables["plants"]
    assert row[5] == pytest.approx(2.0, abs=2 / 3600)


def test_store_gives_back_when_the_landfill_opens() -> None:
    world = plain(
        routes={"rubble": {"to": ["dump", "yard"]}},
        roads={"km": {"site": {"dump": 10, "yard": 5}, "yard": {"dump": 5}}},
    )
    world["facilities"]["dump"]["opens"] = "2025-01-06"
    world["facilities"]["yard"] = {
        "name": "Yard", "kind": "store", "calendar": "always", "accepts": ["rubble"], "holds": "40 t", "gate": gate(),
    }  # fmt: skip
    outcome = simulated(world)
    sums = flows(outcome)
    assert sums["in_transit", "yard"] == sums["yard", "in_transit"] == 40_000
    assert sums["dump", "landfilled"] == 100_000
    assert outcome.residual_kg == 0
