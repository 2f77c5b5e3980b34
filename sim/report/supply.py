"""Supply and demand of capacity: what each plant is asked to take in a year against what it can."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.report import tables
from sim.report.blocks import Block, table, text
from sim.report.columns import column, masses, numbers
from sim.report.labels import Labels, mass, number, percent, signed
from sim.report.source import DESIGN, once, sums
from sim.scenario.stages import busiest_month
from sim.study.result import Result

LACKS = ("not_open", "capacity", "breakdown", "stockpile_full", "product_yard_full", "closed_hours", "quota")
"""Causes for which a plant does not take what is its own to take; at no other could more capacity help."""


@once
def supply(result: Result) -> pd.DataFrame:
    """By plant and year: facility, year, intake_kg, refused_kg, demand_kg, capacity_kg, gap_kg, load, peak_load.

    refused: what ended without lawful place since this plant did not take it (`LACKS`); demand: intake and refused;
    capacity: nameplate of the days open; gap: capacity less demand, negative where capacity is short; load: processed
    over capacity. peak_load: the busiest month's demand over a twelfth of the capacity; of a calendar year only where
    the plant was open all year in every replication, of the design year, which has no months, by the
    activity of the months, as in `check`. Masses are means over replications.
    """
    found = tables.capacity(result)
    lost = result.tables["unserved"]
    refused = sums(lost[lost["cause"].isin(LACKS)].fillna({"facility": ""}), "facility", "year")
    keys = list(zip(found["facility"], found["year"].astype(str), strict=True))
    made = pd.DataFrame(keys, columns=["facility", "year"])
    made["intake_kg"] = found["intake_kg"]
    made["refused_kg"] = [float(refused.get(key, 0.0)) for key in keys]
    made["demand_kg"] = made["intake_kg"] + made["refused_kg"]
    made["capacity_kg"] = found["nameplate_kg"]
    made["gap_kg"] = made["capacity_kg"] - made["demand_kg"]
    made["load"] = found["load"]
    rows = zip(made["facility"], made["year"], made["demand_kg"], made["capacity_kg"], strict=True)
    made["peak_load"] = [_peak_load(result, *row) for row in rows]
    return made


def _peak_load(result: Result, facility: str, year: str, demand: float, capacity: float) -> float | None:
    if not capacity:
        return None
    scenario = result.loaded.scenario
    if year == DESIGN:
        peak = max((busiest_month(scenario, item) for item in scenario.facilities[facility].outputs), default=1.0)
        return peak * demand / capacity
    if not _is_open_all(result, facility, int(year)):
        return None
    monthly, lost = result.tables["monthly"], result.tables["unserved"]
    taken = sums(monthly[(monthly["destination"] == facility) & monthly["month"].str.startswith(year)], "month")
    is_lost = (lost["facility"] == facility) & lost["cause"].isin(LACKS) & (lost["year"].astype(str) == year)
    return 12 * float(taken.add(sums(lost[is_lost], "month"), fill_value=0.0).max()) / capacity


def _is_open_all(result: Result, facility: str, year: int) -> bool:
    """Whether all days of a year are simulated and a facility is open on each in every replication."""
    horizon, closes = result.loaded.scenario.horizon, result.loaded.scenario.facilities[facility].closes
    if horizon.start.isoformat() > f"{year}-01-01" or horizon.end.isoformat() < f"{year + 1}-01-01":
        return False
    dates = result.tables["facilities"].query("facility == @facility")["opened"].fillna("9999")
    return closes is None and bool((dates <= f"{year}-01-01").all())


def supply_tables(result: Result, labels: Labels) -> Iterator[Block]:
    """The balance by the arithmetic of `check`, then as simulated."""
    say = labels.words.say
    yield from _stages(result, labels)
    data = supply(result)
    if data.empty:
        yield text(say("supply.nothing"))
        return
    columns = [column(labels, "facility", 3), column(labels, "year", 1.1), masses(labels, "intake"),
               masses(labels, "refused", 1.2), masses(labels, "demand", 1.1), masses(labels, "capacity_drawn", 1.2),
               masses(labels, "gap", 1.2), *numbers(labels, 1, "load", "peak_load")]  # fmt: skip
    rows = [
        [labels.of(r["facility"]), labels.period(r["year"]), mass(r["intake_kg"]), mass(r["refused_kg"]),
         mass(r["demand_kg"]), mass(r["capacity_kg"]), signed(r["gap_kg"] / 1e7), percent(r["load"]),
         percent(r["peak_load"])]
        for r in data.to_dict("records")
    ]  # fmt: skip
    causes = labels.joined(labels.cause(c) for c in LACKS)
    yield text(say("supply.caption_how", causes=causes))
    yield table(say("supply.caption"), columns, rows, size=7, anchor="capacity")


def _stages(result: Result, labels: Labels) -> Iterator[Block]:
    """What is sent to each group of plants that share items, all of it, against their nameplates."""
    columns = [column(labels, "plants", 3.4), column(labels, "items", 3), column(labels, "year", 0.8),
               masses(labels, "feed"), masses(labels, "capacity_stated"), masses(labels, "gap", 1.2),
               *numbers(labels, 1, "load", "peak_load")]  # fmt: skip
    rows = []
    for check in result.summary["checks"]:
        if check["id"] == "stage_load":
            v = check["values"]
            names = [labels.some([labels.of(id) for id in v[key].split(", ")]) for key in ("plants", "items")]
            rows.append([*names, v["year"], number(v["feed"]), number(v["capacity"]),
                         signed(v["capacity"] - v["feed"]), percent(v["load"] / 100),
                         percent(v["peak_load"] / 100)])  # fmt: skip
    if rows:
        yield text(labels.words.say("supply.stages_how"))
        yield table(labels.words.say("supply.stages"), columns, rows, size=7, anchor="supply-stages")
