"""What each way of counting makes of the same movements, by hand: tonnes, cubic metres, as printed, made, heap fill."""

from __future__ import annotations

from typing import Any

from sim.model.replication import Outcome, replicate
from tests import worlds
from tests.worlds import build, plain, plant, recycling_world

Counted = dict[str, tuple[int, int]]


def counted(world: dict[str, Any]) -> tuple[Counted, dict[str, dict[tuple[str, str], int]]]:
    """Numerator and denominator of each reading of the target `rate` in 2025, and what it missed by cause."""
    outcome: Outcome = replicate(build(world), 1, 1, design=False)
    rates = {r: (n, d) for _, r, period, n, d, _ in outcome.tables["rates"] if period == "2025"}
    missed: dict[str, dict[tuple[str, str], int]] = {reading: {} for reading in rates}
    for _, reading, period, facility, cause, amount in outcome.tables["binding"]:
        if period == "2025":
            missed[reading][facility, cause] = amount
    for reading, (numerator, denominator) in rates.items():
        assert sum(missed[reading].values()) == denominator - numerator, reading
    return rates, missed


def target(streams: list[str], readings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    named = {id: {"name": id, **reading} for id, reading in readings.items()}
    return {"rate": worlds.rate_target(streams=streams, readings=named, **changes)}


def soil_and_rubble(**readings: Any) -> dict[str, Any]:
    """Ten days, each with 10 bank m3 of soil, half of it backfilled, and 10 t of rubble, a fifth of it reused."""
    used = [{"to": ["backfilled", "reused"]}]
    soil = {"amount": "3650 自然方/a", "density": "2 t/自然方", "swell": 1.25, "fill_factor": 0.8}
    rubble = {"amount": "3650 t/a", "density": "1.25 t/松方", "swell": 1.5, "fill_factor": 1.2}
    return plain(
        streams={
            "soil": {"name": "Soil", "calendar": "morning", "on_site": {"backfilled": "50 %"}, **soil},
            "rubble": {"name": "Rubble", "calendar": "morning", "on_site": {"reused": "20 %"}, **rubble},
        },
        facilities={"dump": worlds.landfill(accepts=["soil", "rubble"])},
        routes={"soil": {"to": ["dump"]}, "rubble": {"to": ["dump"]}},
        fleets={"trucks": worlds.fleet(carries=["soil", "rubble"])},
        targets=target(["soil", "rubble"], {id: {"numerator": used, **more} for id, more in readings.items()}),
    )


def test_tonnes_cubic_metres_and_both_as_printed() -> None:
    """200 t of soil are 100 bank m3, 100 t of rubble 80 loose m3; litres and kilograms are thousandths."""
    rates, missed = counted(
        soil_and_rubble(mass={}, volume={"measure": "volume"}, printed={"measure": "as_printed"})
    )  # fmt: skip
    assert rates == {
        "mass": (100_000 + 20_000, 200_000 + 100_000),
        "volume": (50_000 + 16_000, 100_000 + 80_000),
        "printed": (50_000 + 20_000, 100_000 + 100_000),
    }
    landfilled = {"mass": 100_000 + 80_000, "volume": 50_000 + 64_000, "printed": 50_000 + 80_000}
    assert missed == {reading: {("dump", "not_recoverable"): amount} for reading, amount in landfilled.items()}


def test_all_in_one_state() -> None:
    """Compacted: soil 2 / 0.8 = 2.5 t/m3, so 80 m3; rubble 1.25 x 1.5 / 1.2 = 1.5625 t/m3, so 64 m3.

    Loose: soil 2 / 1.25 = 1.6 t/m3, so 125 m3. Bank: rubble 1.25 x 1.5 = 1.875 t/m3, so 53.333 m3, of which a fifth.
    """
    states = {state: {"measure": "volume", "state": state} for state in ("bank", "loose", "compacted")}
    rates, _ = counted(soil_and_rubble(**states))
    assert rates == {
        "bank": (50_000 + 10_667, 100_000 + 53_333),
        "loose": (62_500 + 16_000, 125_000 + 80_000),
        "compacted": (40_000 + 12_800, 80_000 + 64_000),
    }


def test_cake_counts_as_the_slurry_that_it_was() -> None:
    """100 m3 of mud are 120 t; half is water and leaves; of 60 t of cake (50 m3 of mud) 40 % are backfilled."""
    mud: dict[str, Any] = {
        "name": "Mud",
        "amount": "3650 m3/a",
        "form": "liquid",
        "density": "1.2 t/m3",
        "calendar": "morning",
    }
    mud |= {"pressing": {"cake": "cake", "cake_share": "50 %"}, "on_site": {"backfilled": "40 %"}}
    reading: dict[str, Any] = {"numerator": [{"to": ["backfilled"]}], "exclude": ["water"]}
    measures: list[dict[str, Any]] = [{}, {"measure": "volume"}, {"measure": "volume", "state": "bank"}]
    measures.append({"measure": "as_printed"})
    world = plain(
        streams={"mud": mud},
        items={"cake": {"name": "Cake", "density": "1.7 t/压实方"}},
        facilities={"dump": worlds.landfill(accepts=["cake"])},
        routes={"cake": {"to": ["dump"]}},
        fleets={"trucks": worlds.fleet(carries=["cake"])},
        targets=target(["mud"], {f"r{k}": reading | measure for k, measure in enumerate(measures)}),
    )
    rates, _ = counted(world)
    assert rates == {"r0": (24_000, 60_000), **dict.fromkeys(("r1", "r2", "r3"), (20_000, 50_000))}


def test_volume_follows_the_density_that_is_drawn() -> None:
    """A reading by volume of a stream given in t: what is drawn for its density decides its m3, not its rate."""
    world = soil_and_rubble(volume={"measure": "volume"})
    world["streams"]["rubble"]["density"] = {"value": "1.25 t/松方", "range": [1.0, 1.25, 2.0]}
    world["targets"]["rate"]["streams"] = ["rubble"]
    outcome = replicate(build(world), 1, 1, design=False)
    draws: dict[str, float] = dict(outcome.tables["draws"])
    density = draws["streams.rubble.density"]
    assert 1000 < density < 2000
    assert density != 1250
    ((_, _, _, numerator, denominator, measure),) = outcome.tables["rates"]
    assert (measure, numerator, denominator) == ("volume", round(20_000e3 / density), round(100_000e3 / density))


def test_what_is_made_counts_though_nobody_buys_it() -> None:
    """Of 100 t, 90 t become product; the market takes a twelfth of 240 t in January, that is 20 t."""
    world = recycling_world()
    world["facilities"]["market"]["demand"] = "240 t/a"
    world["targets"] = target(
        ["rubble"], {"sold": {"numerator": [{"to": ["recycled"]}]}, "made": {"numerator": [{"made": ["product"]}]}}
    )
    rates, missed = counted(world)
    assert rates == {"sold": (20_000, 100_000), "made": (90_000, 100_000)}
    assert missed["made"] == {("plant", "not_recoverable"): 10_000}
    assert missed["sold"] == {("plant", "not_recoverable"): 10_000, ("", "carried_over"): 70_000}


def test_product_that_is_thrown_away_counts_once_where_made_counts() -> None:
    """With a yard that empties after an hour of waiting, 70 t of product become unserved: made all the same."""
    world = recycling_world()
    world["facilities"]["market"]["demand"] = "240 t/a"
    world["routes"]["product"]["max_wait"] = "1 h"
    readings = {"sold": {"numerator": [{"to": ["recycled"]}]}, "made": {"numerator": [{"made": ["product"]}]}}
    world["targets"] = target(["rubble"], readings)
    rates, missed = counted(world)
    assert rates["made"] == (90_000, 100_000)
    assert missed["made"] == {("plant", "not_recoverable"): 10_000}


def test_what_another_plant_makes_does_not_count() -> None:
    """100 t of rubble go to one plant, 100 t of brick to another; 90 t of each become product, and one plant counts."""
    world = recycling_world()
    world["streams"]["brick"] = {**world["streams"]["rubble"], "name": "Brick"}
    world["facilities"]["other"] = plant(capacity="10 t/h", outputs={"brick": {"product": "90 %", "residue": "10 %"}})
    world["routes"]["brick"] = {"to": ["other"]}
    world["fleets"]["trucks"]["carries"] = ["rubble", "brick", "residue"]
    world["roads"]["km"] = {"site": {"plant": 10, "other": 10}, "plant": {"dump": 5}, "other": {"dump": 5}}
    readings: dict[str, Any] = {
        "both": {"numerator": [{"made": ["product"]}]},
        "one": {"numerator": [{"made": ["product"], "by": ["plant"]}]},
        "brick": {"numerator": [{"made": ["residue"], "streams": ["brick"]}]},
    }
    world["targets"] = target(["rubble", "brick"], readings)
    rates, missed = counted(world)
    assert rates == {"both": (180_000, 200_000), "one": (90_000, 200_000), "brick": (10_000, 200_000)}
    assert missed["one"] == {("plant", "not_recoverable"): 10_000, ("other", "not_recoverable"): 100_000}
    assert missed["brick"] == {("plant", "not_recoverable"): 100_000, ("other", "not_recoverable"): 90_000}


def test_heap_fill_counts_where_a_reading_says_so() -> None:
    """All 100 t go to a licensed heap."""
    heap = {"name": "Heap", "kind": "backfill", "calendar": "always", "gate": worlds.gate(), "accepts": ["rubble"]}
    world = plain(
        facilities={"heap": {**heap, "demand": "100 万压实方/a", "fate": "heap_fill"}},
        routes={"rubble": {"to": ["heap"]}},
        roads={"km": {"site": {"heap": 10}}},
        targets=target(
            ["rubble"],
            {
                "fill": {"numerator": [{"to": ["backfilled"]}]},
                "heap": {"numerator": [{"to": ["backfilled", "heap_fill"]}]},
            },
        ),
    )
    rates, missed = counted(world)
    assert rates == {"fill": (0, 100_000), "heap": (100_000, 100_000)}
    assert missed == {"fill": {("heap", "not_recoverable"): 100_000}, "heap": {}}


def sorted_first() -> dict[str, Any]:
    """100 t of rubble in ten loads: 80 t become mineral for the plant, else the dump; 20 t residue for the dump."""
    world = recycling_world(outputs={"mineral": {"product": "90 %", "residue": "10 %"}})
    world["items"]["mineral"] = {"name": "Mineral", "density": "1 t/压实方"}
    world["facilities"]["sorter"] = plant(
        kind="sorting", capacity="10 t/h", outputs={"rubble": {"mineral": "80 %", "residue": "20 %"}}
    )
    world["facilities"]["dump"]["accepts"] = ["residue", "mineral"]
    world["routes"] |= {"rubble": {"to": ["sorter"]}, "mineral": {"to": ["plant", "dump"]}}
    world["fleets"]["trucks"]["carries"] = ["rubble", "residue", "mineral"]
    world["roads"]["km"] = {"site": {"sorter": 10}, "sorter": {"plant": 1, "dump": 5}, "plant": {"dump": 5}}
    world["targets"] = target(["rubble"], {"sold": {"numerator": [{"to": ["recycled"]}]}})
    return world


def test_a_fraction_that_the_next_plant_refuses_is_lost_there_and_not_carried_over() -> None:
    """The plant may be sent one load of ten in all: 70 t of mineral are landfilled for want of its quota."""
    world = sorted_first()
    world["facilities"]["plant"]["quota"] = "10 t/a"
    rates, missed = counted(world)
    assert rates == {"sold": (9_000, 100_000)}
    assert missed["sold"] == {
        ("sorter", "not_recoverable"): 20_000, ("plant", "not_recoverable"): 1_000, ("plant", "quota"): 70_000,
    }  # fmt: skip


def test_a_fraction_that_is_landfilled_in_the_first_place_is_lost_there() -> None:
    world = sorted_first()
    world["routes"]["mineral"] = {"to": ["dump", "plant"]}
    rates, missed = counted(world)
    assert rates == {"sold": (0, 100_000)}
    assert missed["sold"] == {("sorter", "not_recoverable"): 20_000, ("dump", "not_recoverable"): 80_000}


def test_what_can_never_count_is_lost_once_whatever_is_made_of_it() -> None:
    """Only metal counts, and nobody makes any: all is lost at the sorter, and not at the plant again."""
    world = sorted_first()
    world["items"]["metal"] = {"name": "Metal"}
    world["targets"] = target(["rubble"], {"metal": {"numerator": [{"to": ["recycled"], "items": ["metal"]}]}})
    rates, missed = counted(world)
    assert rates == {"metal": (0, 100_000)}
    assert missed["metal"] == {("sorter", "not_recoverable"): 100_000}


def test_what_waits_in_a_store_has_missed_nothing_yet() -> None:
    """The plant opens on the sixth day and takes all from the yard: of the 100 t only residue is lost."""
    world = recycling_world(opens="2025-01-06")
    yard = {"name": "Yard", "kind": "store", "calendar": "always", "accepts": ["rubble"], "holds": "100 t"}
    world["facilities"]["yard"] = yard
    world["routes"]["rubble"] = {"to": ["plant", "yard"]}
    world["roads"]["km"] |= {"site": {"plant": 10, "yard": 1}, "yard": {"plant": 9}}
    world["targets"] = target(["rubble"], {"sold": {"numerator": [{"to": ["recycled"]}]}})
    rates, missed = counted(world)
    assert rates == {"sold": (90_000, 100_000)}
    assert missed["sold"] == {("plant", "not_recoverable"): 10_000}


def test_what_was_refused_and_waits_before_a_plant_that_does_not_count_is_lost_once() -> None:
    """90 t go to a quay that puts over 4.8 t a day: lost for the plant's quota, and neither less nor carried over."""
    world = recycling_world(quota="10 t/a")
    world["items"]["afloat"] = {"name": "Afloat", "density": "1 t/压实方"}
    world["facilities"]["quay"] = plant(kind="terminal", capacity="0.2 t/h", outputs={"rubble": {"afloat": "100 %"}})
    world["facilities"]["dump"]["accepts"] = ["residue", "afloat"]
    world["routes"] |= {"rubble": {"to": ["plant", "quay"]}, "afloat": {"to": ["dump"]}}
    world["fleets"]["trucks"]["carries"] = ["rubble", "residue", "afloat"]
    world["roads"]["km"] = {"site": {"plant": 10, "quay": 1}, "plant": {"dump": 5}, "quay": {"dump": 5}}
    world["targets"] = target(["rubble"], {"sold": {"numerator": [{"to": ["recycled"]}]}})
    rates, missed = counted(world)
    assert rates == {"sold": (9_000, 100_000)}
    assert missed["sold"] == {("plant", "not_recoverable"): 1_000, ("plant", "quota"): 90_000}
