"""`indicators` of summary.json: what the plan declares, environment, money, restoration, emergency storage.

Every entry has a `reason`: null, or why it is not evaluated in each language; its numbers are null or empty then.
Numbers by year are means over the replications.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.scenario.emergency import Room, plant_rooms, source_rooms
from sim.scenario.finding import LANGUAGES, Texts, phrase
from sim.scenario.indicators import Declared, declared, written
from sim.scenario.schema import Scenario
from sim.scenario.text import plain_text
from sim.study.collection import quantile_date
from sim.study.intervals import mean_interval
from sim.words import Words

Tables = dict[str, pd.DataFrame]
PER = 1e4
"""Tonnes to which money and emissions are related: 10⁴ t."""


def indicators(scenario: Scenario, tables: Tables, confidence: float) -> dict[str, Any]:
    """The whole section, from the scenario and the tables of a study; the confidence is that of its intervals."""
    return {
        "declared": {id: _declared(found) for id, found in declared(scenario).items()},
        "environment": _environment(scenario, tables),
        "passes": _passes(scenario, tables["passes"]),
        "money": _money(scenario, tables, confidence),
        "restoration": {
            id: _restoration(scenario, id, tables["facilities"])
            for id, facility in scenario.facilities.items()
            if facility.kind == "landfill"
        },
        "emergency": {
            "sources": {id: _room(room) for id, room in source_rooms(scenario).items()},
            "plants": {id: _room(room) for id, room in plant_rooms(scenario).items()},
        },
    }


def _declared(found: Declared) -> dict[str, Any]:
    """Numbers in canonical units (kg, m2, 1 …); `text` has them in the unit of the plan's goal."""
    indicator, evidence = found.indicator, found.evidence
    return {
        "name": indicator.name.model_dump(),
        "article": plain_text(indicator.article),
        "direction": found.direction,
        "goal": found.goal.value,
        "unit": found.goal.unit,
        "value": None if evidence is None else evidence.value,
        "range": None if evidence is None else [evidence.low, evidence.high],
        "grade": None if evidence is None else evidence.grade,
        "source": None if evidence is None else plain_text(evidence.source),
        "verdict": found.verdict,
        "text": {
            "goal": written(found.goal.value, found.goal),
            "value": None if evidence is None else written(evidence.value, found.goal),
        },
        "reason": found.reason,
    }


def _environment(scenario: Scenario, tables: Tables) -> dict[str, Any]:
    """Kilometres and CO₂ of all trucks, full and empty, in all and per 10⁴ t hauled (once per trip)."""
    if not scenario.fleets:
        return {"reason": phrase("no_fleet"), "by_year": {}}
    sums = tables["trips"].groupby("year", sort=True)[["kg", "km", "co2_kg"]].sum() / 1000.0
    by_year = {
        str(year): {
            "hauled_t": row["kg"], "truck_km": 1000.0 * row["km"], "co2_t": row["co2_kg"],
            "truck_km_per_10kt": _per(1000.0 * row["km"], row["kg"]), "co2_t_per_10kt": _per(row["co2_kg"], row["kg"]),
        }
        for year, row in sums.iterrows()
    }  # fmt: skip
    return {"reason": None, "by_year": by_year}


def _per(amount: float, tonnes: float) -> float | None:
    return float(amount) / float(tonnes) * PER if tonnes > 0 else None


def night_hours(scenario: Scenario) -> list[int]:
    """The hours of the day that are night, in the order of a night: 22, 23, 0, 1 and so on."""
    hours = [hour for start, end in scenario.night or () for hour in range(start // 3600, end // 3600)]
    evening = [hour for hour in hours if hour >= 12]
    return [*evening, *(hour for hour in hours if hour < 12)]


def _passes(scenario: Scenario, passes: pd.DataFrame) -> dict[str, Any]:
    """Loaded trucks that leave each source in a year: in all, at night, by hour of the day (24 numbers)."""
    night = night_hours(scenario)
    by_year: dict[str, Any] = {}
    own = passes[passes["place"].isin(list(scenario.sources))]
    for year, rows in own.groupby("year", sort=True):
        counts = rows.set_index(["place", "hour"])["loads"]
        by_year[str(year)] = {}
        for id in scenario.sources:
            by_hour = [float(counts.get((id, f"{hour:02}"), 0.0)) for hour in range(24)]
            by_year[str(year)][id] = {
                "loaded": sum(by_hour),
                "night": sum(by_hour[hour] for hour in night) if night else None,
                "by_hour": by_hour,
            }
    return {"reason": None if scenario.fleets else phrase("no_fleet"), "night_hours": night, "by_year": by_year}


def _money(scenario: Scenario, tables: Tables, confidence: float) -> dict[str, Any]:
    """Haulage, gate fees and subsidies in yuan a year, and per 10⁴ t that arise (subsidies: also that are recycled).

    `without`: fleets that drove, or facilities that took mass, and have no price.
    """
    generated = _tonnes(tables["fates"], "generated")
    recycled = _tonnes(tables["fates"], "recycled")
    fees, trips = tables["fees"], tables["trips"]
    used = set(trips.loc[trips["loads"] > 0, "fleet"])
    taking = set(fees.loc[fees["intake_kg"] > 0, "facility"])
    money: dict[str, Any] = {}
    for key, owners, attribute, table, column, busy in (
        ("haul", scenario.fleets, "price", tables["fleets"], "cost_yuan", used),
        ("gate_fee", scenario.facilities, "gate_fee", fees, "gate_fee_yuan", taking),
        ("subsidy", scenario.facilities, "subsidy", fees, "subsidy_yuan", taking),
    ):
        priced = {id for id, owner in owners.items() if getattr(owner, attribute) is not None}
        by_year = _cost(table, column, generated, confidence) if priced else {}
        reason = None if priced else phrase(f"no_{key}")
        money[key] = {"reason": reason, "without": sorted(busy - priced), "by_year": by_year}
    for year, row in money["subsidy"]["by_year"].items():
        row["yuan_per_10kt_recycled"] = _per(row["yuan"], sum(recycled[year]) / len(recycled[year]))
    return money


def _tonnes(fates: pd.DataFrame, fate: str) -> dict[str, list[float]]:
    """Tonnes of a fate by year, one number per replication."""
    sums = fates.groupby(["year", "replication"], sort=True)[fate].sum().unstack(fill_value=0)
    return {str(year): [kg / 1000.0 for kg in row.tolist()] for year, row in sums.iterrows()}


def _cost(table: pd.DataFrame, column: str, generated: dict[str, list[float]], confidence: float) -> dict[str, Any]:
    """Yuan by year with the interval of the mean; a replication in which nothing was paid counts as 0."""
    by_year = {}
    for year, tonnes in generated.items():
        paid = table[table["year"].astype(str) == year].groupby("replication")[column].sum()
        mean, low, high = mean_interval([float(paid.get(n, 0.0)) for n in range(1, len(tonnes) + 1)], confidence)
        per = _per(mean, sum(tonnes) / len(tonnes))
        by_year[year] = {"yuan": mean, "ci95": [max(0.0, low), high], "yuan_per_10kt": per}
    return by_year


def _restoration(scenario: Scenario, id: str, facilities: pd.DataFrame) -> dict[str, Any]:
    """Area of a landfill, and when it is restored: so long after it is full (as simulated or projected) or shut."""
    facility = scenario.facilities[id]
    missing = [key for key in ("area", "restoration") if getattr(facility, key) is None]
    dates = facilities.loc[facilities["facility"] == id, "restored"].fillna("").tolist()
    reason: Texts | None = None
    if missing:
        reason = {lang: _listed(missing, lang) for lang in LANGUAGES}
    elif not any(dates):
        reason = phrase("never_full")
    end = scenario.horizon.end.isoformat()
    known = reason is None
    return {
        "area_m2": None if facility.area is None else facility.area.value,
        "restored_on": {
            name: quantile_date(dates, share) if known else None
            for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))
        },
        "p_within_horizon": sum(bool(date) and date <= end for date in dates) / len(dates) if known else None,
        "reason": reason,
    }


def _listed(keys: list[str], language: Any) -> str:
    words = Words(language)
    named = words.say("report.comma").join(words.say(f"number.facilities.{key}") for key in keys)
    return words.say("phrase.not_given", keys=named)


def _room(room: Room) -> dict[str, Any]:
    """Room and daily flow in tonnes; `least_at` is the place that is full first."""
    return {
        "room_t": None if room.kg is None else room.kg / 1000.0,
        "daily_t": None if room.daily_kg is None else room.daily_kg / 1000.0,
        "days": room.days,
        "least_days": room.least,
        "least_at": room.least_at or None,
        "reason": phrase(room.reason) if room.reason else None,
    }
