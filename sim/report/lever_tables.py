"""The chapter on levers: what each change does to the targets and beside them, and what could not be moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sim.report.blocks import Block, table, text
from sim.report.labels import DASH, T_PER_UNIT, Labels, number, signed
from sim.report.levers import Change, due_row, is_shown, levers_of, office_name, shift_of
from sim.report.source import primary_unit, years
from sim.scenario.wording import write_quantity
from sim.study.result import Result

MOST = 20
"""Rows of a table; the others stand in levers.csv."""
NAMED = 3
"""Numbers of one facility or stream and one reason that are named; the others are counted."""
_SHOWN = 0.005
"""10⁴ t: half of the last digit printed; what is less is nothing."""


def _introduction(result: Result, labels: Labels) -> Iterator[Block]:
    """What was moved, by how much, on how many replications."""
    levers, steps = levers_of(result), result.loaded.scenario.levers
    assert levers is not None
    months = labels.joined(signed(month, 0) for month in steps.months)
    sizes = {key: write_quantity(getattr(steps, key).text, labels.words) for key in _SIZES}
    counts = {"n": levers["replications"], "count": levers["evaluations"], "months": months}
    yield text(labels.words.say("levers.chapter.intro", **counts, **sizes))


_SIZES = ("plant", "landfill", "fleet", "backfill", "share")


def lever_chapter(result: Result, labels: Labels, figures: Iterable[Block]) -> Iterator[Block]:
    """The tornados, a table per target, one of the other effects, one of what could not be moved; nothing unasked."""
    levers = levers_of(result)
    if levers is None:
        return
    yield from _introduction(result, labels)
    yield from figures
    for id in result.loaded.scenario.targets:
        yield from _of_target(result, levers, id, labels)
    yield from _beside(result, levers, labels)
    yield from _excluded(levers, labels)


def _of_target(result: Result, levers: dict[str, Any], id: str, labels: Labels) -> Iterator[Block]:
    say, target = labels.words.say, result.loaded.scenario.targets[id]
    found = [(change, row) for change in levers["changes"] if (row := due_row(change, id, target.due)) is not None]
    moved = [(c, r) for c, r in found if is_shown(r["rate"]) or r["chance"]["mean"]]
    moved.sort(key=lambda pair: -abs(pair[1]["rate"]["mean"]))
    rows = [
        [
            labels.number(change["path"]), shift_of(change, labels),
            _interval(row["rate"], 100), signed(row["numerator_t"]["mean"] / T_PER_UNIT),
            _interval(row["chance"], 100, 0), office_name(result, change, labels),
        ]
        for change, row in moved[:MOST]
    ]  # fmt: skip
    if rows:
        columns = [_column(labels, "lever", 3.2), _column(labels, "change", 1.6), _column(labels, "rate", 1.9, True),
                   _column(labels, "numerator", 1.1, True, unit=say(primary_unit(result, id))),
                   _column(labels, "chance", 1.5, True), _column(labels, "office", 2)]  # fmt: skip
        values = {"target": labels.text(target.name), "period": labels.period(target.due)}
        left = max(0, len(moved) - MOST) or ""
        caption = say("levers.chapter.effects", left=left, **values)
        yield table(caption, columns, rows, size=6.5, anchor=f"levers-{id}")


def _beside(result: Result, levers: dict[str, Any], labels: Labels) -> Iterator[Block]:
    """Unserved mass of the last calendar year and of the design year, and the dates of landfills."""
    say, changes = labels.words.say, levers["changes"]
    shown = years(result.tables["fates"])[-2:]
    landfills = list(changes[0]["exhausted"]) if changes else []

    def size(change: Change) -> float:
        masses = [
            abs(change["unserved_t"][year]["mean"]) / T_PER_UNIT for year in shown if year in change["unserved_t"]
        ]
        days = [abs(row["days"]["p50"] or 0) for row in change["exhausted"].values()]
        return max([m if m >= _SHOWN else 0.0 for m in masses] + [d / 365 for d in days], default=0.0)

    moved = sorted((change for change in changes if size(change)), key=lambda change: -size(change))
    rows = [
        [
            labels.number(change["path"]), shift_of(change, labels),
            *(_interval(change["unserved_t"].get(year), 1 / T_PER_UNIT) for year in shown),
            *(_days(change["exhausted"][id], labels) for id in landfills),
        ]
        for change in moved[:MOST]
    ]  # fmt: skip
    if rows:
        unit = say("unit.mass")
        columns = [_column(labels, "lever", 3.2), _column(labels, "change", 1.6)]
        columns += [(say("levers.chapter.unserved", year=labels.period(y), unit=unit), 1.9, True) for y in shown]
        columns += [(say("levers.chapter.days", facility=labels.of(id)), 1.9, True) for id in landfills]
        left = max(0, len(moved) - MOST) or ""
        yield table(say("levers.chapter.beside", left=left), columns, rows, size=6.5)


def _excluded(levers: dict[str, Any], labels: Labels) -> Iterator[Block]:
    """A row per entity and reason, with the numbers and the steps concerned."""
    grouped: dict[tuple[str, str], dict[str, list[str]]] = {}
    for change in levers["excluded"]:
        entity, reason = ".".join(change["path"].split(".")[:2]), labels.text(change["reason"])
        name = labels.number(change["path"])
        grouped.setdefault((entity, reason), {}).setdefault(name, []).append(shift_of(change, labels))
    rows = []
    for (_, reason), names in grouped.items():
        shifts = dict.fromkeys(shift for steps in names.values() for shift in steps)
        named = labels.words.say("report.semicolon").join(list(names)[:NAMED])
        left = len(names) - NAMED if len(names) > NAMED else ""
        whole = labels.words.say("levers.chapter.named", list=named, left=left)
        rows.append([whole, labels.joined(shifts), reason])
    if rows:
        columns = [_column(labels, "lever", 5), _column(labels, "change", 2), _column(labels, "reason", 2.6)]
        yield table(labels.words.say("levers.chapter.excluded"), columns, rows, size=6.5)


def _column(labels: Labels, id: str, width: float, numeric: bool = False, **values: str) -> tuple[str, float, bool]:
    return labels.words.say(f"levers.column.{id}", **values), width, numeric


def _interval(row: dict[str, Any] | None, scale: float, decimals: int = 2) -> str:
    """A difference with its interval; one without width is itself."""
    if row is None:
        return DASH
    mean, ends = signed(scale * row["mean"], decimals), row["ci95"]
    if ends is None or ends[0] == ends[1]:
        return mean
    return f"{mean} [{number(scale * ends[0], decimals)}, {number(scale * ends[1], decimals)}]"


def _days(row: dict[str, Any], labels: Labels) -> str:
    """The shift of a date: median and 10-90 %; "never" where one of the two never comes."""
    if not row["n"]:
        return DASH
    p10, p50, p90 = (labels.words.say("levers.chapter.never") if d is None else signed(d, 0) for d in (
        row["days"][p] for p in ("p10", "p50", "p90")
    ))  # fmt: skip
    return p50 if p10 == p50 == p90 else f"{p50} [{p10}, {p90}]"
