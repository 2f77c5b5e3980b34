"""Columns of the annex tables of facilities: what stands in each, as the plan states it or as the study found it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sim.report.blocks import Text, linked
from sim.report.labels import DASH, Labels, mass, number, percent
from sim.report.register import input_anchor
from sim.report.source import DESIGN, last_year, sums, years
from sim.report.supply import supply
from sim.report.tables import landfills
from sim.report.void_calculation import compacted_into
from sim.scenario.findings import UNDERFED
from sim.scenario.masses import last_year as design_year
from sim.scenario.phases import nameplate_of
from sim.scenario.schema import Facility
from sim.scenario.wording import write_quantity, write_stated
from sim.study.result import Result

_SHOWN = 5e4
"""kg: half of the last digit printed; what is less is nothing."""


@dataclass(frozen=True)
class Study:
    """A result and its labels, and what several columns need of it."""

    result: Result
    labels: Labels

    @cached_property
    def loads(self) -> dict[tuple[str, str], dict[Any, Any]]:
        """Rows of the balance of capacity by plant and year."""
        return {(r["facility"], r["year"]): r for r in supply(self.result).to_dict("records")}

    @cached_property
    def intakes(self) -> dict[tuple[str, str], float]:
        """Mean kg by facility and year."""
        taken = sums(self.result.tables["flows"], "destination", "year").reset_index()
        return {(f, str(y)): kg for f, y, kg in zip(taken["destination"], taken["year"], taken["kg"], strict=True)}

    @cached_property
    def landfills(self) -> dict[str, dict[Any, Any]]:
        """Rows of the landfills by id."""
        return {r["facility"]: r for r in landfills(self.result).to_dict("records")}

    @cached_property
    def calendar_years(self) -> list[str]:
        """Years of the horizon."""
        return [year for year in years(self.result.tables["fates"]) if year != DESIGN]

    @property
    def year(self) -> str:
        """The last year of the horizon."""
        return self.calendar_years[-1]

    @property
    def design(self) -> str:
        """The design year where it was run."""
        return last_year(self.result)


def area(study: Study, id: str, facility: Facility) -> Text:
    """Site area, ha."""
    return DASH if facility.area is None else _stated(facility.area.value / 1e4, id, "area")


def fill(study: Study, id: str, facility: Facility) -> Text:
    """Void, 10⁴ m³."""
    return DASH if facility.void is None else _stated(facility.void.value / 1e4, id, "void")


def holds(study: Study, id: str, facility: Facility) -> Text:
    """What a store may hold, 10⁴ t."""
    return DASH if facility.holds is None else _stated(facility.holds.value / 1e7, id, "holds")


def scale(study: Study, id: str, facility: Facility) -> Text:
    """Nameplate of a year, 10⁴ t/a; as written where no whole year of it was simulated."""
    given = nameplate_of(facility, design_year(study.result.loaded.scenario))
    if given is None:
        return DASH
    yearly = study.result.summary["facilities"][id].get("capacity_t_a")
    if yearly is not None:
        return _stated(yearly / 1e4, id, "capacity")
    return linked(write_quantity(given.text, study.labels.words), input_anchor(f"facilities.{id}.capacity"))


def _stated(value: float, id: str, key: str) -> Text:
    """A stated number without zeros that say nothing, leading to the register."""
    text = number(value)
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return linked(short, input_anchor(f"facilities.{id}.{key}"))


def demand(study: Study, id: str, facility: Facility) -> Text:
    """What a backfill or outlet takes, as written."""
    if facility.demand is None:
        return DASH
    return linked(write_quantity(facility.demand.text, study.labels.words), input_anchor(f"facilities.{id}.demand"))


def kind(study: Study, id: str, facility: Facility) -> Text:
    """Its kind in words."""
    return study.labels.words.say(f"kind.{facility.kind}")


def is_new(study: Study, id: str, facility: Facility) -> Text:
    """New is what opens after the horizon begins; the scenario has no word of its own for it."""
    start = study.result.loaded.scenario.horizon.start.toordinal()
    opens_later = facility.opens is not None and facility.opens.value > start
    return study.labels.words.say("annex.new" if opens_later else "annex.existing")


def _drawn(study: Study, id: str) -> list[str]:
    """The mean of the draws of a nameplate by year, where it is not what is stated in the column beside it."""
    stated = study.result.summary["facilities"][id].get("capacity_t_a")
    row = study.loads.get((id, study.design))
    if stated is None or row is None or study.design != DESIGN:
        return []
    mean = number(row["capacity_kg"] / 1e7)
    return [] if mean == number(stated / 1e4) else [study.labels.words.say("annex.drawn", mean=mean)]


def note(study: Study, id: str, facility: Facility) -> Text:
    """What is assumed, what else the plan states, later phases, when it closes, its city."""
    say, labels = study.labels.words.say, study.labels
    main = facility.capacity or facility.void or facility.holds or facility.demand
    notes = []
    if main is not None and main.grade == "assumed":
        notes.append(say("annex.assumed"))
    notes += _drawn(study, id)
    if main is not None and main.also_stated:
        notes.append(say("report.inputs.also", other=write_stated(main.also_stated, labels.words)))
    if facility.phases:
        notes.append(say("annex.phases", n=len(facility.phases)))
    if facility.closes is not None:
        notes.append(say("annex.closes", date=facility.closes.text))
    if facility.city is not None:
        notes.append(labels.of(facility.city))
    return say("report.semicolon").join(notes)


def opens(study: Study, id: str, facility: Facility) -> Text:
    """Median date of the opening; none for what is open from the start."""
    median = study.result.summary["facilities"][id]["opened"]["p50"]
    return DASH if facility.opens is None else median or study.labels.words.say("report.later")


def judged(study: Study, id: str, facility: Facility) -> Text:
    """Whether the plant takes what is its own in the last year that was run, and in its busiest month."""
    row, say = study.loads.get((id, study.design)), study.labels.words.say
    if row is None or not row["capacity_kg"]:
        return say("annex.not_open")
    if row["gap_kg"] <= -_SHOWN:
        verdict = "short"
    elif row["load"] < UNDERFED:
        verdict = "underfed"
    else:
        verdict = "peak" if (row["peak_load"] or 0.0) > 1 else "enough"
    return linked(say(f"annex.{verdict}"), "capacity")


def void_used(study: Study, id: str, facility: Facility) -> Text:
    """Compacted volume of all that came within the horizon, at stated densities, 10⁴ m³."""
    return number(sum(compacted_into(study.result, id, year) for year in study.calendar_years) / 1e4)


def full(study: Study, id: str, facility: Facility) -> Text:
    """Median date on which a landfill is full, simulated or projected."""
    within = (study.result.summary["facilities"][id].get("exhausted_on") or {}).get("p50")
    projected = study.landfills[id]["projected_p50"]
    if within is None and not projected:
        return DASH
    return linked(within or study.labels.words.say("annex.projected", date=projected), "landfills")


def _load(study: Study, id: str, year: str) -> Text:
    row = study.loads.get((id, year))
    return DASH if row is None else linked(percent(row["load"]), "capacity")


def _intake(study: Study, id: str, year: str) -> Text:
    return mass(study.intakes.get((id, year), 0.0))


class Made(NamedTuple):
    """Width, whether it holds numbers, the unit of its head, what stands in it."""

    width: float
    is_number: bool
    unit: str
    cell: Callable[[Study, str, Facility], Text]


COLUMNS = {
    "scale": Made(1.2, True, "unit.mass_year", scale),
    "area": Made(1.0, True, "unit.hectare", area),
    "fill": Made(1.3, True, "unit.volume", fill),
    "holds": Made(1.2, True, "unit.mass", holds),
    "kind": Made(1.2, False, "", kind),
    "demand": Made(2.0, True, "", demand),
    "is_new": Made(1.2, False, "", is_new),
    "note": Made(2.4, False, "", note),
    "opens": Made(1.4, False, "", opens),
    "load_year": Made(1.1, True, "", lambda study, id, facility: _load(study, id, study.year)),
    "load_design": Made(1.1, True, "", lambda study, id, facility: _load(study, id, study.design)),
    "judged": Made(1.6, False, "", judged),
    "intake_year": Made(1.2, True, "unit.mass", lambda study, id, facility: _intake(study, id, study.year)),
    "intake_design": Made(1.2, True, "unit.mass", lambda study, id, facility: _intake(study, id, study.design)),
    "void_used": Made(1.3, True, "unit.volume", void_used),
    "full": Made(1.7, False, "", full),
}
"""By the id of the column's head."""
