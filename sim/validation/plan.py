"""The arithmetic of a published plan, as `check` finds it: A1-A5. Nothing is simulated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.scenario.findings import find
from sim.validation.experiment import Experiment, scenario_of
from sim.validation.rows import Row, Said

Expected = tuple[str, str, str, str, float | None]
"""Quantity, literal, id of the finding with its path, name of the value in it, and the same computed anew."""

TOTALS: tuple[Expected, ...] = (
    ("solids", "67.57", "total_agrees statements.solids.value", "computed", 15.6 + 20.77 + 31.2),
    ("goal_t", "47.30", "target_arithmetic targets.recycling.goal", "needed", 0.7 * 67.57),
    ("residue", "20.27", "total_agrees statements.residue.value", "computed", 0.3 * 67.57),
    ("gap", "17.3", "total_agrees statements.gap.value", "computed", 0.7 * 67.57 - 30),
    ("soil", "173.54", "total_agrees statements.soil_and_mud.value", "computed", 157.76 + 15.78),
    ("mud", "15.78", "total_agrees statements.tenth.value", "computed", 157.76 / 10),
    ("construction", "15.6", "drivers_give streams.construction.drivers", "computed", 520 * 300 / 1e4),
    ("decoration", "31.2", "drivers_give streams.decoration.drivers", "computed", 130 / 2.5 * 0.6),
)
_NEEDED, _READ = "fill_needed targets.utilisation.goal", "landfill_reading statements.soil_and_mud.landfilled"
USE: tuple[Expected, ...] = (
    ("as_landfill_least", "10.5", _READ, "least", None),
    ("as_landfill_most", "14.7", _READ, "most", None),
    ("as_landfill_printed", "19.6", _READ, "printed", 100 * 0.7 * 67.57 / (67.57 + 173.54)),
    ("needed_least", "73.5", _NEEDED, "least", None),
    ("needed_most", "73.8", _NEEDED, "most", None),
    ("needed_printed", "74.2", _NEEDED, "printed", 100 * (0.73 * (67.57 + 173.54) - 0.7 * 67.57) / 173.54),
    ("needed_wet_least", "75.1", _NEEDED, "wet_least", None),
    ("needed_wet_most", "76.2", _NEEDED, "wet_most", None),
)
_VOIDS = "void_as_printed facilities.first_landfill.void"
VOIDS: tuple[Expected, ...] = (
    ("void", "712", _VOIDS, "void", 400 + 312),
    ("years", "4.10", _VOIDS, "years", 712 / 173.54),
    ("years_residue", "3.81", _VOIDS, "years_residue", 712 / (173.54 + 20.27 / 1.5)),
    ("years_used", "12", _VOIDS, "years_used", 712 / (173.54 * (1 - 0.736) + 20.27 / 1.5)),
    ("years_alone", "1.80", _VOIDS, "alone.first_landfill", 312 / 173.54),
)
_LOAD, _RATES = "load_needed targets.recycling.goal", "rate_by_capacity facilities.base.capacity"
BY_PRODUCTS = 0.20 * 31.2 + 0.05 * (15.6 + 20.77)
"""Metal, wood, combustibles and fines of decoration waste; what the sites sort out themselves."""
RECYCLERS: tuple[Expected, ...] = (
    ("nameplate", "50", _LOAD, "capacity", 20 + 30),
    ("by_products", "8.06", _LOAD, "by_products", BY_PRODUCTS),
    ("intake", "0.946", _LOAD, "intake", 0.7 * 67.57 / 50),
    ("intake_rest", "0.785", _LOAD, "intake_rest", (0.7 * 67.57 - BY_PRODUCTS) / 50),
    ("product", "1.017", _LOAD, "product", 0.7 * 67.57 / 50 / 0.93),
    ("product_rest", "0.844", _LOAD, "product_rest", (0.7 * 67.57 - BY_PRODUCTS) / 50 / 0.93),
    *(
        (f"rate_{base}", rate, _RATES, f"rates.{i}", 100 * (0.93 * (20 + base) + BY_PRODUCTS) / 67.57)
        for i, (base, rate) in enumerate(((30, "80.7"), (20, "67.0"), (15, "60.1"), (10, "53.2"), (0, "39.5")))
    ),
)
_SORTING, _OPENING = "stage_load facilities.sorting.capacity", "opening_needed facilities.sorting.opens"
SORTING: tuple[Expected, ...] = (
    ("load", "89", _SORTING, "load", 100 * 31.2 / 35),
    ("peak_load", "103", _SORTING, "peak_load", 100 * 1.15 * 31.2 / 35),
    ("open_least", "48", _OPENING, "least", 100 * (0.7 * 67.57 - 0.95 * (15.6 + 20.77)) / (0.85 * 31.2)),
    ("open_most", "78", _OPENING, "most", 100 * (0.7 * 67.57 - 0.90 * (15.6 + 20.77)) / (0.60 * 31.2)),
)  # fmt: skip


def totals(run: Experiment) -> Iterator[Row]:
    """A1: sums that the plan states, and amounts that follow from their drivers."""
    return _rows("A1", TOTALS)


def use_of_soil(run: Experiment) -> Iterator[Row]:
    """A2: the utilisation rate if all soil is landfilled, and the use of soil and mud that 73 % need."""
    return _rows("A2", USE)


def voids(run: Experiment) -> Iterator[Row]:
    """A3: how long the voids last as printed."""
    return _rows("A3", VOIDS)


def recyclers(run: Experiment) -> Iterator[Row]:
    """A4: the load that 70 % need of the recyclers, and the rate by the capacity of the base."""
    return _rows("A4", RECYCLERS)


def sorting(run: Experiment) -> Iterator[Row]:
    """A5: load of the sorting plant, and how long it must be open."""
    return _rows("A5", SORTING)


def _rows(id: str, expected: tuple[Expected, ...]) -> Iterator[Row]:
    findings = {f"{f['id']} {f['where']['path']}": f["values"] for f in find(scenario_of("plan"))}
    for quantity, literal, finding, name, again in expected:
        got = _found(findings.get(finding, {}), name)
        yield Row(id, Said("case.plan"), Said(f"plan.{quantity}"), literal, got, Said("source.plan"), recomputed=again)


def _found(values: Any, name: str) -> float:
    """A value of a finding, such as `rates.0`; NaN where `check` does not say it."""
    for step in name.split("."):
        found = dict(enumerate(values)) if isinstance(values, list) else values
        values = found.get(int(step) if step.isdigit() else step, {})
    return math.nan if isinstance(values, dict) else float(values)
