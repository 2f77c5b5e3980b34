"""The sheets of haulage: fleets, gates, loaded trucks by hour."""

from __future__ import annotations

from sim.report import tables
from sim.report.labels import Labels
from sim.report.workbook.book import Sheet
from sim.report.workbook.cells import Column
from sim.report.workbook.heads import heads
from sim.study.result import Result


def fleets(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Fleets by year: trips, distance, hours, emissions, cost."""
    columns = heads(labels, "fleet", "year", "trips:count", "km:number", "busy:number", "available:number",
                    "used:share", "co2:number", "cost:number")  # fmt: skip
    rows = [
        [labels.of(str(r["fleet"])), labels.period(str(r["year"])), r["trips"], r["km"] / 1e4, r["busy_h"] / 1e4,
         r["available_h"] / 1e4, r["used"], r["co2_kg"] / 1e3, r["cost_yuan"] / 1e4]
        for r in tables.trucks(result).to_dict("records")
    ]  # fmt: skip
    sheet.table(columns, rows)


def gates(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Gates by year: trucks, waits, use of the lanes."""
    columns = heads(labels, "facility", "year", "trucks:count", "wait_mean:number", "wait_p95:number", "lanes:share")
    rows = [
        [labels.of(str(r["facility"])), labels.period(str(r["year"])), r["trucks"], r["wait_mean_s"] / 60,
         r["wait_p95_s"] / 60, r["lane_utilisation"]]
        for r in tables.gates(result).to_dict("records")
    ]  # fmt: skip
    sheet.table(columns, rows)


def passes(sheet: Sheet, result: Result, labels: Labels) -> None:
    """Loaded trucks that leave each source: by year, at night, and by the hour in which they set out."""
    say = labels.words.say
    columns = [Column(say(f"indicator.column.{id}")) for id in ("source", "year")]
    columns += [Column(say(f"indicator.column.{id}"), "count") for id in ("loaded", "at_night")]
    columns += [Column(f"{hour:02}–{hour + 1:02} h", "count") for hour in range(24)]
    rows = [
        [labels.of(id), labels.period(year), r["loaded"], r["night"], *r["by_hour"]]
        for year, sources in result.summary["indicators"]["passes"]["by_year"].items()
        for id, r in sources.items()
    ]
    sheet.table(columns, rows)
