"""One replication: the plan run and the design run of a scenario with one draw of its uncertain inputs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sim.model.calendar import DAY, Days, days_between
from sim.model.custody import GENERATION
from sim.model.draws import Draws
from sim.model.inputs import draw_inputs
from sim.model.loads import Load
from sim.model.rates import FATES, Rate, evaluate
from sim.model.run import Mode, Run, simulate
from sim.model.sinks import Landfill
from sim.scenario.schema import Scenario

Rows = list[tuple[Any, ...]]
DESIGN = "design"


@dataclass
class Outcome:
    """Plain rows of one replication by table name (columns: `COLUMNS`); `residual_kg` is the mass balance's rest."""

    replication: int
    tables: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    generated_kg: int = 0
    residual_kg: int = 0
    traces: list[Load] = field(default_factory=list)


COLUMNS: dict[str, tuple[str, ...]] = {
    "rates": ("target", "reading", "period", "numerator_kg", "denominator_kg"),
    "flows": ("year", "origin", "destination", "stream", "item", "kg"),
    "trips": ("year", "fleet", "origin", "destination", "item", "stream", "loads", "kg", "km", "co2_kg", "cost_yuan"),
    "monthly": ("month", "origin", "destination", "stream", "item", "kg"),
    "levels": ("month", "place", "what", "value"),
    "plants": (
        "year", "facility", "processed_kg", "nameplate_kg",
        "open_h", "busy_h", "starved_h", "breakdown_h", "yard_full_h",
    ),
    "facilities": ("facility", "opened", "exhausted", "projected", "stock_peak_kg"),
    "gates": ("year", "facility", "trucks", "wait_mean_s", "wait_p95_s", "wait_max_s", "lane_utilisation"),
    "fleets": (
        "year", "fleet", "trips", "km", "busy_h", "available_h", "wait_mean_s", "wait_p95_s", "co2_kg", "cost_yuan",
    ),
    "binding": ("target", "reading", "period", "facility", "cause", "kg"),
    "unserved": ("year", "month", "source", "facility", "cause", "stream", "item", "kg"),
    "draws": ("path", "value"),
}  # fmt: skip


def replicate(
    scenario: Scenario, seed: int, replication: int, randomness: bool = True, trace: bool = False, design: bool = True
) -> Outcome:
    """Simulate one replication; the same arguments give the same outcome anywhere."""
    draws = Draws(seed, replication, randomness)
    drawn, values = draw_inputs(scenario, draws)
    outcome = Outcome(replication)
    outcome.tables["draws"] = list(values.items())
    plan = simulate(drawn, days_between(scenario.horizon.start, scenario.horizon.end), draws, trace=trace)
    outcome.traces = plan.trace
    yearly = _years_of(plan.days)
    _note(outcome, drawn, plan, yearly)
    _note_plan(outcome, drawn, plan)
    _note_rates(outcome, evaluate(drawn, plan.ledger, _periods(scenario, plan.days, yearly)))
    _check_balance(outcome, plan)
    filled: dict[str, float] = {}
    if design:
        run, first = _design_run(drawn, draws)
        years = ["" if day < first else DESIGN for day in range(len(run.days.dates))]
        _note(outcome, drawn, run, years)
        _note_rates(outcome, evaluate(drawn, run.ledger, {DESIGN: lambda day: day >= first}))
        _check_balance(outcome, run)
        filled = {
            id: (f.inside.void - f.inside.void_left) / 1e6
            for id, f in run.district.facilities.items()
            if isinstance(f.inside, Landfill)
        }
    _note_facilities(outcome, plan, filled)
    return outcome


def _design_run(scenario: Scenario, draws: Draws) -> tuple[Run, int]:
    """The design year twice: the first pass fills stocks and queues, the second is evaluated. Run and its first day."""
    year = int(scenario.design_year or scenario.horizon.end.year - 1)
    once = days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)).dates
    first = len(once)
    run = simulate(scenario, Days(once + once), draws, Mode(year, all_open=True, reset_day=first))
    return run, first


def _years_of(days: Days) -> list[str]:
    return [str(date.year) for date in days.dates]


def _periods(scenario: Scenario, days: Days, years: list[str]) -> dict[str, Callable[[int], bool]]:
    """Calendar years and declared windows as tests of day numbers."""

    def within(start: dt.date, end: dt.date) -> Callable[[int], bool]:
        first, last = days.second_of(start) // DAY, days.second_of(end) // DAY
        return lambda day: first <= day < last

    periods = {year: within(dt.date(int(year), 1, 1), dt.date(int(year) + 1, 1, 1)) for year in dict.fromkeys(years)}
    return periods | {id: within(window.start, window.end) for id, window in scenario.windows.items()}


def _check_balance(outcome: Outcome, run: Run) -> None:
    """Add what the ledger's accounts hold to the balance: generated mass less everything held anywhere."""
    generated = -run.ledger.held[GENERATION]
    outcome.generated_kg += generated
    outcome.residual_kg += generated - sum(kg for account, kg in _recounted(run).items() if account != GENERATION)


def _recounted(run: Run) -> dict[str, int]:
    """What every account holds, counted where it is (trucks, queues, stockpiles, yards); fates by the ledger."""
    return run.district.count() | {fate: run.ledger.held[fate] for fate in FATES}


def _note(outcome: Outcome, scenario: Scenario, run: Run, years: list[str]) -> None:
    """Flows, trips, plants, gates, fleets and unserved mass by year; days whose year is empty are left out."""
    tables = outcome.tables
    flows: dict[tuple[str, ...], int] = defaultdict(int)
    for (day, *rest), kg in run.ledger.flows.items():
        if years[day]:
            flows[years[day], *rest] += kg
    tables["flows"] += [(*key, kg) for key, kg in sorted(flows.items())]
    unserved: dict[tuple[str, ...], int] = defaultdict(int)
    for (day, place, facility, cause, stream, item, destination), kg in run.ledger.refused.items():
        if years[day] and destination == "unserved":
            month = run.days.dates[day].isoformat()[:7]
            unserved[years[day], month, place, facility, cause, stream, item] += kg
    tables["unserved"] += [(*key, kg) for key, kg in sorted(unserved.items())]
    for last, id, done, nameplate, seconds in run.observations.plants:
        if years[last]:
            tables["plants"].append((years[last], id, done, nameplate, *_hours_by_state(seconds)))
    tables["gates"] += [(years[day], *rest) for day, *rest in run.observations.gates if years[day]]
    _note_fleets(outcome, scenario, run, years)


def _hours_by_state(seconds: dict[str, int]) -> tuple[float, ...]:
    states = ("busy", "starved", "breakdown", "yard_full")
    hours = [seconds.get(state, 0) / 3600.0 for state in states]
    return (sum(hours), *hours)


def _note_fleets(outcome: Outcome, scenario: Scenario, run: Run, years: list[str]) -> None:
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0.0])
    for last, id, origin, destination, item, stream, loads, kg, metres in run.observations.trips:
        if not years[last]:
            continue
        fleet = scenario.fleets[id]
        co2 = metres * fleet.fuel.value * fleet.co2.value
        cost = kg * price_per_kg(scenario, id, metres / loads / 2)
        outcome.tables["trips"].append(
            (years[last], id, origin, destination, item, stream, loads, kg, metres / 1000.0, co2, cost)
        )
        total = sums[years[last], id]
        for i, value in enumerate((float(loads), metres / 1000.0, co2, cost)):
            total[i] += value
    for last, id, busy, available, mean, p95 in run.observations.fleets:
        if years[last]:
            trips, km, co2, cost = sums[years[last], id]
            row = (years[last], id, int(trips), km, busy / 3600.0, available / 3600.0, mean, p95, co2, cost)
            outcome.tables["fleets"].append(row)


def price_per_kg(scenario: Scenario, fleet_id: str, metres: float) -> float:
    """Haul price in yuan per kg over a distance; 0 where the fleet has no price."""
    price = scenario.fleets[fleet_id].price
    if price is None:
        return 0.0
    return price.base.value + max(0.0, metres - price.base_distance.value) * price.beyond.value


def _note_plan(outcome: Outcome, scenario: Scenario, run: Run) -> None:
    """Monthly flows and levels of the plan run."""
    months = [date.isoformat()[:7] for date in run.days.dates]
    monthly: dict[tuple[str, ...], int] = defaultdict(int)
    for (day, *rest), kg in run.ledger.flows.items():
        origin = "sources" if rest[0] in scenario.sources else rest[0]
        destination = "sources" if rest[1] in scenario.sources else rest[1]
        monthly[months[day], origin, destination, rest[2], rest[3]] += kg
    outcome.tables["monthly"] = [(*key, kg) for key, kg in sorted(monthly.items())]
    outcome.tables["levels"] = [(months[day], *rest) for day, *rest in run.observations.levels]


def _note_rates(outcome: Outcome, rates: list[Rate]) -> None:
    for rate in rates:
        where = rate.target, rate.reading, rate.period
        outcome.tables["rates"].append((*where, rate.numerator, rate.denominator))
        outcome.tables["binding"] += [(*where, *key, kg) for key, kg in sorted(rate.missed.items())]


def _note_facilities(outcome: Outcome, plan: Run, filled: dict[str, float]) -> None:
    """Opening dates, exhaustion dates and, for landfills that outlast the horizon, projected ones."""
    start = plan.days.dates[0]
    projected = _project(plan, filled)
    for id, facility in plan.district.facilities.items():
        inside = facility.inside
        opened = start + dt.timedelta(seconds=min(facility.opens, 2 * 10**9))
        exhausted = ""
        if isinstance(inside, Landfill) and inside.exhausted_at is not None:
            exhausted = (start + dt.timedelta(seconds=inside.exhausted_at)).isoformat()
        peak = getattr(inside, "stock_peak", 0)
        outcome.tables["facilities"].append((id, opened.isoformat(), exhausted, projected.get(id, ""), peak))


def _project(plan: Run, filled: dict[str, float]) -> dict[str, str]:
    """Exhaustion dates if every year after the horizon fills the voids as the design year does (m3/a by landfill).

    A landfill that takes next to nothing while others have room (its place in the routes comes later) is projected
    to take over everything when those are full.
    """
    end = plan.days.dates[-1] + dt.timedelta(days=1)
    landfills = {
        id: facility
        for id, facility in plan.district.facilities.items()
        if isinstance(facility.inside, Landfill) and facility.inside.exhausted_at is None
    }
    total = sum(filled.get(id, 0.0) for id in landfills)
    dates: dict[str, dt.date] = {}
    for id, facility in sorted(landfills.items(), key=lambda entry: -filled.get(entry[0], 0.0)):
        if not total or not isinstance(facility.inside, Landfill):
            continue
        opened = plan.days.dates[0] + dt.timedelta(seconds=min(facility.opens, 2 * 10**9))
        waits = filled.get(id, 0.0) < 0.01 * total
        begin = max([end, opened, *dates.values()] if waits else [end, opened])
        years = facility.inside.void_left / 1e6 / (total if waits else filled[id])
        if years < 5000:
            dates[id] = begin + dt.timedelta(days=int(years * 365.25))
    return {id: date.isoformat() for id, date in dates.items()}
