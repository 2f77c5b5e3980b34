"""The annex tables of a plan in their usual layout, with what the study adds: dates, loads, voids, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.report.blocks import Block, Text, linked, table
from sim.report.columns import column
from sim.report.labels import DASH, Labels, mass, number, percent
from sim.report.register import input_anchor
from sim.report.source import DESIGN, last_year, primary_reading, sums, years
from sim.report.supply import supply
from sim.report.tables import landfills
from sim.report.void_calculation import compacted_into
from sim.scenario.findings import UNDERFED
from sim.scenario.masses import last_year as design_year
from sim.scenario.phases import nameplate_of
from sim.scenario.quantity import Quantity
from sim.scenario.schema import PLANT_KINDS, Facility
from sim.scenario.wording import write_quantity, write_stated
from sim.study.result import Result

SINKS = ("backfill", "outlet", "export")
"""Kinds whose sites the plan does not list; they share a table of what they take."""
_SHOWN = 5e4
"""kg: half of the last digit printed; what is less is nothing."""
Cell = Callable[[str, Facility], Text]


@dataclass(frozen=True)
class Study:
    """What the columns need: the result, the labels, and by plant and year the rows of the balance of capacity."""

    result: Result
    labels: Labels
    loads: dict[tuple[str, str], dict[Any, Any]] = field(default_factory=dict)

    @property
    def calendar_year(self) -> str:
        """The last year of the horizon, empty where only the design year was run."""
        found = [y for y in years(self.result.tables["fates"]) if y != DESIGN]
        return found[-1] if found else ""


def annex(result: Result, labels: Labels) -> Iterator[Block]:
    """Indicators, then a table for each kind of facility, then where else masses may go."""
    rows = {(r["facility"], r["year"]): r for r in supply(result).to_dict("records")}
    study = Study(result, labels, rows)
    yield from _indicators(study)
    facilities = result.loaded.scenario.facilities
    for kind in ("sorting", "recycling", "mobile", "terminal", "store", "landfill"):
        yield from _facilities(study, kind, {id: f for id, f in facilities.items() if f.kind == kind})
    yield from _facilities(study, "sinks", {id: f for id, f in facilities.items() if f.kind in SINKS and f.demand})


def _indicators(study: Study) -> Iterator[Block]:
    """Annex 1: each rate and each declared indicator, goal, value, verdict when due and in the design year."""
    labels, result, rows = study.labels, study.result, []
    say = labels.words.say
    for id, target in result.loaded.scenario.targets.items():
        reading = target.readings[primary_reading(result, id)]
        how = say("annex.how", reading=labels.text(reading.name),
                  streams=labels.joined(labels.of(s) for s in target.streams))  # fmt: skip
        goal = linked(percent(result.summary["targets"][id]["goal"], 0), input_anchor(f"targets.{id}.goal"))
        row: list[Text] = [labels.text(target.name), linked(how, "readings"), goal, labels.period(target.due)]
        for period in (target.due, DESIGN):
            found = _evaluation(result, id, period)
            value = DASH if found is None else percent(found["mean"], 2)
            row += [linked(value, f"rates-{id}"), DASH if found is None else labels.verdict(found["verdict"])]
        rows.append(row)
    for id, found in result.summary["indicators"]["declared"].items():
        goal = say(f"phrase.{found['direction']}", goal=labels.text(found["text"]["goal"]))
        value = labels.text(found["text"]["value"]) or DASH
        rows.append([
            labels.text(found["name"]), say("annex.declared"), goal,
            result.loaded.scenario.indicators[id].due or DASH, linked(value, "declared"),
            labels.verdict(found["verdict"]), DASH, DASH,
        ])  # fmt: skip
    columns = [column(labels, "target", 2.2), column(labels, "how_computed", 3.6), column(labels, "goal", 1.6, True),
               column(labels, "due", 1), column(labels, "value_due", 1.2, True), column(labels, "verdict", 1.3),
               column(labels, "value_design", 1.2, True), column(labels, "verdict_design", 1.3)]  # fmt: skip
    if rows:
        yield table(say("annex.indicators"), columns, rows, 7, anchor="annex-indicators")


def _evaluation(result: Result, target: str, period: str) -> dict[str, Any] | None:
    reading = primary_reading(result, target)
    return next((
        e for e in result.summary["targets"][target]["evaluations"]
        if e["period"] == period and e["reading"] == reading and e["mean"] is not None
    ), None)  # fmt: skip


def _facilities(study: Study, kind: str, facilities: dict[str, Facility]) -> Iterator[Block]:
    """One row per facility; a column that none of them fills is left out."""
    labels, columns, kept = study.labels, [("facility", 2.8, False), *_columns(study, kind)], []
    cells: list[list[Text]] = [[labels.of(id) for id in facilities]]
    makers = _makers(study)
    for id, *_ in columns[1:]:
        cells.append([makers[id](key, facility) for key, facility in facilities.items()])
    for (id, width, numeric), values in zip(columns, cells, strict=True):
        if any(_plain(value) not in ("", DASH) for value in values):
            kept.append(((_head(study, id), width, numeric), [v if _plain(v) else DASH for v in values]))
    if facilities:
        rows: Sequence[Sequence[Text]] = list(zip(*(values for _, values in kept), strict=True))
        yield table(labels.words.say(f"annex.{kind}"), [c for c, _ in kept], rows, 7, anchor=f"annex-{kind}")


def _columns(study: Study, kind: str) -> list[tuple[str, float, bool]]:
    """Columns of the plan, then those that the study adds."""
    planned = [("area", 1, True), ("is_new", 1.2, False), ("note", 2.4, False), ("opens", 1.4, False)]
    loads = [("load_year", 1.1, True), ("load_design", 1.1, True), ("judged", 1.6, False)]
    if kind in PLANT_KINDS:
        return [("scale", 1.2, True), *planned, *loads]
    if kind == "landfill":
        return [*planned[:1], ("fill", 1.3, True), *planned[1:], ("intake_design", 1.2, True),
                ("void_used", 1.3, True), ("full", 1.7, False)]  # fmt: skip
    if kind == "store":
        return [("holds", 1.2, True), *planned, ("intake_year", 1.2, True), ("intake_design", 1.2, True)]
    return [("kind", 1.2, False), ("demand", 2, True), *planned[:1], ("note", 2.4, False),
            ("intake_year", 1.2, True), ("intake_design", 1.2, True)]  # fmt: skip


def _head(study: Study, id: str) -> str:
    say, labels = study.labels.words.say, study.labels
    units = {"intake_year": "unit.mass", "intake_design": "unit.mass", "holds": "unit.mass", "fill": "unit.volume",
             "void_used": "unit.volume", "scale": "unit.mass_year", "area": "unit.hectare"}  # fmt: skip
    is_calendar = id in ("load_year", "intake_year")
    year = labels.period(study.calendar_year if is_calendar else last_year(study.result))
    return say(f"report.column.{id}", year=year) + (f" ({say(units[id])})" if id in units else "")


def _makers(study: Study) -> dict[str, Cell]:
    """What stands in each column."""
    result, labels = study.result, study.labels
    words, summary = labels.words, result.summary["facilities"]
    flows = sums(result.tables["flows"], "destination", "year")
    full = {r["facility"]: r for r in landfills(result).to_dict("records")}

    def stated(key: str, scale: float) -> Cell:
        def cell(id: str, facility: Facility) -> Text:
            given: Quantity | None = getattr(facility, key)
            path = input_anchor(f"facilities.{id}.{key}")
            return DASH if given is None else linked(_short(given.value / scale), path)

        return cell

    def scale(id: str, facility: Facility) -> Text:
        given = nameplate_of(facility, design_year(result.loaded.scenario))
        if given is None:
            return DASH
        yearly = summary[id].get("capacity_t_a")
        shown = _short(yearly / 1e4) if yearly is not None else write_quantity(given.text, words)
        return linked(shown, input_anchor(f"facilities.{id}.capacity"))

    def load(id: str, year: str) -> Text:
        row = study.loads.get((id, year))
        return DASH if row is None else linked(percent(row["load"]), "capacity")

    def intake(id: str, year: str) -> Text:
        return mass(float(flows.get((id, year), 0.0)))

    def opens(id: str, facility: Facility) -> Text:
        return DASH if facility.opens is None else summary[id]["opened"]["p50"] or words.say("report.later")

    def void_used(id: str, facility: Facility) -> Text:
        return number(sum(compacted_into(result, id, y) for y in years(result.tables["flows"]) if y != DESIGN) / 1e4)

    def when_full(id: str, facility: Facility) -> Text:
        end = summary[id].get("exhausted_on") or {}
        if end.get("p50"):
            return linked(str(end["p50"]), "landfills")
        projected = full[id]["projected_p50"]
        return linked(words.say("annex.projected", date=projected), "landfills") if projected else DASH

    def demand(id: str, facility: Facility) -> Text:
        shown = write_quantity(facility.demand.text, words) if facility.demand else DASH
        return linked(shown, input_anchor(f"facilities.{id}.demand"))

    return {
        "area": stated("area", 1e4), "fill": stated("void", 1e4), "holds": stated("holds", 1e7), "scale": scale,
        "kind": lambda id, f: words.say(f"kind.{f.kind}"), "is_new": lambda id, f: _is_new(study, f),
        "note": lambda id, f: _note(study, f), "opens": opens, "demand": demand, "full": when_full,
        "load_year": lambda id, f: load(id, study.calendar_year), "judged": lambda id, f: _judged(study, id),
        "load_design": lambda id, f: load(id, last_year(result)), "void_used": void_used,
        "intake_year": lambda id, f: intake(id, study.calendar_year),
        "intake_design": lambda id, f: intake(id, last_year(result)),
    }  # fmt: skip


def _is_new(study: Study, facility: Facility) -> str:
    """New is what opens after the horizon begins; the scenario has no word of its own for it."""
    start = study.result.loaded.scenario.horizon.start.toordinal()
    is_new = facility.opens is not None and facility.opens.value > start
    return study.labels.words.say("annex.new" if is_new else "annex.existing")


def _note(study: Study, facility: Facility) -> str:
    """What else the plan states, what is assumed, when it closes, its city."""
    say, labels = study.labels.words.say, study.labels
    main = facility.capacity or facility.void or facility.holds or facility.demand
    notes = []
    if main is not None and main.grade == "assumed":
        notes.append(say("annex.assumed"))
    if main is not None and main.also_stated:
        notes.append(say("report.inputs.also", other=write_stated(main.also_stated, labels.words)))
    if facility.phases:
        notes.append(say("annex.phases", n=len(facility.phases)))
    if facility.closes is not None:
        notes.append(say("annex.closes", date=facility.closes.text))
    if facility.city is not None:
        notes.append(labels.of(facility.city))
    return say("report.semicolon").join(notes)


def _judged(study: Study, id: str) -> Text:
    """Whether the plant takes what is its own in the last year that was run."""
    row = study.loads.get((id, last_year(study.result)))
    if row is None or not row["capacity_kg"]:
        return study.labels.words.say("annex.not_open")
    if row["gap_kg"] <= -_SHOWN:
        kind = "short"
    elif row["load"] < UNDERFED:
        kind = "underfed"
    else:
        kind = "peak" if (row["peak_load"] or 0.0) > 1 else "enough"
    return linked(study.labels.words.say(f"annex.{kind}"), "capacity")


def _short(value: float) -> str:
    """A stated number without zeros that say nothing."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(content: Text) -> str:
    return content if isinstance(content, str) else content["text"]
