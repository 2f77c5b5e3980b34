"""The terms that a scenario's entities are made of: ids, choices, and numbers by their units."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from sim.scenario.fields import In
from sim.scenario.quantity import Quantity, Variate

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]


def _year_text(given: object) -> object:
    """A year written as a number is its text."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


Year = Annotated[str, Field(pattern=r"^[12][0-9]{3}$"), BeforeValidator(_year_text, json_schema_input_type=str | int)]
PeriodId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=64),
    BeforeValidator(_year_text, json_schema_input_type=str | int),
]
ArticleId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.()-]*$", max_length=64),
    BeforeValidator(_year_text, json_schema_input_type=str | int),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Fate = Literal[
    "recycled", "reused", "backfilled", "soil_product", "energy", "landfilled",
    "heap_fill", "exported", "water", "unserved", "leaked",
]  # fmt: skip
OnSiteFate = Literal["recycled", "reused", "backfilled", "soil_product", "energy", "heap_fill"]
Kind = Literal["sorting", "recycling", "mobile", "terminal", "store", "landfill", "backfill", "outlet", "export"]
PLANT_KINDS = ("sorting", "recycling", "mobile", "terminal")
"""Kinds with a machine; a terminal's only puts things over from one carrier to another."""

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
Position = tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]]
Twelve = Annotated[
    tuple[Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)], ...], Field(min_length=12, max_length=12)
]
