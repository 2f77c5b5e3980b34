"""The scenario language: one frozen model per word of a scenario file; unknown keys are refused.

`In(...)` names the canonical units that a number may be given in (see `sim.scenario.units`). What needs more
than one entity to judge stands in `sim.scenario.references`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from sim.scenario.fields import Date, Hours, In, Name
from sim.scenario.quantity import Quantity
from sim.scenario.terms import PLANT_KINDS as PLANT_KINDS
from sim.scenario.terms import (
    AnnualAmount,
    Count,
    Duration,
    Fate,
    Id,
    Kind,
    Mass,
    MassPrice,
    OnSiteFate,
    OpenDate,
    Period,
    PeriodId,
    Position,
    Ratio,
    Share,
    Speed,
    Throughput,
    VoidVolume,
    Weekday,
    Year,
)


class Entity(BaseModel):
    """A part of a scenario: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, use_attribute_docstrings=True)


class Horizon(Entity):
    """The simulated time: whole days, end exclusive."""

    start: Date
    """First day."""
    end: Date
    """First day after the last."""


class Window(Entity):
    """A declared period of evaluation, end exclusive; its masses are scaled to a year."""

    start: Date
    """First day."""
    end: Date
    """First day after the last."""
    name: Name | None = None
    """Shown as it stands; the id where absent."""


class Study(Entity):
    """How often the scenario is simulated, and from which seed."""

    replications: int = Field(100, ge=1, le=100_000)
    """How often the scenario is simulated."""
    seed: int = Field(1, ge=0, le=2**63 - 1)
    """Where the random numbers start; the same seed gives the same bytes."""


class Calendar(Entity):
    """When something works: hours of the day on the days that are not closed."""

    hours: Hours
    """Open hours of a day, such as `06:00-22:00`, or a list of such; across midnight is allowed."""
    closed_weekdays: tuple[Weekday, ...] = ()
    """Days of the week without hours."""
    public_holidays: Literal["CN"] | None = None
    """`CN`: closed on the public holidays of China."""
    closed_dates: tuple[Date, ...] = ()
    """Single days without hours."""


class Pressing(Entity):
    """Dewatering on site: the stream becomes cake, which moves as an item, and water, which leaves."""

    cake: Id
    """Item that the cake is."""
    cake_share: Share
    """Mass of cake per mass of the stream; the rest is water."""


class ByKey(Entity):
    """Numbers of one provenance for several keys, such as one weight per source."""

    values: dict[Id, Annotated[float, Field(ge=0, allow_inf_nan=False)]]
    """Number by id."""
    source: str = ""
    """Where the numbers come from."""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"
    """How well they are founded."""


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
    gate: Gate | None = None
    """Weighing and tipping; none where absent."""
    gate_fee: MassPrice | None = None
    """Price of a tonne."""
    area: Annotated[Quantity, In("m2")] | None = None
    """Site area; shown only."""
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
    daily_intake: Annotated[Quantity, In("kg/d")] | None = None
    """Most that a landfill takes in a day."""
    # backfill (volume) and outlets (mass): spread evenly over the months
    demand: Annotated[Quantity, In("compacted_m3/a", "kg/a")] | None = None
    """What a backfill or outlet takes in a year, spread evenly over the months; unlimited for an outlet without."""
    fate: Fate | None = None
    """Of what an outlet or backfill takes; landfill and export have their own."""


class Route(Entity):
    """Where an item may go. An empty list is allowed and means: no lawful place."""

    to: tuple[Id, ...]
    """Facilities in order."""
    rule: Literal["first_open", "nearest", "by_share"] = "first_open"
    """Which of those that can take the load: the first, the nearest, or by lot."""
    shares: dict[Id, Share] = {}
    """For `by_share`: share of each facility; they sum to 1."""
    hauled_by: Literal["fleet", "buyer"] = "fleet"
    """A buyer collects at the plant, at once and without our trucks; outlets only."""
    max_wait: Period | None = None
    """A load that has waited this long is unserved."""


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
    price: HaulPrice | None = None
    """Cost of haulage; none where absent."""


class Roads(Entity):
    """Road distances in km by origin and destination; great circle times detour where not listed."""

    detour: Ratio
    """Road distance per great-circle distance."""
    km: dict[Id, dict[Id, Annotated[float, Field(ge=0, allow_inf_nan=False)]]] = {}
    """Kilometres by origin and destination; they hold in both directions."""
    source: str = ""
    """Where the distances come from."""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"
    """How well they are founded."""


class Selection(Entity):
    """Rows of the ledger: every key given must match. `to` takes fates and facilities, `by` facilities or `sources`."""

    to: tuple[Id, ...]
    """Fates and facilities that received the mass."""
    by: tuple[Id, ...] = ()
    """Facilities that sent it, or `sources`."""
    items: tuple[Id, ...] = ()
    """As what it arrived."""
    streams: tuple[Id, ...] = ()
    """From which streams it came."""


class Reading(Entity):
    """One way to compute a rate: numerator and denominator as selections of streams, items, fates and facilities."""

    name: Name
    """Shown as it stands."""
    numerator: tuple[Selection, ...]
    """What counts; the selections add up."""
    exclude: tuple[Fate, ...] = ()
    """Fates that leave the denominator, such as water."""
    rests_on: Name | None = None
    """The assumption that decides this reading, shown beside the verdict."""


class Target(Entity):
    """A rate that the plan promises; the first reading is the primary one."""

    name: Name
    """Shown as it stands."""
    goal: Share
    """The share promised."""
    streams: tuple[Id, ...]
    """Streams whose mass is the denominator."""
    due: PeriodId
    """The period that the plan's verdict is about."""
    readings: dict[Id, Reading]
    """Ways to compute the rate; the first is the primary one."""
    article: str = ""
    """Where the plan promises it."""


class Scenario(Entity):
    """One plan, complete."""

    waste_sim: Literal[1] = 1
    """Version of the language."""
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)] | None = None
    """Name of the scenario in results; the stem of the file where absent."""
    title: Name
    """Shown on every page."""
    question: Name | None = None
    """What the scenario asks; shown first in the report."""
    date: Date
    """Date of the report."""
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    """Languages of the report."""
    horizon: Horizon
    """The simulated time."""
    design_year: Year | None = None
    """Year whose volumes and calendar the design run takes; the last of the horizon where absent."""
    study: Study = Study()
    """How often it is simulated, from which seed."""
    windows: dict[PeriodId, Window] = {}
    """Further periods of evaluation by id."""
    calendars: dict[Id, Calendar]
    """Calendars by id; `always site haul plant` exist already."""
    roads: Roads
    """Distances."""
    streams: dict[Id, Stream]
    """Kinds of waste by id."""
    items: dict[Id, Item] = {}
    """What plants make, by id."""
    sources: dict[Id, Source]
    """Where streams arise, by id."""
    facilities: dict[Id, Facility]
    """Plants, stores and sinks by id."""
    routes: dict[Id, Route]
    """Way of each stream and item, by its id."""
    fleets: dict[Id, Fleet] = {}
    """Trucks by id."""
    targets: dict[Id, Target] = {}
    """Rates that the plan promises, by id."""
