"""What must follow when a scenario is changed, over generated scenarios; no expected number is needed.

Masses x k, with payloads, capacities, stores, voids and demands: every flow x k, every instant the same.
    Exceptions: masses that do not divide evenly. A kilogram is rounded, and a load may come a day later. The worlds
    generated for this divide evenly.
Entities in another order: nothing changes.
    Exceptions: the order of `to`, `then`, `accepts` and `outputs` means something.
A facility that never opens, last in the routes: no flow and no trip changes.
    Exceptions: `by_share` needs shares of all; a route to stores only has no way on without it; the cause noted for
    a refusal may name it; the design run opens it.
A day closed for all: nothing arises, sets out or is made on it.
    Exceptions: who has joined a gate's queue is served to the end; trucks under way drive on; hours across midnight
    belong to the day on which they begin; waits run out.
More capacity, more trucks, higher recovery, earlier opening: not worse, in the mean over scenarios and seeds.
    Exceptions: a single scenario may be worse. A load that another truck takes meets other hours, queues and yards;
    what is no longer short before a plant may be short behind it; dispatch by `nearest` with unequal yields may fill
    the nearer, poorer plant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sim.model.calendar import DAY
from sim.model.cycle import MOMENTS
from sim.model.engine import Engine
from sim.model.replication import Outcome, replicate
from tests.metamorphic.worlds import (
    World,
    closed_on,
    round_worlds,
    scaled,
    shuffled,
    with_one_that_never_opens,
)
from tests.oracle.compare import Case, Witness, postings, witness
from tests.oracle.scenarios import worlds
from tests.property.test_invariants import worlds as strained
from tests.worlds import build, changed, loads_of

TO_MAKE = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink), database=None
)
SEEDS = st.integers(1, 10**6)
FEW, MANY = 5, 300


def seen(world: World, number: int) -> Witness:
    return witness(build(world), Case(number, reads_daily=False), Engine)


# exact relations: a function of a world that asserts


def masses_in_proportion(world: World, number: int, k: int) -> None:
    one, more = seen(world, number), seen(scaled(world, k), number)
    for table in ("flows", "refused", "made", "trips"):
        ours, theirs = (postings(getattr(w.run.end.ledger, table)) for w in (one, more))
        assert {key: [k * kg, n] for key, (kg, n) in ours.items()} == theirs, table
    for moment in MOMENTS:
        assert one.run.end.trace[moment].tolist() == more.run.end.trace[moment].tolist(), moment


def order_means_nothing(world: World, number: int, random: Random) -> None:
    rows = [
        {name: sorted(map(repr, rows)) for name, rows in outcome.tables.items()}
        for outcome in (replicate(build(w), number, 1, design=False) for w in (world, shuffled(world, random)))
    ]
    assert rows[0] == rows[1]


def never_opened_is_not_there(world: World, number: int) -> None:
    ours, theirs = seen(world, number), seen(with_one_that_never_opens(world), number)
    for table in ("flows", "made", "trips"):
        assert postings(getattr(ours.run.end.ledger, table)) == postings(getattr(theirs.run.end.ledger, table)), table


def nobody_works_on_a_closed_day(world: World, number: int) -> None:
    """The tenth day, of which none of the generated runs begins a month."""
    world = changed(
        changed(world, "calendars.night", {"hours": "10:00-24:00"}), "calendars.nights.hours", "00:00-24:00"
    )
    start = dt.date.fromisoformat(world["horizon"]["start"])
    day = next(d for d in range(9, 12) if (start + dt.timedelta(days=d)).day > 1)
    made = seen(closed_on(world, (start + dt.timedelta(days=day)).isoformat()), number)
    begin, end = day * DAY, (day + 1) * DAY
    scenario = made.run.district.scenario
    for load in loads_of(scenario, made.run.end.trace):
        if load.origin in scenario.sources and load.release >= begin:
            assert load.release >= end or load.times["dispatched"] >= end, "nothing arises; a load brought back waits"
        assert not begin <= load.times["dispatched"] < end
        if begin <= load.times.get("weigh_in", -1) < end:
            assert load.times["arrived"] < begin, "who has joined the queue is served to the end"
    assert not any(key[0] == day for key in postings(made.run.end.ledger.made))
    assert not any(key[:2] == (day, "generation") for key in postings(made.run.end.ledger.flows))


EXACT: dict[str, tuple[Callable[..., None], tuple[Any, ...]]] = {
    "masses x k": (masses_in_proportion, (round_worlds(), SEEDS, st.sampled_from([2, 3, 10]))),
    "permuted": (order_means_nothing, (worlds(), SEEDS, st.randoms(use_true_random=False))),
    "never opens": (never_opened_is_not_there, (worlds(), SEEDS)),
    "closed day": (nobody_works_on_a_closed_day, (worlds(), SEEDS)),
}


def examine(relation: Callable[..., None], strategies: tuple[Any, ...], examples: int) -> int:
    """Try a relation on generated scenarios; how many."""
    tried: list[None] = []

    @seed(1)
    @settings(TO_MAKE, max_examples=examples)
    @given(st.tuples(*strategies))
    def run(drawn: tuple[Any, ...]) -> None:
        tried.append(None)
        relation(*drawn)

    run()
    return len(tried)


@pytest.mark.parametrize("name", EXACT)
def test_exact_relation(name: str) -> None:
    assert examine(*EXACT[name], FEW) >= FEW


@pytest.mark.trust
@pytest.mark.parametrize("name", EXACT)
def test_exact_relation_on_many(name: str, evidence: Callable[[str, str, str], None]) -> None:
    n = examine(*EXACT[name], MANY)
    evidence(f"metamorphic, {name}", f"{n} scenarios, 0 violations", "0 violations")
    assert n >= MANY


# relations in the paired mean


def more_capacity(world: World) -> World:
    return changed(
        world, "facilities.plant.capacity", f"{2 * int(world['facilities']['plant']['capacity'].split()[0])} t/h"
    )


def more_trucks(world: World) -> World:
    return changed(world, "fleets.trucks.trucks", 2 * world["fleets"]["trucks"]["trucks"])


def higher_recovery(world: World) -> World:
    return changed(world, "facilities.plant.outputs.rubble", {"product": "95 %", "residue": "5 %"})


def earlier_opening(world: World) -> World:
    """The world as it is opens days, or weeks, later than this one."""
    opens = world["facilities"]["plant"]["opens"]
    return changed(world, "facilities.plant.opens", {"2025-01-08": "2025-01-04", "2025-03-01": "2025-01-12"}.get(opens))


BETTER = {f.__name__.replace("_", " "): f for f in (more_capacity, more_trucks, higher_recovery, earlier_opening)}


def pressed(world: World) -> World:
    """A world in which there is more to haul and to treat than can be: something binds."""
    return changed(changed(world, "streams.rubble.amount", "150000 t/a"), "facilities.plant.capacity", "8 t/h")


def rate_of(world: World, number: int) -> float:
    outcome: Outcome = replicate(build(world), number, 1, design=False)
    ((part, whole),) = [row[3:5] for row in outcome.tables["rates"] if row[2] == "2025"]
    return part / whole


def differences(better: Callable[[World], World], examples: int, seeds: int) -> list[float]:
    """What is gained in each generated scenario, in the mean over seeds that both variants share."""
    found: list[float] = []

    @seed(1)
    @settings(TO_MAKE, max_examples=examples)
    @given(strained().map(pressed))
    def run(world: World) -> None:
        if better(world) != world:
            pairs = [rate_of(better(world), n) - rate_of(world, n) for n in range(1, seeds + 1)]
            found.append(sum(pairs) / seeds)

    run()
    return found


@pytest.mark.parametrize("name", BETTER)
def test_better_is_not_worse_in_the_mean(name: str) -> None:
    gains = differences(BETTER[name], FEW, 1)
    assert gains
    assert sum(gains) >= 0


@pytest.mark.trust
@pytest.mark.parametrize("name", BETTER)
def test_better_is_not_worse_in_the_mean_of_many(name: str, evidence: Callable[[str, str, str], None]) -> None:
    gains = differences(BETTER[name], 100, 3)
    mean, worse = sum(gains) / len(gains), sum(gain < 0 for gain in gains)
    figure = f"{len(gains)} scenarios, mean gain {100 * mean:.2f} points, {worse} alone worse"
    figure += f" (by at most {100 * max(0.0, -min(gains)):.2f})"
    evidence(f"metamorphic, {name}", figure, "mean not below 0")
    assert any(gain > 0 for gain in gains)
    assert mean >= 0
