"""Whose task a number is: of the offices' paths, the longest that its path begins with."""

from __future__ import annotations

from sim.scenario.schema import Scenario


def office_of(scenario: Scenario, path: str) -> str | None:
    """The id of the office whose task the number at a path is; None where no office has it."""
    tasks = {task: id for id, office in scenario.offices.items() for task in office.tasks}
    steps = path.split(".")
    beginnings = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
    return next((tasks[beginning] for beginning in beginnings if beginning in tasks), None)
