"""Stages of treatment: which plants share which items, and how much busier than the mean the busiest month is."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.schema import PLANT_KINDS, Scenario


def busiest_month(scenario: Scenario, item: str) -> float:
    """The busiest month of a stream over its mean month; 1 for what plants make."""
    stream = scenario.streams.get(item)
    months = stream.activity.months if stream is not None and stream.activity is not None else None
    return 1.0 if months is None else 12 * max(months.values) / math.fsum(months.values)


def stages(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Groups of plants that share items, with these items; an item counts at the plants of its route's first plant."""
    groups: list[tuple[set[str], set[str]]] = []
    for item, route in scenario.routes.items():
        plants = [id for id in route.facilities if scenario.facilities[id].kind in PLANT_KINDS]
        if not plants:
            continue
        kind = scenario.facilities[plants[0]].kind
        same = {id for id in plants if scenario.facilities[id].kind == kind}
        merged = (same, {item})
        kept = []
        for group in groups:
            if group[0] & same:
                merged = (merged[0] | group[0], merged[1] | group[1])
            else:
                kept.append(group)
        groups = [*kept, merged]
    for plants_of, items_of in groups:
        yield tuple(sorted(plants_of)), tuple(sorted(items_of))
