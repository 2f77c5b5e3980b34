"""Events that share a second: their order is that of kinds and of load keys, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sim.model.cycle import MOMENTS
from tests.oracle.compare import Case, Witness, compare, postings
from tests.oracle.features import World, outlet
from tests.worlds import INSTANT, fleet, gate, landfill, plain, plant


def one_minute(sources: int, **changes: Any) -> World:
    """Many sources release their loads within a minute; every duration is a whole minute, or none."""
    names, amount = [f"s{i:02}" for i in range(sources)], f"{sources * 5 * 10 * 365} t/a"
    return plain(
        horizon={"start": "2025-01-30", "end": "2025-02-04"},
        calendars={"always": {"hours": "00:00-24:00"}, "minute": {"hours": "08:00-08:01"}},
        streams={
            name: {"name": name, "amount": amount, "density": "1 t/压实方", "calendar": "minute"}
            for name in ("ash", "rubble")
        },
        items={"product": {"name": "Product"}, "residue": {"name": "Residue", "density": "1 t/压实方"}},
        sources={name: {"name": name, "loaders": 1, "storage": "40 t"} for name in names},
        facilities={
            "dump": landfill(
                accepts=["residue", "rubble", "ash"], gate=gate(weigh_in="1 min", weigh_out="1 min", tipping="1 min")
            ),
            "mill": plant(
                capacity="600 t/h", stockpile="60 t", product_yard="50 t", accepts=["ash", "rubble"],
                outputs={i: {"product": "50 %", "residue": "50 %"} for i in ("rubble", "ash")},
                gate=gate(lanes=2, bays=2, weigh_in="1 min", weigh_out="1 min", tipping="2 min"),
            ),
            "plant": plant(
                capacity="600 t/h", stockpile="90 t", outputs={"rubble": {"product": "50 %", "residue": "50 %"}},
                gate=gate(lanes=3, bays=None, weigh_in="0 min", weigh_out="0 min", tipping="0 min"),
            ),
            "market": outlet(),
        },
        routes={
            "ash": {"to": ["mill", "dump"]},
            "rubble": {"to": ["mill", "plant", "dump"], "max_wait": "3 h"},
            "product": {"to": ["market"], "hauled_by": "buyer"},
            "residue": {"to": ["dump"]},
        },
        fleets={
            name: fleet(
                carries=carries, trucks=trucks, loading="1 min", wash="0 min", speed_loaded=f"{speed} km/h",
                speed_empty=f"{speed} km/h",
            )
            for name, carries, trucks, speed in (("a", ["rubble"], 9, 60), ("b", ["ash", "residue"], 8, 120))
        },
        roads={
            "km": {
                **{name: {"dump": 10 + i % 3, "mill": 10, "plant": 6} for i, name in enumerate(names)},
                "mill": {"dump": 4},
                "plant": {"dump": 4},
            }
        },
        **changes,
    )  # fmt: skip


def shared_seconds(seen: Witness) -> int:
    """How many instants of loads fall on a second with others."""
    seconds: Counter[int] = Counter()
    for moment in MOMENTS:
        seconds.update(seen.run.end.trace[moment].tolist())
    return sum(n for n in seconds.values() if n > 1)


@pytest.mark.parametrize("case", [Case(), Case(randomness=False), Case(is_design=True)], ids=str)
def test_releases_of_one_minute_and_services_of_whole_minutes(case: Case) -> None:
    seen = compare(one_minute(20), case)
    assert shared_seconds(seen) > 0.8 * len(MOMENTS) * len(seen.run.end.trace)


@pytest.mark.parametrize("randomness", [True, False])
def test_nothing_takes_any_time(randomness: bool) -> None:
    """Every leg and service takes 0 s: a load's whole life is one second, in which its truck comes back too."""
    world = one_minute(12)
    for facility in ("dump", "mill", "plant"):
        world["facilities"][facility]["gate"] = gate(weigh_in="0 min", weigh_out="0 min", tipping="0 min")
    for trucks in world["fleets"].values():
        trucks |= {"loading": "0 min", "speed_loaded": f"{INSTANT} km/h", "speed_empty": f"{INSTANT} km/h"}
        trucks["trucks"] = 2
    for row in world["roads"]["km"].values():
        row.update(dict.fromkeys(row, 0.1))
    seen = compare(world, randomness=randomness)
    trace = seen.run.end.trace
    assert (trace["back"] == trace["dispatched"]).all()


def test_a_stored_load_leaves_while_the_truck_that_brought_it_is_on_its_way_home() -> None:
    """Two trucks are under way for one load, and both return on whole minutes; their keys differ."""
    world = one_minute(6)
    world["facilities"]["yard"] = {
        "name": "Yard", "kind": "store", "calendar": "always", "accepts": ["rubble"], "holds": "30 t",
        "gate": gate(lanes=3, bays=3, weigh_in="0 min", weigh_out="1 min", tipping="1 min"),
    }  # fmt: skip
    world["routes"]["rubble"] = {"to": ["yard", "plant"]}
    world["fleets"]["a"]["trucks"] = 30
    for name in world["sources"]:
        world["roads"]["km"][name]["yard"] = 9
    world["roads"]["km"]["yard"] = {"plant": 1, "dump": 1}
    seen = compare(world)
    trips = Counter(seen.run.end.trace["key"].tolist())
    assert max(trips.values()) == 1
    flows = {key[1:3] for key in postings(seen.run.end.ledger.flows)}
    assert ("yard", "in_transit") in flows


def test_openings_and_closings_at_midnight_and_on_whole_minutes() -> None:
    """The calendar's changes share their seconds with arrivals, ends of batches and returns."""
    world = one_minute(15)
    world["calendars"] |= {
        "minutes": {"hours": ["00:00-08:13", "08:14-08:16", "08:17-08:40", "08:41-24:00"]},
        "trucks": {"hours": ["00:00-08:12", "08:13-08:19", "08:20-24:00"]},
        "works": {"hours": ["08:05-08:14", "08:15-08:21", "08:22-09:00"]},
    }
    world["facilities"]["dump"]["calendar"] = "minutes"
    world["facilities"]["mill"] |= {"calendar": "minutes", "works": "works"}
    world["facilities"]["plant"] |= {"works": "trucks", "opens": "2025-01-31"}
    for trucks in world["fleets"].values():
        trucks["calendar"] = "trucks"
    seen = compare(world)
    assert (seen.run.end.trace["weigh_in"] > seen.run.end.trace["arrived"]).any()
