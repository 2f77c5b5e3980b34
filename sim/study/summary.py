"""summary.json: the contract for scripts. Its keys change only with the number in `schema`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.model.replication import DESIGN
from sim.scenario.loading import Loaded
from sim.scenario.masses import last_year
from sim.scenario.measures import UNITS
from sim.scenario.phases import nameplate_of
from sim.scenario.schema import PLANT_KINDS, Scenario
from sim.scenario.text import plain_text
from sim.study.afterwards import find_afterwards
from sim.study.annualising import annual_factor
from sim.study.collection import Collector, quantile_date
from sim.study.indicators import indicators
from sim.study.intervals import mean_interval
from sim.study.looks import confidence_of
from sim.study.together import together
from sim.study.verdict import MILLION, judge

SCHEMA = 1
Tables = dict[str, pd.DataFrame]


def summarise(
    loaded: Loaded,
    tables: Tables,
    seed: int,
    collected: Collector,
    checks: list[dict[str, Any]],
    precision: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The summary of a study from its tables, and from what has been collected of the mass balance.

    `precision` is how the looks ended (`Looks.document`), None for one look; all intervals have its confidence.
    """
    scenario, confidence = loaded.scenario, confidence_of(precision)
    targets = {id: _target(scenario, id, tables, confidence) for id in sorted(scenario.targets)}
    return {
        "schema": SCHEMA,
        "scenario": loaded.id,
        "title": scenario.title.model_dump(),
        "seed": seed,
        "replications": collected.replications,
        "precision": precision,
        "horizon": [scenario.horizon.start.isoformat(), scenario.horizon.end.isoformat()],
        "targets": targets,
        "all_targets": together(scenario, tables["rates"], confidence),
        "fates_t": _fates(tables["fates"]),
        "facilities": {id: _facility(scenario, id, tables, confidence) for id in sorted(scenario.facilities)},
        "fleets": {id: _fleet(scenario, id, tables["fleets"]) for id in sorted(scenario.fleets)},
        "cities": _cities(tables["cities"]),
        "mass_balance": {
            "generated_kg": collected.generated_kg,
            "opening_kg": collected.opening_kg,
            "residual_kg": collected.residual_kg,
            "by_fate_kg": dict(sorted(collected.by_fate_kg.items())),
        },
        "checks": [*checks, *find_afterwards(loaded, targets)],
        "indicators": indicators(scenario, tables, confidence),
        "assumptions": [
            {"path": i.path, "value": i.text, "grade": i.grade, "source": plain_text(i.source)}
            for i in loaded.inputs
            if i.grade == "assumed"
        ],
    }


def _target(scenario: Scenario, id: str, tables: Tables, confidence: float) -> dict[str, Any]:
    target = scenario.targets[id]
    goal = round(target.goal.value * MILLION)
    rates = tables["rates"].query("target == @id")
    binding = tables["binding"].query("target == @id")
    evaluations = []
    for period in dict.fromkeys(rates["period"]):
        factor = annual_factor(scenario, period)
        for reading_id, reading in target.readings.items():
            rows = rates[(rates["period"] == period) & (rates["reading"] == reading_id)]
            pairs = list(zip(rows["numerator_kg"].tolist(), rows["denominator_kg"].tolist(), strict=True))
            lost = binding[(binding["period"] == period) & (binding["reading"] == reading_id)]
            rests_on = None if reading.rests_on is None else reading.rests_on.model_dump()
            row = _evaluation(pairs, goal, lost, period, reading_id, rests_on, factor, confidence)
            evaluations.append({**row, "unit": UNITS[reading.measure]})
    return {"goal": target.goal.value, "due": target.due, "evaluations": evaluations}


def _evaluation(
    pairs: list[tuple[int, int]],
    goal: int,
    lost: pd.DataFrame,
    period: str,
    reading: str,
    rests_on: Any,
    factor: float,
    confidence: float,
) -> dict[str, Any]:
    """One evaluation; its tonnes (or what else its reading counts) are those of a year, `factor` times the period's."""
    e = judge(pairs, goal, confidence)
    p10, p90 = e.spread or (None, None)
    sums = factor * lost.groupby(["facility", "cause"], sort=True)["kg"].sum() / 1000.0
    keys: list[Any] = list(sums.index)
    binding = [
        {"facility": f, "cause": c, "lost_t": round(t, 3)} for (f, c), t in zip(keys, sums.tolist(), strict=True)
    ]
    return {
        "period": period, "reading": reading, "n": e.n, "mean": e.mean, "ci95": _pair(e.ci95), "p10": p10, "p90": p90,
        "p_meet": e.p_meet,
        "p_meet_ci95": _pair(e.p_meet_ci95), "verdict": e.verdict, "margin_t": _times(e.margin_t, factor),
        "numerator_t": _times(e.numerator_t, factor), "denominator_t": _times(e.denominator_t, factor),
        "binding": sorted(binding, key=lambda b: -float(b["lost_t"])) if e.n else [], "rests_on": rests_on,
    }  # fmt: skip


def _cities(cities: pd.DataFrame) -> dict[str, Any]:
    """Mean tonnes by year, city from which and city to which; places without a city count as "-"."""
    years: dict[str, Any] = {}
    sums = cities.groupby(["year", "origin_city", "destination_city"], sort=True)["kg"].sum()
    for (year, origin, destination), kg in zip(sums.index.to_list(), sums.to_list(), strict=True):
        years.setdefault(str(year), {}).setdefault(origin or "-", {})[destination or "-"] = kg / 1000.0
    return years


def _times(tonnes: float | None, factor: float) -> float | None:
    return None if tonnes is None else factor * tonnes


def _pair(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)


def _fates(fates: pd.DataFrame) -> dict[str, Any]:
    """Mean tonnes by year, stream and fate; waiting_t stayed at sources and on trucks, stock_change_t in facilities."""
    names = {"stock_change": "stock_change_t", "waiting": "waiting_t"}
    means = fates.drop(columns="replication").groupby(["year", "stream"], sort=True).mean().rename(columns=names)
    years: dict[str, Any] = {}
    for row in (means / 1000.0).reset_index().to_dict("records"):
        year, stream = row.pop("year"), row.pop("stream")
        years.setdefault(str(year), {})[str(stream)] = row
    return years


def _facility(scenario: Scenario, id: str, tables: Tables, confidence: float) -> dict[str, Any]:
    facility = scenario.facilities[id]
    dates = tables["facilities"].query("facility == @id").fillna("")
    row: dict[str, Any] = {"kind": facility.kind}
    if facility.void is not None:
        row["void_m3"] = facility.void.value
    capacity = nameplate_of(facility, last_year(scenario))
    if capacity is not None:
        row["capacity_t_a"] = _annual_tonnes(tables["plants"].query("facility == @id"), capacity)
    row["opened"] = _quantiles(dates["opened"].tolist())
    if facility.kind in PLANT_KINDS:
        row["utilisation"] = _utilisation(tables["plants"].query("facility == @id"), confidence)
    row["intake_t"] = _intake(tables["flows"], id)
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


def _utilisation(plants: pd.DataFrame, confidence: float) -> dict[str, Any]:
    years = {}
    for year, rows in plants[plants["nameplate_kg"] > 0].groupby("year", sort=True):
        mean, low, high = mean_interval((rows["processed_kg"] / rows["nameplate_kg"]).tolist(), confidence)
        years[str(year)] = {"mean": mean, "ci95": [low, high]}
    return years


def _intake(flows: pd.DataFrame, id: str) -> dict[str, float]:
    into = flows[flows["destination"] == id].groupby("year", sort=True)["kg"].sum()
    return {str(year): kg / 1000.0 for year, kg in into.items()}


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
