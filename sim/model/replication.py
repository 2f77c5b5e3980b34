"""One replication: the plan run and the design run of a scenario with one draw of its uncertain inputs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.calendar import DAY, Days, days_between
from sim.model.crossings import cities_of
from sim.model.custody import FATES, GENERATION, IN_TRANSIT, OPENING
from sim.model.cycle import PLANT_STATES
from sim.model.district import NEVER
from sim.model.draws import Draws
from sim.model.engine import Engine
from sim.model.inputs import draw_inputs
from sim.model.rates import Rate, evaluate
from sim.model.run import MakeCycle, Mode, Run, simulate
from sim.scenario.schema import Scenario

Rows = list[tuple[Any, ...]]
DESIGN = "design"


@dataclass
class Outcome:
    """Plain rows of one replication by table name (columns: `COLUMNS`); `residual_kg` is the mass balance's rest."""

    replication: int
    tables: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    generated_kg: int = 0
    opening_kg: int = 0
    """What lay anywhere at the start of the plan run."""
    residual_kg: int = 0
    by_fate_kg: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Where the generated mass of both runs, and the opening stock, is at their ends: fates, `stored`, `in_transit`."""
    trace: npt.NDArray[Any] = field(default_factory=lambda: np.zeros(0))


COLUMNS: dict[str, tuple[str, ...]] = {
    "rates": ("target", "reading", "period", "numerator_kg", "denominator_kg", "measure"),
    "fates": ("year", "stream", "generated", *sorted(FATES), "stock_change", "waiting"),
    "flows": ("year", "origin", "destination", "stream", "item", "kg"),
    "trips": ("year", "fleet", "origin", "destination", "item", "stream", "loads", "kg", "km", "co2_kg", "cost_yuan"),
    "cities": ("year", "origin_city", "destination_city", "stream", "kg"),
    "monthly": ("month", "origin", "destination", "stream", "item", "kg"),
    "levels": ("month", "place", "what", "value"),
    "plants": (
        "year", "facility", "processed_kg", "nameplate_kg",
        "open_h", "busy_h", "starved_h", "breakdown_h", "yard_full_h",
    ),
    "facilities": (
        "facility", "opened", "exhausted", "projected", "stock_peak_kg", "restored", "void_left_m3", "filled_m3",
    ),
    "gates": ("year", "facility", "trucks", "wait_mean_s", "wait_p95_s", "wait_max_s", "lane_utilisation"),
    "fleets": (
        "year", "fleet", "trips", "km", "busy_h", "available_h", "wait_mean_s", "wait_p95_s", "co2_kg", "cost_yuan",
    ),
    "passes": ("year", "place", "hour", "loads"),
    "fees": ("year", "facility", "intake_kg", "gate_fee_yuan", "subsidy_yuan"),
    "binding": ("target", "reading", "period", "facility", "cause", "kg"),
    "unserved": ("year", "month", "source", "facility", "cause", "stream", "item", "kg"),
    "draws": ("path", "value"),
}  # fmt: skip

KEYS = {"flows": 5, "trips": 6, "cities": 4, "monthly": 5, "passes": 3, "binding": 5, "unserved": 7}
"""Tables of movements, which a study needs as sums only, and how many of their first columns are keys."""


def replicate(
    scenario: Scenario,
    seed: int,
    replication: int,
    *,
    randomness: bool = True,
    plan: bool = True,
    design: bool = True,
    trace: bool = False,
    make_cycle: MakeCycle = Engine,
) -> Outcome:
    """Simulate one replication; the same arguments give the same outcome anywhere.

    `plan` and `design` say which of the two runs is made; what is told of facilities needs the plan run.
    """
    draws = Draws(seed, replication, randomness)
    drawn, values = draw_inputs(scenario, draws)
    outcome = Outcome(replication)
    outcome.tables["draws"] = list(values.items())
    planned = None
    if plan:
        days = days_between(scenario.horizon.start, scenario.horizon.end)
        planned = simulate(drawn, days, draws, Mode(trace=trace), make_cycle)
        outcome.trace = planned.end.trace
        _note(outcome, planned, [str(date.year) for date in days.dates])
        _note_plan(outcome, planned)
        _note_rates(outcome, evaluate(drawn, planned.end.ledger, _periods(scenario, days)))
        _check_balance(outcome, planned)
    filled: dict[str, float] = {}
    if design:
        run, first = _design_run(drawn, draws, make_cycle)
        _note(outcome, run, [""] * first + [DESIGN] * first)
        _note_rates(outcome, evaluate(drawn, run.end.ledger, {DESIGN: np.arange(2 * first) >= first}))
        _check_balance(outcome, run)
        filled = {id: (run.end.void[id] - left) / 1e6 for id, left in run.end.void_left.items()}
    if planned is not None:
        _note_facilities(outcome, planned, filled)
    return outcome


def _design_run(scenario: Scenario, draws: Draws, make_cycle: MakeCycle) -> tuple[Run, int]:
    """The design year twice: the first pass fills stocks, the second is evaluated. The run and the days of a pass."""
    year = int(scenario.design_year or scenario.horizon.end.year - 1)
    once = days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)).dates
    mode = Mode(year, all_open=True, reset_day=len(once))
    return simulate(scenario, Days(once + once), draws, mode, make_cycle), len(once)


def _periods(scenario: Scenario, days: Days) -> dict[str, npt.NDArray[np.bool_]]:
    """Calendar years and declared windows as masks of the run's days."""
    number = np.arange(len(days.dates))

    def within(start: dt.date, end: dt.date) -> npt.NDArray[np.bool_]:
        return (number >= days.second_of(start) // DAY) & (number < days.second_of(end) // DAY)

    years = range(days.dates[0].year, days.dates[-1].year + 1)
    periods = {str(year): within(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)) for year in years}
    return periods | {id: within(window.start, window.end) for id, window in scenario.windows.items()}


def _check_balance(outcome: Outcome, run: Run) -> None:
    """Add a run to the balance: generated mass and opening stock less everything held anywhere.

    Places and trucks are counted where the mass is (queues, trucks, stockpiles, yards), fates by the ledger.
    """
    held = run.end.ledger.held
    generated, opening = -held[GENERATION], -held[OPENING]
    counted = dict(run.end.counted)
    where = {fate: held[fate] for fate in FATES}
    where["in_transit"] = counted.pop(IN_TRANSIT, 0)
    where["stored"] = sum(counted.values()) + sum(run.at_sources.values())
    for place, kg in where.items():
        outcome.by_fate_kg[place] += kg
    outcome.generated_kg += generated
    outcome.opening_kg += opening
    outcome.residual_kg += generated + opening - sum(where.values())


def _note(outcome: Outcome, run: Run, years: list[str]) -> None:
    """Flows, trips, plants, gates, fleets and unserved mass by year; days whose year is empty are left out."""
    tables, ledger, days = outcome.tables, run.end.ledger, run.district.days
    flows = sorted(ledger.flows.grouped(years).items())
    tables["flows"] += [(*key, kg) for key, kg in flows]
    tables["fates"] += _fates(run.district.scenario, flows)
    months = [f"{year} {date.isoformat()[:7]}" if year else "" for year, date in zip(years, days.dates, strict=True)]
    refused = sorted(ledger.refused.grouped(months).items())
    tables["unserved"] += [
        (*label.split(), *key, kg) for (label, *key, destination), kg in refused if destination == "unserved"
    ]
    for last, id, done, nameplate, seconds in run.observations.plants:
        if years[last]:
            hours = dict(zip(PLANT_STATES, (s / 3600.0 for s in seconds), strict=True))
            worked = [hours[state] for state in ("busy", "starved", "breakdown", "yard_full")]
            tables["plants"].append((years[last], id, done, nameplate, sum(worked), *worked))
    tables["gates"] += [(years[day], *rest) for day, *rest in run.observations.gates if years[day]]
    tables["passes"] += [
        (years[day], place, f"{hour:02}", loads) for day, place, hour, loads in run.observations.passes if years[day]
    ]
    tables["fees"] += _fees(run.district.scenario, flows)
    _note_fleets(outcome, run, years)
    tables["cities"] += cities_of(run.district.scenario, ledger, years)


def _fates(scenario: Scenario, flows: list[tuple[tuple[str, ...], int]]) -> Rows:
    """Kilograms by year, stream and fate; `waiting` stayed at sources and on trucks, `stock_change` in facilities.

    Fates, stock_change and waiting sum to what was generated. Opening stock is a row of its own: nothing of it is
    generated, and its levels only fall.
    """
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for (year, origin, destination, stream, _), kg in flows:
        row = sums.setdefault((year, stream), dict.fromkeys(COLUMNS["fates"][2:], 0))
        if origin == OPENING:
            continue  # the level before the first year
        if origin == GENERATION:
            row["generated"] += kg
        if destination in FATES:
            row[destination] += kg
        for place, sign in ((origin, -1), (destination, 1)):
            if place in scenario.facilities:
                row["stock_change"] += sign * kg
            elif place in scenario.sources or place == IN_TRANSIT:
                row["waiting"] += sign * kg
    return [(*key, *row.values()) for key, row in sorted(sums.items())]


def _fees(scenario: Scenario, flows: list[tuple[tuple[str, ...], int]]) -> Rows:
    """What each facility takes in a year, and what is paid to it at its gate and as a subsidy (0 where no price is)."""
    taken: dict[tuple[str, str], int] = defaultdict(int)
    for (year, _, destination, _, _), kg in flows:
        if destination in scenario.facilities:
            taken[year, destination] += kg
    rows: Rows = []
    for (year, id), kg in sorted(taken.items()):
        prices = (scenario.facilities[id].gate_fee, scenario.facilities[id].subsidy)
        rows.append((year, id, kg, *(0.0 if price is None else kg * price.value for price in prices)))
    return rows


def _note_fleets(outcome: Outcome, run: Run, years: list[str]) -> None:
    scenario = run.district.scenario
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0.0])
    trips = run.end.ledger.trips.with_loads(years)
    for (year, id, origin, destination, item, stream), (kg, loads) in sorted(trips.items()):
        distance = run.district.metres[origin][destination]
        metres = 2 * distance * loads
        co2 = metres * scenario.fleets[id].fuel.value * scenario.fleets[id].co2.value
        cost = kg * price_per_kg(scenario, id, distance)
        outcome.tables["trips"].append(
            (year, id, origin, destination, item, stream, loads, kg, metres / 1000.0, co2, cost)
        )
        total = sums[year, id]
        for i, value in enumerate((float(loads), metres / 1000.0, co2, cost)):
            total[i] += value
    for last, id, busy, available, mean, p95 in run.observations.fleets:
        if years[last]:
            count, km, co2, cost = sums[years[last], id]
            row = (years[last], id, int(count), km, busy / 3600.0, available / 3600.0, mean, p95, co2, cost)
            outcome.tables["fleets"].append(row)


def price_per_kg(scenario: Scenario, fleet_id: str, metres: float) -> float:
    """Haul price in yuan per kg over a distance; 0 where the fleet has no price."""
    price = scenario.fleets[fleet_id].price
    if price is None:
        return 0.0
    return price.base.value + max(0.0, metres - price.base_distance.value) * price.beyond.value


def _note_plan(outcome: Outcome, run: Run) -> None:
    """Monthly flows and levels of the plan run."""
    sources = run.district.scenario.sources
    months = [date.isoformat()[:7] for date in run.district.days.dates]
    monthly: dict[tuple[str, ...], int] = defaultdict(int)
    for (month, *ends, stream, item), kg in run.end.ledger.flows.grouped(months).items():
        origin, destination = ("sources" if place in sources else place for place in ends)
        monthly[month, origin, destination, stream, item] += kg
    outcome.tables["monthly"] = [(*key, kg) for key, kg in sorted(monthly.items())]
    outcome.tables["levels"] = [(months[day], *rest) for day, *rest in run.observations.levels]


def _note_rates(outcome: Outcome, rates: list[Rate]) -> None:
    for rate in rates:
        where = rate.target, rate.reading, rate.period
        outcome.tables["rates"].append((*where, rate.numerator, rate.denominator, rate.measure))
        outcome.tables["binding"] += [(*where, *key, kg) for key, kg in sorted(rate.missed.items())]


def _note_facilities(outcome: Outcome, plan: Run, filled: dict[str, float]) -> None:
    """Dates of opening and exhaustion, for landfills that outlast the horizon projected ones, and of restoration."""
    start = plan.district.days.dates[0]
    projected = _project(plan, filled)
    for id in plan.district.opens:
        exhausted = ""
        if id in plan.end.exhausted:
            exhausted = (start + dt.timedelta(seconds=plan.end.exhausted[id])).isoformat()
        row = _opened(plan, id).isoformat(), exhausted, projected.get(id, ""), plan.end.stock_peak.get(id, 0)
        restored = _restored(plan, id, exhausted or projected.get(id, ""))
        left = plan.end.void_left.get(id, 0) / 1e6
        outcome.tables["facilities"].append((id, *row, restored, left, filled.get(id, 0.0)))


def _restored(plan: Run, id: str, full: str) -> str:
    """The date at which a landfill is restored: so long after it is full, or shut before that; empty if not known."""
    restoration, closes = plan.district.scenario.facilities[id].restoration, plan.district.closes[id]
    ends = [dt.date.fromisoformat(full[:10]).toordinal()] if full else []
    if closes != NEVER:
        ends.append(plan.district.days.dates[0].toordinal() + closes // DAY)
    if restoration is None or not ends:
        return ""
    day = min(ends) + round(restoration.value / DAY)
    return dt.date.fromordinal(day).isoformat() if day <= dt.date.max.toordinal() else ""


def _opened(plan: Run, id: str) -> dt.date:
    return plan.district.days.dates[0] + dt.timedelta(seconds=min(plan.district.opens[id], 2 * 10**9))


def _project(plan: Run, filled: dict[str, float]) -> dict[str, str]:
    """The projected dates of the landfills that outlast the horizon."""
    end = plan.district.days.dates[-1] + dt.timedelta(days=1)
    left = {id: void / 1e6 for id, void in plan.end.void_left.items() if id not in plan.end.exhausted}
    return project(end, {id: _opened(plan, id) for id in left}, left, filled)


def project(
    end: dt.date, opened: Mapping[str, dt.date], left: Mapping[str, float], filled: Mapping[str, float]
) -> dict[str, str]:
    """Exhaustion dates if every year after the horizon fills the voids as the design year does (m3/a by landfill).

    `left` is the void in m3 at the end of the horizon, of landfills that are not full. A landfill that takes next to
    nothing while others have room (its place in the routes comes later) is projected to take over everything when
    those are full.
    """
    total = sum(filled.get(id, 0.0) for id in left)
    dates: dict[str, dt.date] = {}
    for id in sorted(left, key=lambda id: -filled.get(id, 0.0)) if total else ():
        waits = filled.get(id, 0.0) < 0.01 * total
        begin = max([end, opened[id], *dates.values()] if waits else [end, opened[id]])
        years = left[id] / (total if waits else filled[id])
        if years < 5000:
            dates[id] = begin + dt.timedelta(days=int(years * 365.25))
    return {id: date.isoformat() for id, date in dates.items()}
