"""One replication's inputs: every uncertain Quantity of a scenario replaced by its drawn value."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from sim.model.draws import Draws
from sim.model.laws import Laws, invert
from sim.scenario.quantity import Quantity, Variate
from sim.scenario.schema import Scenario


def draw_inputs(scenario: Scenario, draws: Draws) -> tuple[Scenario, dict[str, float]]:
    """The scenario with certain numbers, and the drawn values by path (canonical units).

    Without randomness a law becomes its mean, an opening date its mode. Variates keep their law: they are
    drawn for each load.
    """
    drawn: dict[str, float] = {}

    def visit(node: Any, path: str) -> Any:
        if isinstance(node, Variate):
            return node
        if isinstance(node, Quantity):
            if node.law is None:
                return node
            drawn[path] = _draw(node, path, draws)
            return replace(node, value=drawn[path], law=None)
        if isinstance(node, BaseModel):
            changed = {
                name: visit(getattr(node, name), f"{path}.{name}" if path else name) for name in type(node).model_fields
            }
            return node.model_copy(update=changed)
        if isinstance(node, dict):
            return {key: visit(value, f"{path}.{key}") for key, value in node.items()}
        if isinstance(node, tuple):
            return tuple(visit(value, f"{path}.{i}") for i, value in enumerate(node))
        return node

    return visit(scenario, ""), drawn


def _draw(quantity: Quantity, path: str, draws: Draws) -> float:
    assert quantity.law is not None
    if not draws.randomness:
        return quantity.law.mode if quantity.unit == "date" else quantity.law.mean
    laws = Laws(randomness=True)
    number = laws.add(quantity)
    value = invert(laws.table(), number, draws.uniform(path, "input"), 0)
    return float(math.floor(value)) if quantity.unit == "date" else value
