"""The sheets of the targets: verdicts, rival readings, what did not reach the numerator."""

from __future__ import annotations

from typing import Any

from sim.report import palette, tables
from sim.report.labels import T_PER_UNIT, Labels, level, stated
from sim.report.rivals import name_of, rivals_of
from sim.report.source import primary_reading
from sim.report.workbook.book import Sheet, Span
from sim.report.workbook.charts import Chart, Series, draw
from sim.report.workbook.heads import heads
from sim.study.result import Result

UNITS = {"t": "unit.mass", "m3": "unit.volume", "t+m3": "unit.printed"}
"""What the masses of a verdict are counted in, by its unit in summary.json."""
_PERIOD, _GOAL, _VALUE, _BELOW, _ABOVE = 1, 4, 5, 19, 20
"""Columns of the sheet of verdicts that its charts show."""


def verdicts(sheet: Sheet, result: Result, labels: Labels) -> None:
    """A row per target, reading and period, the primary reading first; below, a chart per target."""
    columns = heads(
        labels, "target", "period", "reading", "primary", "goal:share", "value:share", "low:share", "high:share",
        "p10:share", "p90:share", "chance:share", "chance_low:share", "chance_high:share", "margin:number",
        "numerator:number", "denominator:number", "unit", "n:count", "verdict", "below:share", "above:share",
        level=level(result.summary),
    )  # fmt: skip
    parts = {id: _evaluations(result, id) for id in result.summary["targets"]}
    span = sheet.table(columns, [_row(result, id, e, labels) for id, es in parts.items() for e in es], widest=32)
    first = span.first
    for id, evaluations in parts.items():
        shown = [e for e in evaluations if e["reading"] == primary_reading(result, id) and e["mean"] is not None]
        if shown:
            _chart(sheet, Span(sheet.name, span.head, first, first + len(shown) - 1), result, id, labels)
        first += len(evaluations)


def _evaluations(result: Result, id: str) -> list[dict[str, Any]]:
    """Of the primary reading first, and of each reading by period, with the periods that have a rate first."""
    readings = list(result.loaded.scenario.targets[id].readings)
    found = result.summary["targets"][id]["evaluations"]
    return sorted(found, key=lambda e: (readings.index(e["reading"]), e["mean"] is None))


def _row(result: Result, id: str, e: dict[str, Any], labels: Labels) -> list[Any]:
    entity, say = result.loaded.scenario.targets[id], labels.words.say
    primary = say("book.yes") if e["reading"] == primary_reading(result, id) else ""
    ends = e["ci95"] or (None, None)
    reach = [None if end is None else abs(end - e["mean"]) for end in ends]
    masses = [None if e[key] is None else e[key] / T_PER_UNIT for key in ("margin_t", "numerator_t", "denominator_t")]
    return [
        labels.text(entity.name), labels.period(e["period"]), labels.text(entity.readings[e["reading"]].name), primary,
        result.summary["targets"][id]["goal"], e["mean"], *ends,
        e.get("p10"), e.get("p90"), e["p_meet"], *(e["p_meet_ci95"] or (None, None)), *masses,
        say(UNITS[e.get("unit", "t")]), e["n"], labels.verdict(e["verdict"]), *reach,
    ]  # fmt: skip


def _chart(sheet: Sheet, span: Span, result: Result, id: str, labels: Labels) -> None:
    """Means with their intervals by period, and the goal as a line."""
    say, goal = labels.words.say, result.summary["targets"][id]["goal"]
    periods, reach = span.column(_PERIOD), (span.column(_BELOW), span.column(_ABOVE))
    title = say("book.chart.targets", target=labels.text(result.loaded.scenario.targets[id].name),
                goal=stated(goal), level=level(result.summary))  # fmt: skip
    draw(
        sheet,
        Chart(
            "column", title, [Series(span.name(_VALUE), periods, span.column(_VALUE), palette.BAR, reach)],
            x=say("report.column.period"), y=say("book.axis.rate"), format="0%",
            goal=Series(span.name(_GOAL), periods, span.column(_GOAL), palette.INK), axis={"min": 0},
        ),
    )  # fmt: skip


def rivals(sheet: Sheet, result: Result, labels: Labels) -> None:
    """A row per target, period and rival reading or variant; the difference is paired."""
    columns = heads(
        labels, "target", "period", "rival", "value:share", "low:share", "high:share", "chance:share",
        "difference:points", "difference_low:points", "difference_high:points", "n:count", "verdict", "flips",
        level=level(result.summary),
    )  # fmt: skip
    rows = []
    for id, target in result.loaded.scenario.targets.items():
        for r in rivals_of(result, id):
            ends = r["difference_ci95"] or (None, None)
            points = [None if value is None else 100 * value for value in (r["difference"], *ends)]
            rows.append([
                labels.text(target.name), labels.period(r["period"]), name_of(result, r, labels), r["mean"],
                *(r["ci95"] or (None, None)), r["p_meet"], *points, r["n"], labels.verdict(r["verdict"]),
                labels.words.say("book.yes") if r["flips"] else "",
            ])  # fmt: skip
    sheet.table(columns, rows, widest=44)


def binding(sheet: Sheet, result: Result, labels: Labels) -> None:
    """What did not reach the numerator, by facility and cause."""
    rows = [
        [labels.text(target.name), labels.period(period), labels.of(str(r["facility"])), labels.cause(str(r["cause"])),
         r["kg"] / 1e7]
        for id, target in result.loaded.scenario.targets.items()
        for period in dict.fromkeys(e["period"] for e in result.summary["targets"][id]["evaluations"])
        for r in tables.binding(result, id, period).to_dict("records")
    ]  # fmt: skip
    sheet.table(heads(labels, "target", "period", "facility", "cause", "lost:mass"), rows)
