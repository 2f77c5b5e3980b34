"""Flows between cities, and within each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sim.model.custody import Ledger
from sim.scenario.schema import Scenario


def cities_of(scenario: Scenario, ledger: Ledger, labels: Sequence[str]) -> list[tuple[str, str, str, str, int]]:
    """(label of the day, city of the origin, city of the destination, stream, kg): what was taken from place to place.

    Truckloads by the day on which the truck is back, as trips are; what buyers collect by the day on which they do.
    Days whose label is empty are left out; a place without a city has an empty one. Nothing without cities.
    """
    if not scenario.cities:
        return []
    city = {id: source.city or "" for id, source in scenario.sources.items()}
    city |= {id: facility.city or "" for id, facility in scenario.facilities.items()}
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for (label, _, origin, destination, _, stream), kg in ledger.trips.grouped(labels).items():
        sums[label, city[origin], city[destination], stream] += kg
    for (label, origin, destination, stream, _), kg in ledger.flows.grouped(labels).items():
        if origin in scenario.facilities and destination in scenario.facilities:
            sums[label, city[origin], city[destination], stream] += kg
    return [(*key, kg) for key, kg in sorted(sums.items())]
