"""What is wrong in statements, drivers, spans and declared indicators."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import Drivers, Indicator, Scenario
from sim.scenario.units import name_unit

_TOGETHER = (
    (("floor_area", "per_area"), ()),
    (("prefabricated_share", "prefabricated_per_area"), ("floor_area",)),
    (("persons", "persons_per_household", "per_household"), ()),
)
"""Drivers that make a mass together, if one of them is given, and what they need besides."""


def number_at(scenario: Scenario, path: str) -> Quantity | None:
    """The number at a dotted path; None where there is none."""
    node: object = scenario
    for step in path.split("."):
        if isinstance(node, dict):
            node = node.get(step)
        else:
            node = getattr(node, step, None) if isinstance(node, BaseModel) else None
    return node if isinstance(node, Quantity) else None


def dimension(unit: str) -> str:
    """A unit without the state of its volume: the plan's own totals add volumes as they are printed."""
    for state in ("bank_", "loose_", "compacted_"):
        unit = unit.replace(state, "")
    return unit


def check_statements(scenario: Scenario) -> Iterator[Found]:
    """What a statement adds up exists, and can be added to it."""
    for id, statement in scenario.statements.items():
        for path in statement.equals:
            number = number_at(scenario, path)
            where = f"statements.{id}.equals.{path}"
            if number is None:
                yield "no_number_at", where, {"given": path}
            elif dimension(number.unit) != dimension(statement.value.unit):
                values: dict[str, object] = {"given": path, "unit": number.text, "wanted": statement.value.text}
                yield "statement_units", where, values
        if statement.value.law is not None:
            yield "goal_range", f"statements.{id}.value", {}


def check_drivers(scenario: Scenario) -> Iterator[Found]:
    """Drivers come in full: an area with its rate, households with theirs."""
    for id, stream in scenario.streams.items():
        if stream.drivers is None:
            continue
        given = {name for name in Drivers.model_fields if getattr(stream.drivers, name) is not None}
        for group, others in _TOGETHER:
            missing = [name for name in (*group, *others) if name not in given]
            if missing and given & set(group):
                values: dict[str, object] = {"given": ", ".join(sorted(given)), "key": ", ".join(missing)}
                yield "drivers_incomplete", f"streams.{id}.drivers", values
        if not given & {"floor_area", "persons"}:
            yield "drivers_incomplete", f"streams.{id}.drivers", {"given": "", "key": "floor_area, persons"}


def check_spans(scenario: Scenario) -> Iterator[Found]:
    """The ends of a span stand in order."""
    for key in ("bank_density", "direct_yield", "sorted_yield") if scenario.spans is not None else ():
        low, high = getattr(scenario.spans, key)
        if low.value > high.value:
            yield "span_order", f"spans.{key}", {"given": f"[{low.text}, {high.text}]"}


def check_indicators(scenario: Scenario) -> Iterator[Found]:
    """One goal, at most one kind of evidence, and both in one unit; night hours that can be counted."""
    for id, indicator in scenario.indicators.items():
        path = f"indicators.{id}"
        goals = [key for key in ("at_least", "at_most") if getattr(indicator, key) is not None]
        if len(goals) != 1:
            yield "indicator_goal", path, {}
            continue
        goal: Quantity = getattr(indicator, goals[0])
        if goal.law is not None:
            yield "goal_range", f"{path}.{goals[0]}", {}
        kinds = [key for key in ("value", "equals", "reached") if getattr(indicator, key)]
        if len(kinds) > 1:
            yield "evidence_twice", f"{path}.{kinds[1]}", {"given": ", ".join(kinds)}
        yield from _check_evidence(scenario, indicator, goal, path)
    for start, end in scenario.night or ():
        if start % 3600 or end % 3600:
            yield "night_hours", "night", {}


def _check_evidence(scenario: Scenario, indicator: Indicator, goal: Quantity, path: str) -> Iterator[Found]:
    numbers = {f"{path}.value": indicator.value} if indicator.value is not None else {}
    for of in indicator.equals:
        number, where = number_at(scenario, of), f"{path}.equals.{of}"
        if number is None:
            yield "no_number_at", where, {"given": of}
        else:
            numbers[where] = number
    for where, number in numbers.items():
        assert number is not None
        if dimension(number.unit) != dimension(goal.unit):
            values: dict[str, object] = {"given": number.text, "wanted": name_unit(goal.unit)}
            yield "indicator_units", where, values
    if indicator.reached and indicator.units is None:
        yield "indicator_needs_units", path, {}
    if indicator.units is not None:
        if goal.unit != "1":
            yield "indicator_share", f"{path}.units", {"given": goal.text}
        least = max(1, len(indicator.reached))
        if indicator.units.bounds[0] < least:
            yield "too_small", f"{path}.units", {"given": indicator.units.text, "limit": least}
