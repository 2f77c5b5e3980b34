"""Answers that are known beforehand: S2 and S3, and small worlds by hand and by trying every value."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from sim.model import replication, run
from sim.model.replication import replicate
from sim.study.intervals import mean_interval
from tests.cli.conftest import Command
from tests.solve.conftest import Solve, ten_days
from tests.worlds import build, recycling_world

OPENS = ("--period", "2025", "--vary", "facilities.plant.opens")
CAPACITY = ("--vary", "facilities.plant.capacity")


def decade() -> dict[str, Any]:
    """3,650 days of 1,000 t/d, a plant of 800 t/d with 92 % product; the amount of leap years is a day larger."""
    world = recycling_world(
        capacity="800 t/d", opens="2025-01-01", outputs={"rubble": {"product": "92 %", "residue": "8 %"}}
    )
    world["horizon"] = {"start": "2025-01-01", "end": (date(2025, 1, 1) + timedelta(days=3650)).isoformat()}
    world["streams"]["rubble"] |= {
        "amount": "365000 t/a", "calendar": "always", "trend": {"2028": 366 / 365, "2032": 366 / 365},
    }  # fmt: skip
    world["fleets"]["trucks"] |= {"payload": "100 t", "trucks": 200}
    world["windows"] = {"all": {"start": "2025-01-01", "end": world["horizon"]["end"]}}
    return world


def test_s2_the_latest_opening_to_the_day(solve: Solve) -> None:
    """Rate = 0.736 (1 - d / 3650): 178 days late give 70.0107 %, 179 give 69.9906 %."""
    ended = solve(decade(), "--period", "all", *OPENS[2:], "--no-randomness", "--json")
    found = json.loads(ended.out)
    opening = date(2025, 1, 1)
    assert ended.code == 0
    assert found["answer"]["value"] == (opening + timedelta(days=178)).isoformat()
    assert found["answer"]["mean"] == pytest.approx(0.700107, abs=0.00005)
    assert found["neighbour"]["value"] == (opening + timedelta(days=179)).isoformat()
    assert found["neighbour"]["mean"] == pytest.approx(0.699906, abs=0.00005)
    assert found["neighbour"]["difference"] == pytest.approx(0.736 / 3650, rel=0.01)
    assert found["monotone"]
    assert found["evaluations"] <= 16


def test_s3_the_least_capacity_to_the_tolerance(solve: Solve) -> None:
    """0.92 c / 1000 = 70 % at c = 760.8696 t/d: to a step of 0.1 t/d that is 760.9."""
    ended = solve(decade(), "--period", "all", *CAPACITY, "--no-randomness", "--tolerance", "0.1 t/d", "--json")
    found = json.loads(ended.out)
    assert ended.code == 0
    assert (found["answer"]["value"], found["neighbour"]["value"]) == ("760.9 t/d", "760.8 t/d")
    assert found["best_reachable"]["step"] == "0.1 t/d"
    assert (found["best_reachable"]["from"], found["best_reachable"]["to"]) == ("0 t/d", "2400 t/d")


def test_the_latest_opening_by_hand(solve: Solve) -> None:
    """January 3 leaves 8 loads: 72 %; January 4 leaves 7: 63 %."""
    ended = solve(ten_days(), *OPENS, "--no-randomness")
    assert ended.code == 0
    assert "facilities.plant.opens: 2025-01-03 at the latest" in ended.out
    assert "2025-01-03   72.00% [72.00%, 72.00%]  chance 100%  goal reached, meets" in ended.out
    assert "2025-01-04   63.00% [63.00%, 63.00%]  chance 0%  goal not reached, misses" in ended.out
    assert "difference of the two on the same replications: 9.000 points" in ended.out
    assert "searched from 2025-01-01 to 2025-01-11 in steps of 1 d" in ended.out


def test_the_least_capacity_of_the_design_year_by_hand_and_no_plan_run(
    solve: Solve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10 t/d arrive in loads of 100 kg and wait without limit, c t/d of them are worked off: 0.9 c / 10 = 70 % at
    7.7778 t/d; the load under way at the year's end is 0.0003 t/d."""
    modes, simulate = [], run.simulate

    def spy(scenario: Any, days: Any, draws: Any, mode: Any, make_cycle: Any) -> Any:
        modes.append(mode.all_open)
        return simulate(scenario, days, draws, mode, make_cycle)

    monkeypatch.setattr(replication, "simulate", spy)
    world = ten_days(capacity="9 t/d")
    world["fleets"]["trucks"] |= {"payload": "100 kg", "trucks": 200}
    ended = solve(world, "--period", "design", *CAPACITY, "--no-randomness", "--json")
    found = json.loads(ended.out)
    assert (found["answer"]["value"], found["neighbour"]["value"]) == ("7.78 t/d", "7.77 t/d")
    assert set(modes) == {True}
    modes.clear()
    solve(ten_days(), *OPENS, "--no-randomness")
    assert set(modes) == {False}


def test_the_smallest_fleet_by_hand(solve: Solve) -> None:
    """30 loads of 10 t a day are ready at 08:00. A cycle without a gate takes 7 + 3 + 20 + 20 = 50 min and may begin
    until 09:30: at 08:00 and 08:50. So N trucks carry 2 N loads, and 0.9 x 2 N / 30 >= 70 % from N = 11.67 on."""
    world = ten_days(opens="2025-01-01", gate=None, capacity="1000 t/h")
    world["routes"]["rubble"] = {"to": ["plant"], "max_wait": "3 h"}
    world["streams"]["rubble"]["amount"] = "109500 t/a"
    world["calendars"]["shift"] = {"hours": "08:00-09:30"}
    world["fleets"]["trucks"] |= {"calendar": "shift", "trucks": 20}
    world["fleets"]["carts"] = {**world["fleets"]["trucks"], "carries": ["residue"], "calendar": "always"}
    world["fleets"]["trucks"]["carries"] = ["rubble"]
    ended = solve(world, "--period", "2025", "--vary", "fleets.trucks.trucks", "--no-randomness", "--json")
    found = json.loads(ended.out)
    assert (found["answer"]["value"], found["neighbour"]["value"]) == ("12", "11")


UNCERTAIN = {"value": "90 %", "range": ["60 %", "90 %", "100 %"]}


def uncertain() -> dict[str, Any]:
    """As ten days, but what enters the system is uncertain, and the opening date has a range: it loses it."""
    opening = {"value": "2025-01-05", "range": ["2025-01-01", "2025-01-05", "2025-01-11"]}
    world = ten_days(opens=opening)
    world["streams"]["rubble"] |= {"capture": UNCERTAIN, "amount": "36500 t/a"}
    world["targets"]["rate"]["goal"] = "50 %"
    return world


def rates_on(day: int, n: int) -> list[float]:
    """The rates of the replications if the plant opens on that day for certain, one by one."""
    world = uncertain()
    world["facilities"]["plant"]["opens"] = f"2025-01-{day:02}"
    scenario = build(world)
    rows = [replicate(scenario, 1, i, design=False).tables["rates"][0] for i in range(1, n + 1)]
    return [a / b for *_, a, b, _ in rows]


def test_the_answer_is_that_of_trying_every_date(solve: Solve) -> None:
    n = 8
    every = {day: rates_on(day, n) for day in range(1, 12)}
    by_mean = max(day for day, rates in every.items() if sum(rates) / n >= 0.5)
    by_chance = max(day for day, rates in every.items() if sum(rate >= 0.5 for rate in rates) >= 7)  # 80 % of 8: 6.4
    assert by_mean != by_chance  # else nothing is shown
    mean = json.loads(solve(uncertain(), *OPENS, "--replications", "8", "--json").out)
    chance = json.loads(solve(uncertain(), *OPENS, "--replications", "8", "--chance", "80 %", "--json").out)
    assert mean["answer"]["value"] == f"2025-01-{by_mean:02}"
    assert chance["answer"]["value"] == f"2025-01-{by_chance:02}"
    assert chance["answer"]["p_meet"] >= 0.8 > chance["neighbour"]["p_meet"]
    assert mean["answer"]["mean"] == pytest.approx(sum(every[by_mean]) / n)
    pairs = zip(every[by_mean], every[by_mean + 1], strict=True)
    difference, low, high = mean_interval([a - b for a, b in pairs])
    assert mean["neighbour"]["difference"] == pytest.approx(difference)
    assert mean["neighbour"]["difference_ci95"] == pytest.approx([low, high])
    assert mean["best_reachable"]["in_place_of"] == {"value": "2025-01-05", "law": "triangular"}
    not_excluded = [day for day, rates in every.items() if _holds(rates)]
    first, last = (date.fromisoformat(end).day for end in mean["answer"]["value_ci95"])
    assert first <= min(not_excluded)
    assert last >= max(not_excluded)


def _holds(rates: list[float]) -> bool:
    _, low, high = mean_interval(rates)
    return low <= 0.5 <= high


def test_two_processes_find_what_one_finds(solve: Solve) -> None:
    one = solve(uncertain(), *OPENS, "--replications", "4", "--json")
    two = solve(uncertain(), *OPENS, "--replications", "4", "--json", "--jobs", "2")
    assert (one.code, one.err) == (0, "")
    assert one.out == two.out


def test_run_says_the_same_of_the_answer(solve: Solve, waste_sim: Command) -> None:
    found = json.loads(solve(uncertain(), *OPENS, "--replications", "4", "--json").out)
    setting = f"facilities.plant.opens={found['answer']['value']}"
    ended = waste_sim(
        "run", "world.yaml", "--replications", "4", "--jobs", "1", "--no-report", "--json", "--set", setting
    )
    (row,) = [e for e in json.loads(ended.out)["targets"]["rate"]["evaluations"] if e["period"] == "2025"]
    for key in ("mean", "ci95", "p_meet"):
        assert found["answer"][key] == row[key]
