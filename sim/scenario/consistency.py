"""Numbers and dates that must agree: sums, orders, what a kind of facility needs, conversions to mass and volume."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator

from sim.errors import Fault
from sim.scenario.amounts import check_forecasts, key_of, text_of
from sim.scenario.arrivals import check_arrivals, check_reach
from sim.scenario.cities import check_cities
from sim.scenario.document import Node
from sim.scenario.fields import Season
from sim.scenario.limits import check_limits
from sim.scenario.masses import compacted_density, density_of
from sim.scenario.measures import check_measures
from sim.scenario.phases import check_phases
from sim.scenario.quantity import Quantity
from sim.scenario.references import Found, locate
from sim.scenario.schema import PLANT_KINDS, Facility, Scenario
from sim.scenario.stated import check_drivers, check_indicators, check_spans, check_statements
from sim.scenario.stocks import check_stocks
from sim.scenario.timing import check_activity, check_closing, check_events, check_weather
from sim.scenario.units import name_unit
from sim.scenario.windows import check_windows

_PLANT = (
    "capacity",
    "capacity_basis",
    "stockpile",
    "product_yard",
    "outputs",
    "ramp",
    "phases",
    "failures",
    "works",
    "opening_stock",
)
NEEDS = {
    **dict.fromkeys(PLANT_KINDS, ("capacity", "outputs")),
    "store": ("holds", "accepts"),
    "landfill": ("void", "accepts"),
    "backfill": ("demand", "accepts"),
    "outlet": ("fate", "accepts"),
    "export": ("accepts",),
}
OWN = {
    **dict.fromkeys(PLANT_KINDS, _PLANT),
    "store": ("holds", "opening_stock"),
    "landfill": ("void", "existing_fill", "cover_share", "restoration"),
    "backfill": ("demand", "fate"),
    "outlet": ("demand", "fate"),
    "export": ("demand",),
}
"""Keys of one kind; keys that stand in no row are for every kind."""


def check_consistency(scenario: Scenario, tree: Node) -> list[Fault]:
    """Every disagreement between parts that are each in order."""
    return locate((found for rule in RULES for found in rule(scenario)), tree)


_YEAR = [(day.month, day.day) for day in (dt.date(2028, 1, 1) + dt.timedelta(days=n) for n in range(366))]
"""Month and day of every day of a leap year."""


def _percent(total: float) -> str:
    return f"{100 * total:.4f}".rstrip("0").rstrip(".") + " %"


def check_dates(scenario: Scenario) -> Iterator[Found]:
    """Starts before ends, windows inside the horizon."""
    start, end = scenario.horizon.start, scenario.horizon.end
    if end <= start:
        yield "end_before_start", "horizon.end", {"start": start, "end": end}
    for id, window in scenario.windows.items():
        if window.end <= window.start:
            yield "end_before_start", f"windows.{id}.end", {"start": window.start, "end": window.end}
        elif window.start < start or window.end > end:
            values: dict[str, object] = {"start": window.start, "end": window.end, "first": start, "last": end}
            yield "window_outside", f"windows.{id}", values
    for id, facility in scenario.facilities.items():
        yield from check_closing(facility.opens, facility.closes, f"facilities.{id}.closes")
    for id, calendar in scenario.calendars.items():
        if len(set(calendar.closed_weekdays)) == 7:
            yield "never_open", f"calendars.{id}.closed_weekdays", {"given": id}
        if not any(_is_left(day, calendar.closed_every_year) for day in _YEAR):
            yield "never_open", f"calendars.{id}.closed_every_year", {"given": id}


def _is_left(day: tuple[int, int], closed: tuple[Season, ...]) -> bool:
    """Whether a day (month, day) lies outside all parts of the year; a part may go on in the next year."""
    return not any(first <= day <= last if first <= last else day >= first or day <= last for first, last in closed)


def check_design_year(scenario: Scenario) -> Iterator[Found]:
    """The design year has a forecast: it lies in the horizon, or every trend that is given covers it."""
    year = scenario.design_year
    first, last = scenario.horizon.start.year, scenario.horizon.end.year
    outside = year is not None and not first <= int(year) <= last
    if outside and any(stream.trend and year not in stream.trend for stream in scenario.streams.values()):
        yield "design_year_outside", "design_year", {"given": year, "first": first, "last": last}


def check_kinds(scenario: Scenario) -> Iterator[Found]:
    """Keys that a kind of facility needs, and keys that belong to other kinds."""
    own = {key for keys in OWN.values() for key in keys}
    for id, facility in scenario.facilities.items():
        for key in NEEDS[facility.kind]:
            if not getattr(facility, key):
                yield "kind_needs", f"facilities.{id}.{key}", {"kind": facility.kind, "key": key}
        forbidden = own - {"accepts", *OWN[facility.kind]}
        for key in sorted(forbidden & facility.model_fields_set):
            yield "kind_forbids", f"facilities.{id}.{key}", {"kind": facility.kind, "key": key}
        if facility.kind in PLANT_KINDS and facility.accepts and sorted(facility.accepts) != sorted(facility.outputs):
            allowed = ", ".join(sorted(facility.outputs))
            given = ", ".join(facility.accepts)
            yield "plant_accepts", f"facilities.{id}.accepts", {"given": given, "allowed": allowed}


def check_sums(scenario: Scenario) -> Iterator[Found]:
    """Shares that make a whole."""
    for id, facility in scenario.facilities.items():
        for item, outputs in facility.outputs.items():
            path = f"facilities.{id}.outputs.{item}"
            total = math.fsum(share.value for share in outputs.values())
            if abs(total - 1) > 1e-6:
                yield "outputs_sum", path, {"item": item, "total": _percent(total)}
            yield from _without_law(outputs.items(), path)
            if facility.kind == "terminal" and len(outputs) != 1:
                yield "terminal_splits", path, {"given": ", ".join(outputs)}
    for id, stream in scenario.streams.items():
        most = math.fsum(share.ends[1] for share in stream.on_site.values())
        if most > 1 + 1e-6:
            yield "on_site_sum", f"streams.{id}.on_site", {"total": _percent(most)}
        most = math.fsum(share.ends[1] for share in stream.sorted.values())
        if most > 1 + 1e-6:
            yield "sorted_sum", f"streams.{id}.sorted", {"total": _percent(most)}
        pressing = stream.pressing
        if pressing is not None and pressing.water_returned is not None and pressing.water_returned.ends[1] >= 1:
            given = _percent(pressing.water_returned.ends[1])
            yield "water_returned", f"streams.{id}.pressing.water_returned", {"given": given}
        weights = stream.weights
        if weights is not None and math.fsum(weights.values.values()) <= 0:
            yield "weights_zero", f"streams.{id}.weights", {}


def _without_law(shares: Iterable[tuple[str, Quantity]], path: str) -> Iterator[Found]:
    for key, share in shares:
        if share.law is not None:
            yield "split_range", f"{path}.{key}", {}


def check_shares(scenario: Scenario) -> Iterator[Found]:
    """The shares of a route: only with `by_share`, for each facility, together a whole."""
    for id, route in scenario.routes.items():
        path = f"routes.{id}.shares"
        if route.rule != "by_share":
            if route.shares:
                yield "shares_unused", path, {"rule": route.rule}
            continue
        total = math.fsum(share.value for share in route.shares.values())
        if not route.shares:
            yield "shares_missing", path, {}
        elif set(route.shares) != set(route.to):
            yield "shares_match", path, {"allowed": ", ".join(route.to)}
        elif abs(total - 1) > 1e-6:
            yield "shares_sum", path, {"total": _percent(total)}
        yield from _without_law(route.shares.items(), path)


def check_conversions(scenario: Scenario) -> Iterator[Found]:
    """Volumes can be made masses, and masses that go to a void or fill can be made compacted volumes."""
    for id, stream in scenario.streams.items():
        unit = stream.amount.unit
        if unit == "kg/a":
            continue
        if unit == "m3/a" and stream.form == "solid":
            wanted = ", ".join(name_unit(state + "/a") for state in ("bank_m3", "loose_m3", "compacted_m3"))
            yield "volume_state", f"streams.{id}.{key_of(stream)}", {"given": text_of(stream), "wanted": wanted}
        elif density_of(stream) is None:
            key = "density" if stream.density is None or unit == "m3/a" else "swell, fill_factor"
            yield "density_missing", f"streams.{id}.{key_of(stream)}", {"item": id, "unit": name_unit(unit), "key": key}
    for item, route in scenario.routes.items():
        if item not in scenario.streams and item not in scenario.items:
            continue
        for path, id in route.located(item):
            facility = scenario.facilities.get(id)
            if facility and _counts_volume(facility) and compacted_density(scenario, item) is None:
                values: dict[str, object] = {"item": item, "facility": id, "key": _density_keys(scenario, item)}
                yield "compacted_missing", path, values


def _counts_volume(facility: Facility) -> bool:
    by_volume = facility.demand is not None and facility.demand.unit.startswith("compacted_m3")
    return facility.kind == "landfill" or by_volume


def _density_keys(scenario: Scenario, item: str) -> str:
    if item in scenario.items:
        return f"items.{item}.density"
    density = scenario.streams[item].density
    if density is None or density.unit == "kg/m3":
        return f"streams.{item}.density ({name_unit('kg/compacted_m3')})"
    keys = ["fill_factor"] if density.unit == "kg/bank_m3" else ["swell", "fill_factor"]
    return ", ".join(f"streams.{item}.{key}" for key in keys)


def check_room(scenario: Scenario) -> Iterator[Found]:
    """Not more fill than void, and places that exist."""
    for id, facility in scenario.facilities.items():
        if facility.void is not None:
            filled = facility.existing_fill
            if filled is not None and filled.value > facility.void.value:
                values: dict[str, object] = {"void": facility.void.text, "filled": filled.text}
                yield "void_overfilled", f"facilities.{id}.existing_fill", values
        for key in ("lanes", "bays"):
            count = getattr(facility.gate, key, None)
            if count is not None and count.value < 1:
                yield "zero_places", f"facilities.{id}.gate.{key}", {"key": key}
    for id, source in scenario.sources.items():
        if source.loaders is not None and source.loaders.value < 1:
            yield "zero_places", f"sources.{id}.loaders", {"key": "loaders"}


def check_quotas(scenario: Scenario) -> Iterator[Found]:
    """A quota is of what trucks bring."""
    for item, route in scenario.routes.items():
        for id in route.facilities if route.hauled_by == "buyer" else ():
            facility = scenario.facilities.get(id)
            if facility is not None and facility.quota is not None:
                yield "quota_of_buyer", f"facilities.{id}.quota", {"facility": id, "item": item}


def check_goals(scenario: Scenario) -> Iterator[Found]:
    """A goal is a promise, not an estimate; a target has something to count."""
    for id, target in scenario.targets.items():
        if target.goal.law is not None:
            yield "goal_range", f"targets.{id}.goal", {}
        if not target.readings:
            yield "readings_missing", f"targets.{id}.readings", {}


def check_levers(scenario: Scenario) -> Iterator[Found]:
    """A step is one value."""
    for name, step in scenario.levers:
        if isinstance(step, Quantity) and step.law is not None:
            yield "levers_range", f"levers.{name}", {}


RULES: tuple[Callable[[Scenario], Iterator[Found]], ...] = (
    check_dates,
    check_design_year,
    check_forecasts,
    check_kinds,
    check_sums,
    check_shares,
    check_conversions,
    check_room,
    check_phases,
    check_quotas,
    check_stocks,
    check_cities,
    check_goals,
    check_levers,
    check_measures,
    check_events,
    check_weather,
    check_activity,
    check_statements,
    check_indicators,
    check_drivers,
    check_spans,
    check_limits,
    check_arrivals,
    check_reach,
    check_windows,
)
