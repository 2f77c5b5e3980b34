"""A scenario with one of its numbers moved, and its whole law with it: written anew and judged like any scenario."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal

from sim.errors import Place
from sim.scenario.document import Node
from sim.scenario.loading import Loaded
from sim.scenario.quantity import Law, Quantity
from sim.scenario.schema import Scenario
from sim.scenario.units import write_exact
from sim.scenario.varying import lay_numbers

_POINTS = ("uniform", "empirical", "values")
"""Laws whose parameters are all values of the number."""


def is_movable(number: Quantity) -> bool:
    """Whether the law of a number can be moved as a whole; one that begins at 0 by its nature cannot."""
    return number.law is None or number.law.kind in (*_POINTS, "triangular", "discrete")


def shift(loaded: Loaded, path: str, number: Quantity, unit: str, by: Decimal) -> Scenario:
    """The scenario with the number at a path, and every value of its law, moved by so much in the canonical unit.

    It is written in `unit`. Raises ScenarioInvalid where that is not valid: nothing is cut off at a limit.
    """
    moved = shown(_add(number.value, by), number, unit)
    place = Place(f"{path}={moved}", 1, 1)

    def node(value: object) -> Node:
        if isinstance(value, dict):
            return Node({key: node(child) for key, child in value.items()}, place, place)
        if isinstance(value, list):
            return Node([node(child) for child in value], place)
        assert isinstance(value, str)
        return Node(value, place, place)

    def point(value: float) -> str:
        return shown(_add(value, by), number, unit)

    number_node = node({"value": moved, **_law(number.law, point)})
    return lay_numbers(loaded, {path: number_node}, f"{path} = {moved}")


def _law(law: Law | None, point: Callable[[float], str]) -> dict[str, object]:
    """The keys of a law as a scenario has them, each of its values through `point`."""
    if law is None:
        return {}
    if law.kind == "triangular":
        return {"range": [point(value) for value in law.parameters]}
    if law.kind == "discrete":
        pairs = zip(law.parameters[::2], law.parameters[1::2], strict=True)
        return {"distribution": {"discrete": [[point(value), repr(weight)] for value, weight in pairs]}}
    assert law.kind in _POINTS
    return {"distribution": {law.kind: [point(value) for value in law.parameters]}}


def shown(value: Decimal, number: Quantity, unit: str) -> str:
    """A canonical value of a number as text: a date, or in a unit."""
    return dt.date.fromordinal(int(value)).isoformat() if number.unit == "date" else write_exact(value, unit)


def days_of_months(ordinal: float, months: int) -> Decimal:
    """Days from a date to the same day so many months later, or the last day of a month that has no such day.

    Raises ValueError beyond the calendar.
    """
    date = dt.date.fromordinal(int(ordinal))
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError(f"year {year}")
    later = dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))
    return Decimal((later - date).days)


def _add(value: float, by: Decimal) -> Decimal:
    return Decimal(repr(value)) + by
