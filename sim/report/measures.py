"""Problems and measures: what the study found, its cause, what would help, whose task it is, by when.

All is derived from the result; a measure is the catalogue's general one for the cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.report import tables
from sim.report.blocks import Block, Text, linked, table, text
from sim.report.columns import column
from sim.report.font import printable
from sim.report.labels import DASH, Labels, mass, number, percent, signed
from sim.report.levers import due_row, is_shown, levers_of, shift_of
from sim.report.source import DESIGN, primary_reading, primary_unit, sums, years
from sim.scenario.masses import last_year as design_year
from sim.scenario.naming import name_number
from sim.scenario.offices import office_of
from sim.scenario.schema import Scenario
from sim.study.result import Result

LEAST = 0.01
"""Of all that a target or a year lost: what is less is left out, and the caption says so."""
KEYS = {
    "not_open": "opens", "capacity": "capacity", "breakdown": "failures.availability", "quota": "quota",
    "stockpile_full": "stockpile", "product_yard_full": "product_yard", "void_full": "void", "no_demand": "demand",
    "not_recoverable": "outputs", "closed_hours": "calendar", "rejected": "rejects", "no_truck": "trucks",
}  # fmt: skip
"""The number of a facility or fleet that a cause hangs on: whose task it is, and the lever that acts on the cause."""


@dataclass
class Problem:
    """What a facility or fleet stops for one reason: masses by target and by year, and where they are shown.

    since: the month in which mass first had no lawful place. by: the day before which a measure must work.
    """

    facility: str
    cause: str
    to: str
    since: str = DASH
    by: str = DASH
    lost: list[str] = field(default_factory=list)
    unserved: list[str] = field(default_factory=list)
    kg: float = 0.0
    targets: list[str] = field(default_factory=list)


def problems(result: Result, labels: Labels) -> list[Problem]:
    """By facility and cause, the largest first: losses of the targets when due, and mass without lawful place."""
    known: dict[tuple[str, str], Problem] = {}
    scenario, say = result.loaded.scenario, labels.words.say

    def at(facility: str, cause: str, to: str, kg: float) -> Problem:
        problem = known.setdefault((facility, cause), Problem(facility, cause, to))
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
            problem = at(str(r["facility"]), str(r["cause"]), f"binding-{id}", r["kg"])
            problem.by = min(by, problem.by) if problem.by != DASH else by
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
                problem = at(facility, cause, "unserved", kg)
                problem.since = _since(result, facility, cause)
                problem.unserved.append(amount)
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


def _since(result: Result, facility: str, cause: str) -> str:
    """In which month mass first had no lawful place for this reason; the design year has no date."""
    lost = result.tables["unserved"].fillna({"facility": ""})
    rows = lost[(lost["facility"] == facility) & (lost["cause"] == cause) & (lost["year"].astype(str) != DESIGN)]
    first = rows["month"].min() if len(rows) else None
    return DASH if first is None else str(first)


def measures(result: Result, labels: Labels) -> Iterator[Block]:
    """The table; a sentence where nothing was found."""
    say, has_levers = labels.words.say, levers_of(result) is not None
    rows: list[list[Text]] = []
    for p in problems(result, labels):
        cause = say("measures.cause", facility=labels.of(p.facility) if p.facility else "", cause=labels.cause(p.cause))
        found = linked(_found(p, labels), p.to)
        row = [found, cause, _measure(p, labels), _office(result, p, labels), p.since, p.by]
        rows.append([*row, *([_effect(result, p, labels)] if has_levers else [])])
    rows += [[*row, *([DASH] if has_levers else [])] for row in [*_full(result, labels), *_wording(result, labels)]]
    if not rows:
        yield text(say("measures.nothing"))
        return
    columns = [column(labels, "problem", 3), column(labels, "cause", 2), column(labels, "measure", 3.4),
               column(labels, "office", 1.8), column(labels, "since", 1),
               column(labels, "by_when", 1.3)]  # fmt: skip
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
    """What moving the number that a cause hangs on does for a target, the best step; else why there is no effect."""
    say, scenario = labels.words.say, result.loaded.scenario
    levers = levers_of(result) or {"changes": [], "excluded": []}
    moved = [c for c in levers["changes"] if acts_on(c["path"], problem)]
    if not moved:
        refused = [labels.text(e["reason"]) for e in levers.get("excluded", ()) if acts_on(e["path"], problem)]
        return say("measures.not_moved", reason=labels.joined(dict.fromkeys(refused)))
    found = [
        (row["rate"]["mean"], change, id)
        for change in moved
        for id in problem.targets
        if (row := due_row(change, id, scenario.targets[id].due)) is not None and is_shown(row["rate"])
    ]
    helpful = [one for one in found if one[0] > 0]
    if not helpful:
        return say("measures.no_gain" if problem.targets else "measures.no_target")
    mean, change, id = max(helpful, key=lambda one: one[0])
    _, what = name_number(scenario, change["path"], labels.words)
    return say(
        "measures.effect", what=printable(what), shift=shift_of(change, labels),
        target=labels.text(scenario.targets[id].name), points=signed(100 * mean),
    )  # fmt: skip


def acts_on(path: str, problem: Problem) -> bool:
    """Whether the number at a path is the one that the cause of a problem hangs on."""
    _, _, rest = path.partition(".")
    whose, _, number = rest.partition(".")
    key = KEYS.get(problem.cause)
    if whose != problem.facility or key is None:
        return False
    is_phase = key == "capacity" and number.startswith("phases.") and number.endswith(".capacity")
    return is_phase or number == key or number.startswith(f"{key}.")


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
        yield [linked(found, "landfills"), labels.cause("void_full"), measure, office, DASH, by]


def _wording(result: Result, labels: Labels) -> Iterator[list[Text]]:
    """Contradictions of the plan in one row: the proposals say more."""
    say, count = labels.words.say, sum(c["severity"] == "contradiction" for c in result.summary["checks"])
    if count:
        yield [linked(say("measures.contradictions", n=count), "proposals"), say("measures.inconsistent"),
               say("measures.reword"), say("measures.no_office"), DASH, say("measures.revision")]  # fmt: skip
