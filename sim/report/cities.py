"""Flows between cities: a table of the report and a sheet of the workbook, where there are several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.blocks import Block, table
from sim.report.labels import Labels, mass
from sim.report.source import replications, sums
from sim.study.result import Result


def rows(result: Result) -> list[dict[Any, Any]]:
    """year, origin_city, destination_city, kg (mean); years in order, the design year last."""
    flows = result.tables["cities"].fillna({"origin_city": "", "destination_city": ""})
    found = sums(flows, "year", "origin_city", "destination_city").reset_index().to_dict("records")
    return sorted(found, key=lambda r: (r["year"] == "design", r["year"], r["origin_city"], r["destination_city"]))


def crossings(result: Result, labels: Labels) -> Iterator[Block]:
    """What was taken from city to city by year, and within each."""
    say = labels.words.say
    heads = [(say("report.column.year"), 1.0, False), (say("report.cities.origin"), 2.0, False),
             (say("report.cities.destination"), 2.0, False), (say("unit.mass"), 1.0, True)]  # fmt: skip
    lines = [
        [labels.period(str(r["year"])), *(labels.of(str(r[f"{end}_city"])) for end in ("origin", "destination")),
         mass(r["kg"])]
        for r in rows(result)
    ]  # fmt: skip
    if lines:
        yield table(say("report.cities.caption", n=replications(result)), heads, lines)
