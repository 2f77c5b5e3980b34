"""Waste: kinds, items that are made of it, where it arises."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from sim.scenario.fields import In, Name
from sim.scenario.quantity import Quantity, Variate
from sim.scenario.schema.entity import Entity
from sim.scenario.schema.times import Activity
from sim.scenario.terms import AnnualAmount, Count, Id, Mass, OnSiteFate, Position, Ratio, Share, Year


class ByKey(Entity):
    """Numbers of one provenance for several keys, such as one weight per source."""

    values: dict[Id, Annotated[float, Field(ge=0, allow_inf_nan=False)]]
    """Number by id."""
    source: str = ""
    """Where the numbers come from."""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"
    """How well they are founded."""


class Pressing(Entity):
    """Dewatering on site: the stream becomes cake, which moves as an item, and water, which leaves."""

    cake: Id
    """Item that the cake is."""
    cake_share: Share
    """Mass of cake per mass of the stream; the rest is water."""


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


class Stream(Entity):
    """A kind of waste: forecast, density, what happens to it on site."""

    name: Name
    """Shown as it stands."""
    amount: AnnualAmount
    """What arises in a year, in the state that the unit names."""
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
    weights: ByKey | None = None
    """Relative share of each source; equal where absent."""
    activity: Activity | None = None
    """How a year's amount is spread over its working days; evenly where absent."""
    projects: Projects | None = None
    """Single projects in place of steady flow."""
    calendar: Id
    """When the stream leaves its sources."""


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
    position: Position | None = None
    """Latitude and longitude in degrees."""
    storage: (
        Annotated[Annotated[Mass, Tag("one")] | Annotated[dict[Id, Mass], Tag("each")], Discriminator(_count_limits)]
        | None
    ) = None
    """What may wait: one limit for all streams together, or one per stream; unlimited where absent."""
    loaders: Count | None = None
    """Loading places; unlimited where absent."""
