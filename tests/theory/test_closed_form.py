"""Cases with a closed form: deterministic closed loops, a stockpile, the goal-seek oracle, queues at the gate."""

from __future__ import annotations

import heapq
from typing import Any

import pytest

from sim.model.cycle import Cycle
from sim.model.engine import Engine
from sim.study.intervals import mean_interval
from sim.study.verdict import judge
from tests import worlds
from tests.oracle.compare import Forwarding
from tests.worlds import INSTANT, fleet, gate, landfill, plain, recycling_world, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
DAY = 86_400


@pytest.mark.parametrize(("trucks", "per_hour"), [(4, 6.8571), (6, 10.2857), (8, 12.0)])
def test_constant_closed_loop(trucks: int, per_hour: float) -> None:
    """X = min(N / (Z + S), c / S) with Z = 30 min, S = 5 min, c = 1."""
    world = plain(
        horizon={"start": "2025-01-01", "end": "2025-01-12"},
        calendars={"always": {"hours": "00:00-24:00"}, "first_minute": {"hours": "00:00-00:01"}},
        streams={"ore": {"name": "Ore", "amount": "1825000 t/a", "density": "1 t/压实方", "calendar": "first_minute"}},
        sources={"site": {"name": "Site", "loaders": 1}},
        facilities={
            "dump": landfill(accepts=["ore"], void="1000 万压实方",
                             gate=gate(lanes=50, bays=None, weigh_in="0 min", weigh_out="0 min", tipping="30 min"))
        },
        routes={"ore": {"to": ["dump"]}},
        fleets={
            "trucks": fleet(carries=["ore"], trucks=trucks, loading="5 min", wash="0 min",
                            speed_loaded=f"{INSTANT} km/h", speed_empty=f"{INSTANT} km/h")
        },
        roads={"km": {"site": {"dump": 1}}},
    )  # fmt: skip
    tipped = sorted(load.times["tipped"] for load in simulated(world).loads)
    settled = [t for t in tipped if DAY <= t < 11 * DAY]
    assert len(settled) / 240 == pytest.approx(per_hour, abs=trucks / 240)


def test_stockpile_fills_while_the_machine_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """S1: 120 t/h always in, 200 t/h out for 6 h of 8: peak 240 t, drained in 3 h, mean 75 t, within a load of 10 t."""
    world = recycling_world(capacity="200 t/h", works="shifts")
    world["calendars"]["shifts"] = {"hours": ["00:00-06:00", "08:00-14:00", "16:00-22:00"]}
    world["streams"]["rubble"] |= {"amount": f"{120 * 24 * 365} t/a", "calendar": "always"}
    instant = {"loading": "0 min", "wash": "0 min", "speed_loaded": f"{INSTANT} km/h", "speed_empty": f"{INSTANT} km/h"}
    world["fleets"]["trucks"] |= {"trucks": 100, **instant}
    world["facilities"]["plant"]["gate"] = gate(
        lanes=50, bays=None, weigh_in="0 min", weigh_out="0 min", tipping="0 min"
    )
    # a gate that opens every ten minutes makes the calendar look at the stock
    world["calendars"]["ticks"] = {
        "hours": [f"{h:02}:{m:02}-{h:02}:{m + 5:02}" for h in range(24) for m in range(0, 60, 10)]
    }
    world["facilities"]["clock"] = landfill(accepts=["residue"], calendar="ticks")
    stocks: dict[int, float] = {}

    def look(cycle: Cycle, now: int) -> None:
        stocks[now] = next(value for place, what, value in cycle.levels(now) if (place, what) == ("plant", "stock"))

    make = worlds.make_cycle
    monkeypatch.setattr(worlds, "make_cycle", lambda *arguments: Forwarding(make(*arguments), look))
    outcome = simulated(world, randomness=False)
    settled = [stock for second, stock in stocks.items() if DAY <= second < 10 * DAY and second % 600 == 0]
    assert len(settled) == 9 * 144
    assert sum(settled) / len(settled) == pytest.approx(75_000, abs=10_000)
    (peak,) = [row[4] for row in outcome.tables["facilities"] if row[0] == "plant"]
    assert peak == pytest.approx(240_000, abs=10_000)
    (hours,) = [row for row in outcome.tables["plants"] if row[1] == "plant"]
    busy, starved = hours[5], hours[6]
    # each shift: 3 h at full rate on the stock, then as fast as waste comes: 3 h of 120 t/h at 200 t/h
    assert busy / (busy + starved) == pytest.approx((3 + 3 * 120 / 200) / 6, abs=0.01)


@pytest.mark.parametrize(("delay", "rate", "verdict"), [(178, 0.700107, "meets"), (179, 0.699906, "misses")])
def test_latest_opening_that_meets(delay: int, rate: float, verdict: str) -> None:
    """S2: rate = 0.736 (1 - d / 3650) for a plant of 800 t/d and yield 0.92 that opens d days late."""
    outcome = decade(capacity="800 t/d", delay=delay)
    a, b = whole(outcome)
    assert a / b == pytest.approx(rate, abs=0.00005)
    assert judge([(a, b)], 700_000).verdict == verdict


@pytest.mark.parametrize(("capacity", "verdict"), [("760.5 t/d", "misses"), ("761.5 t/d", "meets")])
def test_least_capacity_that_meets(capacity: str, verdict: str) -> None:
    """S3: 0.92 c / 1000 = 70 % at c = 760.8696 t/d."""
    assert judge([whole(decade(capacity=capacity, delay=0))], 700_000).verdict == verdict


def decade(capacity: str, delay: int) -> Any:
    """3,650 days of 1,000 t/d; the amount of leap years is a day larger."""
    from datetime import date, timedelta

    world = recycling_world(capacity=capacity, outputs={"rubble": {"product": "92 %", "residue": "8 %"}})
    world["horizon"] = {"start": "2025-01-01", "end": (date(2025, 1, 1) + timedelta(days=3650)).isoformat()}
    stream = world["streams"]["rubble"]
    stream |= {"amount": "365000 t/a", "calendar": "always", "trend": {"2028": 366 / 365, "2032": 366 / 365}}
    world["fleets"]["trucks"] |= {"payload": "100 t", "trucks": 200}
    world["facilities"]["plant"]["opens"] = (date(2025, 1, 1) + timedelta(days=delay)).isoformat()
    world["windows"] = {"all": {"start": "2025-01-01", "end": world["horizon"]["end"]}}
    return simulated(world, randomness=False)


def whole(outcome: Any) -> tuple[int, int]:
    (row,) = [row for row in outcome.tables["rates"] if row[2] == "all"]
    return row[3], row[4]


def gate_world(lanes: int, loads_a_day: int, service: dict[str, Any], days: int) -> dict[str, Any]:
    """Trucks enough for everybody, so that arrivals at the gate are the releases."""
    from datetime import date, timedelta

    return plain(
        horizon={"start": "2025-01-01", "end": (date(2025, 1, 1) + timedelta(days=days)).isoformat()},
        streams={
            "ore": {
                "name": "Ore", "amount": f"{loads_a_day * 10 * 365} t/a", "density": "1 t/压实方", "calendar": "always",
            }
        },
        facilities={
            "dump": landfill(accepts=["ore"], void="10000 万压实方",
                             gate=gate(lanes=lanes, bays=None, tipping="0 min", weigh_in=service, weigh_out="0 min"))
        },
        routes={"ore": {"to": ["dump"]}},
        fleets={
            "trucks": fleet(carries=["ore"], trucks=5000, loading="0 min", wash="0 min",
                            speed_loaded=f"{INSTANT} km/h", speed_empty=f"{INSTANT} km/h")
        },
        roads={"km": {"site": {"dump": 1}}},
    )  # fmt: skip


@pytest.mark.parametrize("lanes", [1, 3, 8])
def test_every_wait_equals_the_kiefer_wolfowitz_recursion(lanes: int) -> None:
    """Q9: the same arrivals and services through an independent recursion give every wait to the second.

    100,000 trucks in the product's engine, a twentieth in the oracle.
    """
    service = {"value": "6 min", "distribution": "exponential"}
    trucks = 100_000 if worlds.make_cycle is Engine else 5_000
    outcome = simulated(gate_world(lanes, 200 * lanes, service, days=-(-trucks // (200 * lanes)) + 1))
    loads = sorted(outcome.loads, key=lambda load: (load.times["arrived"], load.key))
    # a load that was still in service at the horizon has left no record: behind it nothing can be compared
    whole = next((n for n, load in enumerate(loads) if load.number != n), len(loads))
    assert whole >= trucks
    free = [0] * lanes
    for load in loads[:whole]:
        begin = max(load.times["arrived"], heapq.heappop(free))
        assert load.times["weigh_in"] == begin
        heapq.heappush(free, load.times["weighed_in"])


@pytest.mark.parametrize(("lanes", "loads_a_day", "expected"), [(1, 120, 6.0), (2, 240, 2.0)])
def test_mean_wait_at_half_load(lanes: int, loads_a_day: int, expected: float) -> None:
    """Q1, cells (1; .5) and (2; .5): M/M/c with mean service 6 min.

    Days have a fixed number of loads at uniform instants, which is a Poisson process given its count; over many
    days the count matters little at half load. The batch means of the days give the interval.
    """
    service = {"value": "6 min", "distribution": "exponential"}
    days: dict[int, list[float]] = {}
    for load in simulated(gate_world(lanes, loads_a_day, service, days=180)).loads:
        days.setdefault(load.times["arrived"] // DAY, []).append((load.times["weigh_in"] - load.times["arrived"]) / 60)
    mean, low, high = mean_interval([sum(waits) / len(waits) for waits in days.values()])
    assert mean == pytest.approx(expected, rel=0.05)
    assert low < expected * 1.05
    assert high > expected * 0.95
