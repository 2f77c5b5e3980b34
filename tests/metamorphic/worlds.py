"""Generated worlds and what is done to them. Each change makes a new world; nothing of the first is touched."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.property.test_invariants import worlds as strained
from tests.worlds import landfill

World = dict[str, Any]
ENTITIES = ("streams", "items", "sources", "facilities", "routes", "fleets", "calendars", "events")


@st.composite
def round_worlds(draw: st.DrawFn) -> World:
    """Worlds whose masses divide evenly: no kilogram, millilitre or second is rounded, whatever the scale."""
    world = draw(strained())
    world["calendars"]["site"] = {"hours": "07:00-19:00"}
    world["streams"]["rubble"] |= {"amount": f"{draw(st.integers(1, 60)) * 730} t/a", "capture": "100 %"}
    world["facilities"]["plant"]["capacity"] = f"{draw(st.integers(1, 12)) * 3.6:.1f} t/h"
    world["facilities"]["market"]["demand"] = draw(st.sampled_from([None, "6000 t/a"]))
    return world


def scaled(world: World, k: int) -> World:
    """All masses, and all that holds masses, k times as large."""
    more = copy.deepcopy(world)

    def scale(holder: dict[str, Any], *names: str) -> None:
        for name in names:
            if holder.get(name) is not None:
                number, unit = holder[name].split(maxsplit=1)
                holder[name] = f"{round(float(number) * k, 6)} {unit}"

    for stream in more["streams"].values():
        scale(stream, "amount")
    for source in more["sources"].values():
        scale(source, "storage")
    for facility in more["facilities"].values():
        scale(facility, "capacity", "stockpile", "product_yard", "void", "demand")
    for fleet in more["fleets"].values():
        scale(fleet, "payload")
    return more


def shuffled(world: World, random: Random) -> World:
    """The same entities in another order."""
    other = copy.deepcopy(world)
    for word in ENTITIES:
        if word in other:
            keys = list(other[word])
            random.shuffle(keys)
            other[word] = {key: other[word][key] for key in keys}
    return other


def with_one_that_never_opens(world: World) -> World:
    """A landfill for everything, last in every route that may have one more (see the table of exceptions)."""
    more = copy.deepcopy(world)
    places = [*more["sources"], *more["facilities"]]
    stores = {id for id, facility in more["facilities"].items() if facility["kind"] == "store"}
    items = []
    for item, route in more["routes"].items():
        has_density = item in more["streams"] or "density" in more["items"][item]
        if has_density and route["to"] and route.get("rule") != "by_share" and set(route["to"]) - stores:
            last = "then" if "then" in route else "to"
            route[last] = [*route[last], "zz_never"]
            items.append(item)
    more["facilities"]["zz_never"] = landfill(accepts=items or ["rubble"], opens="2099-01-01", calendar="always")
    for place in places:
        more["roads"]["km"].setdefault(place, {})["zz_never"] = 1
    return more


def closed_on(world: World, date: str) -> World:
    """Nobody works on a day, from midnight to midnight."""
    shut = copy.deepcopy(world)
    for calendar in shut["calendars"].values():
        calendar["closed_dates"] = [date]
    return shut
