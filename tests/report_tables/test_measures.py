"""Problems and measures: joined by facility and cause, the largest first, with office, date and measured effect."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.measures import measures, problems
from sim.words import Words
from tests.report_tables.conftest import Make, labels_of, tables_of, written
from tests.worlds import plain, recycling_world

OFFICES = {
    "bureau": {"name": "Bureau", "tasks": ["facilities"]},
    "works": {"name": "Works", "tasks": ["facilities.plant.opens", "fleets"]},
}
BINDING = [
    ("rate", "product", "2025", "plant", "not_open", 500_000.0),
    ("rate", "product", "2025", "plant", "capacity", 200_000.0),
    ("rate", "product", "2025", "plant", "breakdown", 95_000.0),
    ("rate", "product", "2025", "trucks", "no_truck", 90_000.0),
    ("rate", "product", "2025", "", "carried_over", 60_000.0),
    ("rate", "product", "2025", "dump", "not_recoverable", 5_000.0),
]
UNSERVED = [
    ("2025", "2025-01", "site", "plant", "not_open", "rubble", "rubble", 300_000.0),
    ("2025", "2025-02", "plant", "plant", "no_route", "rubble", "residue", 400_000.0),
    ("design", "2025-02", "plant", "plant", "no_route", "rubble", "residue", 700_000.0),
]


def world(**words: Any) -> dict[str, Any]:
    made = recycling_world(capacity="10 t/h", opens="2026-01-01")
    return {**made, "offices": OFFICES, **words}


def test_rows_by_hand(make: Make) -> None:
    result = written(make(world()), binding=BINDING, unserved=UNSERVED)
    rows = tables_of(measures(result, labels_of(result)))["measures"]
    assert [[row[0], row[1], *row[3:]] for row in rows if "contradiction" not in row[0]] == [
        ["Unserved: 0.04 ×10⁴ t (2025), 0.07 ×10⁴ t (design year)", "Plant: no lawful place", "Bureau",
         "2025-02", "–"],
        ["Not in the numerator: Rate (2025) 0.05 ×10⁴ t; Unserved: 0.03 ×10⁴ t (2025)", "Plant: not open", "Works",
         "2025-01", "before 2025-01-01"],
        ["Not in the numerator: Rate (2025) 0.02 ×10⁴ t", "Plant: capacity", "Bureau", "–",
         "before 2025-01-01"],
        ["Not in the numerator: Rate (2025) 0.01 ×10⁴ t", "Plant: breakdown", "Bureau", "–",
         "before 2025-01-01"],
        ["Not in the numerator: Rate (2025) 0.01 ×10⁴ t", "Trucks: no truck", "Works", "–",
         "before 2025-01-01"],
        ["Not in the numerator: Rate (2025) 0.01 ×10⁴ t", "carried over", "the plan does not say",
         "–", "before 2025-12-31"],
    ]  # fmt: skip


def test_less_than_a_hundredth_of_the_gap_is_left_out(make: Make) -> None:
    """5 t of 950 t are less, 90 t are more."""
    result = written(make(world()), binding=BINDING, unserved=[])
    assert {p.cause for p in problems(result, labels_of(result))} == {
        "not_open",
        "capacity",
        "breakdown",
        "no_truck",
        "carried_over",
    }


def test_a_target_that_is_met_is_no_problem(make: Make) -> None:
    result = written(make(world()), binding=BINDING, unserved=[])
    for row in result.summary["targets"]["rate"]["evaluations"]:
        row["verdict"] = "meets"
    assert problems(result, labels_of(result)) == []


def test_a_landfill_full_within_the_horizon(make: Make) -> None:
    """10 t a day into 40 m3 of 1 t/m3: full on the fourth day."""
    result = make(plain(facilities={"dump": {**plain()["facilities"]["dump"], "void": "40 压实方"}}))
    found = tables_of(measures(result, labels_of(result)))["measures"]
    rows = [row for row in found if row[0].startswith("Dump")]
    assert [row[0] for row in rows] == ["Dump: chance of being full within the horizon 100%, median date 2025-01-04"]
    assert rows[0][4:6] == ["–", "before 2025-01-04"]


def test_the_measured_effect_of_the_lever_that_acts_on_the_cause(make: Make) -> None:
    result = written(make(world()), binding=BINDING, unserved=[])

    def change(kind: str, path: str, points: float) -> dict[str, Any]:
        rate = {"mean": points / 100, "ci95": None, "changed": 0.5}
        return {"path": path, "kind": kind, "by": "-181 d", "value": "2025-07-04", "months": -6, "office": None,
                "targets": {"rate": [{"period": "2025", "rate": rate}]}}  # fmt: skip

    result.summary["levers"] = {
        "changes": [
            change("opening", "facilities.plant.opens", 12.5),
            change("opening", "facilities.plant.opens", 3),
            change("opening", "facilities.dump.opens", 40),
            change("plant", "facilities.plant.capacity", -1),
            change("share", "facilities.plant.failures.availability", 0.75),
            change("share", "facilities.plant.outputs.rubble.product", 30),
        ],
        "excluded": [{"path": "fleets.trucks.trucks", "reason": {"zh": "太少", "en": "too few"}}],
    }
    rows = tables_of(measures(result, labels_of(result)))["measures"]
    effects = {row[1]: row[6] for row in rows}
    assert effects["Plant: not open"] == "opening, 6 months earlier: Rate +12.50 points"
    assert effects["Plant: capacity"] == "no gain in the steps simulated", "what makes it worse is no measure"
    assert effects["Trucks: no truck"] == "not simulated: too few"
    assert effects["carried over"] == "not simulated"
    assert effects["Plant: breakdown"].endswith(": Rate +0.75 points"), "of availability, not of capacity"


def test_nothing_wrong_says_so(make: Make) -> None:
    result = make(plain())
    (block,) = measures(result, labels_of(result))
    assert block["text"] == "Nothing was found that calls for a measure."


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cause_has_a_measure(language: Any) -> None:
    words = Words(language)
    causes = [id.removeprefix("cause.") for id in words if id.startswith("cause.")]
    assert len(causes) > 10
    assert [cause for cause in causes if f"measure.{cause}" not in words] == []
