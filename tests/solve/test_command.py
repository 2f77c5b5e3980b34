"""How the command speaks: the JSON document, the two languages, exit codes, bad input."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sim.model.replication import Outcome
from sim.scenario.schema import Scenario
from sim.study import simulator
from tests.cli.conftest import Command
from tests.solve.conftest import Solve, ten_days

OPENS = ("--period", "2025", "--vary", "facilities.plant.opens", "--no-randomness")
KEYS = (
    "target", "period", "reading", "lever", "answer", "neighbour", "best_reachable", "binding", "evaluations",
    "replications", "monotone",
)  # fmt: skip


def test_the_document(solve: Solve) -> None:
    ended = solve(ten_days(), *OPENS, "--json")
    found = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert tuple(found) == KEYS
    assert (found["target"], found["period"], found["reading"]) == ("rate", "2025", "product")
    assert found["lever"] == "facilities.plant.opens"
    assert found["answer"] == {
        "value": "2025-01-03", "mean": 0.72, "p_meet": 1.0, "verdict": "meets", "ci95": [0.72, 0.72],
        "value_ci95": ["2025-01-03", "2025-01-03"], "crossings": None,
    }  # fmt: skip
    assert found["neighbour"]["value"] == "2025-01-04"
    tried = {row["value"]: row["meets"] for row in found["neighbour"]["tried"]}
    assert tried == {"2025-01-01": True, "2025-01-05": False, "2025-01-08": False}
    assert found["best_reachable"]["value"] == "2025-01-01"
    assert found["best_reachable"]["helps"] == -1
    assert (found["replications"], found["monotone"]) == (1, True)


def test_1_out_of_reach_says_what_is_the_best_and_what_binds(solve: Solve) -> None:
    """From January 5 on at most 6 loads: 54 %, 4 of 10 loads came before the opening and 10 % of 60 t are residue."""
    ended = solve(ten_days(), *OPENS, "--from", "2025-01-05", "--json")
    found = json.loads(ended.out)
    assert ended.code == 1
    assert (found["answer"], found["neighbour"]) == (None, None)
    assert found["best_reachable"]["value"] == "2025-01-05"
    assert found["best_reachable"]["mean"] == pytest.approx(0.54)
    assert found["best_reachable"]["margin_t"] == pytest.approx(54 - 70)
    assert {(row["cause"], row["lost_t"]) for row in found["binding"]} == {("not_open", 40.0), ("not_recoverable", 6.0)}
    text = solve(ten_days(), *OPENS, "--from", "2025-01-05")
    assert text.code == 1
    assert "facilities.plant.opens reaches the goal at no value that was tried; the best is 2025-01-05\n" in text.out
    assert "  Plant: not open  40 t" in text.out
    assert "--from and --to make it wider" in text.out


def test_a_lever_that_moves_nothing_says_so(solve: Solve) -> None:
    """No void from 1 x 10⁴ m3 on: without any, loads would wait for the plant, and that would move it."""
    void = "--vary", "facilities.dump.void", "--from", "1 万压实方"
    ended = solve(ten_days(), "--period", "2025", *void, "--no-randomness")
    assert ended.code == 1
    assert "facilities.dump.void does not move this target from 1 万压实方 to 300 万压实方" in ended.out
    assert "54.00%" in ended.out


def test_the_same_in_chinese(solve: Solve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    world = ten_days(opens={"value": "2025-01-05", "range": ["2025-01-01", "2025-01-05", "2025-01-11"]})
    ended = solve(world, *OPENS)
    assert "facilities.plant.opens：最迟 2025-01-03" in ended.out
    assert "在情景中有取值区间（2025-01-01 … 2025-01-11），此处取为定值" in ended.out


def test_a_number_drawn_per_load_becomes_the_same_for_all_and_that_is_said(solve: Solve) -> None:
    world = ten_days()
    world["fleets"]["trucks"]["loading"] = {"value": "7 min", "range": ["5 min", "7 min", "9 min"]}
    ended = solve(world, "--period", "2025", "--vary", "fleets.trucks.loading", "--no-randomness")
    assert "fleets.trucks.loading is drawn for every load in the scenario (5 min … 9 min)" in ended.out


def test_a_number_in_a_list(solve: Solve) -> None:
    ramp = [{"days": "5 d", "load": "50 %"}]
    world = ten_days(opens="2025-01-01", ramp=ramp, capacity="20 t/d")
    ended = solve(world, "--period", "2025", "--vary", "facilities.plant.ramp.0.load", "--no-randomness", "--json")
    best = json.loads(ended.out)["best_reachable"]
    assert (best["from"], best["to"], best["step"]) == ("0 %", "100 %", "0.1 %")


def test_quiet_prints_the_value_only(solve: Solve) -> None:
    assert solve(ten_days(), *OPENS, "--quiet").out == "2025-01-03\n"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("C.UTF-8", "not unique: between 2025-01-02 and 2025-01-06 the goal is reached and not reached more than once"),
        ("zh_CN.UTF-8", "答案不唯一：2025-01-02 与 2025-01-06 之间"),
    ],
)
def test_an_answer_that_is_not_unique(solve: Solve, monkeypatch: pytest.MonkeyPatch, locale: str, said: str) -> None:
    """Met up to January 5, but for the 3rd. The search runs into the 3rd; the 4th, tried nearby, gives it away."""

    def made_up(scenario: Scenario, seed: int, number: int, **_: bool) -> tuple[Outcome, None]:
        opens = scenario.facilities["plant"].opens
        assert opens is not None
        day = date.fromordinal(int(opens.value)).day
        outcome = Outcome(number)
        kg = 65 if day == 3 or day > 5 else 75
        outcome.tables["rates"] = [("rate", "product", "2025", kg, 100, "mass")]
        return outcome, None

    monkeypatch.setattr(simulator, "simulate_parts", made_up)
    monkeypatch.setenv("LC_ALL", locale)
    ended = solve(ten_days(), *OPENS)
    assert ended.code == 0
    assert said in ended.out
    found = json.loads(solve(ten_days(), *OPENS, "--json").out)
    assert (found["answer"]["value"], found["neighbour"]["value"]) == ("2025-01-02", "2025-01-03")
    assert found["answer"]["crossings"] == ["2025-01-02", "2025-01-06"]
    assert found["monotone"] is False


FLEET = ("--period", "2025", "--vary", "fleets.trucks.payload")
BAD = {
    "target": (2, ("--target", "rat", *OPENS), "--target rat", "did you mean rate?", "是否为 rate"),
    "period": (2, ("--period", "2062", *OPENS[2:]), "--period 2062", "It has: 2025, design", "可用：2025, design"),
    "reading": (2, (*OPENS, "--reading", "products"), "--reading products", "mean product?", "是否为 product"),
    "path": (
        2, ("--period", "2025", "--vary", "facilities.plant.capasity"), "facilities.plant.capasity",
        "did you mean facilities.plant.capacity?", "是否为 facilities.plant.capacity",
    ),
    "no number": (2, ("--period", "2025", "--vary", "facilities.plant.name"), "name", "Numbers nearby", "附近的数"),
    "not given": (
        2, ("--period", "2025", "--vary", "facilities.plant.stockpile"), "stockpile",
        "Give it one with --set facilities.plant.stockpile=… (in t)", "请先用 --set facilities.plant.stockpile=…",
    ),
    "dimension": (3, (*FLEET, "--to", "3 h"), "3 h", "has the wrong dimension", "量纲"),
    "no unit": (3, (*FLEET, "--to", "3"), "--to:1:1", "has no unit", "单位"),
    "no date": (3, (*OPENS, "--from", "2025-02-30"), "2025-02-30", "is no date", "日期"),
    "ends reversed": (2, (*FLEET, "--from", "20 t", "--to", "10 t"), "20 t", "from 20 t to 10 t", "从 20 t 到 10 t"),
    "equal ends": (2, (*FLEET, "--from", "20 t", "--to", "20 t"), "20 t", "nothing to search", "没有可搜索的值"),
    "only one end": (2, (*FLEET, "--from", "40 t"), "40 t", "from 40 t to 30 t", "从 40 t 到 30 t"),
    "less than a step": (
        2, (*FLEET, "--from", "11 t", "--to", "12 t", "--tolerance", "5 t"), "11 t", "one step apart", "相差一个步长",
    ),
    "tolerance": (2, (*FLEET, "--tolerance", "1 h"), "1 h", "a positive number in t", "以 t 为单位的正数"),
    "no tolerance": (2, (*FLEET, "--tolerance", "0 t"), "0 t", "a positive number in t", "以 t 为单位的正数"),
    "tolerance of a date": (2, (*OPENS, "--tolerance", "7 d"), "7 d", "whole days", "整日"),
    "chance of all": (2, (*OPENS[:-1], "--chance", "100%"), "100%", "below 100%", "小于 100%"),
    "chance without %": (2, (*OPENS[:-1], "--chance", "90"), "90", "below 100%", "小于 100%"),
    "chance in words": (2, (*OPENS[:-1], "--chance", "high"), "high", "below 100%", "小于 100%"),
    "chance of one": (2, (*OPENS, "--chance", "90%"), "--chance", "has no chances", "没有概率"),
    "against the rest of the scenario": (
        3, ("--period", "2025", "--vary", "facilities.plant.outputs.rubble.product"), "world.yaml:",
        "is not valid; narrow the search", "情景无效",
    ),
}  # fmt: skip


@pytest.mark.parametrize("locale", ["C.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input(solve: Solve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, locale: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    code, arguments, given, english, chinese = BAD[name]
    ended = solve(ten_days(), *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert given in ended.err
    assert (chinese if locale.startswith("zh") else english) in ended.err
    assert ended.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["world.yaml"]


def test_nothing_arises_in_the_period(solve: Solve) -> None:
    world = ten_days()
    world["streams"]["rubble"]["trend"] = {"2025": 0}
    ended = solve(world, *OPENS)
    assert (ended.code, ended.out) == (2, "")
    assert "rate is not evaluated in 2025" in ended.err


def test_options_that_must_be_given(waste_sim: Command) -> None:
    for arguments in ((), ("--target", "rate"), ("--target", "rate", "--period", "2025")):
        assert waste_sim("solve", "world.yaml", *arguments).code == 2
