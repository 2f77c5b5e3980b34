"""The linear program and the annual balance against small plans solved by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.opinion.balance import Balances
from sim.opinion.places import Counting, Places
from sim.opinion.programme import programme_of, worth
from sim.opinion.solving import Bound, Solver
from sim.opinion.span import design_span, spans_of
from tests.worlds import build, plain, plant, rate_target, recycling_world

YEAR = {"start": "2025-01-01", "end": "2026-01-01"}
TWO_YEARS = {"start": "2025-01-01", "end": "2027-01-01"}
TONNES = 3650.0
"""What arises in a year."""


def bound(world: dict[str, Any], period: str = "2025", randomness: bool = False) -> Bound:
    """The upper bound of the numerator, kg."""
    places = Places(build(world), randomness)
    spans = [design_span(places.scenario)] if period == "design" else spans_of(places.scenario)
    programme = programme_of(places, spans)
    target = next(iter(places.scenario.targets.values()))
    counting = Counting(places, target, next(iter(target.readings.values())))
    found = Solver(programme).most(worth(programme, counting, period))
    assert found is not None
    return found


def tonnes(world: dict[str, Any], period: str = "2025") -> float:
    return bound(world, period).value / 1e3


def balance(world: dict[str, Any], period: str = "2025") -> float:
    """The numerator of the annual balance, t."""
    places = Places(build(world), randomness=False)
    target = next(iter(places.scenario.targets.values()))
    counting = Counting(places, target, next(iter(target.readings.values())))
    balances = Balances(places)
    years = {span.name: balances.of(span) for span in spans_of(places.scenario)}
    return years[period].numerator(counting) / 1e3


def world(horizon: dict[str, str] = YEAR, **plant_changes: Any) -> dict[str, Any]:
    """3,650 t a year to a plant that makes 90 % product."""
    return {**recycling_world(**plant_changes), "horizon": horizon}


def two_plants() -> dict[str, Any]:
    """The first plant of the route makes half as product and takes 2,000 t, the second 90 % and takes all."""
    made = world(capacity="1 万t/a")
    poor = {"rubble": {"product": "50 %", "residue": "50 %"}}
    made["facilities"]["first"] = plant(capacity="2000 t/a", outputs=poor)
    made["routes"]["rubble"]["to"] = ["first", "plant"]
    made["roads"]["km"] = {"site": {"plant": 10, "first": 10}, "plant": {"dump": 5}, "first": {"dump": 5}}
    return made


JULY_2 = 183 / 365
"""The part of 2025 from 2 July on: 30 + 31 + 30 + 31 + 30 + 31 days."""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"capacity": "1 万t/a"}, 0.9 * TONNES),
        ({"capacity": "2000 t/a"}, 0.9 * 2000),
        ({"capacity": "5 t/d"}, 0.9 * 5 * 365),
        ({"capacity": "0.2 t/h"}, 0.9 * 0.2 * 8760),
        ({"capacity": "3000 t/a", "opens": "2025-07-02"}, 0.9 * 3000 * JULY_2),
        ({"capacity": "3000 t/a", "closes": "2025-07-02"}, 0.9 * 3000 * (1 - JULY_2)),
        ({"capacity": "2000 t/a", "ramp": [{"days": "182 d", "load": "50 %"}]},
         0.9 * 2000 * (0.5 * (1 - JULY_2) + JULY_2)),
        ({"capacity": "2000 t/a", "phases": [{"starts": "2025-07-02", "capacity": "3000 t/a"}]},
         0.9 * (2000 * (1 - JULY_2) + 3000 * JULY_2)),
        ({"capacity": "2000 t/a", "capacity_basis": "gross", "failures": {"availability": "80 %", "repair": "12 h"}},
         0.9 * 1600),
        ({"capacity": "2000 t/a", "failures": {"availability": "80 %", "repair": "12 h"}}, 0.9 * 2000),
        ({"capacity": "1 万t/a", "quota": "1000 t/a"}, 0.9 * 1000),
    ],
)  # fmt: skip
def test_capacity_of_the_days_open_bounds_and_balances(changes: dict[str, Any], expected: float) -> None:
    """What arises while the plant is open exceeds its capacity in none of these but the first."""
    assert tonnes(world(**changes)) == pytest.approx(expected, rel=1e-9)
    assert balance(world(**changes)) == pytest.approx(min(expected, 0.9 * TONNES), rel=1e-9)


def test_events_stop_and_slow_a_plant() -> None:
    """Ten days of outage and twenty at half its rate take 20 of 365 days."""
    made = world(capacity="2000 t/a")
    made["events"] = {
        "stop": {"kind": "outage", "facility": "plant", "start": "2025-03-01", "end": "2025-03-11"},
        "slow": {"kind": "derating", "facility": "plant", "start": "2025-06-01", "end": "2025-06-21", "rate": "50 %"},
    }
    assert tonnes(made) == pytest.approx(0.9 * 2000 * 345 / 365, rel=1e-9)


def test_stock_is_carried_over_as_far_as_it_may_wait() -> None:
    """Nothing is open in 2025; in 2026 the plant can take 5,000 t: a year's mass and what has waited."""
    made = world(TWO_YEARS, capacity="5000 t/a", opens="2026-01-01")
    assert tonnes(made, "2025") == 0.0
    assert tonnes(made, "2026") == pytest.approx(0.9 * 5000)
    made["sources"]["site"]["storage"] = "500 t"
    assert tonnes(made, "2026") == pytest.approx(0.9 * (TONNES + 500))
    assert balance(made, "2026") == pytest.approx(0.9 * TONNES)


def test_a_stockpile_and_a_yard_hold_what_they_hold() -> None:
    """Buyers want 1,000 t a year; in 2026 they can have what the yard has kept as well: no more, since they want it."""
    made = world(TWO_YEARS, capacity="1 万t/a", product_yard="300 t")
    made["facilities"]["market"]["demand"] = "1000 t/a"
    assert tonnes(made, "2025") == tonnes(made, "2026") == pytest.approx(1000)
    made["targets"]["rate"]["readings"]["product"]["numerator"] = [{"made": ["product"]}]
    assert tonnes(made, "2025") == pytest.approx(1300)


def test_the_best_allocation_is_not_the_order_of_the_route() -> None:
    """All of it in the better plant, against 2,000 t in the first one of the route."""
    assert tonnes(two_plants()) == pytest.approx(0.9 * TONNES)
    assert balance(two_plants()) == pytest.approx(0.5 * 2000 + 0.9 * (TONNES - 2000))


def test_a_void_is_for_all_years_together() -> None:
    """1,500 m3 at 1 t/m3, 10 % of them for cover, of which the best for 2026 is to leave them free in 2025."""
    made = plain(horizon=TWO_YEARS, targets={"rate": rate_target()})
    made["facilities"]["dump"] |= {"void": "1500 压实方", "cover_share": "10 %"}
    made["targets"]["rate"]["readings"]["product"]["numerator"] = [{"to": ["landfilled"]}]
    assert tonnes(made, "2026") == pytest.approx(1350)
    assert [balance(made, "2025"), balance(made, "2026")] == pytest.approx([1350, 0.0])


def test_who_a_facility_serves_bounds_its_feed() -> None:
    """Of two sites with equal shares the plant serves one."""
    made = world(capacity="1 万t/a", serves=["site"])
    made["sources"]["other"] = {"name": "Other"}
    made["facilities"]["dump"]["accepts"] = ["residue", "rubble"]
    made["routes"]["rubble"]["to"] = ["plant", "dump"]
    made["roads"]["km"] |= {"other": {"dump": 10}, "site": {"plant": 10, "dump": 10}}
    assert tonnes(made) == balance(made) == pytest.approx(0.9 * TONNES / 2)


def test_intake_and_product_count_where_the_reading_says() -> None:
    """Each tonne of intake counts once, by volume at 1.25 t/m3."""
    made = world(capacity="2000 t/a")
    made["targets"]["rate"]["readings"]["product"] = {"name": "Intake", "numerator": [{"to": ["plant"]}]}
    made["facilities"]["plant"]["stockpile"] = "100 t"
    assert tonnes(made) == pytest.approx(2100)
    assert tonnes(made, "design") == pytest.approx(2000)
    made["streams"]["rubble"] |= {"density": "1.25 t/压实方"}
    made["targets"]["rate"]["readings"]["product"] |= {"measure": "volume", "state": "compacted"}
    made["streams"]["rubble"]["fill_factor"] = "1"
    assert tonnes(made) == pytest.approx(2100 / 1.25)


def test_what_is_allowed_is_worth_its_shadow_price() -> None:
    """A plant that binds may exceed its capacity by a batch, each tonne of which makes 900 kg; one that does not, by 0.

    By luck in a replication: availability 80 %, repairs of exactly 12 h in a year: sd of the time up
    A sqrt((1 - A) 12 h / 8760 h) of 1, relative to A sqrt(0.2 x 12 / 8760) = 1.655 %; at most it never breaks down.
    """
    failing: dict[str, Any] = {"failures": {"availability": "80 %", "repair": "12 h"}, "capacity": "2000 t/a"}
    found = bound(world(**failing), randomness=True)
    start = 2000.0 * 0.2 * 12 / 8760  # the run begins without a breakdown
    assert found.fixed / 1e3 == pytest.approx(0.9 * (10 + start), rel=1e-3)
    assert found.sd / 1e3 == pytest.approx(0.9 * 2000 * 0.016552, rel=1e-4)
    assert found.most / 1e3 == pytest.approx(0.9 * 2000 * 0.25, rel=1e-9)
    free = bound(world(capacity="1 万t/a"))
    assert free.fixed < 100.0
    assert (free.sd, free.most) == (0.0, 0.0)


def test_the_order_of_the_file_changes_nothing() -> None:
    """The same constraints in the same order, so the same numbers to the last digit."""
    permuted = {
        key: dict(reversed(value.items())) if key in ("facilities", "routes", "items", "streams", "sources") else value
        for key, value in two_plants().items()
    }
    rows = [
        programme_of(places, spans_of(places.scenario)).rows
        for places in (Places(build(world), randomness=True) for world in (two_plants(), permuted))
    ]
    assert rows[0] == rows[1]
