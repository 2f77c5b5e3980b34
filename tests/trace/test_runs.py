"""A replication's two runs: the plan's horizon and the design year."""

from __future__ import annotations

from sim.model.replication import COLUMNS, replicate
from tests.worlds import build, recycling_world


def test_each_run_alone_says_what_it_says_beside_the_other() -> None:
    """Ten days of the plan and the design year, of 10 t a day; of facilities only the run of the plan tells."""
    scenario = build(recycling_world())
    both, plan, design = (
        replicate(scenario, 1, 1, plan=with_plan, design=with_design)
        for with_plan, with_design in ((True, True), (True, False), (False, True))
    )
    assert sorted(both.tables) == sorted(COLUMNS)
    for table in COLUMNS.keys() - {"facilities"}:
        assert both.tables[table] == plan.tables[table] + design.tables[table], table
    assert design.tables["facilities"] == design.tables["draws"] == []
    assert [row[0] for row in both.tables["facilities"]] == [row[0] for row in plan.tables["facilities"]] != []
    assert {row[2]: row[4] for row in both.tables["rates"]} == {"2025": 100_000, "design": 3_650_000}
    assert both.generated_kg == plan.generated_kg + design.generated_kg
