"""The scenario language: one frozen model per word of a scenario file; unknown keys are refused.

`In(...)` names the canonical units that a number may be given in (see `sim.scenario.units`). What needs more
than one entity to judge stands in `sim.scenario.references`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from sim.scenario.fields import Date, Hours, In, Name
from sim.scenario.quantity import Quantity, Variate

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]



def _year_text(given: object) -> object:
    """A year written as a number is its text."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


Year = Annotated[str, Field(pattern=r"^[12][0-9]{3}$"), BeforeValidator(_year_text)]
PeriodId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=64), BeforeValidator(_year_text)
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Fate = Literal[
    "recycled", "reused", "backfilled", "soil_product", "energy", "landfilled",
    "heap_fill", "exported", "water", "unserved", "leaked",
]  # fmt: skip
OnSiteFate = Literal["recycled", "reused", "backfilled", "soil_product", "energy", "heap_fill"]
Kind = Literal["sorting", "recycling", "mobile", "store", "landfill", "backfill", "outlet", "export"]
PLANT_KINDS = ("sorting", "recycling", "mobile")

Mass = Annotated[Quantity, In("kg")]
Share = Annotated[Quantity, In("1", at_most=1)]
Ratio = Annotated[Quantity, In("1", above=0)]
Count = Annotated[Quantity, In("1", whole=True)]
OpenDate = Annotated[Quantity, In("date")]
Period = Annotated[Quantity, In("s")]
Duration = Annotated[Variate, In("s")]
Speed = Annotated[Variate, In("m/h", above=0)]
AnnualAmount = Annotated[Quantity, In("kg/a", "m3/a", "bank_m3/a", "loose_m3/a", "compacted_m3/a")]
Throughput = Annotated[Quantity, In("kg/a", "kg/d", "kg/h")]
VoidVolume = Annotated[Quantity, In("compacted_m3")]
MassPrice = Annotated[Quantity, In("yuan/kg")]


class Entity(BaseModel):
    """A part of a scenario: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Horizon(Entity):
    """The simulated time: whole days, end exclusive."""

    start: Date
    end: Date


class Window(Entity):
    """A declared period of evaluation; rates in it are flows from start to end, end exclusive."""

    start: Date
    end: Date
    name: Name | None = None


class Study(Entity):
    """How often the scenario is simulated, and from which seed."""

    replications: int = Field(20, ge=1, le=100_000)
    seed: int = Field(1, ge=0, le=2**63 - 1)


class Calendar(Entity):
    """When something works: hours of the day on the days that are not closed."""

    hours: Hours
    closed_weekdays: tuple[Weekday, ...] = ()
    public_holidays: Literal["CN"] | None = None
    closed_dates: tuple[Date, ...] = ()


class Pressing(Entity):
    """Dewatering on site: the stream becomes cake, which moves as an item, and water, which leaves."""

    cake: Id
    cake_share: Share


class ByKey(Entity):
    """Numbers of one provenance for several keys, such as one weight per source."""

    values: dict[Id, Annotated[float, Field(ge=0, allow_inf_nan=False)]]
    source: str = ""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"


class Stream(Entity):
    """A kind of waste: forecast, density, what happens to it on site."""

    name: Name
    amount: AnnualAmount
    trend: dict[Year, Annotated[Quantity, In("1")]] = {}
    """Factor of `amount` for a year; 1 where absent."""
    form: Literal["solid", "liquid"] = "solid"
    density: Annotated[Quantity, In("kg/bank_m3", "kg/loose_m3", "kg/compacted_m3", "kg/m3", above=0)] | None = None
    swell: Ratio | None = None
    """Loose volume per bank volume."""
    fill_factor: Ratio | None = None
    """Compacted volume per bank volume."""
    stage: Literal["gross", "outbound"] = "gross"
    capture: Share | None = None
    """Part that enters the regulated system; the rest leaks. 1 where absent."""
    pressing: Pressing | None = None
    on_site: dict[OnSiteFate, Share] = {}
    """Part of the captured (and pressed) mass that finds its fate where it arises."""
    weights: ByKey | None = None
    """Relative share of each source; equal where absent."""
    calendar: Id


class Item(Entity):
    """What a plant (or a filter press) makes: residue, product, fraction for the next plant."""

    name: Name
    density: Annotated[Quantity, In("kg/compacted_m3", above=0)] | None = None
    """In a landfill or fill; needed where a route leads to one."""


def _count_limits(storage: object) -> str:
    """Whether a storage limit is one for all streams, or a map of one for each."""
    return "each" if isinstance(storage, dict) and "value" not in storage else "one"


class Source(Entity):
    """Where streams arise."""

    name: Name
    position: tuple[float, float] | None = None
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
    weigh_in: Duration
    weigh_out: Duration
    bays: Count | None = None
    """Tipping places; unlimited where absent."""
    tipping: Duration


class RampStep(Entity):
    """Share of the rate that a plant reaches in the days after the step before."""

    days: Annotated[Quantity, In("s", above=0)]
    load: Share


class Failures(Entity):
    """Random breakdowns: exponential times between them, on calendar time."""

    availability: Annotated[Quantity, In("1", above=0, at_most=1)]
    repair: Duration


class Facility(Entity):
    """A plant, store or sink. Which keys a kind needs is checked in `sim.scenario.references`."""

    name: Name
    kind: Kind
    position: tuple[float, float] | None = None
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
    gate_fee: MassPrice | None = None
    area: Annotated[Quantity, In("m2")] | None = None
    # plants
    capacity: Throughput | None = None
    capacity_basis: Literal["net", "gross"] = "net"
    stockpile: Mass | None = None
    product_yard: Mass | None = None
    outputs: dict[Id, dict[Id, Share]] = {}
    """For each input item the shares of its output items; they sum to 1."""
    ramp: tuple[RampStep, ...] = ()
    failures: Failures | None = None
    # stores
    holds: Mass | None = None
    # landfills
    void: VoidVolume | None = None
    existing_fill: VoidVolume | None = None
    cover_share: Share | None = None
    """Part of the void that cover, berms and roads take."""
    daily_intake: Annotated[Quantity, In("kg/d")] | None = None
    # backfill (volume) and outlets (mass): spread evenly over the months
    demand: Annotated[Quantity, In("compacted_m3/a", "kg/a")] | None = None
    fate: Fate | None = None
    """Of what an outlet or backfill takes; landfill and export have their own."""


class Route(Entity):
    """Where an item may go. An empty list is allowed and means: no lawful place."""

    to: tuple[Id, ...]
    rule: Literal["first_open", "nearest", "by_share"] = "first_open"
    shares: dict[Id, Share] = {}
    hauled_by: Literal["fleet", "buyer"] = "fleet"
    """A buyer collects at the plant, at once and without our trucks; outlets only."""
    max_wait: Period | None = None
    """A load that has waited this long is unserved."""


class HaulPrice(Entity):
    """Price per tonne up to a distance, and per tonne and kilometre beyond it."""

    base: MassPrice
    base_distance: Annotated[Quantity, In("m")]
    beyond: Annotated[Quantity, In("yuan/kg/m")]


class Fleet(Entity):
    """Trucks of one kind and what they carry."""

    name: Name
    carries: tuple[Id, ...]
    trucks: Count
    payload: Annotated[Quantity, In("kg", above=0)]
    calendar: Id
    loading: Duration
    wash: Duration
    speed_loaded: Speed
    speed_empty: Speed
    fuel: Annotated[Quantity, In("L/m")]
    co2: Annotated[Quantity, In("kg/L")]
    price: HaulPrice | None = None


class Roads(Entity):
    """Road distances in km by origin and destination; great circle times detour where not listed."""

    detour: Ratio
    km: dict[Id, dict[Id, Annotated[float, Field(ge=0, allow_inf_nan=False)]]] = {}
    source: str = ""
    grade: Literal["plan", "standard", "literature", "assumed"] = "assumed"


class Selection(Entity):
    """Rows of the ledger: every key given must match. `to` takes fates and facilities, `by` facilities or `sources`."""

    to: tuple[Id, ...]
    by: tuple[Id, ...] = ()
    items: tuple[Id, ...] = ()
    streams: tuple[Id, ...] = ()


class Reading(Entity):
    """One way to compute a rate: numerator and denominator as selections of streams, items, fates and facilities."""

    name: Name
    numerator: tuple[Selection, ...]
    exclude: tuple[Fate, ...] = ()
    """Fates that leave the denominator, such as water."""
    rests_on: Name | None = None
    """The assumption that decides this reading, shown beside the verdict."""


class Target(Entity):
    """A rate that the plan promises; the first reading is the primary one."""

    name: Name
    goal: Share
    streams: tuple[Id, ...]
    due: PeriodId
    """The period that the plan's verdict is about."""
    readings: dict[Id, Reading]
    article: str = ""


class Scenario(Entity):
    """One plan, complete."""

    waste_sim: Literal[1] = 1
    """Version of the language."""
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)] | None = None
    """Name of the scenario in results; the stem of the file where absent."""
    title: Name
    question: Name | None = None
    date: Date
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    horizon: Horizon
    design_year: Year | None = None
    """Year whose volumes and calendar the design run takes; the last of the horizon where absent."""
    study: Study = Study()
    windows: dict[PeriodId, Window] = {}
    calendars: dict[Id, Calendar]
    roads: Roads
    streams: dict[Id, Stream]
    items: dict[Id, Item] = {}
    sources: dict[Id, Source]
    facilities: dict[Id, Facility]
    routes: dict[Id, Route]
    fleets: dict[Id, Fleet] = {}
    targets: dict[Id, Target] = {}
