"""What `run --levers` moves, how far, and on how many replications."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from sim.scenario.fields import In
from sim.scenario.quantity import Quantity
from sim.scenario.refusing import raise_fault
from sim.scenario.schema.entity import Entity

Step = Annotated[Quantity, In("1", above=0, at_most=1)]


def _check_months(months: tuple[int, ...]) -> tuple[int, ...]:
    """There is one, none is nothing, and none is given twice."""
    if not months:
        raise_fault("wanted_some")
    for index, month in enumerate(months):
        if month == 0:
            raise_fault("month_zero", at=str(index))
        if month in months[:index]:
            raise_fault("to_twice", given=month, at=str(index))
    return months


class Levers(Entity):
    """Steps of the one-at-a-time sensitivity: each number is moved alone, up and down, its whole law with it."""

    replications: Annotated[Quantity, In("1", above=0, whole=True)]
    """The first replications of the study on which each change is simulated; all of them where it has fewer."""
    months: Annotated[tuple[Annotated[int, Field(ge=-600, le=600)], ...], AfterValidator(_check_months)]
    """By how many calendar months an opening is moved; negative is earlier."""
    plant: Annotated[Quantity, In("kg/a", above=0)]
    """Step of a plant's capacity; one that is given per day or hour is moved by as much over the hours of a year."""
    landfill: Step
    """Step of a landfill's void, as a share of the void stated."""
    fleet: Step
    """Step of a fleet, as a share of its trucks, rounded up to whole ones."""
    backfill: Step
    """Step of what a backfill or outlet takes, as a share of the demand stated."""
    share: Step
    """Step of a share, such as capture or cake, in points of the whole."""
