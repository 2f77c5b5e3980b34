"""Declared indicators: what the scenario's own numbers say of what the plan promises beside its rates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.finding import LANGUAGES, Finding, Texts, name_of, phrase
from sim.scenario.loading import Loaded
from sim.scenario.masses import last_year
from sim.scenario.quantity import GRADES, Grade, Quantity
from sim.scenario.schema import Indicator, Scenario
from sim.scenario.stated import number_at
from sim.scenario.text import Text, join_texts
from sim.scenario.units import parse_unit, split_number
from sim.scenario.wording import write_unit
from sim.words import Words


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an indicator, in the canonical unit of its goal.

    `low` and `high` are the least and greatest value within the ranges of its numbers; `grade` is the weakest of them.
    """

    value: float
    low: float
    high: float
    grade: Grade
    source: Text


@dataclass(frozen=True, slots=True)
class Declared:
    """An indicator and its verdict: meets, misses, undecided (the ranges hold both), or not evaluated for a reason."""

    indicator: Indicator
    goal: Quantity
    direction: str
    evidence: Evidence | None
    verdict: str
    reason: Texts | None


def declared(scenario: Scenario) -> dict[str, Declared]:
    """Every declared indicator by id."""
    return {id: _declared(scenario, indicator) for id, indicator in scenario.indicators.items()}


def _declared(scenario: Scenario, indicator: Indicator) -> Declared:
    goal, direction = indicator.at_least, "at_least"
    if goal is None:
        goal, direction = indicator.at_most, "at_most"
    assert goal is not None
    evidence = _evidence(scenario, indicator)
    if evidence is None:
        units = indicator.units
        reason = phrase("no_evidence") if units is None else phrase("no_units", units=f"{units.value:,.0f}")
        return Declared(indicator, goal, direction, None, "not evaluated", reason)
    return Declared(indicator, goal, direction, evidence, _judge(evidence, goal.value, direction), None)


def _judge(evidence: Evidence, goal: float, direction: str) -> str:
    """Whether all, none or some of the values within the ranges reach the goal; sums may be rounded."""
    ends = [evidence.low, evidence.high]
    if direction == "at_least":
        reached = [end >= goal or math.isclose(end, goal, rel_tol=1e-9) for end in ends]
    else:
        reached = [end <= goal or math.isclose(end, goal, rel_tol=1e-9) for end in ends]
    return "meets" if all(reached) else "undecided" if any(reached) else "misses"


def _evidence(scenario: Scenario, indicator: Indicator) -> Evidence | None:
    if indicator.value is not None:
        return _sum([(indicator.value, 1.0)])
    if indicator.equals:
        found = [(number_at(scenario, path), times) for path, times in indicator.equals.items()]
        return _sum([(number, times) for number, times in found if number is not None])
    if indicator.reached and indicator.units is not None:
        return _share_reached(indicator, int(indicator.due or last_year(scenario)))
    return None


def _sum(terms: list[tuple[Quantity, float]]) -> Evidence:
    """A sum of numbers times factors, and its ends."""
    ends = [sorted(times * bound for bound in number.bounds) for number, times in terms]
    value = math.fsum(times * number.value for number, times in terms)
    low, high = (math.fsum(column) for column in zip(*ends, strict=True))
    return Evidence(value, low, high, *_founded([number for number, _ in terms]))


def _share_reached(indicator: Indicator, year: int) -> Evidence:
    """The share of the units whose date lies before the end of a year; ends by the earliest and latest dates."""
    assert indicator.units is not None
    after = dt.date(year + 1, 1, 1).toordinal()
    dates = list(indicator.reached.values())

    def share(days: Iterator[float]) -> float:
        assert indicator.units is not None
        return sum(day < after for day in days) / indicator.units.value

    low, high = (share(date.bounds[end] for date in dates) for end in (1, 0))
    return Evidence(share(date.value for date in dates), low, high, *_founded([*dates, indicator.units]))


def _founded(numbers: list[Quantity]) -> tuple[Grade, Text]:
    """The weakest grade of some numbers, and their sources."""
    grade: Grade = max((number.grade for number in numbers), key=GRADES.index)
    return grade, join_texts(number.source for number in numbers)


def written(value: float, goal: Quantity) -> Texts:
    """A value in the unit in which the plan gives the goal, for readers of each language."""
    _, unit = split_number(goal.text)
    number = f"{value / float(parse_unit(unit)[0]):,.2f}".rstrip("0").rstrip(".")
    return {language: f"{number} {write_unit(unit, Words(language))}".rstrip() for language in LANGUAGES}


def _amount_at_goal(scenario: Scenario, found: Declared) -> tuple[str, float] | None:
    """The stream of which an indicator is a driver, and what would arise of it in a year at the goal, kg."""
    for path, times in found.indicator.equals.items():
        steps = path.split(".")
        if len(found.indicator.equals) != 1 or times != 1 or steps[0] != "streams" or steps[2] != "drivers":
            continue
        drivers = scenario.streams[steps[1]].drivers
        assert drivers is not None, "checked: there is a number at the path"
        return steps[1], drivers.model_copy(update={steps[3]: found.goal}).amount.value
    return None


def find_indicators(loaded: Loaded) -> Iterator[Finding]:
    """Per declared indicator what the scenario's own numbers say of it, or that they say nothing."""
    for id, found in declared(loaded.scenario).items():
        indicator, goal, evidence = found.indicator, found.goal, found.evidence
        values = {"indicator": id, "direction": found.direction, "goal": goal.value, "unit": goal.unit}
        names = {"name": name_of(indicator), "goal": phrase(found.direction, goal=written(goal.value, goal))}
        if evidence is None:
            assert found.reason is not None
            names["reason"] = found.reason
            yield Finding("indicator_unknown", "info", f"indicators.{id}", values, indicator.article, names)
            continue
        values |= {"value": evidence.value, "low": evidence.low, "high": evidence.high, "grade": evidence.grade}
        names["value"] = written(evidence.value, goal)
        names["grade"] = {language: Words(language).say(f"grade.{evidence.grade}") for language in LANGUAGES}
        names["then"] = dict.fromkeys(LANGUAGES, "")
        amount = _amount_at_goal(loaded.scenario, found) if found.verdict == "misses" else None
        if amount is not None:
            stream, kg = amount
            values |= {"stream": stream, "amount_at_goal": kg / 1e7}
            mass = f"{kg / 1e7:,.2f}".rstrip("0").rstrip(".")
            names["then"] = phrase("amount_at_goal", stream=name_of(loaded.scenario.streams[stream]), mass=mass)
        severity = "info" if found.verdict == "meets" else "warning"
        yield Finding(f"indicator_{found.verdict}", severity, f"indicators.{id}", values, indicator.article, names)
