"""`second_opinion` of summary.json: the annual balance and the upper bound beside what was simulated.

Both are computed by `sim.opinion` from the scenario and the values drawn for each replication. What the simulation may
exceed the bound by is derived from the shadow prices of the limits: `docs/explanation/second-opinion.md`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import pandas as pd

from sim.opinion.amounts import SIGMAS
from sim.opinion.balance import Balances, Year
from sim.opinion.drawn import with_values
from sim.opinion.places import Counting, Places
from sim.opinion.programme import MILLIONTH, programme_of, worth
from sim.opinion.solving import Bound, Solver
from sim.opinion.span import Span, design_span, spans_of
from sim.scenario.schema import Scenario

PROGRAMMES = 1000
"""So many linear programs are solved at most; of long studies only the first replications have a second opinion."""
STAGES = ("generated", "nameplate", "intake", "fate", "sum")
ROUNDING = 2 * MILLIONTH
"""Of a rate: shares are kept in millionths, and each source rounds to kilograms."""
Tables = dict[str, pd.DataFrame]


class _Simulated:
    """What was simulated, by key: far quicker to ask than a table for each replication."""

    def __init__(self, tables: Tables) -> None:
        def rows(name: str) -> list[dict[str, Any]]:
            return tables[name].to_dict("records")  # type: ignore[return-value]

        def by(name: str, *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
            return {tuple(row[k] if k == "replication" else str(row[k]) for k in keys): row for row in rows(name)}

        self.rates = by("rates", "replication", "target", "reading", "period")
        self.fates = by("fates", "replication", "year", "stream")
        self.plants = by("plants", "replication", "year", "facility")
        self.ends = [c for c in tables["fates"].columns if c not in ("replication", "year", "stream", "generated")]
        self.draws: dict[int, dict[str, float]] = defaultdict(dict)
        for row in rows("draws"):
            self.draws[row["replication"]][row["path"]] = float(row["value"])


@dataclass
class _Rates:
    """A target in a period, a number per replication: rates, and of the bound's kilograms the parts of a rate."""

    simulated: list[float] = field(default_factory=list)
    balance: list[float] = field(default_factory=list)
    bound: list[float] = field(default_factory=list)
    fixed: list[float] = field(default_factory=list)
    sd: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    is_judged: bool = True


@dataclass
class _Stage:
    """A stage of the balance in a period: means in kg, and what the simulation may differ by; inf: not judged."""

    balance: float = 0.0
    simulated: float = 0.0
    fixed: float = math.inf
    variance: float = 0.0


Stages = dict[tuple[str, str, str], _Stage]
"""Period, stage, what (a stream, a facility, a fate or a target)."""


def second_opinion(scenario: Scenario, tables: Tables, randomness: bool) -> dict[str, Any]:
    """The whole section. Without scipy there is no bound, and `reason` says so; a null `ok` was not judged."""
    has_bound = find_spec("scipy") is not None
    numbers = sorted(set(tables["rates"]["replication"]))
    spans = len(spans_of(scenario)) + 1
    n = max(1, min(len(numbers), PROGRAMMES // max(1, spans * len(scenario.targets))))
    rates: dict[tuple[str, str], _Rates] = defaultdict(_Rates)
    stages: Stages = defaultdict(_Stage)
    simulated = _Simulated(tables)
    for number in numbers[:n]:
        places = Places(with_values(scenario, simulated.draws[number]), randomness)
        for span, year, solver in _years(places, has_bound):
            _add_rates(rates, places, span, year, solver, simulated, number)
            _add_stages(stages, places, span, year, simulated, number, 1.0 / n)
    _add_intake(stages, scenario, tables["flows"], is_whole=n == len(numbers))
    found: dict[str, Any] = {id: {} for id in sorted(scenario.targets)}
    for (id, period), row in rates.items():
        found[id][period] = _judged(row)
    made: dict[str, list[Any]] = defaultdict(list)
    for (period, stage, what), compared in sorted(stages.items(), key=lambda pair: STAGES.index(pair[0][1])):
        made[period].append({"stage": stage, "of": what, **_compared(compared)})
    return {
        "reason": None if has_bound else "no_scipy",
        "replications": n,
        "targets": found,
        "stages": dict(made),
    }


def breaches(opinion: dict[str, Any]) -> list[dict[str, Any]]:
    """What is better than the bound allows, or differs from the balance where it must not.

    Rows with `period`, and `target` or `stage` and `of`, and the numbers.
    """
    rows = [
        {"target": id, "period": period, **row}
        for id, periods in opinion["targets"].items()
        for period, row in periods.items()
    ]
    rows += [{"period": period, **row} for period, stages in opinion["stages"].items() for row in stages]
    return [row for row in rows if row["ok"] is False]


def _years(places: Places, has_bound: bool) -> Iterator[tuple[Span, Year, Solver | None]]:
    """The calendar years with what is carried over, then the design year on its own."""
    for spans in (spans_of(places.scenario), [design_span(places.scenario)]):
        solver = Solver(programme_of(places, spans)) if has_bound and places.scenario.targets else None
        balances = Balances(places)
        for span in spans:
            yield span, balances.of(span), solver


def _add_rates(
    rates: dict[tuple[str, str], _Rates],
    places: Places,
    span: Span,
    year: Year,
    solver: Solver | None,
    simulated: _Simulated,
    number: int,
) -> None:
    for id, target in places.scenario.targets.items():
        name, reading = next(iter(target.readings.items()))
        pair = simulated.rates.get((number, id, name, span.name), {"denominator_kg": 0})
        counting, row = Counting(places, target, reading), rates[id, span.name]
        arising = {stream: places.generated(stream, span) for stream in target.streams}
        whole = sum(part.value * (counting.weights[s] - counting.excluded(s)) for s, part in arising.items())
        if pair["denominator_kg"] <= 0 or whole <= 0.0:
            row.is_judged = False
            continue
        row.simulated.append(pair["numerator_kg"] / pair["denominator_kg"])
        row.balance.append(year.numerator(counting) / whole)
        phased = span.is_design and any(p.starts is None for f in places.scenario.facilities.values() for p in f.phases)
        if phased or not counting.is_fixed or not all(part.is_known for part in arising.values()):
            row.is_judged = False
        if solver is None or not row.is_judged:
            continue
        bound = solver.most(worth(solver.programme, counting, span.name))
        if bound is None:
            row.is_judged = False
            continue
        most = bound.value + sum(part.value * counting.on_site(s) for s, part in arising.items())
        spread = sum(part.sd * counting.weights[s] for s, part in arising.items()) * most / whole
        _add_bound(row, bound, most, spread, whole)


def _add_bound(row: _Rates, bound: Bound, most: float, spread: float, whole: float) -> None:
    """`spread`: standard deviation of the numerator by that of the denominator."""
    row.bound.append(most / whole)
    row.fixed.append(bound.fixed / whole + ROUNDING)
    row.sd.append((bound.sd + spread) / whole)
    row.most.append((bound.most + SIGMAS * spread) / whole)


def _judged(row: _Rates) -> dict[str, Any]:
    """Means over the replications: none of them may exceed its own bound by more than chance can do at most."""
    n = len(row.simulated)
    if not n or not row.is_judged or len(row.bound) < n:
        simulated, balance = (_mean(row.simulated), _mean(row.balance)) if n else (None, None)
        return {"simulated": simulated, "balance": balance, "bound": None, "allowed_gap": None, "ok": None}
    fixed = _mean(row.fixed)
    luck = min(SIGMAS * math.hypot(*row.sd) / n, _mean(row.most))
    gap, bound, simulated = fixed + luck, _mean(row.bound), _mean(row.simulated)
    rows = zip(row.simulated, row.bound, row.fixed, row.most, strict=True)
    ok = simulated <= bound + gap and all(s <= b + f + m for s, b, f, m in rows)
    return {"simulated": simulated, "balance": _mean(row.balance), "bound": bound, "allowed_gap": gap, "ok": ok}


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _add_stages(
    stages: Stages, places: Places, span: Span, year: Year, simulated: _Simulated, number: int, part: float
) -> None:
    """What one replication adds to the means; a stage that arithmetic settles gets what it may differ by."""
    cells = 2.0 * len(places.scenario.sources)
    fates = {stream: simulated.fates.get((number, span.name, stream)) for stream in places.scenario.streams}

    def add(stage: str, what: str, balance: float, simulated: float, fixed: float = math.inf, sd: float = 0.0) -> None:
        row = stages[span.name, stage, what]
        row.balance += part * balance
        row.simulated += part * simulated
        row.fixed = fixed if math.isinf(row.fixed) else max(row.fixed, fixed)
        row.variance += (part * sd) ** 2

    for stream, kg in year.generated.items():
        arising, row = places.generated(stream, span), fates[stream]
        found = 0.0 if row is None else float(row["generated"])
        add("generated", stream, kg, found, cells if arising.is_known else math.inf, arising.sd)
        ends = 0.0 if row is None else float(sum(row[end] for end in simulated.ends))
        add("sum", stream, found, ends, 0.5)
    for id, facility in places.scenario.facilities.items():
        if facility.outputs:
            plate = places.capacity(id, span, False).nameplate
            settled = all(phase.starts is not None for phase in facility.phases)
            found = float(simulated.plants.get((number, span.name, id), {"nameplate_kg": 0})["nameplate_kg"])
            add("nameplate", id, plate.value, found, 2.0 if settled else math.inf, plate.sd)
        if year.intake[id]:
            stages[span.name, "intake", id].balance += part * year.intake[id]
    for fate in simulated.ends:
        kg, found = year.fates.get(fate, 0.0), float(sum(row[fate] for row in fates.values() if row is not None))
        if (kg or found) and fate not in ("stock_change", "waiting"):
            add("fate", fate, kg, found)


def _add_intake(stages: Stages, scenario: Scenario, flows: pd.DataFrame, is_whole: bool) -> None:
    """What facilities took in, as simulated. The table has means over all replications, so it must be all of them."""
    into: dict[tuple[str, str], float] = defaultdict(float)
    for row in flows[["year", "destination", "kg"]].itertuples(index=False):
        into[str(row[0]), str(row[1])] += float(row[2])
    for (period, place), kg in into.items():
        if place in scenario.facilities:
            stages[period, "intake", place].simulated = kg
    for key in [key for key in stages if key[1] == "intake"] if not is_whole else ():
        del stages[key]


def _compared(row: _Stage) -> dict[str, Any]:
    gap = row.simulated - row.balance
    allowed = row.fixed + SIGMAS * math.sqrt(row.variance)
    settled = math.isfinite(allowed)
    return {
        "balance_t": row.balance / 1e3,
        "simulated_t": row.simulated / 1e3,
        "gap_t": gap / 1e3,
        "allowed_t": allowed / 1e3 if settled else None,
        "ok": abs(gap) <= allowed if settled else None,
    }
