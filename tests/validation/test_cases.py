"""Known answers: literals against closed forms, exact cases with engine and oracle, and what makes a row fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli.application import run_application
from sim.errors import UsageError
from sim.validation import cases, fleets, plan, queues
from sim.validation.experiment import Experiment, scenario_of
from sim.validation.page import cells
from sim.validation.rows import Row, Said
from sim.words import Words
from tests import worlds

PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
QUICK = ("Q7", "S1", "S7", "P1", "P2", "A1", "A2", "A3", "A4", "A5")
"""Of the exact cases, those that take no second."""


class Unsimulated(Experiment):
    """Finds nothing at all, so that only what is expected can be looked at."""

    def sample(self, loaded: Any, measure: Any, replications: int, *, trace: bool = True) -> Any:
        return np.zeros((replications, 6))


@pytest.mark.parametrize("id", ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q8", "S4", "S5", "P3"])
def test_literals_agree_with_the_closed_forms(id: str) -> None:
    for row in cases.rows_of((id,), Unsimulated()):
        assert row.recomputed is not None
        assert round(row.recomputed, row.digits) == float(row.expected), (row.case, row.quantity)
        assert not row.ok


@pytest.mark.usefixtures("both_cycles")
@pytest.mark.parametrize(
    "case",
    [fleets.constant_loop, fleets.dump_trucks, fleets.truck_sizes, lambda run: queues.truck_by_truck(run, 1_000)],
    ids=["closed loop", "dump trucks", "truck sizes", "truck by truck"],
)
def test_exact_cases_with_engine_and_oracle(case: Callable[[Experiment], Iterator[Row]]) -> None:
    rows = list(case(Experiment(make_cycle=worlds.make_cycle)))
    assert rows
    assert [row for row in rows if not row.ok] == []


@pytest.mark.parametrize("id", [*QUICK, "S2"])
def test_exact_cases_and_their_lines_in_the_documentation(id: str) -> None:
    rows = cases.rows_of((id,), Experiment())
    assert [row for row in rows if not row.ok] == []
    for row in rows:
        assert "| " + " | ".join(cells(row, Words("en"))[1:]) + " |" in PAGE


def test_the_documentation_has_every_case_and_none_that_differs() -> None:
    for id in cases.CASES:
        title = Words("en").say(f"validation.title.{id}")
        assert f"\n## {id} {title}\n" in PAGE
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| case", "| ---"))]
    assert len(lines) >= 40
    assert [line for line in lines if "| ok |" not in line] == []
    assert f"\n{len(lines)} of {len(lines)} rows agree; cases: {len(cases.CASES)}, seed: 1.\n" in PAGE


def row(got: float | str, expected: str = "2.00", **others: Any) -> Row:
    return Row("Q1", Said("case.plan"), Said("quantity.use"), expected, got, Said("source.plan"), **others)


@pytest.mark.parametrize(
    ("found", "ok"),
    [
        (row(1.996), True),
        (row(1.994), False),
        (row("meets", "meets"), True),
        (row("misses", "meets"), False),
        (row(1.97, half_width=0.04, limit=0.02), True),
        (row(1.95, half_width=0.04, limit=0.02), False),
        (row(2.0, half_width=0.05, limit=0.02), False),
        (row(2.0, recomputed=2.004), True),
        (row(2.0, recomputed=2.006), False),
        (row(float("nan")), False),
        (row(float("nan"), half_width=0.01, limit=0.02), False),
    ],
)
def test_when_a_row_agrees(found: Row, ok: bool) -> None:
    assert found.ok is ok


def test_what_is_not_found_differs_and_has_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "find", lambda loaded: [])
    rows = [*plan.sorting(Experiment()), row(float("nan"), half_width=float("nan"), limit=0.02)]
    for found in rows:
        assert not found.ok
        assert cells(found, Words("en"))[4:7:2] == ["nan", "differs"]
        assert found.document(Words("en"))["got"] is None


def test_a_wrong_scenario_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third loader, and a scale that works half a second faster than it should."""
    for setting in ("sources.pit.loaders=3", "facilities.tip.gate.weigh_in=11.99 min"):
        monkeypatch.setattr(fleets, "scenario_of", lambda name, setting=setting: scenario_of(name, setting))
        assert [row for row in fleets.dump_trucks(Experiment()) if not row.ok], setting


def test_a_wait_that_is_off_by_a_second_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = queues.station(1, queues.exponential(6), 10, 40)

    def measured(shift: int) -> int:
        outcome = Experiment().observe(loaded)
        outcome.trace["weigh_in"][7] += shift
        return queues.equal_waits(1, 1000, outcome)[0]

    assert (measured(0), measured(1)) == (1000, 999)


def test_waits_at_the_very_second_of_a_departure_count_half() -> None:
    """One lane: trucks at 0 and 10 s, services of 10 s; the second comes in the second in which the first leaves."""
    trace = np.zeros(40, dtype=[(name, np.int64) for name in ("arrived", "weigh_in", "weighed_in")])
    trace["arrived"] = queues.WARM + np.repeat(np.arange(20) * queues.DAY, 2) + np.tile([0, 10], 20)
    trace["weigh_in"], trace["weighed_in"] = trace["arrived"], trace["arrived"] + 10

    class Outcome:
        pass

    outcome: Any = Outcome()
    outcome.trace = trace
    mean, share = queues.waits(1, outcome)
    assert mean == 0.0
    assert share == pytest.approx(0.25, abs=0.01)


def test_some_cases_are_chosen() -> None:
    assert cases.choose("S4, Q1") == ("Q1", "S4")
    assert cases.choose(None) == tuple(cases.CASES)
    with pytest.raises(UsageError) as error:
        cases.choose("Q1,s44")
    assert (error.value.values["given"], error.value.values["near"]) == ("s44", "S4")


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["validate", "--only", "P1,S7", "--json", "--lang", "zh"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == ["S7"] * 2 + ["P1"] * 12
    assert rows[0] == {
        "id": "S7", "case": "十个观测值，90%", "quantity": "均值", "expected": 1.343, "got": 1.343, "tolerance": 0,
        "widest": 0, "ok": True, "source": "Law《Simulation Modeling and Analysis》",
    }  # fmt: skip
    assert run_application(["validate", "--only", "Q77"]) == 2
    assert "Q7" in capsys.readouterr().err
    assert run_application(["validate", "--only", "S7", "--lang", "zh,en"]) == 2


def test_a_difference_is_exit_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(fleets.P1, 12, (24, 11))
    assert run_application(["validate", "--only", "P1", "--quiet", "--lang", "en"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "differs" in told[1]
    assert told[-1] == "11 of 12 rows agree; cases: 1, seed: 1."


@pytest.mark.trust
def test_all_cases(evidence: Callable[[str, str, str], None]) -> None:
    from sim.validation.experiment import experiment

    with experiment(1, None, lambda n: None, lambda: None) as run:
        rows = cases.rows_of(tuple(cases.CASES), run)
    passed = sum(row.ok for row in rows)
    evidence("known answers", f"{passed} of {len(rows)} rows", "all, at least 40")
    assert len(rows) >= 40
    assert [row for row in rows if not row.ok] == []
