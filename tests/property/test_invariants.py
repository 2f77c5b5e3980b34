"""What must hold for any scenario, over scenarios made by hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model.custody import MILLION, part
from sim.model.replication import Outcome, replicate
from tests.worlds import build, landfill, recycling_world

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A plant, a landfill, two sources and 20 days, with every limit drawn from starved to drowned."""
    world = recycling_world(
        capacity=f"{draw(st.integers(1, 40))} t/h",
        stockpile=draw(st.sampled_from([None, "10 t", "55 t", "400 t"])),
        product_yard=draw(st.sampled_from([None, "30 t", "90 t"])),
        opens=draw(st.sampled_from([None, "2025-01-08", "2025-03-01"])),
        works=draw(st.sampled_from(["always", "day"])),
    )
    world["horizon"]["end"] = "2025-01-21"
    world["calendars"]["day"] = {"hours": "06:00-22:00"}
    world["calendars"]["site"] = {"hours": "07:00-19:00", "closed_weekdays": ["sun"]}
    world["sources"] = {
        id: {"name": id, "storage": draw(st.sampled_from([None, "20 t", "300 t"]))} for id in ("site", "yard")
    }
    world["streams"]["rubble"] |= {
        "amount": f"{draw(st.integers(1, 200)) * 1000} t/a",
        "calendar": "site",
        "capture": f"{draw(st.integers(50, 100))} %",
        "on_site": {"reused": f"{draw(st.integers(0, 40))} %"},
    }
    world["routes"]["rubble"]["to"] = draw(st.sampled_from([["plant"], ["plant", "dump"], ["dump", "plant"]]))
    world["facilities"]["dump"] = landfill(
        accepts=["rubble", "residue"], void=f"{draw(st.sampled_from([0.01, 1, 100]))} 万压实方"
    )
    world["facilities"]["market"]["demand"] = draw(st.sampled_from([None, "6000 t/a"]))
    world["fleets"]["trucks"] |= {
        "trucks": draw(st.integers(1, 30)),
        "calendar": "day",
        "payload": f"{draw(st.integers(3, 20))} t",
    }
    world["roads"]["km"] = {"site": {"plant": 10, "dump": 20}, "yard": {"plant": 3, "dump": 9}, "plant": {"dump": 5}}
    return world


def outcome_of(world: dict[str, Any], seed: int = 1) -> Outcome:
    return replicate(build(world), seed, 1, design=False)


@FEW
@given(worlds())
def test_mass_closes_stock_stays_within_capacity_no_load_is_lost(world: dict[str, Any]) -> None:
    outcome = outcome_of(world)
    assert outcome.residual_kg == 0, "recounted from queues, trucks and piles"
    stockpile = world["facilities"]["plant"]["stockpile"]
    if stockpile is not None:
        (peak,) = [row[4] for row in outcome.tables["facilities"] if row[0] == "plant"]
        assert peak <= int(stockpile.split()[0]) * 1000
    void = float(world["facilities"]["dump"]["void"].split()[0]) * 10_000 * 1_000_000
    landfilled = sum(row[-1] for row in outcome.tables["flows"] if row[2] == "landfilled")
    assert landfilled * 1000 <= void, "1 t takes 1 m3"
    levels = [row[3] for row in outcome.tables["levels"]]
    assert min(levels) >= 0


@FEW
@given(worlds(), st.integers(1, 1000))
def test_same_seed_same_rows(world: dict[str, Any], seed: int) -> None:
    assert outcome_of(world, seed).tables == outcome_of(world, seed).tables


@FEW
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_entities_in_the_file_changes_nothing(world: dict[str, Any], random: Any) -> None:
    shuffled = json.loads(json.dumps(world))
    for word in ("streams", "items", "sources", "facilities", "routes", "fleets", "calendars"):
        keys = list(shuffled[word])
        random.shuffle(keys)
        shuffled[word] = {key: shuffled[word][key] for key in keys}
    first, second = outcome_of(world), outcome_of(shuffled)
    assert {name: sorted(map(repr, rows)) for name, rows in first.tables.items()} == {
        name: sorted(map(repr, rows)) for name, rows in second.tables.items()
    }


@FEW
@given(worlds())
def test_a_facility_that_never_opens_changes_no_flow(world: dict[str, Any]) -> None:
    """It stands last in the route, so that even the noted first refusal is the same."""
    more = json.loads(json.dumps(world))
    more["facilities"]["never"] = landfill(accepts=["rubble"], opens="2099-01-01")
    more["routes"]["rubble"]["to"].append("never")
    for place in ("site", "yard"):
        more["roads"]["km"][place]["never"] = 1
    assert outcome_of(world).tables["flows"] == outcome_of(more).tables["flows"]


@given(
    st.lists(st.integers(0, 10**6), min_size=0, max_size=5),
    st.lists(st.integers(0, 10**7), min_size=1, max_size=30),
)
def test_cumulative_split_loses_nothing_and_is_unbiased(cuts: list[int], batches: list[int]) -> None:
    fractions = [*sorted(cuts), MILLION]
    total, sums = 0, [0] * len(fractions)
    for kg in batches:
        bounds = zip([0, *fractions], fractions, strict=False)
        parts = [part(lower, upper, total, total + kg) for lower, upper in bounds]
        assert sum(parts) == kg
        total += kg
        sums = [a + b for a, b in zip(sums, parts, strict=True)]
    low = 0
    for fraction, got in zip(fractions, sums, strict=True):
        assert abs(got - (fraction - low) * total / 10**6) <= 1
        low = fraction
