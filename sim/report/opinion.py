"""The second opinion beside the simulation: warnings of what cannot be, and the tables of bound and balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.blocks import Block, Column, table, text
from sim.report.columns import column
from sim.report.labels import DASH, T_PER_UNIT, Labels, number, rate, signed
from sim.report.source import DESIGN
from sim.study.opinion import breaches
from sim.study.result import Result

SHOWN = 50.0
"""Tonnes below which a stage is left out: they would print as 0.00."""
Row = dict[str, Any]


def warnings(result: Result, labels: Labels) -> list[str]:
    """For page 1 and the terminal: that the simulation and its second opinion do not agree; none where they do."""
    opinion = result.summary.get("second_opinion")
    found = breaches(opinion) if opinion else []
    if not found:
        return []
    first, say = found[0], labels.words.say
    period = labels.period(first["period"])
    if "target" in first:
        what = say(
            "opinion.breach_rate", target=_target(result, first["target"], labels), period=period,
            simulated=rate(first["simulated"]), bound=rate(first["bound"]),
            gap=_points(first["allowed_gap"]),
        )  # fmt: skip
    else:
        what = say(
            "opinion.breach_stage", stage=_stage(first, labels), period=period, gap=signed(first["gap_t"], 3),
            allowed=number(first["allowed_t"], 3),
        )  # fmt: skip
    return [say("opinion.warning", n=len(found), first=what)]


def second_opinion(result: Result, labels: Labels) -> Iterator[Block]:
    """Bound and balance of every target and period, then the balance stage by stage of the periods that matter."""
    opinion = result.summary.get("second_opinion")
    if not opinion:
        return
    say = labels.words.say
    yield from (text(line) for line in warnings(result, labels))
    if opinion["targets"]:
        yield text(say("opinion.how"))
        yield _rates(result, opinion, labels)
    if opinion["reason"]:
        yield text(say(f"opinion.{opinion['reason']}"))
    elif opinion["replications"] < result.summary["replications"]:
        yield text(say("opinion.first", n=opinion["replications"], all=result.summary["replications"]))
    yield from _stages(result, opinion, labels)


def _rates(result: Result, opinion: Row, labels: Labels) -> Block:
    heads = [column(labels, "target", 2.4), column(labels, "period", 1.6), *_numbers(labels, "simulated", "balance"),
             *_numbers(labels, "bound", "allowed"),
             (labels.words.say("opinion.column.result"), 1.4, False)]  # fmt: skip
    rows = [
        [_target(result, id, labels), labels.period(period), rate(row["simulated"]), rate(row["balance"]),
         rate(row["bound"]), _points(row["allowed_gap"]), labels.words.say(f"opinion.{_result(row)}")]
        for id, periods in opinion["targets"].items() for period, row in periods.items()
    ]  # fmt: skip
    caption = labels.words.say("opinion.caption", n=opinion["replications"])
    return table(caption, heads, rows, anchor="second-opinion")


def _stages(result: Result, opinion: Row, labels: Labels) -> Iterator[Block]:
    """The stages of the due years and the design year, side by side."""
    due = sorted(target.due for target in result.loaded.scenario.targets.values())
    periods = [p for p in dict.fromkeys((*due, DESIGN)) if p in opinion["stages"]][:3]
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for period in periods:
        for row in opinion["stages"][period]:
            found.setdefault((row["stage"], row["of"]), {})[period] = row
    rows = []
    for key, by_period in found.items():
        if any(row["ok"] is False for row in by_period.values()) or (key[0] != "sum" and _is_shown(by_period)):
            cells = [_masses(by_period.get(period)) for period in periods]
            rows.append([_stage(next(iter(by_period.values())), labels), *(cell for part in cells for cell in part)])
    unit = labels.words.say("unit.mass")
    heads: list[Column] = [(labels.words.say("opinion.column.stage"), 3.0, False)]
    for period in periods:
        heads.append((f"{labels.period(period)}: {labels.words.say('opinion.column.balance')} ({unit})", 1.3, True))
        heads += [(head, 1.0, True) for head, *_ in _numbers(labels, "simulated", "gap")]
    if rows:
        yield text(labels.words.say("opinion.stages_how"))
        caption = labels.words.say("opinion.stages", n=opinion["replications"])
        yield table(caption, heads, rows, size=7, anchor="annual-balance")


def _is_shown(by_period: dict[str, Row]) -> bool:
    return any(max(abs(row["balance_t"]), abs(row["simulated_t"])) >= SHOWN for row in by_period.values())


def _masses(row: Row | None) -> list[str]:
    if row is None:
        return [DASH] * 3
    balance, simulated = (number(row[key] / T_PER_UNIT) for key in ("balance_t", "simulated_t"))
    return [balance, simulated, signed(row["gap_t"] / T_PER_UNIT)]


def _numbers(labels: Labels, *ids: str) -> list[Column]:
    return [(labels.words.say(f"opinion.column.{id}"), 1.2, True) for id in ids]


def _points(share: float | None) -> str:
    return number(None if share is None else 100 * share)


def _result(row: Row) -> str:
    return "not_judged" if row["ok"] is None else "within" if row["ok"] else "beyond"


def _stage(row: Row, labels: Labels) -> str:
    return labels.words.say(f"opinion.stage.{row['stage']}", of=labels.of(row["of"]))


def _target(result: Result, id: str, labels: Labels) -> str:
    return labels.text(result.loaded.scenario.targets[id].name)
