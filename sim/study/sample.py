"""What a comparison keeps of each replication of a scenario: rates, loads, amounts and dates, all exact."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from sim.model.replication import COLUMNS, Outcome

TABLES = ("rates", "fates", "plants", "fleets", "fees", "facilities")
"""Tables of an outcome that are asked of it."""
FATES = COLUMNS["fates"][2:]
"""Columns of `fates`: what was generated, each fate, `stock_change` and `waiting`."""

Key = tuple[str, str, str]
"""What, of which (an id, or empty for the whole district), in which period."""

Rates = defaultdict[tuple[str, str, str], list[tuple[int, int]]]
"""Numerator and denominator of each replication by target, reading and period."""


def add_rates(rates: Rates, outcome: Outcome) -> None:
    """Add those of the next outcome."""
    for target, reading, period, numerator, denominator, _ in outcome.tables["rates"]:
        rates[target, reading, period].append((numerator, denominator))


class Sample:
    """Takes the outcomes of a scenario's replications in the order of their numbers.

    Amounts are kg, km or yuan by year; one that a replication does not name is 0 in it. `what` of an amount is `fate`,
    `processed` (of a plant), `truck_km`, `co2`, `haul` or `gate_fee`.
    """

    def __init__(self) -> None:
        self.replications = 0
        self.rates: Rates = defaultdict(list)
        self.dates: defaultdict[str, list[str]] = defaultdict(list)
        """When each facility is full, as simulated or projected; empty for never."""
        self._amounts: defaultdict[Key, dict[int, float]] = defaultdict(lambda: defaultdict(int))
        self._nameplates: defaultdict[Key, dict[int, int]] = defaultdict(dict)

    def add(self, outcome: Outcome) -> None:
        """Take the next outcome; it can be forgotten afterwards."""
        self.replications += 1
        add_rates(self.rates, outcome)
        for facility, _, exhausted, projected, *_ in outcome.tables["facilities"]:
            self.dates[facility].append(exhausted or projected)
        for year, _, *kilograms in outcome.tables["fates"]:
            for fate, kg in zip(FATES, kilograms, strict=True):
                self._count("fate", fate, year, kg)
        for year, facility, processed, nameplate, *_ in outcome.tables["plants"]:
            self._count("processed", facility, year, processed)
            self._nameplates["load", facility, year][self.replications] = nameplate
        for year, _, _, km, *_, co2, cost in outcome.tables["fleets"]:
            for what, amount in (("truck_km", km), ("co2", co2), ("haul", cost)):
                self._count(what, "", year, amount)
        for year, _, _, fee, _ in outcome.tables["fees"]:
            self._count("gate_fee", "", year, fee)

    def _count(self, what: str, id: str, year: str, amount: float) -> None:
        self._amounts[what, id, year][self.replications] += amount

    def keys(self) -> set[Key]:
        """The amounts that any replication names."""
        return set(self._amounts)

    def amounts(self, key: Key) -> list[float]:
        """An amount in each replication."""
        found = self._amounts.get(key, {})
        return [found.get(number, 0) for number in range(1, self.replications + 1)]

    def loads(self, facility: str, year: str) -> list[Fraction | None]:
        """Processed over nameplate of the days open in each replication; None where it was never open in the year."""
        nameplates = self._nameplates.get(("load", facility, year), {})
        return [
            Fraction(int(kg), nameplate) if (nameplate := int(nameplates.get(number, 0))) else None
            for number, kg in enumerate(self.amounts(("processed", facility, year)), start=1)
        ]
