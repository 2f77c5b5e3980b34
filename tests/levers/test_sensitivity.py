"""What each change does, by hand; pairs with the study's own replications; the change that helps most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.model.replication import Outcome, replicate, simulate_parts
from sim.study import simulator
from sim.study.changes import find_changes
from sim.study.sensitivity import FLAT
from tests.levers.conftest import Run, change_of, one_year, rate_of

OPENS, CAPACITY = "facilities.plant.opens", "facilities.plant.capacity"


def test_an_opening_by_hand(run: Run) -> None:
    """May 1 leaves 245 days, February 1 334, November 1 61, and November 1 of the year before all 365."""
    _, found = run(one_year())
    base = 0.9 * 245 / 365
    for months, days in ((-6, 365), (-3, 334), (3, 153), (6, 61), (12, 0)):
        change = change_of(found, OPENS, months)
        rate = rate_of(change)
        assert rate["base"] == pytest.approx(base)
        assert rate["changed"] == pytest.approx(0.9 * days / 365)
        assert rate["mean"] == pytest.approx(0.9 * (days - 245) / 365)
        assert (rate["n"], rate["ci95"]) == (1, None)
        (row,) = [row for row in change["targets"]["rate"] if row["period"] == "2025"]
        assert row["numerator_t"]["mean"] == pytest.approx(9 * (days - 245))
        assert row["chance"]["mean"] == (1 if days >= 334 else 0)
        assert rate_of(change, "design")["mean"] == 0


def test_a_capacity_by_hand(run: Run) -> None:
    """3,650 t in loads of 100 kg, 5 t/d worked off: each t/d more is 9 points; what is under way is less than 0.1."""
    world = one_year(opens=None, capacity="1825 t/a")
    world["routes"]["rubble"]["to"] = ["plant"]
    world["streams"]["rubble"]["calendar"] = "always"
    world["fleets"]["trucks"] |= {"payload": "100 kg", "trucks": 200}
    world["levers"] = {"plant": "365 t/a"}
    _, found = run(world)
    for by, points in (("-365 t/a", -0.09), ("+365 t/a", 0.09)):
        for period in ("2025", "design"):
            assert rate_of(change_of(found, CAPACITY, by), period)["mean"] == pytest.approx(points, abs=0.001)


def test_a_share_by_hand(run: Run) -> None:
    """60 % captured, 40 % leaked, and 90 % of what is captured is product: 5 points of capture are 4.5 of the rate."""
    world = one_year(opens=None)
    world["streams"]["rubble"]["capture"] = "60 %"
    world["fleets"]["trucks"] |= {"payload": "500 kg", "trucks": 25}
    _, found = run(world)
    for by, points in (("-5 %", -0.045), ("+5 %", 0.045)):
        assert rate_of(change_of(found, "streams.rubble.capture", by))["mean"] == pytest.approx(points, abs=1e-6)


def test_a_void_moves_the_date_by_what_comes_in_a_day(run: Run) -> None:
    """10 t/d at 1 t/m3 fill 10 m3 a day: 10 % of 1,000 m3 are 10 days; what then has no place is unserved."""
    world = one_year(opens="2026-01-01")
    world["facilities"]["dump"]["void"] = "1000 压实方"
    _, found = run(world)
    for by, days in (("-100 压实方", -10), ("+100 压实方", 10)):
        change = change_of(found, "facilities.dump.void", by)
        assert change["exhausted"]["dump"]["days"] == {"p10": days, "p50": days, "p90": days}
        assert change["exhausted"]["dump"]["base"].startswith("2025-04-10")


def uncertain() -> dict[str, Any]:
    """The opening and the void are drawn; the dump is full in or after the horizon."""
    world = one_year(opens={"value": "2025-09-01", "range": ["2025-02-01", "2025-09-01", "2026-06-01"]})
    world["facilities"]["dump"] |= {
        "opens": {"value": "2025-01-01", "range": ["2024-10-01", "2025-01-01", "2025-04-01"]},
        "void": {"value": "2500 压实方", "range": ["1000 压实方", "2500 压实方", "6000 压实方"]},
    }
    world["levers"] = {"replications": 4, "months": [-3, 12]}
    return world


def test_the_plan_run_alone_says_the_same_as_both_runs(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An opening takes the base's design year from the store; a full run of each gives the same rates and dates."""
    shortened: list[bool] = []

    def spy(*arguments: Any, design: bool = True, **how: Any) -> tuple[Outcome | None, Outcome | None]:
        shortened.append(not design)
        return simulate_parts(*arguments, design=design, **how)

    world = uncertain()
    monkeypatch.setattr(simulator, "simulate_parts", spy)
    result, found = run(world, randomness=True, replications=6, store=tmp_path / "store")
    short = [c for c in found["changes"] if c["kind"] == "opening"]
    assert sum(shortened) == 4 * len(short)
    monkeypatch.undo()
    changes = {(c.step.path, c.step.months): c for c in find_changes(result.loaded).made}
    base = [replicate(result.loaded.scenario, 1, n) for n in range(1, 5)]
    for change in short:
        full = [replicate(changes[change["path"], change["months"]].scenario, 1, n) for n in range(1, 5)]
        for row in change["targets"]["rate"]:
            before, after = (rates_of(outcomes, row["period"]) for outcomes in (base, full))
            assert row["rate"]["base"] == pytest.approx(sum(before) / 4)
            assert row["rate"]["mean"] == pytest.approx(sum(b - a for a, b in zip(before, after, strict=True)) / 4)
        for year in ("2025", "design"):
            unserved = [sum(unserved_of(o, year) for o in outcomes) / 4 for outcomes in (base, full)]
            assert change["unserved_t"][year]["mean"] == pytest.approx((unserved[1] - unserved[0]) / 1000)
        dates = sorted((date_of(o) for o in full), key=lambda date: date or "9")
        assert (change["exhausted"]["dump"]["other"] or "") == dates[1]


def rates_of(outcomes: list[Outcome], period: str) -> list[float]:
    return [row[3] / row[4] for o in outcomes for row in o.tables["rates"] if row[2] == period]


def unserved_of(outcome: Outcome, year: str) -> int:
    return sum(row[-3] for row in outcome.tables["fates"] if row[0] == year)


def date_of(outcome: Outcome) -> str:
    ((exhausted, projected),) = [row[2:4] for row in outcome.tables["facilities"] if row[0] == "dump"]
    return str(exhausted or projected)


def test_the_first_replications_of_the_study_are_the_pairs(run: Run) -> None:
    """6 replications of the study and 4 of each change, and none of the base again; intervals as of 4 pairs."""
    counts: list[int] = []
    result, found = run(uncertain(), randomness=True, replications=6, done=counts.append)
    assert counts[-1] == 6 + 4 * len(found["changes"])
    assert (found["replications"], found["replications_wanted"]) == (4, 4)
    assert found["evaluations"] == 4 * len(found["changes"])
    rates = result.tables["rates"].query("period == '2025' and replication <= 4")
    mean = (rates["numerator_kg"] / rates["denominator_kg"]).mean()
    rate = rate_of(change_of(found, OPENS, 12))
    assert rate["base"] == pytest.approx(mean)
    assert rate["n"] == 4
    assert rate["ci95"][0] < rate["mean"] < rate["ci95"][1]


def test_a_study_with_fewer_replications_uses_all(run: Run) -> None:
    _, found = run(uncertain(), randomness=True, replications=2)
    assert (found["replications"], found["replications_wanted"]) == (2, 4)


def test_the_table_has_the_numbers_of_the_summary(run: Run) -> None:
    result, found = run(one_year())
    table: pd.DataFrame = result.tables["levers"]
    assert list(table.columns) == list(FLAT)
    (row,) = table.query("path == @OPENS and months == -3 and what == 'rate' and period == '2025'").to_dict("records")
    assert row["difference"] == rate_of(change_of(found, OPENS, -3))["mean"]
    assert set(table["what"]) == {"rate", "chance", "numerator", "unserved", "exhausted"}


PLANNED = {"value": "60 %", "source": "plan art. 1", "grade": "plan"}


def two_levers() -> dict[str, Any]:
    """60 % captured and opened in May: an earlier opening helps more than more capture; the target is missed."""
    world = one_year()
    world["streams"]["rubble"]["capture"] = "60 %"
    return world


def test_the_best_change_is_the_greatest_gain(run: Run) -> None:
    _, found = run(two_levers())
    best = found["changes"][found["best"]["rate"]["change"]]
    assert (best["path"], best["months"], best["office"]) == (OPENS, -6, None)


def test_only_an_office_s_change_is_named_and_the_longest_path_says_whose(run: Run) -> None:
    world = two_levers()
    world["offices"] = {
        "all": {"name": "All streams", "tasks": ["streams"]},
        "patrol": {"name": "Patrol", "tasks": ["streams.rubble.capture"]},
    }
    _, found = run(world)
    best = found["changes"][found["best"]["rate"]["assumption"]]
    assert (best["path"], best["by"], best["office"]) == ("streams.rubble.capture", "+5 %", "patrol")
    assert change_of(found, OPENS, -6)["office"] is None


def test_a_share_that_is_assumed_is_no_change_that_somebody_makes(run: Run) -> None:
    """From 6 to 6.5 t a day in loads of 10 t, the plant open for 245 days: 159 loads in place of 147.

    As an assumption it is named as such, as a number that the plan states it is the change.
    """
    for given, kind, other in (("60 %", "assumption", "change"), (PLANNED, "change", "assumption")):
        world = two_levers()
        world["streams"]["rubble"]["capture"] = given
        world["offices"] = {"patrol": {"name": "Patrol", "tasks": ["streams"]}}
        _, found = run(world)
        best = found["best"]["rate"]
        assert best[other] is None
        row = found["changes"][best[kind]]
        assert (row["path"], row["grade"]) == ("streams.rubble.capture", "plan" if kind == "change" else "assumed")
        assert rate_of(row)["mean"] == pytest.approx(0.9 * 12 / 365)


def test_an_assumption_is_named_beside_the_change_only_where_it_helps_more(run: Run) -> None:
    """Opened a week late: 4 loads of 10 t to be won by an earlier opening, 18 by more capture (233 of 237, not 215)."""
    _, found = run(two_levers())
    assert found["best"]["rate"]["assumption"] is None
    world = one_year(opens="2025-01-08")
    world["streams"]["rubble"]["capture"] = "60 %"
    _, found = run(world)
    best = {kind: found["changes"][found["best"]["rate"][kind]] for kind in ("change", "assumption")}
    assert (best["change"]["path"], best["assumption"]["path"]) == (OPENS, "streams.rubble.capture")
    assert rate_of(best["change"])["mean"] == pytest.approx(0.9 * 4 / 365)
    assert rate_of(best["assumption"])["mean"] == pytest.approx(0.9 * 18 / 365)


def test_no_best_change_where_the_target_is_met_or_nothing_helps(run: Run) -> None:
    """Opened in January it is met: 90 %. With offices that have no lever that helps, none is named."""
    assert run(one_year(opens="2025-01-01"))[1]["best"] == {"rate": None}
    world = two_levers()
    world["offices"] = {"fleet": {"name": "Fleet", "tasks": ["fleets"]}}
    assert run(world)[1]["best"] == {"rate": {"period": "2025", "change": None, "assumption": None}}


def test_not_asked_is_null(run: Run) -> None:
    result, _ = run(one_year())
    from sim.study.study import run_study

    assert run_study(result.loaded, jobs=1, randomness=False).summary["levers"] is None
