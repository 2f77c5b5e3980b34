"""Waste: kinds, items that are made of it, where it arises."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.fields import In
from sim.scenario.quantity import GRADES, Grade, Quantity, Variate
from sim.scenario.refusing import raise_fault
from sim.scenario.schema.entity import Entity
from sim.scenario.schema.times import Activity
from sim.scenario.terms import AnnualAmount, Count, Id, Mass, OnSiteFate, Position, Ratio, Share, Year
from sim.scenario.text import FreeText, Name
from sim.scenario.units import name_unit


class ByKey(Entity):
    """Numbers of one provenance for several keys, such as one weight per source."""

    values: dict[Id, Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]]
    """Number by id."""
    source: FreeText = ""
    """Where the numbers come from."""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"
    """How well they are founded."""


class Pressing(Entity):
    """Dewatering on site: the stream becomes cake, which moves as an item, and water, which leaves."""

    cake: Id
    """Item that the cake is."""
    cake_share: Share
    """Mass of cake per mass that goes into the press; the rest is water."""
    water_returned: Annotated[Quantity, In("1", at_most=1)] | None = None
    """Part of the water that fails its test and goes into the press again with the mud; none where absent."""

    @property
    def yield_(self) -> float:
        """Mass of cake per mass of the stream, when what is returned has been pressed as well.

        With cake share c and returned share r, a mass m leads to m / (1 - r (1 - c)) through the press.
        """
        cake = self.cake_share.value
        returned = 0.0 if self.water_returned is None else self.water_returned.value
        return min(1.0, cake / (1.0 - returned * (1.0 - cake)))


class Projects(Entity):
    """Single projects that a source's amount of a year comes from: random start, size and duration.

    The sizes are scaled so that the projects of a source and year make up its amount of that year.
    """

    per_year: Annotated[Quantity, In("1", above=0, whole=True)]
    """Number of projects that begin at each source in a year."""
    size: Annotated[Variate, In("kg", above=0)]
    """Mass of a project; only ratios count."""
    duration: Annotated[Variate, In("s", above=0)]
    """Time from its start to its end."""


class Drivers(Entity):
    """What makes a stream arise: floor area built or demolished, or households; gives the amount of a year."""

    floor_area: Annotated[Quantity, In("m2/a")] | None = None
    """Floor area that is built or demolished in a year."""
    per_area: Annotated[Quantity, In("kg/m2")] | None = None
    """Waste per floor area."""
    prefabricated_share: Share | None = None
    """Part of the floor area that is built from prefabricated parts; none where absent."""
    prefabricated_per_area: Annotated[Quantity, In("kg/m2")] | None = None
    """Waste per floor area of that part."""
    persons: Annotated[Quantity, In("1")] | None = None
    """Inhabitants."""
    persons_per_household: Annotated[Quantity, In("1", above=0)] | None = None
    """Inhabitants of a household."""
    per_household: Annotated[Quantity, In("kg/a")] | None = None
    """Waste of a household in a year."""

    @property
    def amount(self) -> Quantity:
        """What arises in a year, from the values of the drivers; of the weakest grade among them."""
        kg = 0.0
        if self.floor_area is not None and self.per_area is not None:
            share = 0.0 if self.prefabricated_share is None else self.prefabricated_share.value
            rest = self.per_area if self.prefabricated_per_area is None else self.prefabricated_per_area
            kg += self.floor_area.value * ((1.0 - share) * self.per_area.value + share * rest.value)
        if self.persons is not None and self.persons_per_household is not None and self.per_household is not None:
            kg += self.persons.value / self.persons_per_household.value * self.per_household.value
        given: list[Quantity] = [n for n in (getattr(self, name) for name in type(self).model_fields) if n is not None]
        grade: Grade = max((number.grade for number in given), key=GRADES.index, default="assumed")
        return Quantity(kg, "kg/a", f"{kg / 1e7:.10g} 万t/a", grade, "drivers")


_NOT_GIVEN = Quantity(0.0, "kg/a", "")


def _standing_for(parts: dict[str, Quantity], value: float, source: str) -> Quantity:
    """The amount that other keys of a stream make, of the weakest grade among them."""
    unit = next(iter(parts.values())).unit
    shown = value / 1000 if unit == "kg/a" else value
    grade: Grade = max((part.grade for part in parts.values()), key=GRADES.index)
    return Quantity(value, unit, f"{shown:.15g} {name_unit(unit)}", grade, source)


class Stream(Entity):
    """A kind of waste: forecast, density, what happens to it on site."""

    name: Name
    """Shown as it stands."""
    amount: AnnualAmount = Field(default_factory=lambda: _NOT_GIVEN)
    """What arises in a year, in the state that the unit names. With `drivers` it may be absent; `check` compares it."""
    classes: dict[Id, AnnualAmount] = {}
    """In place of `amount`: what arises in a year by class of client, such as housing and roads; the sum counts."""
    forecast: dict[Year, AnnualAmount] = {}
    """In place of `amount` and `trend`: what arises in single years; between two of them, in a straight line."""
    drivers: Drivers | None = None
    """What makes the stream arise; where given, what arises follows from it and not from `amount`."""
    trend: dict[Year, Annotated[Quantity, In("1")]] = {}
    """Factor of `amount` for a year; 1 where absent."""
    form: Literal["solid", "liquid"] = "solid"
    """`liquid` may be given in m³ without a state."""
    density: Annotated[Quantity, In("kg/bank_m3", "kg/loose_m3", "kg/compacted_m3", "kg/m3", above=0)] | None = None
    """Mass per volume in one state; others follow by `swell` and `fill_factor`."""
    swell: Ratio | None = None
    """Loose volume per bank volume."""
    fill_factor: Ratio | None = None
    """Compacted volume per bank volume."""
    stage: Literal["gross", "outbound"] = "gross"
    """`gross`: before on-site use; `outbound`: what leaves the sites."""
    capture: Share | None = None
    """Part that enters the regulated system; the rest leaks. 1 where absent."""
    pressing: Pressing | None = None
    """Dewatering on site; none where absent."""
    on_site: dict[OnSiteFate, Share] = {}
    """Part of the captured (and pressed) mass that finds its fate where it arises."""
    sorted: dict[Id, Share] = {}
    """Parts of what leaves the sources that are kept apart there, each an item with a route of its own."""
    city: Id | None = None
    """The stream arises at the sources of this city only; at all where absent."""
    weights: ByKey | None = None
    """Relative share of each source; equal where absent."""
    activity: Activity | None = None
    """How a year's amount is spread over its working days; evenly where absent."""
    projects: Projects | None = None
    """Single projects in place of steady flow."""
    calendar: Id
    """When the stream leaves its sources."""

    @model_validator(mode="after")
    def _need_amount(self) -> Stream:
        if self.amount is _NOT_GIVEN:
            if self.classes:
                total = math.fsum(part.value for part in self.classes.values())
                made = _standing_for(self.classes, total, "classes")
            elif self.forecast:
                made = _standing_for(self.forecast, self.forecast[min(self.forecast)].value, "forecast")
            elif self.drivers is not None:
                made = self.drivers.amount
            else:
                raise_fault("missing_key", key="amount", at="amount")
            object.__setattr__(self, "amount", made)
        return self


class Item(Entity):
    """What a plant (or a filter press) makes: residue, product, fraction for the next plant."""

    name: Name
    """Shown as it stands."""
    density: Annotated[Quantity, In("kg/compacted_m3", above=0)] | None = None
    """In a landfill or fill; needed where a route leads to one."""


def _count_limits(storage: object) -> str:
    """Whether a storage limit is one for all streams, or a map of one for each."""
    return "each" if isinstance(storage, dict) and "value" not in storage else "one"


class Source(Entity):
    """Where streams arise."""

    name: Name
    """Shown as it stands."""
    city: Id | None = None
    """The city in which it lies."""
    position: Position | None = None
    """Latitude and longitude in degrees."""
    storage: (
        Annotated[Annotated[Mass, Tag("one")] | Annotated[dict[Id, Mass], Tag("each")], Discriminator(_count_limits)]
        | None
    ) = None
    """What may wait: one limit for all streams together, or one per stream; unlimited where absent."""
    loaders: Count | None = None
    """Loading places; unlimited where absent."""
    opening_stock: dict[Id, Mass] = {}
    """What waits there when the horizon begins, by item: the last load is smaller than a truckload where need be."""
