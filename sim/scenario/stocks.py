"""What lies at sources, stores and plants when the horizon begins: where it may lie, and whether there is room."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.masses import origin_items
from sim.scenario.quantity import Quantity
from sim.scenario.references import Found
from sim.scenario.schema import PLANT_KINDS, Scenario


def has_opening_stock(scenario: Scenario) -> bool:
    """Whether anything lies anywhere when the horizon begins."""
    return next(opening_masses(scenario), None) is not None


def stream_of(scenario: Scenario, item: str) -> str:
    """The stream in whose storage an item waits at a source: the first that it leaves as."""
    return next((id for id in sorted(scenario.streams) if item in origin_items(scenario, id)), "")


def check_stocks(scenario: Scenario) -> Iterator[Found]:
    """Each item can lie where it is said to lie, and all of them have room there."""
    movable = {*scenario.streams, *scenario.items}
    leaving = [item for id in scenario.streams for item in origin_items(scenario, id)]
    for id, source in scenario.sources.items():
        yield from _check_items(source.opening_stock, leaving, movable, f"sources.{id}.opening_stock")
        storage = source.storage
        for stream, limit in storage.items() if isinstance(storage, dict) else ():
            items = [item for item in source.opening_stock if stream_of(scenario, item) == stream]
            yield from _check_room(source.opening_stock, items, limit, f"sources.{id}.opening_stock")
        if isinstance(storage, Quantity):
            yield from _check_room(source.opening_stock, leaving, storage, f"sources.{id}.opening_stock")
    for id, facility in scenario.facilities.items():
        path, made = f"facilities.{id}.opening_stock", {out for row in facility.outputs.values() for out in row}
        if facility.kind == "store":
            through = [item for item, route in scenario.routes.items() if id in route.facilities]
            yield from _check_items(facility.opening_stock, through, movable, path)
            yield from _check_room(facility.opening_stock, through, facility.holds, path)
        elif facility.kind in PLANT_KINDS:
            yield from _check_items(facility.opening_stock, [*facility.outputs, *sorted(made)], movable, path)
            yield from _check_room(facility.opening_stock, list(facility.outputs), facility.stockpile, path)
            yield from _check_room(facility.opening_stock, _kept(scenario, made), facility.product_yard, path)


def _check_items(stock: dict[str, Quantity], allowed: list[str], known: set[str], path: str) -> Iterator[Found]:
    shown = ", ".join(dict.fromkeys(allowed)) or "—"
    for item in stock:
        if item in known and item not in allowed:
            yield "stock_not_there", f"{path}.{item}", {"item": item, "allowed": shown}


def _check_room(stock: dict[str, Quantity], items: list[str], limit: Quantity | None, path: str) -> Iterator[Found]:
    held = [(item, stock[item]) for item in dict.fromkeys(items) if item in stock]
    most = math.fsum(mass.bounds[1] for _, mass in held)
    if limit is not None and most > limit.bounds[0]:
        yield "stock_too_large", f"{path}.{held[0][0]}", {"total": f"{most / 1000:,g} t", "limit": limit.text}


def _kept(scenario: Scenario, made: set[str]) -> list[str]:
    """Of what a plant makes, what has to lie in its yard: an item without lawful place is unserved at once."""
    return sorted(item for item in made if item in scenario.routes and scenario.routes[item].facilities)


def opening_masses(scenario: Scenario) -> Iterator[tuple[str, str, Quantity]]:
    """(place, item, mass) of everything that lies anywhere when the horizon begins, by id."""
    places: dict[str, dict[str, Quantity]] = {id: scenario.sources[id].opening_stock for id in sorted(scenario.sources)}
    places |= {id: scenario.facilities[id].opening_stock for id in sorted(scenario.facilities)}
    for place, stock in places.items():
        for item, mass in sorted(stock.items()):
            yield place, item, mass
