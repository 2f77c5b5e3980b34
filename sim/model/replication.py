"""One replication: the plan run and the design run of a scenario with one draw of its uncertain inputs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.calendar import DAY, Days, days_between
from sim.model.crossings import cities_of
from sim.model.custody import FATES, GENERATION, IN_TRANSIT, OPENING
from sim.model.cycle import PLANT_STATES
from sim.model.draws import Draws
from sim.model.engine import Engine
from sim.model.inputs import draw_inputs
from sim.model.invariants.watch import watching
from sim.model.outlook import Span, project, restored, spans_of
from sim.model.rates import Rate, evaluate
from sim.model.run import MakeCycle, Mode, Run, simulate
from sim.scenario.masses import last_year
from sim.scenario.schema import Scenario

Rows = list[tuple[Any, ...]]
PLAN, DESIGN = "plan", "design"


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
    spans: list[Span] = field(default_factory=list)
    """Of a plan run on its own."""
    filled: dict[str, float] = field(default_factory=dict)
    """Of a design run on its own: m3 that each landfill takes in the year."""


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
        "facility", "opened", "exhausted", "projected", "stock_peak_kg", "restored",
    ),
    "gates": ("year", "facility", "trucks", "wait_mean_s", "wait_p95_s", "wait_max_s", "lane_utilisation"),
    "fleets": (
        "year", "fleet", "trips", "km", "busy_h", "available_h", "wait_mean_s", "wait_p95_s", "co2_kg", "cost_yuan",
    ),
    "hours": ("year", "fleet", "hour", "days", "busy_h", "available_h"),
    "passes": ("year", "place", "hour", "loads"),
    "fees": ("year", "facility", "intake_kg", "gate_fee_yuan", "subsidy_yuan"),
    "binding": ("target", "reading", "period", "facility", "cause", "kg"),
    "unserved": ("year", "month", "source", "facility", "cause", "stream", "item", "kg"),
    "draws": ("path", "value"),
}  # fmt: skip

KEYS = {"flows": 5, "trips": 6, "cities": 4, "monthly": 5, "hours": 3, "passes": 3, "binding": 5, "unserved": 7}
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
    paranoid: bool = False,
    make_cycle: MakeCycle = Engine,
) -> Outcome:
    """Simulate one replication; the same arguments give the same outcome anywhere.

    `plan` and `design` say which of the two runs is made; what is told of facilities and draws needs the plan run.
    `paranoid` checks the invariants of both runs (`sim.model.invariants`); raises RunFailed if one does not hold.
    """
    parts = simulate_parts(
        scenario,
        seed,
        replication,
        randomness=randomness,
        plan=plan,
        design=design,
        trace=trace,
        paranoid=paranoid,
        make_cycle=make_cycle,
    )
    return join(scenario, *parts)


def simulate_parts(
    scenario: Scenario,
    seed: int,
    replication: int,
    *,
    randomness: bool = True,
    plan: bool = True,
    design: bool = True,
    trace: bool = False,
    paranoid: bool = False,
    make_cycle: MakeCycle = Engine,
) -> tuple[Outcome | None, Outcome | None]:
    """The plan run and the design run of a replication, each on its own; `join` makes one outcome of them."""
    make_plan, make_design = (
        (watching(replication, PLAN), watching(replication, DESIGN)) if paranoid else (make_cycle, make_cycle)
    )
    draws = Draws(seed, replication, randomness)
    drawn, values = draw_inputs(scenario, draws)
    planned, designed = (Outcome(replication) if wanted else None for wanted in (plan, design))
    if planned is not None:
        planned.tables["draws"] = list(values.items())
        days = days_between(scenario.horizon.start, scenario.horizon.end)
        run = simulate(drawn, days, draws, Mode(trace=trace), make_plan)
        planned.trace = run.end.trace
        _note(planned, run, [str(date.year) for date in days.dates])
        _note_plan(planned, run)
        _note_rates(planned, evaluate(drawn, run.end.ledger, _periods(scenario, days)))
        _check_balance(planned, run)
        planned.spans = spans_of(run)
    if designed is not None:
        run, first = _design_run(drawn, draws, make_design)
        _note(designed, run, [""] * first + [DESIGN] * first)
        _note_rates(designed, evaluate(drawn, run.end.ledger, {DESIGN: np.arange(2 * first) >= first}))
        _check_balance(designed, run)
        designed.filled = {id: (run.end.void[id] - left) / 1e6 for id, left in run.end.void_left.items()}
    return planned, designed


def join(scenario: Scenario, plan: Outcome | None, design: Outcome | None) -> Outcome:
    """One outcome of both runs of a replication; the design run tells how landfills fill after the horizon."""
    parts = [part for part in (plan, design) if part is not None]
    whole = Outcome(parts[0].replication)
    for part in parts:
        for name, rows in part.tables.items():
            whole.tables[name] += rows
        for fate, kg in part.by_fate_kg.items():
            whole.by_fate_kg[fate] += kg
        whole.generated_kg += part.generated_kg
        whole.opening_kg += part.opening_kg
        whole.residual_kg += part.residual_kg
    if plan is not None:
        whole.trace = plan.trace
        projected = project(plan.spans, {} if design is None else design.filled, scenario.horizon.end)
        for span in plan.spans:
            full = span.exhausted or projected.get(span.facility, "")
            row = span.facility, span.opened, span.exhausted, projected.get(span.facility, ""), span.stock_peak
            whole.tables["facilities"].append((*row, restored(span, full)))
    return whole


def _design_run(scenario: Scenario, draws: Draws, make_cycle: MakeCycle) -> tuple[Run, int]:
    """The design year twice: the first pass fills stocks, the second is evaluated. The run and the days of a pass."""
    year = int(last_year(scenario))
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
    outcome.tables["hours"] += [
        (years[last], id, f"{hour:02}", days, busy / 3600.0, available / 3600.0)
        for last, id, hour, days, busy, available in run.observations.hours
        if years[last]
    ]


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
