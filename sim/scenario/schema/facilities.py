"""Plants, stores and sinks."""

from __future__ import annotations

from typing import Annotated, Literal

from sim.scenario.fields import In
from sim.scenario.quantity import Quantity
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import (
    Count,
    Duration,
    Fate,
    Id,
    Kind,
    Mass,
    MassPrice,
    OpenDate,
    Period,
    Position,
    Share,
    Throughput,
    VoidVolume,
)
from sim.scenario.text import Name


class Gate(Entity):
    """Weighbridge and tipping places of a facility."""

    lanes: Count
    """Weighbridges each way."""
    weigh_in: Duration
    """Time on the weighbridge, full."""
    weigh_out: Duration
    """Time on the weighbridge, empty."""
    bays: Count | None = None
    """Tipping places; unlimited where absent."""
    tipping: Duration
    """Time at a tipping place."""


class RampStep(Entity):
    """Share of the rate that a plant reaches in the days after the step before."""

    days: Annotated[Quantity, In("s", above=0)]
    """Length of the step."""
    load: Share
    """Share of the full rate during it."""


class Phase(Entity):
    """Another nameplate of a plant: from a date on, or some time after a calendar year in which it was well loaded."""

    starts: OpenDate | None = None
    """First day; or else `load_above`."""
    load_above: Annotated[Quantity, In("1", above=0)] | None = None
    """Begins after the first calendar year with a load above this share of the nameplate, under the phase before."""
    delay: Period | None = None
    """Time from the end of that year to the first day; none where absent."""
    capacity: Throughput
    """Nameplate from then on, in all and not in addition."""


class Failures(Entity):
    """Random breakdowns: exponential times between them, on calendar time."""

    availability: Annotated[Quantity, In("1", above=0, at_most=1)]
    """Share of the time without breakdown."""
    repair: Duration
    """Time of one repair."""


class Facility(Entity):
    """A plant, store or sink; each kind has keys of its own, the others are for all."""

    name: Name
    """Shown as it stands."""
    kind: Kind
    """What happens behind the gate."""
    city: Id | None = None
    """The city in which it lies."""
    position: Position | None = None
    """Latitude and longitude in degrees."""
    calendar: Id
    """Hours of the gate."""
    works: Id | None = None
    """Calendar of a plant's machine; that of the gate where absent."""
    opens: OpenDate | None = None
    """First day; open from the start where absent."""
    closes: OpenDate | None = None
    """First day on which it is shut again."""
    accepts: tuple[Id, ...] = ()
    """Streams and items taken, in order of priority when room is scarce; a plant takes the keys of `outputs`."""
    serves: tuple[Id, ...] = ()
    """Sources and facilities from which it takes, such as the site on which a mobile unit stands; all where empty."""
    rejects: dict[Id, Share] = {}
    """Share of the loads of an item that are sent away after weighing, too mixed or too wet."""
    gate: Gate | None = None
    """Weighing and tipping; none where absent."""
    quota: Annotated[Quantity, In("kg/d", "kg/a")] | None = None
    """Most that is sent there in a calendar day or year, whatever else it could take; not what buyers collect."""
    gate_fee: MassPrice | None = None
    """Price of a tonne."""
    subsidy: MassPrice | None = None
    """What public funds pay for each tonne taken."""
    area: Annotated[Quantity, In("m2")] | None = None
    """Site area; of a landfill, what is restored."""
    # plants and stores
    opening_stock: dict[Id, Mass] = {}
    """What lies there when the horizon begins, by item; a plant's inputs before it, its outputs behind it."""
    # plants
    capacity: Throughput | None = None
    """Nameplate of a plant, per year, day or hour."""
    capacity_basis: Literal["net", "gross"] = "net"
    """`net`: a fed plant reaches its nameplate; `gross`: breakdowns reduce it."""
    stockpile: Mass | None = None
    """What may wait before a plant; unlimited where absent."""
    product_yard: Mass | None = None
    """What may wait behind a plant; unlimited where absent."""
    outputs: dict[Id, dict[Id, Share]] = {}
    """For each input item the shares of its output items; they sum to 1."""
    ramp: tuple[RampStep, ...] = ()
    """Steps after the opening, in order."""
    phases: tuple[Phase, ...] = ()
    """Later nameplates: those with a date in order of their dates, then those with a condition, one after the other."""
    failures: Failures | None = None
    """Random breakdowns; none where absent."""
    # stores
    holds: Mass | None = None
    """What a store may hold."""
    # landfills
    void: VoidVolume | None = None
    """Volume of a landfill, gross of cover."""
    existing_fill: VoidVolume | None = None
    """Part of the void that is full already."""
    cover_share: Share | None = None
    """Part of the void that cover, berms and roads take."""
    restoration: Period | None = None
    """Time from a landfill's last load to its restored area."""
    # backfill (volume) and outlets (mass)
    demand: Annotated[Quantity, In("compacted_m3/a", "kg/a", "compacted_m3", "kg")] | None = None
    """What a backfill or outlet takes: in a year, spread evenly over the months, or (without `/a`) in all its time,
    as a site does that is filled once; unlimited for an outlet without."""
    fate: Fate | None = None
    """Of what an outlet or backfill takes; landfill and export have their own."""
