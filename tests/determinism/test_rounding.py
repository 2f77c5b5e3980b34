"""Which output gets a kilogram that does not divide is decided by ids, not by the order in the file."""

from __future__ import annotations

from sim.model.entities import yields_of
from sim.scenario.masses import parts_of
from sim.scenario.schema import Scenario
from tests.determinism.runs import MINIMAL, resolved


def test_the_order_of_outputs_says_nothing() -> None:
    """45.37 + 24.91 + 29.72 %, by id: aggregate, then brick, then crumbs with what is left."""
    shares = {"crumbs": "24.91 %", "aggregate": "45.37 %", "brick": "29.72 %"}
    for order in (shares, dict(sorted(shares.items())), dict(sorted(shares.items(), reverse=True))):
        tree = resolved(MINIMAL)
        tree["items"] |= {"brick": {"name": "Brick"}, "crumbs": {"name": "Crumbs"}}
        tree["facilities"]["plant"]["outputs"] = {"demolition": order}
        scenario = Scenario.model_validate(tree)
        made = yields_of(scenario.facilities["plant"])["demolition"]
        assert made.outputs == ("aggregate", "brick", "crumbs")
        assert made.cumulative == [453_700, 750_900, 1_000_000]
        assert parts_of(scenario, "demolition").leaving
