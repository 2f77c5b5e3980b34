"""How a lever and its change are called, the change that helps each missed target most, the assumption that would."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sim.report.labels import DASH, T_PER_UNIT, Labels, number, percent, signed, stated
from sim.report.source import primary_unit
from sim.scenario.units import split_number
from sim.scenario.wording import write_quantity
from sim.study.result import Result
from sim.study.sensitivity import is_assumption

Change = dict[str, Any]
"""A row of `levers.changes` in summary.json."""


def levers_of(result: Result) -> dict[str, Any] | None:
    """`levers` of summary.json; None where it was not asked for."""
    found = result.summary.get("levers")
    return found if isinstance(found, dict) else None


def shift_of(change: Change, labels: Labels, *, short: bool = False) -> str:
    """By how much a number is moved, in words; `short` where there is little room."""
    say, sign = labels.words.say, "−" if change["by"].startswith("-") else "+"
    size = change["by"][1:]
    if change["months"] is not None:
        months = abs(change["months"])
        if short:
            return say("levers.short_months", months=f"{sign}{months}")
        return say("levers.earlier" if change["months"] < 0 else "levers.later", months=months)
    if change["kind"] == "share":
        points = size.removesuffix(" %")
        if short:
            return say("levers.short_points", points=f"{sign}{points}")
        return say("levers.points", sign=sign, points=points)
    if change["kind"] == "fleet":
        return say("levers.trucks", count=f"{sign}{size}")
    return sign + _rounded(size, labels)


def value_of(change: Change, labels: Labels) -> str:
    """The value after the change."""
    if change["kind"] == "fleet":
        return labels.words.say("levers.trucks", count=change["value"])
    return change["value"] if change["months"] is not None else _rounded(change["value"], labels)


def _rounded(text: str, labels: Labels) -> str:
    """A number with its unit, of two decimals at most, or of two digits where it is smaller than that."""
    digits, unit = split_number(text)
    value = Decimal(digits)
    short = round(value, 2) if abs(value) >= 1 else Decimal(f"{value:.2g}")
    return write_quantity(f"{short.normalize():f} {unit}" if short != value else text, labels.words)


def due_row(change: Change, target: str, due: str) -> dict[str, Any] | None:
    """What a change does to a target in its due period; None where it has no rate."""
    return next((row for row in change["targets"].get(target, ()) if row["period"] == due), None)


def is_shown(rate: dict[str, Any]) -> bool:
    """Whether a change of a rate is more than nothing in the digits printed."""
    return bool(abs(100 * rate["mean"]) >= 0.005)


def office_name(result: Result, change: Change, labels: Labels) -> str:
    """The office whose task a change is; the dash for none."""
    return DASH if change["office"] is None else labels.text(result.loaded.scenario.offices[change["office"]].name)


def best_line(result: Result, id: str, labels: Labels) -> list[str]:
    """For a target that is not met in its due period, the change that helps most, in a sentence."""
    levers, best = levers_of(result), _best(result, id)
    if levers is None or best is None or (best["change"] is None and best.get("assumption") is not None):
        return []
    if best["change"] is not None:
        return [_effect(result, id, best["period"], best["change"], "best", labels)]
    which = "nothing_of_offices" if result.loaded.scenario.offices else "nothing"
    period = labels.period(best["period"])
    return [labels.words.say(f"levers.answer.{which}", period=period, count=len(levers["changes"]))]


def assumption_line(result: Result, id: str, labels: Labels) -> list[str]:
    """The assumed share that would help more than anything that somebody can do, and what it would have to be."""
    best = _best(result, id)
    if best is None or best.get("assumption") is None:
        return []
    return [_effect(result, id, best["period"], best["assumption"], "assumption", labels)]


def _best(result: Result, id: str) -> dict[str, Any] | None:
    levers = levers_of(result)
    return None if levers is None else levers["best"].get(id)


def _effect(result: Result, id: str, period: str, number_of: int, kind: str, labels: Labels) -> str:
    """A change, what it does to a target in a period, and whose task it is."""
    levers, say = levers_of(result), labels.words.say
    assert levers is not None
    change = levers["changes"][number_of]
    row = due_row(change, id, period)
    assert row is not None
    rate, goal = row["rate"], result.summary["targets"][id]["goal"]
    low, high = ("", "") if rate["ci95"] is None else (number(100 * end) for end in rate["ci95"])
    return say(
        f"levers.answer.{kind}", period=labels.period(period), lever=labels.number(change["path"]),
        move=move_of(result, change, labels), points=number(100 * rate["mean"]), low=low, high=high,
        mass=signed(row["numerator_t"]["mean"] / T_PER_UNIT), unit=say(primary_unit(result, id)),
        base=percent(rate["base"], 2), mean=percent(rate["changed"], 2), n=levers["replications"],
        goal=stated(goal), outcome=say("levers.answer.met" if rate["changed"] >= goal else "levers.answer.missed"),
        task=_task(result, change, labels, with_article=kind == "best"),
    )  # fmt: skip


def move_of(result: Result, change: Change, labels: Labels) -> str:
    """From which value to which a number is moved, and whether the first is assumed; of an opening also how far."""
    own = next((i for i in result.loaded.inputs if i.path == change["path"]), None)
    if change["months"] is not None or own is None:
        return labels.words.say("levers.answer.shifted", shift=shift_of(change, labels), value=value_of(change, labels))
    given = value_of({"kind": change["kind"], "months": None, "value": own.text}, labels)
    value = value_of(change, labels)
    if given.partition(" ")[2] == value.partition(" ")[2]:
        given = given.partition(" ")[0]  # the unit once
    is_told = own.grade == "assumed" and not is_assumption(change)
    return labels.words.say("levers.answer.moved_assumed" if is_told else "levers.answer.moved", own=given, value=value)


def _task(result: Result, change: Change, labels: Labels, with_article: bool) -> str:
    if change["office"] is None:
        return labels.words.say("levers.answer.no_office")
    office = result.loaded.scenario.offices[change["office"]]
    article = labels.cited(office.article) if office.article and with_article else ""
    return labels.words.say("levers.answer.task", office=labels.text(office.name), article=article)
