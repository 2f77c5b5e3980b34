"""What `check` finds in stores that nothing leaves, and in yards that hold less than one truckload."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.arrivals import destinations, is_store
from sim.scenario.finding import Finding, by_language, call_all, movable, name_of
from sim.scenario.loading import Loaded
from sim.scenario.masses import hauled_mass, last_year
from sim.scenario.wording import write_quantity


def find_dead_ends(loaded: Loaded) -> Iterator[Finding]:
    """Stores with items whose route leads nowhere else: they fill up and then refuse; how soon at the earliest."""
    scenario = loaded.scenario
    masses = hauled_mass(scenario, last_year(scenario))
    for id in [id for id in scenario.facilities if is_store(scenario, id)]:
        through = [item for item, route in scenario.routes.items() if id in route.facilities]
        ending = [item for item in through if not destinations(scenario, item, id)]
        holds = scenario.facilities[id].holds
        if not ending or holds is None:
            continue
        feed = sum(masses.get(item, 0.0) for item in ending)
        held = sum(mass.value for mass in scenario.facilities[id].opening_stock.values())
        days = 365 * max(0.0, holds.value - held) / feed if feed > 0 else float("inf")
        values = {"facility": id, "items": ", ".join(ending), "tonnes": holds.value / 1000, "days": days}
        values |= {"feed": feed / 1e7, "year": last_year(scenario)}
        names = {"name": name_of(scenario.facilities[id]), "items": call_all(movable(scenario), ending)}
        names["holds"] = by_language(write_quantity, holds.text)
        if feed > 0:
            yield Finding("dead_end", "warning", f"facilities.{id}.holds", values, holds.source, names)


def find_small_yards(loaded: Loaded) -> Iterator[Finding]:
    """Product yards that are full before an output fills the truck, or the barge, that is to take it."""
    scenario = loaded.scenario
    payloads = {item: fleet.payload for fleet in scenario.fleets.values() for item in fleet.carries}
    for id, facility in scenario.facilities.items():
        yard, made = facility.product_yard, sorted({out for row in facility.outputs.values() for out in row})
        for item in made:
            route, payload = scenario.routes.get(item), payloads.get(item)
            if yard is None or payload is None or route is None or route.hauled_by == "buyer" or not route.facilities:
                continue
            if yard.value < payload.value:
                values = {"facility": id, "item": item, "given": yard.text, "payload": payload.text}
                names = {"name": name_of(facility), "item": name_of(movable(scenario)[item])}
                names |= {"given": by_language(write_quantity, yard.text)}
                names |= {"payload": by_language(write_quantity, payload.text)}
                path = f"facilities.{id}.product_yard"
                yield Finding("yard_below_load", "warning", path, values, yard.source, names)
