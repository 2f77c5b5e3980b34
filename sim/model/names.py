"""The ids of a run in order, and their numbers: compiled code knows entities by number only."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.custody import FATES, GENERATION, IN_TRANSIT
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Names:
    """Sorted ids, whatever their order in the file.

    accounts: everything that can hold mass or refuse it: sources, facilities, generation, in_transit, fates, fleets.
    The number of a place (source or facility) is its number as an account; a facility's own number counts from the
    first facility, a fleet's from the first fleet.
    """

    sources: tuple[str, ...]
    facilities: tuple[str, ...]
    fleets: tuple[str, ...]
    streams: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Sources, then facilities."""
        return self.sources + self.facilities

    @property
    def accounts(self) -> tuple[str, ...]:
        """Places, then generation, in_transit and the fates, then fleets."""
        return (*self.places, GENERATION, IN_TRANSIT, *sorted(FATES), *self.fleets)


def names_of(scenario: Scenario) -> Names:
    """The names of a scenario."""
    return Names(
        tuple(sorted(scenario.sources)),
        tuple(sorted(scenario.facilities)),
        tuple(sorted(scenario.fleets)),
        tuple(sorted(scenario.streams)),
        tuple(sorted({*scenario.streams, *scenario.items, *scenario.routes})),
    )
