"""Rules that need more than one entity."""

from __future__ import annotations

from sim.errors import Fault
from sim.scenario.document import Node
from sim.scenario.schema import Scenario


def check_references(scenario: Scenario, tree: Node) -> list[Fault]:
    """Every fault of a scenario whose parts are each in order."""
    return []
