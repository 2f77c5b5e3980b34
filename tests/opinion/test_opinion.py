"""The second opinion of whole studies: silent on what is simulated, loud on what was tampered with."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim.cli.run
import sim.study.opinion
from sim.cli.application import run_application
from sim.report.answer import first_page
from sim.report.labels import Labels
from sim.report.opinion import second_opinion as chapter
from sim.report.opinion import warnings
from sim.scenario.loading import load
from sim.study.opinion import breaches, second_opinion
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Words

ROOT = Path(__file__).parents[2]
SMALL = [ROOT / "scenarios/minimal.yaml", ROOT / "docs/how-to/riverside.yaml", *sorted(ROOT.glob("tests/plans/*.yaml"))]
LARGE = sorted(ROOT.glob("scenarios/jiulongpo-*.yaml"))


@pytest.fixture(scope="module")
def minimal() -> Result:
    """The smallest plan, three times: capacity and the opening date bind in 2027."""
    return run_study(load(ROOT / "scenarios/minimal.yaml"), replications=3, jobs=1)


def again(result: Result, **tables: pd.DataFrame) -> Result:
    """The result with other tables, and the second opinion of these."""
    made = Result(result.loaded, {**result.tables, **tables}, copy.deepcopy(result.summary), result.run)
    made.summary["second_opinion"] = second_opinion(result.loaded.scenario, made.tables, randomness=True)
    return made


def more(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """A table with 5 % more in a column."""
    return table.assign(**{column: (table[column] * 1.05).astype(int)})


def called(result: Result) -> set[tuple[str, str]]:
    """What is called a breach, and in which period."""
    found = breaches(result.summary["second_opinion"])
    return {(row.get("target") or row["stage"], row["period"]) for row in found}


def test_a_sound_study_has_no_breach_and_no_warning(minimal: Result) -> None:
    """By hand: in the design year the plant takes its 18,000 t of what was drawn, of which 93 % are product."""
    labels = Labels(minimal.loaded.scenario, Words("en"))
    assert called(minimal) == set()
    assert warnings(minimal, labels) == []
    rows = minimal.summary["second_opinion"]["targets"]["resource_rate"]
    drawn = minimal.tables["draws"].query("path == 'streams.demolition.amount'")["value"]
    expected = sum(0.93 * min(1.0, 18e6 / kg) for kg in drawn) / len(drawn)
    assert rows["design"]["bound"] == pytest.approx(expected, rel=1e-9)
    assert rows["design"]["balance"] == pytest.approx(expected, rel=1e-9)
    assert rows["2027"]["simulated"] <= rows["2027"]["bound"] + rows["2027"]["allowed_gap"]


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("rates", "numerator_kg", ("resource_rate", "design")),
        ("fates", "recycled", ("sum", "2027")),
        ("fates", "generated", ("generated", "2027")),
        ("plants", "nameplate_kg", ("nameplate", "design")),
    ],
)
def test_five_per_cent_more_is_called_a_breach(
    minimal: Result, table: str, column: str, expected: tuple[str, str]
) -> None:
    doctored = again(minimal, **{table: more(minimal.tables[table], column)})
    assert expected in called(doctored)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_breach_is_first_on_page_1_and_in_the_chapter(minimal: Result, language: Any) -> None:
    doctored = again(minimal, rates=more(minimal.tables["rates"], "numerator_kg"))
    labels = Labels(doctored.loaded.scenario, Words(language))
    (line,) = warnings(doctored, labels)
    assert first_page(doctored, labels)["lead"][0]["text"] == line
    blocks = list(chapter(doctored, labels))
    assert blocks[0]["text"] == line
    (rates,) = (block for block in blocks if block.get("anchor") == "second-opinion")
    assert labels.words.say("opinion.beyond") in {row[-1] for row in rates["rows"]}


def test_a_breach_is_printed(
    minimal: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    doctored = again(minimal, rates=more(minimal.tables["rates"], "numerator_kg"))
    line = warnings(doctored, Labels(doctored.loaded.scenario, Words("en")))
    for result, expected in ((doctored, line), (minimal, [])):
        monkeypatch.setattr(sim.cli.run, "make_run", lambda *_, made=result: made)
        assert run_application(["run", str(ROOT / "scenarios/minimal.yaml"), "--out", str(tmp_path / "out")]) == 0
        assert [row for row in capsys.readouterr().out.splitlines() if "upper bound" in row] == expected


def test_without_scipy_there_is_a_balance_and_how_to_get_the_bound(
    minimal: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.study.opinion, "find_spec", lambda name: None)
    found = again(minimal)
    opinion = found.summary["second_opinion"]
    assert opinion["reason"] == "no_scipy"
    for row in opinion["targets"]["resource_rate"].values():
        assert (row["bound"], row["allowed_gap"], row["ok"]) == (None, None, None)
        assert 0.5 < row["balance"] < 1.0
    texts = [b["text"] for b in chapter(found, Labels(found.loaded.scenario, Words("en"))) if b["kind"] == "text"]
    assert any("pip install 'waste-sim[study]'" in text for text in texts)


def test_a_result_of_before_has_no_chapter(minimal: Result) -> None:
    old = Result(minimal.loaded, minimal.tables, {k: v for k, v in minimal.summary.items() if k != "second_opinion"})
    labels = Labels(old.loaded.scenario, Words("en"))
    assert (warnings(old, labels), list(chapter(old, labels))) == ([], [])


@pytest.mark.trust
def test_no_plan_is_better_than_its_bound(evidence: Callable[[str, str, str], None]) -> None:
    """Every scenario in the repository: small ones 6 times, the district's 2 times."""
    found, runs, rates = [], 0, 0
    for path in (*SMALL, *LARGE):
        loaded = load(path)
        n = 2 if path in LARGE else min(6, loaded.scenario.study.replications)
        opinion = run_study(loaded, replications=n).summary["second_opinion"]
        found += [(path.name, row) for row in breaches(opinion)]
        rates += sum(row["ok"] is not None for rows in opinion["targets"].values() for row in rows.values())
        runs += n
    scenarios = len(SMALL) + len(LARGE)
    evidence(
        "second opinion",
        f"{len(found)} breaches in {scenarios} scenarios, {runs} replications, {rates} rates judged",
        "0",
    )
    assert not found
    assert rates > 0
