"""Sinks: landfills with a void, and places whose demand limits them (backfill, outlets, export)."""

from __future__ import annotations

import math

from sim.model.compiling import borrowing
from sim.model.engine import tally
from sim.model.engine.state import LANDFILL, State


@borrowing
def volume(s: State, f: int, item: int, kg: int) -> int:
    """Compacted millilitres of a mass of an item."""
    return math.floor(kg * s.volumes[f, item] + 0.5)


@borrowing
def amount(s: State, f: int, item: int, kg: int) -> int:
    """What a mass of an item takes of a demand: kilograms, or compacted millilitres."""
    return volume(s, f, item, kg) if s.facilities[f].by_volume else kg


@borrowing
def bury(s: State, f: int, item: int, stream: int, kg: int, now: int) -> bool:
    """Tip into a landfill; whether that has exhausted it: the smallest load of its routes no longer fits.

    While a load is on its way the landfill stays open: what lies at a place from the start may be less than a load.
    """
    facility = s.facilities[f]
    ml = volume(s, f, item, kg)
    facility.reserved -= ml
    facility.void_left -= ml
    tally.flow(s, s.clock[0].sources + f, facility.fate, stream, item, kg)
    if facility.void_left >= facility.smallest or facility.reserved or facility.exhausted_at >= 0:
        return False
    facility.exhausted_at = now
    facility.closes = min(facility.closes, now)
    facility.is_gate_open = 0
    return True


@borrowing
def buy(s: State, buyer: int, plant: int, stream: int, item: int, kg: int) -> int:
    """Collect a product at a plant (facility) as far as the demand goes; the kilograms taken."""
    facility, sources = s.facilities[buyer], s.clock[0].sources
    taken = kg
    if facility.demand >= 0:
        left = max(0, facility.left)
        if amount(s, buyer, item, kg) > left:
            taken = min(kg, math.floor(left / s.volumes[buyer, item])) if facility.by_volume else left
        facility.left -= amount(s, buyer, item, taken)
    if taken:
        tally.flow(s, sources + plant, sources + buyer, stream, item, taken)
        tally.flow(s, sources + buyer, facility.fate, stream, item, taken)
    return taken


@borrowing
def begin_month(s: State, f: int) -> None:
    """The month's share of the yearly demand; twelve of them are exactly a year's."""
    facility = s.facilities[f]
    if facility.is_once:
        return
    month = facility.month % 12
    facility.left = facility.demand * (month + 1) // 12 - facility.demand * month // 12
    facility.month += 1


@borrowing
def refill(s: State, f: int, now: int) -> None:
    """Give a landfill its opening void again, and a demand that is not per year all of it.

    A landfill that was exhausted opens its gate if its hours say so.
    """
    facility = s.facilities[f]
    if facility.kind != LANDFILL:
        if facility.is_once:
            facility.left = facility.demand
        return
    facility.void_left = facility.void
    if facility.exhausted_at >= 0 and facility.void >= facility.smallest:
        facility.exhausted_at = -1
        facility.closes = facility.scheduled_closing
        for i in range(facility.first_hour, facility.last_hour):
            if s.hours[i, 0] <= now < s.hours[i, 1] and facility.opens <= now < facility.closes:
                facility.is_gate_open = 1
