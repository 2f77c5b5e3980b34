"""Declared indicators: verdicts from the scenario's own numbers, worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.findings import find
from sim.scenario.indicators import Declared, declared, written
from sim.scenario.loading import load
from tests.indicators.conftest import Study
from tests.messages.test_findings import BASE, DISTRICT, found
from tests.worlds import build, plain


def judged(**indicator: Any) -> Declared:
    """The only indicator of a small world."""
    world = plain(indicators={"one": {"name": "One", **indicator}})
    return declared(build(world))["one"]


def ranged(low: str, mode: str, high: str) -> dict[str, Any]:
    return {"value": mode, "range": [low, mode, high]}


@pytest.mark.parametrize(
    ("indicator", "verdict"),
    [
        ({"at_least": "30 %", "value": "30 %"}, "meets"),
        ({"at_least": "30 %", "value": "29.99 %"}, "misses"),
        ({"at_most": "300 t/万m2", "value": "0.03 t/m2"}, "meets"),  # 300 t / 10⁴ m² = 0.03 t/m²
        ({"at_most": "300 t/万m2", "value": "301 t/万m2"}, "misses"),
        ({"at_least": "30 %", "value": ranged("10 %", "35 %", "40 %")}, "undecided"),
        ({"at_least": "30 %", "value": ranged("30 %", "35 %", "40 %")}, "meets"),
        ({"at_most": "30 %", "value": ranged("31 %", "35 %", "40 %")}, "misses"),
        ({"at_least": "0 %", "value": "0 %"}, "meets"),
        ({"at_least": "30 %"}, "not evaluated"),
    ],
)
def test_goal_and_value(indicator: dict[str, Any], verdict: str) -> None:
    assert judged(**indicator).verdict == verdict


def test_a_sum_of_numbers_with_factors() -> None:
    """0.7 x 3650 t/a + 1 x 500 t/a = 3055 t/a; 0.1 + 0.2 is not 0.3 in binary, and meets it all the same."""
    world = plain(
        indicators={
            "sum": {"name": "Sum", "at_most": "3000 t/a",
                    "equals": {"streams.rubble.amount": 0.7, "facilities.fill.demand": 1}},
            "tenths": {"name": "Tenths", "at_least": "0.3",
                       "equals": {"facilities.dump.cover_share": 1, "streams.rubble.capture": 0.2}},
        }
    )  # fmt: skip
    world["streams"]["rubble"] |= {"capture": {"value": "100 %", "source": "plan", "grade": "plan"}}
    world["facilities"]["dump"]["cover_share"] = "10 %"
    world["facilities"]["fill"] = {
        "name": "Fill", "kind": "backfill", "calendar": "always", "accepts": ["rubble"], "demand": "500 t/a",
    }  # fmt: skip
    both = declared(build(world))
    assert both["sum"].evidence is not None
    assert both["sum"].evidence.value == pytest.approx(3_055_000)
    assert both["sum"].verdict == "misses"
    assert both["tenths"].verdict == "meets"
    assert both["tenths"].evidence is not None
    assert both["tenths"].evidence.grade == "assumed", "the weakest grade"
    assert both["tenths"].evidence.source == "plan"


def test_a_factor_below_zero_turns_a_range_round() -> None:
    """100 % - [10, 20, 40] % = [60, 80, 90] %."""
    world = plain(indicators={"rest": {"name": "Rest", "at_least": "60 %", "equals": {
        "streams.rubble.capture": 1, "facilities.dump.cover_share": -1}}})  # fmt: skip
    world["streams"]["rubble"]["capture"] = "100 %"
    world["facilities"]["dump"]["cover_share"] = ranged("10 %", "20 %", "40 %")
    rest = declared(build(world))["rest"]
    assert rest.evidence is not None
    assert (rest.evidence.low, rest.evidence.value, rest.evidence.high) == pytest.approx((0.6, 0.8, 0.9))
    assert rest.verdict == "meets"


REACHED = {"a": "2026-12-31", "b": "2027-12-31", "c": "2028-01-01"}


@pytest.mark.parametrize(("due", "share"), [("2026", 0.25), ("2027", 0.5), ("2028", 0.75)])
def test_units_count_from_their_dates(due: str, share: float) -> None:
    """Of four units three have a date: one in 2026, one on the last day of 2027, one on the first of 2028."""
    found = judged(at_least="50 %", units=4, reached=REACHED, due=due)
    assert found.evidence is not None
    assert found.evidence.value == share
    assert found.verdict == ("meets" if share >= 0.5 else "misses")


def test_units_are_counted_at_the_end_of_the_last_year_unless_due() -> None:
    found = judged(at_least="50 %", units=2, reached={"a": "2025-12-31", "b": "2026-01-01"})
    assert found.evidence is not None
    assert found.evidence.value == 0.5


def test_an_uncertain_date_leaves_it_undecided() -> None:
    """b comes between June 2027 and June 2028: at the end of 2027 one or two of two."""
    late = ranged("2027-06-01", "2028-01-15", "2028-06-01")
    found = judged(at_least="100 %", units=2, reached={"a": "2026-01-01", "b": late}, due="2027")
    assert found.evidence is not None
    assert (found.evidence.low, found.evidence.value, found.evidence.high) == (0.5, 0.5, 1.0)
    assert found.verdict == "undecided"


def test_what_is_missing_is_said_in_both_languages() -> None:
    bare, units = judged(at_least="1"), judged(at_least="100 %", units=13)
    assert bare.reason == {
        "zh": "情景没有给出依据",
        "en": "the scenario gives no evidence",
    }
    assert units.reason is not None
    assert units.reason["en"] == "for none of the 13 units a date is given"


def test_values_are_written_in_the_unit_of_the_goal() -> None:
    goal = judged(at_most="300 t/万m2", value="0.02 t/m2").goal
    assert written(20.0, goal) == {"zh": "200 t/万m²", "en": "200 t/10⁴ m²"}
    assert written(1 / 3, judged(at_least="30 %").goal) == {"zh": "33.33 %", "en": "33.33 %"}
    assert written(0.5, judged(at_least="0.3").goal)["en"] == "0.5"


def test_check_says_it_before_any_simulation(tmp_path: Path) -> None:
    indicators = {
        "no": {"name": "No", "article": "art. 9", "at_least": "30 %", "value": "0 %"},
        "yes": {"name": "Yes", "at_most": "30 %", "value": "0 %"},
        "maybe": {"name": "Maybe", "at_most": "30 %", "value": ranged("0 %", "0 %", "40 %")},
        "unknown": {"name": "Unknown", "at_most": "30 %"},
    }
    path = tmp_path / "world.yaml"
    path.write_text(json.dumps(plain(indicators=indicators), ensure_ascii=False), encoding="utf-8")
    said = {f["values"]["indicator"]: f for f in find(load(path)) if f["id"].startswith("indicator_")}
    assert {id: (f["id"], f["severity"]) for id, f in said.items()} == {
        "no": ("indicator_misses", "warning"),
        "yes": ("indicator_meets", "info"),
        "maybe": ("indicator_undecided", "warning"),
        "unknown": ("indicator_unknown", "info"),
    }
    assert said["no"]["article"] == "art. 9"
    text = "No: the plan wants at least 30 %; the scenario's own numbers give 0 % (assumed), and miss it."
    assert said["no"]["message"]["en"] == text


def test_the_districts_own_indicators() -> None:
    """Art. 9: 300 and 200 t are the limits that the forecast itself takes; it leaves no room for the 30 %."""
    said = {key.split(".")[1]: f["id"] for key, f in found(path=DISTRICT).items() if " indicators." in key}
    assert said == {
        "platform_coverage": "indicator_unknown",
        "waste_of_new_buildings": "indicator_meets",
        "waste_of_prefabricated_buildings": "indicator_meets",
        "prefabricated_share": "indicator_misses",
    }


def test_check_says_what_would_arise_if_a_driver_were_at_its_goal() -> None:
    """At the plan's 30 % and 200 t: 520 x (0.7 x 300 + 0.3 x 200) = 14.04; with 40 % it would be 13.52."""
    missed = "indicator_misses indicators.prefabricated_share"
    finding = found(path=DISTRICT)[missed]
    assert finding["values"]["amount_at_goal"] == pytest.approx(14.04)
    assert "at the goal 14.04 ×10⁴ t a year of Construction waste" in finding["message"]["en"]
    assert "每年产生 14.04 万吨" in finding["message"]["zh"]
    more = found("indicators.prefabricated_share.at_least=40 %", path=DISTRICT)[missed]
    assert more["values"]["amount_at_goal"] == pytest.approx(13.52)


def test_the_summary_says_the_same(study: Study) -> None:
    one = {"name": {"zh": "甲", "en": "One"}, "article": "art. 9", "at_least": "30 %", "value": "20 %"}
    other = {"name": "Other", "at_most": "300 t/万m2"}
    found = study(plain(indicators={"one": one, "other": other})).summary["indicators"]["declared"]
    assert list(found) == ["one", "other"]
    assert found["one"] == {
        "name": {"zh": "甲", "en": "One"}, "article": "art. 9", "direction": "at_least", "goal": 0.3, "unit": "1",
        "value": 0.2, "range": [0.2, 0.2], "grade": "assumed", "source": "", "verdict": "misses",
        "text": {"goal": {"zh": "30 %", "en": "30 %"}, "value": {"zh": "20 %", "en": "20 %"}}, "reason": None,
    }  # fmt: skip
    assert (found["other"]["verdict"], found["other"]["value"]) == ("not evaluated", None)
    assert found["other"]["reason"]["en"].startswith("the scenario gives no evidence")


def test_what_no_driver_moves_has_no_amount_at_the_goal() -> None:
    one = "indicators={one: {name: One, at_least: 3 万t/a, equals: {streams.rubble.amount: 1}}}"
    finding = found(one, path=BASE)["indicator_misses indicators.one"]
    assert finding["values"]["value"] == 20_000_000
    assert "amount_at_goal" not in finding["values"]
