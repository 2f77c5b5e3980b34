"""The tables that the report and the workbook print, made from the tidy tables of a Result."""

from __future__ import annotations

import pandas as pd

from sim.report.source import last_year, once, replications, sums, years
from sim.scenario.loading import Input
from sim.scenario.quantity import GRADES, Grade
from sim.study.annualising import annual_factor
from sim.study.result import Result

FATES = (
    "reused", "recycled", "energy", "backfilled", "soil_product", "heap_fill",
    "landfilled", "exported", "water", "unserved", "leaked",
)  # fmt: skip


@once
def balance(result: Result) -> pd.DataFrame:
    """Generation and disposal: year, stream, generated, one column per fate that occurs, stored; mean kg.

    `stored` is the rise of all that is kept, waiting or under way, so each row's fates and stored sum to generated.
    What lay anywhere at the start is a row of its own, of which nothing is generated.
    """
    fates = result.tables["fates"]
    means = fates.drop(columns="replication").groupby(["year", "stream"], sort=True).sum() / replications(result)
    streams = [*result.loaded.scenario.streams, *sorted(set(fates["stream"]) - set(result.loaded.scenario.streams))]
    rows = pd.MultiIndex.from_product([years(fates), streams], names=["year", "stream"])
    table = means.reindex(rows).fillna(0.0)
    table["stored"] = table["stock_change"] + table["waiting"]
    return table[["generated", *(f for f in FATES if table[f].any()), "stored"]].reset_index()


@once
def split_balance(result: Result) -> pd.DataFrame:
    """The balance with engineered backfill in two: `on_site_backfill` where the waste arose, `backfilled` elsewhere."""
    table, flows = balance(result), result.tables["flows"]
    if "backfilled" not in table:
        return table
    is_on_site = flows["origin"].isin(list(result.loaded.scenario.sources)) & (flows["destination"] == "backfilled")
    here = sums(flows[is_on_site], "year", "stream")
    here.index = here.index.map(lambda key: (str(key[0]), key[1]))
    table = table.copy()
    keys = zip(table["year"].astype(str), table["stream"], strict=True)
    on_site = [float(here.get(key, 0.0)) for key in keys]
    table.insert(list(table.columns).index("backfilled"), "on_site_backfill", on_site)
    table["backfilled"] -= on_site
    return table


@once
def capacity(result: Result) -> pd.DataFrame:
    """Demand and capacity by plant and year: facility, year, intake_kg, processed_kg, nameplate_kg, load, hours lost.

    Columns of hours: open_h, starved_h, breakdown_h, yard_full_h; means over replications.
    """
    plants = result.tables["plants"]
    values = ["processed_kg", "nameplate_kg", "open_h", "starved_h", "breakdown_h", "yard_full_h"]
    table = plants.groupby(["facility", "year"], sort=False)[values].sum() / replications(result)
    taken = sums(result.tables["flows"], "destination", "year")
    taken.index.names = ["facility", "year"]
    table.insert(0, "intake_kg", taken.reindex(table.index).fillna(0.0))
    table["load"] = table["processed_kg"] / table["nameplate_kg"].where(table["nameplate_kg"] > 0)
    order = {f: k for k, f in enumerate(result.loaded.scenario.facilities)}
    rank = {y: k for k, y in enumerate(years(plants))}
    table = table.reset_index()
    keys = table["facility"].map(order) * 1000 + table["year"].astype(str).map(rank)
    return table.iloc[keys.argsort(kind="stable")].reset_index(drop=True)


@once
def landfills(result: Result) -> pd.DataFrame:
    """Landfills: facility, void_m3, intake_kg of the last year, left_m3 at the horizon (mean), and the dates.

    Dates are ISO texts of the 10th, 50th and 90th percentile: exhausted_* within the horizon; projected_* beyond, by
    month. `follows`: it takes next to nothing in the last year, and is projected to take over when the others are full.
    """
    summary = result.summary["facilities"]
    levels = result.tables["levels"]
    taken = sums(result.tables["flows"], "year", "destination")
    left = levels[levels["what"] == "void_left"].groupby("place")["mean"].last()
    rows = []
    for id, facility in result.loaded.scenario.facilities.items():
        if facility.kind != "landfill":
            continue
        end = summary.get(id, {}).get("exhausted_on") or {}
        row = {"facility": id, "void_m3": facility.void.value if facility.void else None}
        row |= {"intake_kg": float(taken.get((last_year(result), id), 0.0)), "left_m3": left.get(id)}
        row |= {f"exhausted_{p}": end.get(p) for p in ("p10", "p50", "p90")}
        row |= {"p_within_horizon": end.get("p_within_horizon")}
        projected = {p: (end.get("projected") or {}).get(p) for p in ("p10", "p50", "p90")}
        row |= {f"projected_{p}": date and date[:7] for p, date in projected.items()}  # a projection knows no day
        rows.append(row)
    columns = ["facility", "void_m3", "intake_kg", "left_m3", "exhausted_p10", "exhausted_p50", "exhausted_p90"]
    columns += ["p_within_horizon", "projected_p10", "projected_p50", "projected_p90"]
    table = pd.DataFrame(rows, columns=columns)
    table["follows"] = table["intake_kg"] < 0.01 * table["intake_kg"].sum()
    return table


def trucks(result: Result) -> pd.DataFrame:
    """Fleets by year: fleet, year, trips, km, busy_h, available_h, co2_kg, cost_yuan used = busy / available."""
    values = ["trips", "km", "busy_h", "available_h", "co2_kg", "cost_yuan"]
    table = result.tables["fleets"].groupby(["fleet", "year"], sort=True)[values].sum() / replications(result)
    table["used"] = table["busy_h"] / table["available_h"].where(table["available_h"] > 0)
    return table.reset_index()


def gates(result: Result) -> pd.DataFrame:
    """Gates that trucks came to, by year: facility, year, trucks, wait_mean_s, wait_p95_s, lane_utilisation (means)."""
    values = ["trucks", "wait_mean_s", "wait_p95_s", "lane_utilisation"]
    table = result.tables["gates"].groupby(["facility", "year"], sort=True)[values].mean()
    return table[table["trucks"] > 0].reset_index()


@once
def binding(result: Result, target: str, period: str) -> pd.DataFrame:
    """What did not reach the numerator under the primary reading: facility, cause, kg (mean); largest first.

    What is carried over is negative where older stock was worked off; all rows sum to the gap.

    The kilograms of a declared window are those of a year at its rate.
    """
    reading = next(iter(result.loaded.scenario.targets[target].readings))
    table = result.tables["binding"]
    rows = table[(table["target"] == target) & (table["reading"] == reading) & (table["period"].astype(str) == period)]
    rows = rows.fillna({"facility": ""})
    lost = sums(rows, "facility", "cause")
    lost *= annual_factor(result.loaded.scenario, period)
    return lost[lost != 0].sort_values(ascending=False, kind="stable", key=abs).reset_index()


def unserved(result: Result) -> pd.DataFrame:
    """Mass without lawful place: year, stream, facility, cause, kg (mean); largest first within a year."""
    table = result.tables["unserved"].fillna({"facility": "", "source": ""})
    return _by_year(sums(table, "year", "stream", "facility", "cause").reset_index())


def unserved_by_source(result: Result) -> pd.DataFrame:
    """Mass without lawful place: one row per source, one column per year; mean kg; sources as the scenario has them."""
    table = result.tables["unserved"].fillna({"source": ""})
    by_year = sums(table, "source", "year").unstack(fill_value=0)
    scenario = result.loaded.scenario
    order = {id: k for k, id in enumerate((*scenario.sources, *scenario.facilities))}
    by_year = by_year.loc[sorted(by_year.index, key=lambda id: order.get(id, len(order)))]
    return by_year.reindex(columns=[y for y in years(result.tables["flows"]) if y in by_year.columns])


def inputs_by_grade(result: Result) -> dict[Grade, list[Input]]:
    """The register of inputs, assumed ones first; grades that occur."""
    register = {grade: [i for i in result.loaded.inputs if i.grade == grade] for grade in reversed(GRADES)}
    return {grade: inputs for grade, inputs in register.items() if inputs}


def _by_year(table: pd.DataFrame) -> pd.DataFrame:
    rank = table["year"].astype(str).map(lambda y: (y == "design", y))
    order = sorted(range(len(table)), key=lambda k: (rank.iloc[k], -table["kg"].iloc[k]))
    return table.iloc[order].reset_index(drop=True)
