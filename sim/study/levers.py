"""A lever: a number of a scenario that a search moves, in whole units of a grid; dates by the day, counts by one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sim.errors import ScenarioInvalid, UsageError
from sim.scenario.faults import near
from sim.scenario.fields import In
from sim.scenario.loading import Loaded
from sim.scenario.numbers import limits_at
from sim.scenario.quantity import Quantity, Variate
from sim.scenario.schema import Scenario
from sim.scenario.shifting import shown
from sim.scenario.units import UnitError, name_unit, parse_exact, parse_unit, split_number
from sim.scenario.varying import vary
from sim.study.spans import Span

MOST = 2
"""Levers of a search: the answer for two is a line, for three a surface that no table or figure shows."""
SPAN = 3
"""A number without a range is searched from 0 to so many times its value; a share to 1, a date over the horizon."""
FINENESS = 1000
"""Without a tolerance the grid is the power of ten, in the number's own unit, that is at most this part of the span."""
DAY = Decimal(1)


@dataclass(frozen=True)
class Lever:
    """A number of a scenario, its unit as written, and the grid: value = index x step, in the canonical unit.

    beside: (path, text) of other numbers of the scenario that are replaced too.
    """

    loaded: Loaded
    path: str
    number: Quantity
    unit: str
    step: Decimal
    low: int
    high: int
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def is_date(self) -> bool:
        """Whether it is a date."""
        return self.number.unit == "date"

    @property
    def tolerance(self) -> str:
        """The step as text."""
        return "1 d" if self.is_date else self.shown(self.step)

    @property
    def is_per_load(self) -> bool:
        """Whether the scenario draws it for every load, and not once for a replication."""
        return isinstance(self.number, Variate)

    def text(self, index: int) -> str:
        """The value of an index as a scenario or `--set` would give it."""
        return self.shown(index * self.step)

    def number_at(self, index: int) -> float:
        """The value of an index in the unit as written; of a date its ordinal."""
        return self._in_unit(index * self.step)

    @property
    def own(self) -> float:
        """The scenario's own value, likewise."""
        return self._in_unit(Decimal(repr(self.number.value)))

    def _in_unit(self, value: Decimal) -> float:
        return float(value if self.is_date else value / parse_unit(self.unit)[0])

    @property
    def is_count(self) -> bool:
        """Whether it goes by one."""
        return self.number.unit == "1" and self.step == 1

    @property
    def law_ends(self) -> list[str]:
        """Least and most of the range that the number has in the scenario; empty where it has none, or no end."""
        low, high = self.number.ends
        has_range = self.number.law is not None and math.isfinite(high)
        return [self.shown(Decimal(repr(end))) for end in (low, high)] if has_range else []

    def shown(self, value: Decimal) -> str:
        """A canonical value as text."""
        return shown(value, self.number, self.unit)

    def scenario(self, index: int) -> Scenario:
        """The scenario with that value; the number's own range is gone. Raises ScenarioInvalid."""
        settings = dict([*self.beside, (self.path, self.text(index))])
        return vary(self.loaded, settings, " ".join(f"--vary {path}={text}" for path, text in settings.items()))

    def given(self, other: Lever, index: int) -> Lever:
        """This lever in the scenario in which another one has the value of an index. Raises ScenarioInvalid."""
        lever = replace(self, beside=((other.path, other.text(index)),))
        for end in (lever.low, lever.high):
            lever.scenario(end)
        return lever

    def is_valid(self, index: int) -> bool:
        """Whether the scenario is valid with that value."""
        try:
            self.scenario(index)
        except ScenarioInvalid:
            return False
        return True


def make_levers(loaded: Loaded, spans: Sequence[Span]) -> tuple[Lever, ...]:
    """The levers of one or two spans. Raises UsageError for more, or the same number twice; else as `make_lever`."""
    paths = [span.path for span in spans]
    if len(spans) > MOST:
        raise UsageError("solve_many", given=len(spans), most=MOST)
    if len(set(paths)) < len(paths):
        raise UsageError("solve_twice", path=paths[0])
    return tuple(make_lever(loaded, span) for span in spans)


def make_lever(loaded: Loaded, span: Span) -> Lever:
    """The lever of a span.

    Where no start is given and 0 is not valid, the search begins one step above.
    Raises UsageError if there is no number or the span is empty, ScenarioInvalid if an end is not valid there.
    """
    path = span.path
    number, limits = number_at(loaded, path)
    unit = unit_of(loaded, path, number)
    low, high = _usual_span(loaded, number, limits)
    low = low if span.start is None else _end(loaded, path, span.start, span.options[0])
    high = high if span.end is None else _end(loaded, path, span.end, span.options[1])
    is_whole = number.unit == "date" or limits.whole
    if is_whole and span.step is not None:
        raise UsageError("solve_whole", option=span.options[2], path=path, tolerance=span.step)
    ends = {
        "path": path,
        "low": span.start or shown(low, number, unit),
        "high": span.end or shown(high, number, unit),
    }
    if low >= high:
        raise UsageError("solve_no_span", **ends)
    step = DAY if is_whole else _step(number, unit, low, high, span)
    first, last = math.ceil(low / step), math.floor(high / step)
    lever = Lever(loaded, path, number, unit, step, first, last)
    if span.start is None and first == 0 and not lever.is_valid(0):  # such as a landfill without void
        lever = replace(lever, low=1)
    if lever.low >= lever.high:
        raise UsageError("solve_no_span", **ends)
    for index in (lever.low, lever.high):  # before anything is simulated
        lever.scenario(index)
    return lever


def number_at(loaded: Loaded, path: str) -> tuple[Quantity, In]:
    """The number that the scenario gives at a path, and its limits."""
    found: Any = loaded.scenario
    for step in path.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, tuple):
            found = found[int(step)] if step.isdigit() and int(step) < len(found) else None
        else:
            found = getattr(found, step, None) if step in getattr(type(found), "model_fields", ()) else None
    limits, node = limits_at(path), loaded.nodes.at(path)
    is_given = node is not None and node.value is not None
    if isinstance(found, Quantity) and limits is not None and is_given:
        return found, limits
    parent = loaded.nodes.at(path.rpartition(".")[0])
    if limits is not None and not is_given and parent is not None:
        raise UsageError("solve_not_given", path=path, wanted=limits.wanted)
    paths = [i.path for i in loaded.inputs if limits_at(i.path) is not None]
    inside, beginning = _inside(path, paths)
    allowed = ", ".join(inside[:12]) + (", …" if len(inside) > 12 else "")
    meant = near(path.removeprefix(beginning), [p.removeprefix(beginning) for p in inside])
    raise UsageError("solve_no_number", given=path, near=meant and beginning + meant, allowed=allowed)


def _inside(path: str, paths: list[str]) -> tuple[list[str], str]:
    """The paths of numbers that share the longest beginning with a path, and that beginning."""
    steps = path.split(".")
    for count in range(len(steps), 0, -1):
        beginning = ".".join(steps[:count]) + "."
        inside = [p for p in paths if p.startswith(beginning)]
        if inside:
            return inside, beginning
    return paths, ""


def unit_of(loaded: Loaded, path: str, number: Quantity) -> str:
    """The unit in which a number is written; where only its law is, that of its law or the usual one."""
    if number.unit == "date":
        return ""
    node = loaded.nodes.at(f"{path}.unit")
    suffix = "" if node is None else str(node.value)
    for text in (number.text, number.text.strip("[]").partition(",")[0]):
        try:
            unit = split_number(text)[1] or suffix
            if parse_unit(unit)[1] == number.unit:
                return unit
        except UnitError:
            continue
    return name_unit(number.unit).partition(",")[0]


def _usual_span(loaded: Loaded, number: Quantity, limits: In) -> tuple[Decimal, Decimal]:
    """From where to where a number is searched: its range, else a span by its kind."""
    low, high = number.ends
    if low < high < math.inf:
        return Decimal(repr(low)), Decimal(repr(high))
    horizon = loaded.scenario.horizon
    if number.unit == "date":
        return Decimal(horizon.start.toordinal()), Decimal(horizon.end.toordinal())
    if limits.at_most is not None:
        return Decimal(0), Decimal(str(limits.at_most))
    return Decimal(0), SPAN * Decimal(repr(number.mean))


def _end(loaded: Loaded, path: str, text: str, option: str) -> Decimal:
    """The value of a text given for an end. Raises ScenarioInvalid if it cannot stand in the scenario."""
    vary(loaded, {path: text}, option.removesuffix("="))
    limits = limits_at(path)
    assert limits is not None
    return limits.read(text, "", "")[0]


def _step(number: Quantity, unit: str, low: Decimal, high: Decimal, span: Span) -> Decimal:
    """The grid's step in the canonical unit."""
    factor = parse_unit(unit)[0]
    if span.step is None:
        return Decimal(1).scaleb(((high - low) / factor / FINENESS).adjusted()) * factor
    unfit = UsageError("solve_tolerance", option=span.options[2], given=span.step, wanted=unit or "0.01")
    try:
        step, given = parse_exact(span.step)
    except UnitError:
        raise unfit from None
    if given != number.unit or step <= 0:
        raise unfit
    return step
