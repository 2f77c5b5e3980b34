"""What two scenarios have in common, so that a difference means something; the rest is listed, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from sim.model.replication import DESIGN
from sim.scenario.masses import last_year
from sim.scenario.schema import PLANT_KINDS, Reading, Scenario

Side = Literal["base", "other", ""]
COMPARED_KINDS = (*PLANT_KINDS, "landfill")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that is not compared: a target, period, facility or kind of money.

    `reason`: `only_in_one` (then `only_in` says in which), `other_streams`, `other_reading`, `other_dates`,
    `other_design_year`, `other_kind`, `no_price`, `nothing_generated` (with `period`), `closed` (with `period`).
    """

    what: Literal["target", "period", "facility", "money"]
    id: str
    reason: str
    only_in: Side = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Common:
    """What can be compared."""

    readings: dict[str, tuple[str, str]]
    """By target: the base's primary reading, and the one of the other that counts the same."""
    other_periods: frozenset[str]
    """Periods that only one has or that are not the same in both."""
    facilities: tuple[str, ...]
    """Plants and landfills."""
    money: tuple[str, ...]
    """`haul` and `gate_fee`, where both have prices."""
    mismatches: tuple[Mismatch, ...]

    def has_period(self, period: str) -> bool:
        """Whether a period is the same in both; calendar years are, as the horizons are the same."""
        return period not in self.other_periods


def find_common(base: Scenario, other: Scenario) -> Common:
    """What two scenarios of the same horizon have in common."""
    targets = {id: _reading(base, other, id) for id in base.targets if id in other.targets}
    mismatches = [
        *(Mismatch("target", id, "only_in_one", side) for id, side in _lone(base.targets, other.targets)),
        *(Mismatch("target", id, found) for id, found in targets.items() if isinstance(found, str)),
        *_windows(base, other),
        *_facilities(base, other),
        *_money(base, other),
    ]
    out = {(m.what, m.id) for m in mismatches}
    return Common(
        readings={id: found for id, found in targets.items() if not isinstance(found, str)},
        other_periods=frozenset(m.id for m in mismatches if m.what == "period"),
        facilities=tuple(
            id for id, f in base.facilities.items() if f.kind in COMPARED_KINDS and ("facility", id) not in out
        ),
        money=tuple(what for what in ("haul", "gate_fee") if _has_price(base, what) and _has_price(other, what)),
        mismatches=tuple(mismatches),
    )


def _lone(base: Collection[str], other: Collection[str]) -> Iterator[tuple[str, Side]]:
    """Ids that only one of the two has."""
    yield from ((id, "base") for id in base if id not in other)
    yield from ((id, "other") for id in other if id not in base)


def _reading(base: Scenario, other: Scenario, id: str) -> tuple[str, str] | str:
    """The primary reading and its equal in the other scenario, or why there is none."""
    mine, theirs = base.targets[id], other.targets[id]
    if set(mine.streams) != set(theirs.streams):
        return "other_streams"
    primary = next(iter(mine.readings))
    same = [r for r, reading in theirs.readings.items() if _counts(reading) == _counts(mine.readings[primary])]
    if not same:
        return "other_reading"
    return primary, primary if primary in same else same[0]


def _counts(reading: Reading) -> tuple[object, ...]:
    """What a reading counts, whatever it is called."""
    return reading.numerator, reading.exclude, reading.measure, reading.state


def _windows(base: Scenario, other: Scenario) -> Iterator[Mismatch]:
    for id, side in _lone(base.windows, other.windows):
        yield Mismatch("period", id, "only_in_one", side)
    for id, window in base.windows.items():
        theirs = other.windows.get(id)
        if theirs is not None and (window.start, window.end) != (theirs.start, theirs.end):
            yield Mismatch("period", id, "other_dates")
    if last_year(base) != last_year(other):
        yield Mismatch("period", DESIGN, "other_design_year")


def _facilities(base: Scenario, other: Scenario) -> Iterator[Mismatch]:
    """Only plants and landfills are compared one by one."""
    mine, theirs = ({id: f.kind for id, f in s.facilities.items() if f.kind in COMPARED_KINDS} for s in (base, other))
    for id, side in _lone(mine, theirs):
        there = id in (other if side == "base" else base).facilities
        yield Mismatch("facility", id, "other_kind") if there else Mismatch("facility", id, "only_in_one", side)
    yield from (Mismatch("facility", id, "other_kind") for id in mine if mine[id] != theirs.get(id, mine[id]))


def _money(base: Scenario, other: Scenario) -> Iterator[Mismatch]:
    for what in ("haul", "gate_fee"):
        priced = [_has_price(scenario, what) for scenario in (base, other)]
        if priced[0] != priced[1]:
            yield Mismatch("money", what, "only_in_one", "base" if priced[0] else "other")
        elif not any(priced):
            yield Mismatch("money", what, "no_price")


def _has_price(scenario: Scenario, what: str) -> bool:
    if what == "haul":
        return any(fleet.price is not None for fleet in scenario.fleets.values())
    return any(facility.gate_fee is not None for facility in scenario.facilities.values())
