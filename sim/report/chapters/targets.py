"""Chapter: the rates by period, what did not reach the numerator and why, declared indicators."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import tables
from sim.report.blocks import Block, Drawings, drawn, table
from sim.report.columns import column
from sim.report.indicators import declared
from sim.report.labels import DASH, T_PER_UNIT, Labels, level, mass, number, percent, rate, signed, stated
from sim.report.opinion import second_opinion
from sim.report.source import last_year, primary_reading, primary_unit, replications
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Bars against goals, rates with numerator and denominator, losses, second opinion, what is declared beside."""
    yield from drawn(drawings, "targets")
    yield from rates(result, labels)
    yield from drawn(drawings, "waterfall")
    yield from binding(result, labels)
    yield from second_opinion(result, labels)
    yield from declared(result, labels)


def rates(result: Result, labels: Labels) -> Iterator[Block]:
    """By target: numerator, denominator, rate, interval, chance, margin and verdict of every period."""
    say = labels.words.say
    for id, target in result.loaded.scenario.targets.items():
        reading, unit = primary_reading(result, id), say(primary_unit(result, id))
        found = [e for e in result.summary["targets"][id]["evaluations"] if e["reading"] == reading]
        interval = say("report.answer.interval", level=level(result.summary))
        columns = [
            column(labels, "period", 2.4), (f"{say('report.column.in_numerator')} ({unit})", 1.2, True),
            (f"{say('report.column.in_denominator')} ({unit})", 1.2, True), column(labels, "value", 1, True),
            (interval, 1.7, True), column(labels, "chance", 1, True),
            (f"{say('report.column.margin')} ({unit})", 1.2, True), column(labels, "verdict", 1.6),
        ]  # fmt: skip
        rows = [
            [
                labels.period(e["period"]), _scaled(e["numerator_t"]), _scaled(e["denominator_t"]),
                rate(e["mean"]), _interval(e["ci95"]), percent(e["p_meet"], 0),
                DASH if e["margin_t"] is None else signed(e["margin_t"] / T_PER_UNIT), labels.verdict(e["verdict"]),
            ]
            for e in found
        ]  # fmt: skip
        due = [k for k, e in enumerate(found) if e["period"] == target.due]
        caption = say(
            "report.rates.caption", target=labels.text(target.name), n=replications(result),
            goal=stated(result.summary["targets"][id]["goal"]), reading=labels.text(target.readings[reading].name),
        )  # fmt: skip
        yield table(caption, columns, rows, totals=due, anchor=f"rates-{id}")


def _scaled(tonnes: float | None) -> str:
    return DASH if tonnes is None else number(tonnes / T_PER_UNIT)


def _interval(ends: tuple[float, float] | None) -> str:
    return DASH if ends is None else f"{number(100 * ends[0])} – {number(100 * ends[1])}%"


def binding(result: Result, labels: Labels) -> Iterator[Block]:
    """What did not reach the numerator, by facility and cause, at the due period and in the last year."""
    say = labels.words.say
    for id, target in result.loaded.scenario.targets.items():
        rows = []
        for period in dict.fromkeys((target.due, last_year(result))):
            data = tables.binding(result, id, period)
            whole = float(data["kg"].sum()) or 1.0
            rows += [
                [labels.period(period), labels.of(str(r["facility"])), labels.cause(str(r["cause"])), mass(r["kg"]),
                 percent(r["kg"] / whole)]
                for r in data.head(10).to_dict("records") if abs(r["kg"]) >= 5e4
            ]  # fmt: skip
        columns = [column(labels, "period", 2), column(labels, "facility", 3.5), column(labels, "cause", 2),
                   (f"{say('report.column.lost')} ({say(primary_unit(result, id))})", 1.4, True),
                   column(labels, "share", 1, True)]  # fmt: skip
        if rows:
            caption = say("report.binding.caption", target=labels.text(target.name))
            yield table(caption, columns, rows, anchor=f"binding-{id}")
