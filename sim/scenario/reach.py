"""How far a plan can reach by arithmetic alone: everything open all year, every plant working as fast as it can.

A target is looked at here if its primary reading counts what plants make and nothing that is filled in. Its *last
plants* are those that feed no other plant; *by-products* are what reaches an outlet or is used on site without them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.scenario.finding import LANGUAGES, Finding, Texts, call_all, name_of
from sim.scenario.loading import Loaded
from sim.scenario.masses import annual_mass, last_year, main_item, origin_items, parts_of, plants_of
from sim.scenario.phases import nameplate_of
from sim.scenario.schema import PLANT_KINDS, Scenario, Target
from sim.words import Words

PLACED = {"backfilled", "soil_product", "heap_fill"}
LOST = {"leaked", "water"}
SHARES = (1.0, 2 / 3, 0.5, 1 / 3, 0.0)
"""Of an uncertain capacity: where the rate is computed."""


@dataclass
class Balance:
    """Kilograms of a target's streams in a year if the first plant of each route takes everything.

    made: what the last plants make for outlets; fed: what they take in, by plant.
    """

    generated: float = 0.0
    by_products: float = 0.0
    made: float = 0.0
    fed: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def feed(self) -> float:
        """What the last plants take in."""
        return sum(self.fed.values())

    @property
    def yield_(self) -> float:
        """Product per intake of the last plants."""
        return self.made / self.feed if self.feed else 0.0


def due_year(scenario: Scenario, target: Target) -> str:
    """The year in which a target is due; the last one where it names none."""
    return target.due[:4] if target.due[:4].isdigit() else last_year(scenario)


def counted(target: Target) -> list[str]:
    """What the primary reading of a target counts."""
    primary = next(iter(target.readings.values()), None)
    return [] if primary is None else [to for selection in primary.numerator for to in selection.to]


def counted_by_mass(scenario: Scenario) -> dict[str, Target]:
    """The targets whose primary reading counts tonnes: only of these does arithmetic with masses speak."""
    primary = {id: next(iter(target.readings.values()), None) for id, target in scenario.targets.items()}
    return {id: target for id, target in scenario.targets.items() if (r := primary[id]) is None or r.measure == "mass"}


def last_plants(scenario: Scenario, target: Target) -> list[str]:
    """Plants that the streams of a target, or what is made of them, can reach and that feed no other; no terminals."""
    reached: set[str] = set()
    items = [item for stream in target.streams for item in origin_items(scenario, stream)]
    while items:
        for id in plants_of(scenario, items.pop()):
            if id not in reached:
                reached.add(id)
                items += made_by(scenario, id)
    feeding = {id for id in reached if any(plants_of(scenario, out) for out in made_by(scenario, id))}
    return sorted(id for id in reached - feeding if scenario.facilities[id].kind != "terminal")


def made_by(scenario: Scenario, id: str) -> set[str]:
    """The items that a plant makes."""
    return {out for outputs in scenario.facilities[id].outputs.values() for out in outputs}


def annual_capacity(scenario: Scenario, id: str, year: str) -> float:
    """Nameplate in kg per year at a year's end; a rate per day or hour counts the open days or hours of a week."""
    facility = scenario.facilities[id]
    capacity = nameplate_of(facility, year)
    assert capacity is not None, "checked: a plant has one"
    if capacity.unit == "kg/a":
        return capacity.value
    calendar = scenario.calendars[facility.works or facility.calendar]
    days = 365 * (7 - len(set(calendar.closed_weekdays))) / 7
    hours = sum(end - start for start, end in calendar.hours) / 3600
    return capacity.value * days * (hours if capacity.unit == "kg/h" else 1)


def balance_of(scenario: Scenario, streams: tuple[str, ...], last: list[str], year: str) -> Balance:
    """The balance of some streams in a year."""
    balance = Balance()
    for id in streams:
        kg, parts = annual_mass(scenario, id, year), parts_of(scenario, id)
        balance.generated += kg
        balance.by_products += kg * sum(share for fate, share in parts.on_site if fate not in LOST)
        for item, share in parts.leaving:
            _follow(scenario, balance, last, item, kg * share, after_last=False)
    return balance


def _follow(scenario: Scenario, balance: Balance, last: list[str], item: str, kg: float, *, after_last: bool) -> None:
    """Send an item to the first plant of its route, else to its first place, and follow what becomes of it."""
    route, plants = scenario.routes.get(item), plants_of(scenario, item)
    if plants and not after_last:
        plant = plants[0]
        is_last = plant in last
        if is_last:
            balance.fed[plant] += kg
        for out, share in scenario.facilities[plant].outputs.get(item, {}).items():
            _follow(scenario, balance, last, out, kg * share.value, after_last=is_last)
    elif route and route.facilities and scenario.facilities[route.facilities[0]].kind == "outlet":
        if after_last:
            balance.made += kg
        else:
            balance.by_products += kg


def _targets(scenario: Scenario) -> Iterator[tuple[str, Target, str, list[str], Balance]]:
    for id, target in counted_by_mass(scenario).items():
        last, year = last_plants(scenario, target), due_year(scenario, target)
        if last and not set(counted(target)) & PLACED:
            balance = balance_of(scenario, target.streams, last, year)
            if balance.feed > 0 and balance.generated > 0:
                yield id, target, year, last, balance


def find_load_needed(loaded: Loaded) -> Iterator[Finding]:
    """Per target: the share of their nameplate at which the last plants must run to reach it, counted in four ways."""
    scenario = loaded.scenario
    for id, target, year, last, balance in _targets(scenario):
        capacity = sum(annual_capacity(scenario, plant, year) for plant in last)
        needed = target.goal.value * balance.generated
        if capacity <= 0 or balance.yield_ <= 0:
            continue
        rest = max(0.0, needed - balance.by_products)
        product, product_rest = needed / capacity / balance.yield_, rest / capacity / balance.yield_
        values = {
            "target": id, "year": year, "plants": ", ".join(last), "capacity": capacity / 1e7, "needed": needed / 1e7,
            "goal": 100 * target.goal.value, "by_products": balance.by_products / 1e7, "yield": 100 * balance.yield_,
            "intake": needed / capacity, "intake_rest": rest / capacity,
            "product": product, "product_rest": product_rest,
        }  # fmt: skip
        severity = "contradiction" if product_rest > 1 else "warning" if product > 1 else "info"
        names = {"name": name_of(target), "plants": call_all(scenario.facilities, last)}
        for key in ("intake", "intake_rest", "product", "product_rest"):
            names[key] = dict.fromkeys(LANGUAGES, f"{values[key]:.3f}" if balance.by_products or "_" not in key else "")
        yield Finding("load_needed", severity, f"targets.{id}.goal", values, target.article, names)


def find_rate_by_capacity(loaded: Loaded) -> Iterator[Finding]:
    """Per target and last plant of uncertain capacity: the rate at that capacity and at parts of it."""
    scenario = loaded.scenario
    for id, target, year, last, balance in _targets(scenario):
        for plant in last:
            quantity = nameplate_of(scenario.facilities[plant], year)
            if quantity is None or quantity.law is None:
                continue
            own = annual_capacity(scenario, plant, year)
            others = sum(annual_capacity(scenario, other, year) for other in last if other != plant)
            rates = [
                100 * (min(balance.feed, others + own * share) * balance.yield_ + balance.by_products)
                / balance.generated for share in SHARES
            ]  # fmt: skip
            values = {"target": id, "facility": plant, "year": year, "goal": 100 * target.goal.value}
            values |= {"capacities": [own * share / 1e7 for share in SHARES], "rates": rates}
            names = {"name": name_of(target), "facility": name_of(scenario.facilities[plant])}
            names["capacities"] = _series(own * share / 1e7 for share in SHARES)
            names["rates"] = _series(rates)
            severity = "warning" if min(rates) < 100 * target.goal.value <= max(rates) else "info"
            where = f"facilities.{plant}.capacity"
            yield Finding("rate_by_capacity", severity, where, values, quantity.source, names)


def _series(numbers: Iterator[float] | list[float]) -> Texts:
    shown = [f"{number:.1f}".removesuffix(".0") for number in numbers]
    return {language: Words(language).say("report.slash").join(shown) for language in LANGUAGES}


def find_opening_needed(loaded: Loaded) -> Iterator[Finding]:
    """Per target and plant that feeds the last ones and may open in its year: for how much of the year it is needed.

    A lower bound: no ramp, and nothing else is short. Streams that need not pass the plant count with their own yield.
    """
    scenario = loaded.scenario
    for id, target, year, last, _ in _targets(scenario):
        for plant, facility in scenario.facilities.items():
            if facility.kind not in PLANT_KINDS or plant in last or facility.opens is None:
                continue
            latest = facility.opens.ends[1]
            if latest <= dt.date(int(year), 1, 1).toordinal():
                continue
            passing = tuple(s for s in target.streams if _passes(scenario, s, plant))
            if not passing or len(passing) == len(target.streams):
                continue
            direct = tuple(s for s in target.streams if s not in passing)
            through, beside = (balance_of(scenario, streams, last, year) for streams in (passing, direct))
            needed = target.goal.value * (through.generated + beside.generated)
            own = _part(needed, beside.by_products + beside.made, through.by_products + through.made)
            values = {
                "target": id,
                "facility": plant,
                "year": year,
                "goal": 100 * target.goal.value,
                "share": 100 * own,
            }
            names = {"name": name_of(target), "facility": name_of(facility)}
            if scenario.spans is not None:
                ends = zip(scenario.spans.direct_yield, scenario.spans.sorted_yield, strict=True)
                most, least = (
                    100 * _part(needed, beside.generated * d.value, through.generated * s.value) for d, s in ends
                )
                values |= {"least": least, "most": most}
            span = "" if scenario.spans is None else f"{values['least']:.0f}–{values['most']:.0f}"
            names["span"] = dict.fromkeys(LANGUAGES, span)
            others = [
                p for s in passing for i in origin_items(scenario, s) for p in plants_of(scenario, i) if p != plant
            ]
            values["others"] = ", ".join(dict.fromkeys(others))
            names["others"] = call_all(scenario.facilities, dict.fromkeys(others)) if others else _nothing()
            where = f"facilities.{plant}.opens"
            yield Finding("opening_needed", "warning", where, values, facility.opens.source, names)


def _nothing() -> Texts:
    return dict.fromkeys(LANGUAGES, "")


def _part(needed: float, beside: float, through: float) -> float:
    """The share of `through` that is needed beside `beside`."""
    return max(0.0, needed - beside) / through if through > 0 else float("inf")


def _passes(scenario: Scenario, stream: str, plant: str) -> bool:
    """Whether a plant is the first on the route of a stream."""
    return plants_of(scenario, main_item(scenario, stream))[:1] == [plant]
