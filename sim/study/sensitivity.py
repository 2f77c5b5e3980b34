"""What each lever changes alone (one-at-a-time sensitivity), against the study's own first replications.

Pairs of the same replication with the same random numbers. The opening of a facility does not touch the design year: a
store of replications has that of the base for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from sim.model.replication import DESIGN, Outcome
from sim.scenario.loading import Loaded
from sim.scenario.schema import Scenario
from sim.study.annualising import annual_factor
from sim.study.changes import Change, Changes, Step
from sim.study.comparison import describe_difference, describe_shift
from sim.study.differences import difference
from sim.study.sample import TABLES, Sample
from sim.study.simulator import Request, Simulator
from sim.study.verdict import MILLION, reaches

FLAT = (
    "path", "kind", "months", "by", "value", "office", "what", "id", "period", "unit", "base_value", "changed_value",
    "n", "difference", "low", "high",
)  # fmt: skip
"""Columns of levers.csv; of `exhausted` the difference is the 50, low and high the 10 and 90 % points in days."""


def first_of(outcome: Outcome) -> Outcome:
    """What a sensitivity needs of an outcome of the study itself."""
    return Outcome(outcome.replication, {name: outcome.tables[name] for name in TABLES})


def replications_of(loaded: Loaded, n: int) -> int:
    """On how many replications of a study of n each change is simulated."""
    return min(n, round(loaded.scenario.levers.replications.value))


def simulate_levers(
    loaded: Loaded, changes: Changes, simulate: Simulator, base: Sequence[Outcome], targets: dict[str, Any]
) -> dict[str, Any]:
    """`levers` of summary.json; `base` are the study's own first outcomes, `targets` its evaluations."""
    own = Sample()
    for outcome in base:
        own.add(outcome)
    rows: list[dict[str, Any]] = []
    grades = {i.path: i.grade for i in loaded.inputs}
    for _, group in groupby(changes.made, key=lambda change: change.step.path):
        for change, sample in _samples(list(group), simulate, base):
            head = {**_head(change.step), "grade": grades.get(change.step.path, ""), "office": change.office}
            rows.append({**head, **_effects(loaded.scenario, own, sample)})
    return {
        "replications": len(base),
        "replications_wanted": round(loaded.scenario.levers.replications.value),
        "evaluations": len(base) * len(rows),
        "changes": rows,
        "excluded": [{**_head(e.step), "reason": e.reason} for e in changes.excluded],
        "best": {id: _best(loaded.scenario, id, targets[id], rows) for id in loaded.scenario.targets},
    }


def _samples(group: list[Change], simulate: Simulator, base: Sequence[Outcome]) -> Iterator[tuple[Change, Sample]]:
    """The changes of one lever with their replications."""
    requests = [Request(change.scenario, tables=TABLES) for change in group]
    samples = [Sample() for _ in group]
    for k, outcome in enumerate(simulate(requests, [one.replication for one in base])):
        samples[k % len(group)].add(outcome)
    yield from zip(group, samples, strict=True)


def _head(step: Step) -> dict[str, Any]:
    return {"path": step.path, "kind": step.kind, "months": step.months, "by": step.by, "value": step.value}


def _effects(scenario: Scenario, base: Sample, sample: Sample) -> dict[str, Any]:
    years = sorted({key[2] for key in base.keys() | sample.keys() if key[0] == "fate"}, key=lambda y: (y == DESIGN, y))
    landfills = [id for id, facility in scenario.facilities.items() if facility.kind == "landfill"]
    return {
        "targets": {id: list(_periods(scenario, id, base, sample)) for id in scenario.targets},
        "unserved_t": {year: _unserved(year, base, sample) for year in years},
        "exhausted": {id: describe_shift(base.dates[id], sample.dates[id]) for id in landfills},
    }


def _periods(scenario: Scenario, id: str, base: Sample, sample: Sample) -> Iterator[dict[str, Any]]:
    """A target under its primary reading, period by period; periods in which nothing arises have no rate."""
    target = scenario.targets[id]
    primary, goal = next(iter(target.readings)), round(target.goal.value * MILLION)
    for key in [key for key in base.rates if key[:2] == (id, primary)]:
        pairs = [[(int(a), int(b)) for a, b in one.rates.get(key, [])] for one in (base, sample)]
        if any(b <= 0 for side in pairs for _, b in side) or len(pairs[0]) != len(pairs[1]):
            continue
        rates = [[Fraction(a, b) for a, b in side] for side in pairs]
        met = [[int(reaches(a, goal, b)) for a, b in side] for side in pairs]
        counted = [[a for a, _ in side] for side in pairs]
        scale = 1000.0 / annual_factor(scenario, key[2])
        yield {
            "period": key[2],
            "rate": {**_means(rates), **describe_difference(difference(*rates))},
            "chance": {**_means(met), **describe_difference(difference(*met))},
            "numerator_t": {**_means(counted, scale), **describe_difference(difference(*counted), scale)},
        }


def _unserved(year: str, base: Sample, sample: Sample) -> dict[str, Any]:
    sides = [one.amounts(("fate", "unserved", year)) for one in (base, sample)]
    return {**_means(sides, 1000.0), **describe_difference(difference(*sides), 1000.0)}


def _means(sides: Sequence[Sequence[Any]], scale: float = 1.0) -> dict[str, float]:
    return {name: float(sum(side)) / len(side) / scale for name, side in zip(("base", "changed"), sides, strict=True)}


def _best(scenario: Scenario, id: str, evaluated: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What raises a target's rate most in its due period, if that is not met, by its number among `changes`.

    `change` is the best that somebody can make; `assumption` a share that is assumed and would raise the rate more.
    Only what has its interval above 0 counts, and, where the scenario has offices, what is some office's task.
    """
    due, primary = scenario.targets[id].due, next(iter(scenario.targets[id].readings))
    said = [e["verdict"] for e in evaluated["evaluations"] if (e["period"], e["reading"]) == (due, primary)]
    if not {"misses", "undecided"} & set(said):
        return None
    gains = {
        number: float(period["rate"]["mean"])
        for number, row in enumerate(rows)
        for period in row["targets"][id]
        if period["period"] == due and period["rate"]["direction"] > 0 and (row["office"] or not scenario.offices)
    }
    best: dict[bool, int] = {}
    for number in sorted(gains, key=lambda number: -gains[number]):
        best.setdefault(is_assumption(rows[number]), number)
    change, assumption = best.get(False), best.get(True)
    if change is not None and assumption is not None and gains[assumption] <= gains[change]:
        assumption = None
    return {"period": due, "change": change, "assumption": assumption}


def is_assumption(row: dict[str, Any]) -> bool:
    """Whether a change is one of what is believed, not of what is done: a share that the plan does not state."""
    return bool(row["kind"] == "share" and row["grade"] == "assumed")


def flat_rows(document: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of levers.csv."""
    for change in document["changes"]:
        head = tuple(change[key] for key in FLAT[:6])
        for id, periods in change["targets"].items():
            for row in periods:
                for what, unit in (("rate", "1"), ("chance", "1"), ("numerator_t", "t")):
                    yield (*head, what.removesuffix("_t"), id, row["period"], unit, *_numbers(row[what]))
        for year, row in change["unserved_t"].items():
            yield (*head, "unserved", "", year, "t", *_numbers(row))
        for id, row in change["exhausted"].items():
            days = row["days"]
            yield (*head, "exhausted", id, "", "d", row["base"], row["other"], row["n"], *(
                days[p] for p in ("p50", "p10", "p90")
            ))  # fmt: skip


def _numbers(row: dict[str, Any]) -> tuple[Any, ...]:
    low, high = row["ci95"] or (None, None)
    return row["base"], row["changed"], row["n"], row["mean"], low, high
