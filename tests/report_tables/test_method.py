"""The items of STRESS-DES hold this study's numbers; what is not evaluated names the scenario's own."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.method import ITEMS, LINKS, method, not_evaluated
from tests.report_tables.conftest import Make, labels_of, tables_of
from tests.worlds import recycling_world


def world() -> dict[str, Any]:
    made = recycling_world(capacity="10 t/h")
    made["articles"] = {
        "20": {"title": "Environment", "status": "not_evaluated", "how": "no data"},
        "21": {"title": "Area", "status": "modelled", "how": "sources"},
    }
    made["indicators"] = {"cover": {"name": "Coverage", "at_least": "100 %", "units": 13}}
    made["definitions"] = {
        "period": {
            "question": "Which time", "taken": "the year",
            "rivals": [{"name": "Cohort", "why_not": "no record of birth"}, {"period": "design"}],
        }
    }  # fmt: skip
    return made


def test_items_hold_the_study_s_values(make: Make) -> None:
    result = make(world())
    rows = dict(tables_of(method(result, labels_of(result)))["method"])
    assert len(rows) == len(ITEMS)
    assert rows["Run length"].startswith("2025-01-01 to 2025-01-11 (exclusive), 10 days; the design year has")
    assert "Fleets: 1, with about 5 trucks in all; plants: 1; landfills: 1" in rows["Resources"]
    assert f"hash of seed {result.summary['seed']}," in rows["Random sampling"]
    assert rows["Random sampling"].endswith("not drawn, each at its mean"), "without randomness"
    assert f"numpy {result.run['versions']['numpy']}" in rows["Software"]
    assert result.loaded.hash in rows["Code access"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_evaluated_names_the_scenario_s_own(make: Make, language: Any) -> None:
    result = make(world())
    rows = tables_of(not_evaluated(result, labels_of(result, language)))["not-evaluated"]
    whys = [row[1] for row in rows]
    assert "no data" in whys
    assert "no record of birth" in whys
    assert "sources" not in whys
    assert any(row[0] == "Coverage" for row in rows)


def test_links_lead_to_items() -> None:
    assert set(LINKS) <= set(ITEMS)
