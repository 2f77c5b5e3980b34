"""A scenario with the values that one replication has drawn for its uncertain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario whose numbers at some paths are certain, in canonical units."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *steps, last = path.split(".")
        node = tree
        for step in steps:
            node = node.setdefault(step, {})
        node[last] = value
    made: Scenario = _replaced(scenario, tree)
    return made


def _replaced(node: Any, changes: Any) -> Any:
    if isinstance(node, Quantity):
        return replace(node, value=changes, law=None)
    if isinstance(node, dict):
        return {**node, **{key: _replaced(node[key], change) for key, change in changes.items()}}
    if isinstance(node, tuple):
        return tuple(_replaced(x, changes[str(i)]) if str(i) in changes else x for i, x in enumerate(node))
    return node.model_copy(update={key: _replaced(getattr(node, key), change) for key, change in changes.items()})
