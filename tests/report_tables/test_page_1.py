"""Page 1: the range of the draws, how long a plant must be open, what is told elsewhere."""

from __future__ import annotations

from sim.report.answer import first_page
from sim.report.register import checks
from tests.report_tables.conftest import Make, labels_of, tables_of
from tests.worlds import recycling_world


def test_the_range_of_the_draws_stands_beside_the_interval_of_the_mean(make: Make) -> None:
    result = make(recycling_world())
    row = result.summary["targets"]["rate"]["evaluations"][0]
    row |= {"mean": 0.5, "ci95": [0.45, 0.55], "p10": 0.2, "p90": 0.8125}
    (target,) = first_page(result, labels_of(result))["targets"]
    shown = target["rows"][0]
    assert (shown["interval"]["text"], shown["draws"]["text"]) == ("45.00 – 55.00", "20.00 – 81.25")
    assert (shown["p10"], shown["p90"]) == (0.2, 0.8125)
    del row["p10"], row["p90"]  # a result of an older version
    shown = first_page(result, labels_of(result))["targets"][0]["rows"][0]
    assert (shown["draws"]["text"], shown["p10"]) == ("–", None)


def test_how_long_plants_must_be_open_the_longest_two(make: Make) -> None:
    result = make(recycling_world())
    values = {"target": "rate", "facility": "plant", "year": "2025", "others": ""}
    result.summary["checks"] = [
        {"id": "opening_needed", "severity": "warning", "message": "m", "values": {**values, "share": share}}
        for share in (10.0, 60.125, 35.5)
    ]
    (target,) = first_page(result, labels_of(result))["targets"]
    needed = [note["text"]["text"] for note in target["notes"] if note["label"] == "What it takes"]
    assert needed == ["Plant open for 60.12 % of 2025 at least.", "Plant open for 35.50 % of 2025 at least."]


def test_what_has_a_proposal_is_not_told_again_and_notes_are_apart(make: Make) -> None:
    result = make(recycling_world())
    result.summary["checks"] = [
        {"id": id, "severity": severity, "message": id, "values": {}}
        for id, severity in (
            ("total_agrees", "info"), ("carry_over", "warning"), ("relied_on", "contradiction"),
            ("no_lawful_place", "warning"), ("fuses", "contradiction"),
        )
    ]  # fmt: skip
    made = tables_of(checks(result, labels_of(result)))
    assert [row[1] for row in made["checks"]] == ["fuses", "carry_over"]
    assert [row[0] for row in made["check-notes"]] == ["total_agrees"]
