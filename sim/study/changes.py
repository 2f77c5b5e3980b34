"""The levers of a scenario, each moved alone by its steps: what a one-at-a-time sensitivity simulates.

A change that is not valid (a share above 100 %, a sum that no longer is one) is listed with its reason, never cut off.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from sim.errors import Fault, ScenarioInvalid
from sim.model.district import annual_capacity, operating_time
from sim.scenario.finding import LANGUAGES
from sim.scenario.loading import Loaded
from sim.scenario.masses import last_year
from sim.scenario.numbers import limits_at
from sim.scenario.offices import office_of
from sim.scenario.quantity import Quantity
from sim.scenario.schema import PLANT_KINDS, Scenario
from sim.scenario.shifting import days_of_months, is_movable, shift, shown
from sim.study.levers import number_at, unit_of
from sim.words import Words

Kind = Literal["opening", "plant", "landfill", "fleet", "backfill", "share"]
SHARES_OF = ("streams", "facilities", "routes")
"""Sections whose shares are levers."""
_HABITS = "activity"
"""Key of a stream below which shares say when work rests: the calendar's, and nobody's to move."""
_DIGITS = 6
"""Of a step that is converted to another unit."""


@dataclass(frozen=True)
class Step:
    """One step of a lever: the number at `path` is moved by `amount` in its canonical unit; `months` of an opening."""

    kind: Kind
    path: str
    number: Quantity
    unit: str
    amount: Decimal
    months: int | None = None

    @property
    def by(self) -> str:
        """The step as text, with its sign; of an opening in days."""
        unit = "d" if self.number.unit == "date" else self.unit
        size = f"{abs(self.amount)} d" if unit == "d" else shown(abs(self.amount), self.number, unit)
        return ("-" if self.amount < 0 else "+") + size

    @property
    def value(self) -> str:
        """The stated value after the step."""
        return shown(Decimal(repr(self.number.value)) + self.amount, self.number, self.unit)


@dataclass(frozen=True)
class Change:
    """A step, the scenario with it, and whose task it is."""

    step: Step
    scenario: Scenario
    office: str | None


@dataclass(frozen=True)
class Excluded:
    """A step that is not simulated; the reason by language."""

    step: Step
    reason: dict[str, str]


@dataclass(frozen=True)
class Changes:
    """All steps of all levers, in the order of the scenario."""

    made: list[Change] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)


def find_changes(loaded: Loaded) -> Changes:
    """Every lever of the scenario with its steps, each judged like any scenario."""
    changes = Changes()
    for kind, path in levers_of(loaded):
        for step in _steps(loaded, kind, path):
            try:
                change = _make(loaded, step)
            except ScenarioInvalid as error:
                changes.excluded.append(Excluded(step, _reason(error.faults[0])))
            else:
                changes.made.append(change)
    return changes


def levers_of(loaded: Loaded) -> Iterator[tuple[Kind, str]]:
    """Kind and path of every number that is a lever: what the simulation reads and somebody could decide."""
    scenario = loaded.scenario
    for id, facility in scenario.facilities.items():
        path = f"facilities.{id}"
        if facility.opens is not None and _is_ahead(facility.opens, scenario):
            yield "opening", f"{path}.opens"
        if facility.kind in PLANT_KINDS:
            yield "plant", f"{path}.capacity"
            yield from (("plant", f"{path}.phases.{index}.capacity") for index in range(len(facility.phases)))
        if facility.void is not None:
            yield "landfill", f"{path}.void"
        if facility.demand is not None:
            yield "backfill", f"{path}.demand"
    yield from (("fleet", f"fleets.{id}.trucks") for id in scenario.fleets)
    yield from (("share", i.path) for i in loaded.inputs if i.unit == "1" and _is_share(i.path))


def _is_ahead(opens: Quantity, scenario: Scenario) -> bool:
    """Whether a facility is not simply open from the start."""
    return opens.law is not None or opens.value > scenario.horizon.start.toordinal()


def _is_share(path: str) -> bool:
    limits, steps = limits_at(path), path.split(".")
    return limits is not None and limits.at_most == 1 and steps[0] in SHARES_OF and _HABITS not in steps


def _steps(loaded: Loaded, kind: Kind, path: str) -> Iterator[Step]:
    """The steps of one lever, downwards first."""
    number, _ = number_at(loaded, path)
    levers = loaded.scenario.levers
    unit = "%" if kind == "share" else unit_of(loaded, path, number)
    if kind == "opening":
        for months in sorted(levers.months):
            yield Step(kind, path, number, unit, days_of_months(number.value, months), months)
        return
    size = Decimal(repr(getattr(levers, kind).value))
    if kind == "plant":
        size = _in_unit_of(loaded.scenario, path, number, size)
    elif kind != "share":
        size *= Decimal(repr(number.value))
    if kind == "fleet":
        size = Decimal(math.ceil(size))
    for amount in (-size, size):
        yield Step(kind, path, number, unit, amount)


def _in_unit_of(scenario: Scenario, path: str, capacity: Quantity, step: Decimal) -> Decimal:
    """A step in kg/a as one of a capacity per day or hour, over what its machine works in a year without rain."""
    if capacity.unit == "kg/a":
        return step
    facility = scenario.facilities[path.split(".")[1]]
    calendar = scenario.calendars[facility.works or facility.calendar]
    seconds, days = operating_time(calendar, int(last_year(scenario)), lambda _: False)
    each = annual_capacity(replace(capacity, value=1.0), seconds, days)
    return Decimal(f"{float(step) / each:.{_DIGITS}g}")


def _make(loaded: Loaded, step: Step) -> Change:
    """The change of a step. Raises ScenarioInvalid where it is not valid, or would change nothing."""
    if step.amount == 0:
        raise ScenarioInvalid([Fault("lever_zero", path=step.path)])
    if not is_movable(step.number):
        assert step.number.law is not None
        raise ScenarioInvalid([Fault("lever_law", {"law": step.number.law.kind}, step.path)])
    facility = step.path.split(".")[1]
    events = [id for id, e in loaded.scenario.events.items() if e.facility == facility and e.opens is not None]
    if step.kind == "opening" and events:
        raise ScenarioInvalid([Fault("lever_event", {"event": events[0]}, step.path)])
    scenario = shift(loaded, step.path, step.number, step.unit, step.amount)
    return Change(step, scenario, office_of(loaded.scenario, step.path))


def _reason(fault: Fault) -> dict[str, str]:
    """Why a step is not simulated, in short where it is a usual reason."""
    said = fault.cause or fault
    reasons: dict[str, str] = {}
    for language in LANGUAGES:
        words = Words(language)
        short = f"levers.reason.{said.id}"
        reasons[language] = words.say(short if short in words else f"fault.{said.id}", **said.values)
    return reasons
