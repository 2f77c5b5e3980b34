"""Two levers: the frontier where it is known in closed form, and what is said where there is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.loading import load
from sim.study.frontier import expect, spread
from sim.study.goalseek import choose_goal
from sim.study.goalseek import solve as find
from sim.study.levers import make_levers
from sim.study.margins import Evaluation
from sim.study.simulator import Conditions
from sim.study.solving import Solution, search
from sim.study.spans import Span, parse_span
from tests.solve.conftest import Solve, ten_days

OPENS, CAPACITY = "facilities.plant.opens", "facilities.plant.capacity"
DAYS = 100
"""Of `season`."""


def season() -> dict[str, Any]:
    """100 t a day arrive in loads of 100 kg for 100 days and wait without limit; 90 % of what is worked off is product.

    Opened d days late with a capacity of c t/d the plant works off c (100 - d) t, or all. The goal of 70 % is 7,000 t
    of product: c (100 - d) = 7000 / 0.9 = 7,777.8 t.
    """
    world = ten_days(opens="2025-01-01", capacity="90 t/d")
    world["horizon"]["end"] = date.fromordinal(date(2025, 1, 1).toordinal() + DAYS).isoformat()
    world["fleets"]["trucks"] |= {"payload": "100 kg", "trucks": 2000, "speed_loaded": "1000000 km/h"}
    world["facilities"]["plant"]["gate"] = None
    world["streams"]["rubble"]["amount"] = "36500 t/a"
    world["routes"]["rubble"] = {"to": ["plant"]}
    return world


def needed(late: int) -> Fraction:
    """t/d with which 70 % are reached."""
    return Fraction(7000 * 10, 9) / (DAYS - late)


def columns(ended_out: str) -> list[tuple[str, str | None]]:
    rows = json.loads(ended_out)["frontier"]
    return [(row["at"], None if row["answer"] is None else row["answer"]["value"]) for row in rows]


def test_capacity_times_days_open_is_the_frontier(solve: Solve) -> None:
    """0, 7, 13 and 20 days late: 77.8, 83.6, 89.4, 97.3 t/d. The loads under way at the end are a hundredth of a day's
    capacity, within the step of 0.5 t/d."""
    spans = ("--vary", f"{OPENS}=2025-01-01..2025-01-21", "--vary", f"{CAPACITY}=60 t/d..120 t/d by 0.5 t/d")
    ended = solve(season(), "--period", "2025", *spans, "--values", "4", "--no-randomness", "--json")
    assert (ended.code, ended.err) == (0, "")
    found = columns(ended.out)
    assert [at for at, _ in found] == ["2025-01-01", "2025-01-08", "2025-01-14", "2025-01-21"]
    for (_, value), late in zip(found, (0, 7, 13, 20), strict=True):
        assert value is not None
        answer = Fraction(value.removesuffix(" t/d"))
        assert abs(answer - Fraction(ceil(2 * needed(late)), 2)) <= Fraction(1, 2)
    for row in json.loads(ended.out)["frontier"]:
        assert row["answer"]["mean"] >= 0.7 > row["neighbour"]["mean"]
        answer, neighbour = (Fraction(row[key]["value"].removesuffix(" t/d")) for key in ("answer", "neighbour"))
        assert answer - neighbour == Fraction(1, 2)


def test_a_date_against_a_capacity_by_hand(solve: Solve) -> None:
    """Of ten loads of 10 t, plants of 10 t/h and 20 t/h work off what comes while they are open: January 3 with either.
    A plant of 0 t/h works off none, and no date helps."""
    spans = ("--vary", f"{CAPACITY}=0 t/h..20 t/h", "--vary", OPENS)
    ended = solve(ten_days(), "--period", "2025", *spans, "--values", "3", "--no-randomness", "--json")
    assert columns(ended.out) == [("0 t/h", None), ("10 t/h", "2025-01-03"), ("20 t/h", "2025-01-03")]
    first, *others = json.loads(ended.out)["frontier"]
    assert (first["status"], first["neighbour"], first["best_reachable"]["mean"]) == ("out_of_reach", None, 0.0)
    assert first["binding"][0]["lost_t"] > 0
    assert {(row["status"], row["neighbour"]["value"]) for row in others} == {("found", "2025-01-04")}


def test_the_document(solve: Solve) -> None:
    """Any of these capacities works off a load a day: 81 % from January 2 on, 63 % from the 4th, 45 % from the 6th."""
    spans = ("--vary", f"{OPENS}=2025-01-02..2025-01-06", "--vary", f"{CAPACITY}=5 t/h..20 t/h")
    ended = solve(ten_days(), "--period", "2025", *spans, "--values", "3", "--no-randomness", "--json")
    found = json.loads(ended.out)
    assert tuple(found) == (
        "target", "period", "reading", "levers", "frontier", "evaluations", "replications", "monotone",
    )  # fmt: skip
    assert [lever["path"] for lever in found["levers"]] == [OPENS, CAPACITY]
    assert found["levers"][1] == {
        "path": CAPACITY, "from": "5 t/h", "to": "20 t/h", "step": "0.01 t/h",
        "in_place_of": {"value": "10 t/h", "law": None},
    }  # fmt: skip
    for row in found["frontier"]:
        assert tuple(row) == (
            "at", "status", "answer", "neighbour", "best_reachable", "binding", "evaluations", "replications",
            "monotone",
        )  # fmt: skip
    assert [row["status"] for row in found["frontier"]] == ["throughout", "out_of_reach", "out_of_reach"]
    assert found["evaluations"] == sum(row["evaluations"] for row in found["frontier"])
    assert json.loads(Path("found/solve.json").read_text(encoding="utf-8")) == found


def test_terminal_and_quiet(solve: Solve, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = ("--vary", f"{CAPACITY}=0 t/h..20 t/h", "--vary", OPENS)
    options = ("--period", "2025", *spans, "--values", "2", "--no-randomness")
    quiet = solve(ten_days(), *options, "--quiet")
    assert (quiet.code, quiet.out) == (0, "0 t/h\t\n20 t/h\t2025-01-03\n")
    said = solve(ten_days(), *options).out.splitlines()
    assert said[0] == "Rate (Product), 2025: 70% or more in the mean (replications: 1)"
    assert said[2].split() == ["0", "t/h", "none;", "moves", "nothing", "–", "0.000%", "0%", "–", "–"]
    last = "20 t/h 2025-01-03 at the latest – 72.000% 100% 2025-01-04 63.000%"
    assert said[3].split() == last.split()
    assert said[4] == f"{CAPACITY}: 2 values from 0 t/h to 20 t/h, a search at each"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "无解；对指标没有影响" in solve(ten_days(), *options).out


def test_no_value_at_all_is_exit_code_1(solve: Solve) -> None:
    """From January 5 on at most 54 %."""
    spans = ("--vary", f"{CAPACITY}=10 t/h..20 t/h", "--vary", f"{OPENS}=2025-01-05..")
    ended = solve(ten_days(), "--period", "2025", *spans, "--values", "2", "--no-randomness", "--quiet")
    assert (ended.code, ended.out) == (1, "10 t/h\t\n20 t/h\t\n")


def test_a_search_that_begins_near_the_last_answers_finds_the_same_with_fewer_values(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(json.dumps(season()), encoding="utf-8")
    loaded = load(path, ())
    spans = [parse_span(f"{OPENS}=2025-01-01..2025-01-21"), parse_span(f"{CAPACITY}=0 t/d..270 t/d by 0.5 t/d")]
    levers, goal = make_levers(loaded, spans), choose_goal(loaded, "rate", "2025", None, None)
    cold, warm = (find(levers, goal, 1, Conditions(1, False, 1), 5, begin) for begin in (False, True))
    assert [row.solution.answer for row in warm.rows] == [row.solution.answer for row in cold.rows]
    assert [row.solution.interval for row in warm.rows] == [row.solution.interval for row in cold.rows]
    assert warm.document["evaluations"] < cold.document["evaluations"]


def line(crossing: float, half: float = 0.0) -> Any:
    """A margin of 1 a unit that is 0 at the crossing, known to +-half."""
    return lambda v: Evaluation(v, Fraction(v - crossing), v - crossing - half, v - crossing + half)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("start", [(480, 520), (300, 320), (700, 720), (0, 1), (999, 1000)])
@pytest.mark.parametrize("half", [0.0, 10.0])
def test_wherever_a_search_begins_it_ends_with_the_same(start: tuple[int, int], sign: int, half: float) -> None:
    """Crossing at 499.5: 500 is the least, or 499 the most; interval 490 to 509 for +-10."""

    def evaluate(v: int) -> Evaluation:
        margin = sign * (v - 499.5)
        return Evaluation(v, Fraction(margin), margin - half, margin + half)

    begin = start if sign > 0 else (start[1], start[0])
    solution = search(evaluate, 0, 1000, begin)
    assert solution.answer is not None
    assert solution.neighbour is not None
    assert (solution.answer.value, solution.neighbour.value) == ((500, 499) if sign > 0 else (499, 500))
    assert solution.interval == ((490, 509) if half else (solution.answer.value,) * 2)
    assert solution.monotone


@pytest.mark.parametrize("margin", [-1, 1])
def test_a_start_where_nothing_crosses_leads_to_the_ends(margin: int) -> None:
    solution = search(lambda v: Evaluation(v, Fraction(margin), margin, margin), 0, 90, (40, 50))
    assert solution.helps == 0
    assert (solution.answer is None) == (margin < 0)
    assert {0, 90} <= {e.value for e in solution.tried}


def test_what_is_expected_moves_as_the_answers_did() -> None:
    """Answers 100 and 200: next 300, with room of a quarter of what it moved, 25, to either side."""
    before = [search(line(99.5), 0, 1000), search(line(199.5), 0, 1000)]
    assert expect(before, 0, 1000) == (275, 325)
    assert expect(before[:1], 0, 1000) == (95, 105)
    assert expect([], 0, 1000) is None
    nothing: Sequence[Solution] = [*before, search(line(2000), 0, 1000)]
    assert expect(nothing, 0, 1000) is None


def test_values_are_evenly_spread_and_hold_both_ends(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(json.dumps(ten_days()), encoding="utf-8")
    (lever,) = make_levers(load(path, ()), [Span(OPENS)])
    assert [lever.text(index)[-2:] for index in spread(lever, 3)] == ["01", "06", "11"]
    assert [lever.text(index)[-2:] for index in spread(lever, 4)] == ["01", "04", "08", "11"]
    assert len(spread(lever, 7)) == 7
    assert len(spread(lever, 500)) == 11, "no more than the grid has"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a.b", ("a.b", None, None, None)),
        ("a.b=1 t/h..2 t/h", ("a.b", "1 t/h", "2 t/h", None)),
        ("a.b = 1 t/h .. 2 t/h by 0.1 t/h", ("a.b", "1 t/h", "2 t/h", "0.1 t/h")),
        ("a.b=..2 t/h", ("a.b", None, "2 t/h", None)),
        ("a.b=2025-01-02..", ("a.b", "2025-01-02", None, None)),
        ("a.b=.. by 0.1 t/h", ("a.b", None, None, "0.1 t/h")),
    ],
)
def test_how_a_span_is_given(text: str, span: tuple[str | None, ...]) -> None:
    found = parse_span(text)
    assert (found.path, found.start, found.end, found.step) == span


A, B = ("--vary", OPENS), ("--vary", CAPACITY)
BAD = {
    "twice": (2, (*A, "--vary", f"{OPENS}=2025-01-02.."), "is given twice", "给出了两次"),
    "three": (2, (*A, *B, "--vary", "fleets.trucks.trucks"), "solve takes 2 at most", "最多 2 次"),
    "second unknown": (2, (*A, "--vary", "facilities.plant.capasity"), "mean facilities.plant.capacity?", "是否为"),
    "empty span": (2, (*A, "--vary", f"{CAPACITY}=3 t/h..2 t/h"), "from 3 t/h to 2 t/h", "从 3 t/h 到 2 t/h"),
    "span of the first": (2, ("--vary", f"{OPENS}=2025-01-05..2025-01-05", *B), "nothing to search", "没有可搜索的值"),
    "dimension": (3, (*A, "--vary", f"{CAPACITY}=3 t..2 t/h"), "dimension", "量纲"),
    "step": (2, (*A, "--vary", f"{CAPACITY}=.. by 3 d"), f"--vary {CAPACITY}=… by 3 d", "不能作为这个数的步长"),
    "step of a date": (2, ("--vary", f"{OPENS}=.. by 7 d", *B), "whole days", "整日"),
    "--from of two": (2, (*A, *B, "--from", "1 t/h"), "--from: with two levers", "--from：有两个调节量"),
    "--from and a span": (2, ("--vary", f"{OPENS}=..2025-01-09", "--from", "2025-01-02"), "--from: with", "--from：有"),
    "a value": (2, (*A, "--vary", f"{CAPACITY}=3 t/h"), "this says no span", "看不出搜索范围"),
    "three dots": (2, (*A, "--vary", f"{CAPACITY}=1...3 t/h"), "this says no span", "看不出搜索范围"),
    "values of one": (2, (*A, "--values", "3"), "--values 3", "--values 3"),
    "chance of all": (2, (*A, *B, "--chance", "100%"), "below 100%", "小于 100%"),
    "chance of one": (2, (*A, *B, "--chance", "90%", "--no-randomness"), "has no chances", "没有概率"),
}  # fmt: skip


@pytest.mark.parametrize("locale", ["C.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input(solve: Solve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, locale: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    code, arguments, english, chinese = BAD[name]
    ended = solve(ten_days(), "--period", "2025", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert (chinese if locale.startswith("zh") else english) in ended.err
    assert ended.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["world.yaml"]


def test_a_value_of_the_first_with_which_the_second_is_not_valid_is_found_before_the_first_run(solve: Solve) -> None:
    """Each alone is valid: opened until January 8 while it closes on the 10th, closed from January 6 while it opens on
    the 5th. It cannot close on January 6 if it opens on the 8th."""
    spans = ("--vary", f"{OPENS}=2025-01-01..2025-01-08", "--vary", "facilities.plant.closes=2025-01-06..2025-01-10")
    ended = solve(ten_days(closes="2025-01-10"), "--period", "2025", *spans, "--values", "2", "--no-randomness")
    assert (ended.code, ended.out) == (3, "")
    assert f"--vary {OPENS}=2025-01-08 --vary facilities.plant.closes=2025-01-06" in ended.err
    assert "it closes on 2025-01-06, not after it opens on 2025-01-08" in ended.err
