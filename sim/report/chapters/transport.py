"""Chapter: fleets, gates, loads by night, cost and emissions."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import tables
from sim.report.blocks import Block, Drawings, drawn, table, text
from sim.report.columns import column, numbers
from sim.report.indicators import environment, money, passes
from sim.report.labels import Labels, amount, number, percent
from sim.study.result import Result


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Figures of the trucks, fleets and gates by year, then what they cost people and air."""
    yield from drawn(drawings, "map", "hours", "gates")
    yield from fleets(result, labels)
    yield from drawn(drawings, "burden")
    yield from environment(result, labels)
    yield from money(result, labels)
    yield from passes(result, labels)


def fleets(result: Result, labels: Labels) -> Iterator[Block]:
    """Fleets and gates by year."""
    say = labels.words.say
    found = tables.trucks(result)
    if found.empty:
        yield text(say("report.trucks.nothing"))
        return
    columns = [column(labels, "fleet", 2.4), column(labels, "year", 1.2),
               *numbers(labels, 1.2, "trips", "km", "busy", "available", "used", "co2", "cost")]  # fmt: skip
    rows = [
        [labels.of(str(r["fleet"])), labels.period(str(r["year"])), number(r["trips"], 0), number(r["km"] / 1e4),
         number(r["busy_h"] / 1e4), number(r["available_h"] / 1e4), percent(r["used"]), amount(r["co2_kg"] / 1e3),
         amount(r["cost_yuan"] / 1e4)]
        for r in found.to_dict("records")
    ]  # fmt: skip
    yield table(say("report.trucks.caption"), columns, rows, anchor="fleets")
    gates = tables.gates(result)
    columns = [column(labels, "facility", 3), column(labels, "year", 1.2),
               *numbers(labels, 1.2, "trucks", "wait_mean", "wait_p95", "lanes")]  # fmt: skip
    yield table(
        say("report.gates.caption"), columns,
        [[labels.of(str(r["facility"])), labels.period(str(r["year"])), number(r["trucks"], 0),
          number(r["wait_mean_s"] / 60), number(r["wait_p95_s"] / 60), percent(r["lane_utilisation"])]
         for r in gates.to_dict("records")],
        anchor="gates",
    )  # fmt: skip
