"""Routes, fleets and roads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import In
from sim.scenario.quantity import Quantity
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Count, Duration, Id, MassPrice, Period, Ratio, Share, Speed
from sim.scenario.text import FreeText, Name


class Route(Entity):
    """Where an item may go. An empty list is allowed and means: no lawful place."""

    to: tuple[Id, ...]
    """Facilities in order."""
    then: tuple[Id, ...] = ()
    """Facilities that are asked in this order when none of `to` takes the load, whatever the rule. What a store under
    `then` holds waits for the facilities of `to`."""
    within: Annotated[Quantity, In("m")] | None = None
    """Longest road to a facility of `to`; those farther from where the load is are not asked."""
    rule: Literal["first_open", "nearest", "by_share"] = "first_open"
    """Which of those that can take the load: the first, the nearest, or by lot."""
    shares: dict[Id, Share] = {}
    """For `by_share`: share of each facility; they sum to 1."""
    hauled_by: Literal["fleet", "buyer"] = "fleet"
    """A buyer collects at the plant, at once and without our trucks; outlets only."""
    max_wait: Period | None = None
    """A load that has waited this long is unserved."""

    @property
    def facilities(self) -> tuple[str, ...]:
        """All facilities, in the order in which they are asked."""
        return (*self.to, *self.then)

    def located(self, item: str) -> list[tuple[str, str]]:
        """(path in the scenario, facility) of all facilities of an item's route."""
        rows = (("to", self.to), ("then", self.then))
        return [(f"routes.{item}.{key}.{index}", id) for key, ids in rows for index, id in enumerate(ids)]


class HaulPrice(Entity):
    """Price per tonne up to a distance, and per tonne and kilometre beyond it."""

    base: MassPrice
    """Price of a tonne up to `base_distance`."""
    base_distance: Annotated[Quantity, In("m")]
    """Distance that `base` covers."""
    beyond: Annotated[Quantity, In("yuan/kg/m")]
    """Price of each further tonne and kilometre."""


class Fleet(Entity):
    """Trucks of one kind and what they carry."""

    name: Name
    """Shown as it stands."""
    carries: tuple[Id, ...]
    """Streams and items; each has one fleet."""
    trucks: Count
    """Number of trucks."""
    payload: Annotated[Quantity, In("kg", above=0)]
    """Mass of a load."""
    calendar: Id
    """When cycles may begin."""
    loading: Duration
    """Time to load a truck."""
    wash: Duration
    """Time to wash wheels at the exit."""
    speed_loaded: Speed
    """Speed to the facility."""
    speed_empty: Speed
    """Speed on the way back."""
    fuel: Annotated[Quantity, In("L/m")]
    """Fuel per distance, mean of full and empty."""
    co2: Annotated[Quantity, In("kg/L")]
    """CO₂ of a litre."""
    divert_after: Period | None = None
    """Longest time that a loaded truck waits for a road or before a gate: it is not sent where it would be longer, and
    goes elsewhere, or back, from a gate that stays shut longer. As long as it takes where absent."""
    price: HaulPrice | None = None
    """Cost of haulage; none where absent."""


class RoadClass(Entity):
    """Roads on which trucks may be only within hours; a truck waits before it sets out, never on the road."""

    name: Name | None = None
    """Shown as it stands; the id where absent."""
    calendar: Id
    """Hours in which trucks may be on these roads."""
    places: tuple[Id, ...] = ()
    """Sources and facilities to and from which every truck uses them."""
    legs: dict[Id, tuple[Id, ...]] = {}
    """Single legs that use them: destinations by origin; they hold in both directions."""


class Roads(Entity):
    """Road distances in km by origin and destination; great circle times detour where not listed."""

    detour: Ratio
    """Road distance per great-circle distance."""
    km: dict[Id, dict[Id, Annotated[float, Field(ge=0, allow_inf_nan=False)]]] = {}
    """Kilometres by origin and destination; they hold in both directions."""
    classes: dict[Id, RoadClass] = {}
    """Roads with hours for trucks, by id."""
    source: FreeText = ""
    """Where the distances come from."""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"
    """How well they are founded."""
