"""summary.json: the contract for scripts. Its keys change only with the number in `schema`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.model.replication import DESIGN
from sim.scenario.loading import Loaded
from sim.scenario.schema import PLANT_KINDS, Scenario
from sim.study.annualising import annual_factor
from sim.study.collection import quantile_date
from sim.study.intervals import mean_interval
from sim.study.verdict import MILLION, judge

SCHEMA = 1
_ALL = ("recycled", "reused", "backfilled", "soil_product", "energy", "landfilled", "heap_fill", "exported", "water",
        "unserved", "leaked")  # fmt: skip
Tables = dict[str, pd.DataFrame]


def summarise(
    loaded: Loaded, tables: Tables, seed: int, replications: int, balance: tuple[int, int], checks: list[dict[str, Any]]
) -> dict[str, Any]:
    """The summary of a study; balance is (generated kg, residual kg) over both runs of all replications."""
    scenario = loaded.scenario
    return {
        "schema": SCHEMA,
        "scenario": loaded.id,
        "title": scenario.title.model_dump(),
        "seed": seed,
        "replications": replications,
        "horizon": [scenario.horizon.start.isoformat(), scenario.horizon.end.isoformat()],
        "targets": {id: _target(scenario, id, tables) for id in sorted(scenario.targets)},
        "fates_t": _fates(scenario, tables["flows"], replications),
        "facilities": {id: _facility(scenario, id, tables) for id in sorted(scenario.facilities)},
        "fleets": {id: _fleet(scenario, id, tables["fleets"]) for id in sorted(scenario.fleets)},
        "mass_balance": {
            "generated_kg": balance[0],
            "residual_kg": balance[1],
            "by_fate_kg": _by_fate(tables["flows"]),
        },
        "checks": checks,
        "indicators": {},
        "assumptions": [
            {"path": i.path, "value": i.text, "grade": i.grade, "source": i.source}
            for i in loaded.inputs
            if i.grade == "assumed"
        ],
    }


def _target(scenario: Scenario, id: str, tables: Tables) -> dict[str, Any]:
    target = scenario.targets[id]
    goal = round(target.goal.value * MILLION)
    rates = tables["rates"].query("target == @id")
    binding = tables["binding"].query("target == @id")
    n = tables["facilities"]["replication"].nunique()
    evaluations = []
    for period in dict.fromkeys(rates["period"]):
        factor = annual_factor(scenario, period)
        for reading_id, reading in target.readings.items():
            rows = rates[(rates["period"] == period) & (rates["reading"] == reading_id)]
            pairs = list(zip(rows["numerator_kg"].tolist(), rows["denominator_kg"].tolist(), strict=True))
            lost = binding[(binding["period"] == period) & (binding["reading"] == reading_id)]
            rests_on = None if reading.rests_on is None else reading.rests_on.model_dump()
            evaluations.append(_evaluation(pairs, goal, lost, n, period, reading_id, rests_on, factor))
    return {"goal": target.goal.value, "due": target.due, "evaluations": evaluations}


def _evaluation(
    pairs: list[tuple[int, int]],
    goal: int,
    lost: pd.DataFrame,
    n: int,
    period: str,
    reading: str,
    rests_on: Any,
    factor: float,
) -> dict[str, Any]:
    """One evaluation; its tonnes are those of a year, `factor` times those of the period."""
    e = judge(pairs, goal)
    sums = factor * lost.groupby(["facility", "cause"], sort=True)["kg"].sum() / n / 1000.0
    keys: list[Any] = list(sums.index)
    binding = [
        {"facility": f, "cause": c, "lost_t": round(t, 3)} for (f, c), t in zip(keys, sums.tolist(), strict=True)
    ]
    return {
        "period": period, "reading": reading, "n": e.n, "mean": e.mean, "ci95": _pair(e.ci95), "p_meet": e.p_meet,
        "p_meet_ci95": _pair(e.p_meet_ci95), "verdict": e.verdict, "margin_t": _times(e.margin_t, factor),
        "numerator_t": _times(e.numerator_t, factor), "denominator_t": _times(e.denominator_t, factor),
        "binding": sorted(binding, key=lambda b: -float(b["lost_t"])) if e.n else [], "rests_on": rests_on,
    }  # fmt: skip


def _times(tonnes: float | None, factor: float) -> float | None:
    return None if tonnes is None else factor * tonnes


def _pair(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)


def _fates(scenario: Scenario, flows: pd.DataFrame, n: int) -> dict[str, Any]:
    """Tonnes by year, stream and fate; waiting_t stayed at sources and on trucks, stock_change_t in facilities."""
    years: dict[str, Any] = {}
    sums = flows.groupby(["year", "stream", "origin", "destination"], sort=True)["kg"].sum()
    keys: list[Any] = list(sums.index)
    for (year, stream, origin, destination), kg in zip(keys, sums.tolist(), strict=True):
        row = years.setdefault(year, {}).setdefault(
            stream, {"generated": 0, **dict.fromkeys(_ALL, 0), "stock_change_t": 0, "waiting_t": 0}
        )
        if origin == "generation":
            row["generated"] += kg
        if destination in _ALL:
            row[destination] += kg
        for place, sign in ((origin, -1), (destination, 1)):
            if place in scenario.facilities:
                row["stock_change_t"] += sign * kg
            elif place in scenario.sources or place == "in_transit":
                row["waiting_t"] += sign * kg
    return {
        year: {stream: {k: kg / n / 1000.0 for k, kg in row.items()} for stream, row in streams.items()}
        for year, streams in years.items()
    }


def _facility(scenario: Scenario, id: str, tables: Tables) -> dict[str, Any]:
    facility = scenario.facilities[id]
    dates = tables["facilities"].query("facility == @id").fillna("")
    row: dict[str, Any] = {"kind": facility.kind}
    if facility.void is not None:
        row["void_m3"] = facility.void.value
    if facility.capacity is not None:
        row["capacity_t_a"] = _annual_tonnes(tables["plants"].query("facility == @id"), facility.capacity)
    row["opened"] = _quantiles(dates["opened"].tolist())
    if facility.kind in PLANT_KINDS:
        row["utilisation"] = _utilisation(tables["plants"].query("facility == @id"))
    row["intake_t"] = _intake(tables["flows"], id, tables["facilities"]["replication"].nunique())
    row["stock_peak_t"] = float(dates["stock_peak_kg"].mean()) / 1000.0
    if facility.kind == "landfill":
        exhausted = dates["exhausted"].tolist()
        row["exhausted_on"] = {
            **_quantiles(exhausted),
            "p_within_horizon": sum(map(bool, exhausted)) / len(exhausted),
            "projected": _quantiles([e or p for e, p in zip(exhausted, dates["projected"], strict=True)]),
        }
    gates = tables["gates"].query("facility == @id and year != @DESIGN and trucks > 0")
    if facility.gate is not None:
        row["gate_wait_min"] = {"mean": _weighted(gates, "wait_mean_s"), "p95": _weighted(gates, "wait_p95_s")}
    return row


def _annual_tonnes(plants: pd.DataFrame, capacity: Any) -> float | None:
    """Nameplate in t/a; for a capacity per day or hour that of the design year, or of a whole simulated year."""
    if capacity.unit == "kg/a":
        return float(capacity.value) / 1000.0
    whole = plants.query("year == @DESIGN")
    return None if whole.empty else float(whole["nameplate_kg"].mean()) / 1000.0


def _weighted(gates: pd.DataFrame, column: str) -> float | None:
    """Mean over years and replications weighted by trucks, minutes."""
    trucks = gates["trucks"].sum()
    return float((gates[column] * gates["trucks"]).sum() / trucks / 60.0) if trucks else None


def _quantiles(dates: list[str]) -> dict[str, str | None]:
    return {name: quantile_date(dates, share) for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))}


def _utilisation(plants: pd.DataFrame) -> dict[str, Any]:
    years = {}
    for year, rows in plants[plants["nameplate_kg"] > 0].groupby("year", sort=True):
        mean, low, high = mean_interval((rows["processed_kg"] / rows["nameplate_kg"]).tolist())
        years[str(year)] = {"mean": mean, "ci95": [low, high]}
    return years


def _intake(flows: pd.DataFrame, id: str, n: int) -> dict[str, float]:
    into = flows[flows["destination"] == id].groupby("year", sort=True)["kg"].sum()
    return {str(year): kg / n / 1000.0 for year, kg in into.items()}


def _fleet(scenario: Scenario, id: str, fleets: pd.DataFrame) -> dict[str, Any]:
    rows = fleets.query("fleet == @id")
    means = rows.groupby("year", sort=True)[["trips", "km", "busy_h", "available_h", "co2_kg", "cost_yuan"]].mean()
    plan = rows[rows["year"] != DESIGN]
    trips = plan["trips"].sum()
    waits = {
        key: float((plan[column] * plan["trips"]).sum() / trips / 60.0) if trips else None
        for key, column in (("mean", "wait_mean_s"), ("p95", "wait_p95_s"))
    }
    by_year = {str(year): row for year, row in means.iterrows()}
    return {
        "trucks": round(scenario.fleets[id].trucks.mean),
        "trips": {y: float(r["trips"]) for y, r in by_year.items()},
        "utilisation": {y: _share(r["busy_h"], r["available_h"]) for y, r in by_year.items()},
        "wait_min": waits,
        "km": {y: float(r["km"]) for y, r in by_year.items()},
        "co2_t": {y: float(r["co2_kg"]) / 1000.0 for y, r in by_year.items()},
        "cost_yuan": {y: float(r["cost_yuan"]) for y, r in by_year.items()},
    }


def _share(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


def _by_fate(flows: pd.DataFrame) -> dict[str, int]:
    final = flows[flows["destination"].isin(_ALL)]
    return {str(fate): int(kg) for fate, kg in final.groupby("destination", sort=True)["kg"].sum().items()}
