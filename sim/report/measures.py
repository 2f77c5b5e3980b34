"""Problems and measures: what the study found, its cause, what would help, whose task it is, by when.

All is derived from the result; a measure is the catalogue's general one for the cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.report import tables
from sim.report.blocks import Block, Text, linked, table, text
from sim.report.columns import column
from sim.report.labels import DASH, Labels, mass, number, percent, signed
from sim.report.levers import due_row, is_shown, levers_of, shift_of
from sim.report.source import DESIGN, primary_reading, primary_unit, sums, years
from sim.scenario.masses import last_year as design_year
from sim.scenario.offices import office_of
from sim.scenario.schema import Scenario
from sim.study.result import Result

LEAST = 0.01
"""Of all that a target or a year lost: what is less is left out, and the caption says so."""
KEYS = {
    "not_open": "opens", "capacity": "capacity", "breakdown": "failures.availability", "quota": "quota",
    "stockpile_full": "stockpile", "product_yard_full": "product_yard", "void_full": "void", "no_demand": "demand",
    "not_recoverable": "outputs", "closed_hours": "calendar", "rejected": "rejects",
}  # fmt: skip
"""The number of a facility that a cause hangs on."""
LEVERS = {
    "not_open": "opening", "capacity": "plant", "breakdown": "plant", "stockpile_full": "plant",
    "void_full": "landfill", "no_truck": "fleet", "no_demand": "backfill", "not_recoverable": "share",
}  # fmt: skip
"""The kind of lever that acts on a cause."""


@dataclass
class Problem:
    """What a facility or fleet stops for one reason: masses by target and by year, where they are shown, by when."""

    facility: str
    cause: str
    to: str
    by: str
    lost: list[str] = field(default_factory=list)
    unserved: list[str] = field(default_factory=list)
    kg: float = 0.0
    targets: list[str] = field(default_factory=list)


def problems(result: Result, labels: Labels) -> list[Problem]:
    """By facility and cause, the largest first: losses of the targets when due, and mass without lawful place."""
    known: dict[tuple[str, str], Problem] = {}
    scenario, say = result.loaded.scenario, labels.words.say

    def at(facility: str, cause: str, to: str, by: str, kg: float) -> Problem:
        problem = known.setdefault((facility, cause), Problem(facility, cause, to, by))
        problem.kg = max(problem.kg, kg)
        return problem

    for id, target in scenario.targets.items():
        if _is_met(result, id):
            continue
        lost = tables.binding(result, id, target.due)
        lost = lost[lost["kg"] > LEAST * lost["kg"].clip(lower=0).sum()]
        for r in lost.to_dict("records"):
            amount = say("measures.of_target", target=labels.text(target.name), period=labels.period(target.due),
                         mass=mass(r["kg"]), unit=say(primary_unit(result, id)))  # fmt: skip
            date = _ends(scenario, target.due) if r["cause"] == "carried_over" else _begins(scenario, target.due)
            by = say("measures.before", date=date)
            problem = at(str(r["facility"]), str(r["cause"]), f"binding-{id}", by, r["kg"])
            problem.lost.append(amount)
            problem.targets.append(id)
    lost = result.tables["unserved"].fillna({"facility": ""})
    for year in years(lost)[-2:]:
        part = lost[lost["year"].astype(str) == year]
        whole = part["kg"].sum()
        causes = sums(part, "facility", "cause").reset_index()
        for facility, cause, kg in zip(causes["facility"], causes["cause"], causes["kg"], strict=True):
            if kg > LEAST * whole:
                amount = say("measures.of_year", period=labels.period(year), mass=mass(kg), unit=say("unit.mass"))
                at(facility, cause, "unserved", _since(result, facility, cause, labels), kg).unserved.append(amount)
    return sorted(known.values(), key=lambda p: -p.kg)


def _is_met(result: Result, target: str) -> bool:
    """Whether a target is met under its primary reading when it is due."""
    due, reading = result.loaded.scenario.targets[target].due, primary_reading(result, target)
    found = result.summary["targets"][target]["evaluations"]
    return any(e["verdict"] == "meets" for e in found if e["period"] == due and e["reading"] == reading)


def _begins(scenario: Scenario, period: str) -> str:
    """The day before which something must be done to count in all of a period."""
    if period in scenario.windows:
        return scenario.windows[period].start.isoformat()
    return f"{design_year(scenario) if period == DESIGN else period}-01-01"


def _ends(scenario: Scenario, period: str) -> str:
    """The day after which something no longer counts in a period."""
    if period in scenario.windows:
        return scenario.windows[period].end.isoformat()
    return f"{design_year(scenario) if period == DESIGN else period}-12-31"


def _since(result: Result, facility: str, cause: str, labels: Labels) -> str:
    """Since which month mass has had no lawful place for this reason; the design year has no date."""
    lost = result.tables["unserved"].fillna({"facility": ""})
    rows = lost[(lost["facility"] == facility) & (lost["cause"] == cause) & (lost["year"].astype(str) != DESIGN)]
    first = rows["month"].min() if len(rows) else None
    return DASH if first is None else labels.words.say("measures.since", month=first)


def measures(result: Result, labels: Labels) -> Iterator[Block]:
    """The table; a sentence where nothing was found."""
    say, has_levers = labels.words.say, levers_of(result) is not None
    rows: list[list[Text]] = []
    for p in problems(result, labels):
        cause = say("measures.cause", facility=labels.of(p.facility) if p.facility else "", cause=labels.cause(p.cause))
        found = linked(_found(p, labels), p.to)
        row = [found, cause, _measure(p, labels), _office(result, p, labels), p.by]
        rows.append([*row, *([_effect(result, p, labels)] if has_levers else [])])
    rows += [[*row, *([DASH] if has_levers else [])] for row in [*_full(result, labels), *_wording(result, labels)]]
    if not rows:
        yield text(say("measures.nothing"))
        return
    columns = [column(labels, "problem", 3), column(labels, "cause", 2), column(labels, "measure", 3.4),
               column(labels, "office", 1.8), column(labels, "by_when", 1.3)]  # fmt: skip
    columns += [column(labels, "effect", 2)] if has_levers else []
    yield table(say("measures.caption", least=number(100 * LEAST, 0)), columns, rows, 7, anchor="measures")


def _found(problem: Problem, labels: Labels) -> str:
    kinds = {"lost": problem.lost, "unserved": problem.unserved}
    said = [labels.words.say(f"measures.{kind}", list=labels.joined(found)) for kind, found in kinds.items() if found]
    return labels.words.say("report.semicolon").join(said)


def _measure(problem: Problem, labels: Labels) -> str:
    id = f"measure.{problem.cause}"
    return labels.words.say(id if id in labels.words else "measure.unknown")


def _office(result: Result, problem: Problem, labels: Labels) -> str:
    scenario, id = result.loaded.scenario, problem.facility
    if id in scenario.facilities:
        paths = [f"facilities.{id}.{KEYS.get(problem.cause, '')}".rstrip(".")]
    elif id in scenario.fleets:
        paths = [f"fleets.{id}.trucks"]
    else:
        streams = {s for t in problem.targets for s in scenario.targets[t].streams}
        paths = [f"streams.{s}.capture" for s in scenario.streams if s in streams and problem.cause == "leaked"]
    return _named(result, paths, labels)


def _named(result: Result, paths: list[str], labels: Labels) -> str:
    scenario = result.loaded.scenario
    offices = dict.fromkeys(office for path in paths if (office := office_of(scenario, path)) is not None)
    names = labels.joined(labels.text(scenario.offices[id].name) for id in offices)
    return names or labels.words.say("measures.no_office")


def _effect(result: Result, problem: Problem, labels: Labels) -> str:
    """The measured change of the lever that acts on the cause and helps a target most."""
    levers, kind = levers_of(result), LEVERS.get(problem.cause)
    best: tuple[float, str] | None = None
    for change in [] if levers is None else levers["changes"]:
        of = change["path"].split(".")[1]
        for id in problem.targets if change["kind"] == kind and of == problem.facility else []:
            row = due_row(change, id, result.loaded.scenario.targets[id].due)
            if row is None or not is_shown(row["rate"]) or (best and row["rate"]["mean"] <= best[0]):
                continue
            target = labels.text(result.loaded.scenario.targets[id].name)
            said = labels.words.say("measures.effect", shift=shift_of(change, labels), target=target,
                                    points=signed(100 * row["rate"]["mean"]))  # fmt: skip
            best = (row["rate"]["mean"], said)
    return best[1] if best is not None and best[0] > 0 else labels.words.say("measures.not_measured")


def _full(result: Result, labels: Labels) -> Iterator[list[Text]]:
    """Landfills that may be full within the horizon: to be relieved before the early end of their dates."""
    say = labels.words.say
    for r in tables.landfills(result).to_dict("records"):
        if not r["p_within_horizon"]:
            continue
        dates = [r[f"exhausted_{p}"] for p in ("p10", "p50")]
        found = say("measures.full", facility=labels.of(r["facility"]), chance=percent(r["p_within_horizon"], 0),
                    date=dates[1] if isinstance(dates[1], str) else "")  # fmt: skip
        problem = Problem(r["facility"], "void_full", "landfills", "")
        by = say("measures.before", date=dates[0]) if isinstance(dates[0], str) else DASH
        measure, office = _measure(problem, labels), _office(result, problem, labels)
        yield [linked(found, "landfills"), labels.cause("void_full"), measure, office, by]


def _wording(result: Result, labels: Labels) -> Iterator[list[Text]]:
    """Contradictions of the plan in one row: the proposals say more."""
    say, count = labels.words.say, sum(c["severity"] == "contradiction" for c in result.summary["checks"])
    if count:
        yield [linked(say("measures.contradictions", n=count), "proposals"), say("measures.inconsistent"),
               say("measures.reword"), say("measures.no_office"), say("measures.revision")]  # fmt: skip
