"""The ids of a run in order, and their numbers: compiled code knows entities by number only."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.custody import FATES, GENERATION, IN_TRANSIT, OPENING
from sim.scenario.schema import Scenario
from sim.scenario.stocks import has_opening_stock


@dataclass(frozen=True)
class Names:
    """Sorted ids, whatever their order in the file.

    accounts: everything that can hold, give or refuse mass: sources, facilities, generation, in_transit, fates, fleets.
    The number of a place (source or facility) is its number as an account; a facility's own number counts from the
    first facility, a fleet's from the first fleet.
    """

    sources: tuple[str, ...]
    facilities: tuple[str, ...]
    fleets: tuple[str, ...]
    streams: tuple[str, ...]
    items: tuple[str, ...]
    tracked: tuple[str, ...]
    """The streams as which mass is told apart: those that arise, and last the opening stock, where there is any."""

    @property
    def places(self) -> tuple[str, ...]:
        """Sources, then facilities."""
        return self.sources + self.facilities

    @property
    def accounts(self) -> tuple[str, ...]:
        """Places, then generation, in_transit, opening_stock and the fates, then fleets."""
        return (*self.places, GENERATION, IN_TRANSIT, OPENING, *sorted(FATES), *self.fleets)


def names_of(scenario: Scenario) -> Names:
    """The names of a scenario."""
    return Names(
        tuple(sorted(scenario.sources)),
        tuple(sorted(scenario.facilities)),
        tuple(sorted(scenario.fleets)),
        (streams := tuple(sorted(scenario.streams))),
        tuple(sorted({*scenario.streams, *scenario.items, *scenario.routes})),
        (*streams, OPENING) if has_opening_stock(scenario) else streams,
    )
