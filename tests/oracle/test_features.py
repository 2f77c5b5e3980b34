"""Each feature of a district alone, then all together: engine and oracle agree, load by load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.oracle.compare import Case, Witness, compare, postings
from tests.oracle.features import FEATURES, World, everything, world_with

CASES = {
    "random": Case(),
    "no_randomness": Case(randomness=False),
    "design": Case(seed=2, is_design=True),
}


def _refused(seen: Witness, cause: str) -> bool:
    return any(key[3] == cause for key in postings(seen.run.end.ledger.refused))


def _longest(start: str, end: str) -> Callable[[Witness], int]:
    """Seconds of the longest interval between two instants of a load."""

    def longest(seen: Witness) -> int:
        trace = seen.run.end.trace
        return int((trace[end] - trace[start]).max())

    return longest


def _state(number: int) -> Callable[[Witness], int]:
    """Seconds of plants in one of PLANT_STATES."""
    return lambda seen: sum(row[4][number] for row in seen.run.observations.plants)


def _brought_back(seen: Witness) -> bool:
    return bool((seen.run.end.trace["tipped"] < 0).any())


def _sent_on(seen: Witness) -> bool:
    """Whether a truck has driven on from a gate with a stream, which plants and stores do not make."""
    gates = seen.run.district.scenario.facilities.keys() - {"yard"}
    return any(key[2] in gates and key[4] in ("rubble", "soil") for key in postings(seen.run.end.ledger.trips))


def _unserved(seen: Witness, cause: str) -> bool:
    return any((key[3], key[6]) == (cause, "unserved") for key in postings(seen.run.end.ledger.refused))


EVIDENCE: dict[str, Callable[[Witness], Any]] = {
    "loaders": _longest("dispatched", "loading"),
    "one_lane": _longest("arrived", "weigh_in"),
    "many_lanes": _longest("weighed_in", "tipping"),
    "gate_hours": lambda seen: _longest("arrived", "weigh_in")(seen) > 3600,
    "fleet_hours": lambda seen: _longest("release", "dispatched")(seen) > 8 * 3600,
    "by_share": lambda seen: _refused(seen, "quota"),
    "shared_storage": lambda seen: _refused(seen, "no_truck"),
    "storage_by_stream": lambda seen: _refused(seen, "no_truck"),
    "max_wait": lambda seen: _refused(seen, "no_truck"),
    "store": lambda seen: seen.run.end.stock_peak["yard"] > 100_000,
    "stockpile": lambda seen: _longest("release", "dispatched")(seen) > 3600,
    "product_yard": _state(4),
    "failures": _state(3),
    "landfill_fills": lambda seen: len(seen.run.end.exhausted) == 2,
    "backfill": lambda seen: _refused(seen, "no_demand"),
    "exchange": lambda seen: seen.run.end.stock_peak["yard"] > 300_000 and _refused(seen, "no_demand"),
    "opening": lambda seen: _refused(seen, "not_open"),
    "no_route": lambda seen: _refused(seen, "no_route"),
    "dead_end": lambda seen: _refused(seen, "no_route"),
    "cut_off": lambda seen: _unserved(seen, "no_route"),
    "barges": lambda seen: seen.run.end.trace["kg"].max() == 96_000 and _state(4)(seen),
    "phases": lambda seen: _longest("release", "dispatched")(seen) > 3600,
    "opening_stock": lambda seen: seen.run.end.ledger.held["opening_stock"] == -1_878_000,
    "quotas": lambda seen: _refused(seen, "quota"),
    "outage": lambda seen: _longest("release", "dispatched")(seen) > 48 * 3600,
    "truck_windows": _longest("loaded", "departed"),
    "closed_road": lambda seen: _refused(seen, "closed_road"),
    "diversion": lambda seen: _brought_back(seen) and _sent_on(seen),
    "rejection": lambda seen: _unserved(seen, "rejected") and _sent_on(seen),
    "rain": lambda seen: _longest("release", "dispatched")(seen) > 12 * 3600,
}
"""What shows that a feature has been at work in the random run."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_alone(feature: str, case: Case) -> None:
    seen = compare(world_with(feature), case)
    assert len(seen.run.end.trace) > 500
    if case is CASES["random"] and feature in EVIDENCE:
        assert EVIDENCE[feature](seen)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_all_together(case: Case) -> None:
    seen = compare(everything(), case)
    assert len(seen.run.end.trace) > 500
    assert seen.run.end.stock_peak["yard"] > 0


@pytest.mark.parametrize("feature", ["store_at_once", "landfill_fills", "monthly_demand"])
def test_readings_of_the_year_alone(feature: str) -> None:
    """As the product reads: no levels and spans of single days."""
    compare(world_with(feature), reads_daily=False)


def test_a_landfill_that_was_full_takes_loads_again_in_the_second_pass() -> None:
    seen = compare(world_with("landfill_fills"), is_design=True)
    tipped = seen.run.end.trace["tipped"]
    assert {tip // (86_400 * 12) for tip in tipped.tolist()} == {0, 1}


def _drowned() -> World:
    """Far too few trucks: everything waits, in queues of thousands."""
    world = world_with("store_at_once", "product_yard")
    world["horizon"]["end"] = "2025-02-03"
    for stream in world["streams"].values():
        stream["amount"] = "6000000 t/a"
    world["fleets"]["boxes"] |= {"trucks": 60, "payload": "5 t"}
    world["fleets"]["tippers"] |= {"trucks": 60, "payload": "4 t"}
    world["facilities"]["plant"] |= {"capacity": "60 t/h", "stockpile": None, "product_yard": None}
    world["routes"]["rubble"]["max_wait"] = "60 h"
    return world


def test_tens_of_thousands_of_loads_wait() -> None:
    """So many that whatever the engine keeps loads and batches in must grow several times."""
    seen = compare(_drowned())
    levels = _last_levels(seen)
    assert sum(levels[place, "waiting"] for place in ("east", "west")) > 20_000 * 5_000
    assert levels["plant", "stock"] > 1_000 * 5_000
    assert _refused(seen, "no_truck")


def _last_levels(seen: Witness) -> dict[tuple[str, str], float]:
    last = max(seen.readings.levels)
    return {(place, what): value for place, what, value in seen.readings.levels[last]}
