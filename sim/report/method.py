"""The method by the items of STRESS-DES (Monks et al., J. Simulation 13(1), 2019), and what is not evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import tables
from sim.report.blocks import Block, Text, linked, table
from sim.report.columns import column
from sim.report.font import printable
from sim.report.labels import Labels, level
from sim.scenario.masses import last_year as design_year
from sim.scenario.schema import PLANT_KINDS
from sim.study.result import Result

ITEMS = (
    "purpose", "outputs", "aims", "overview", "logic", "scenario_logic", "algorithms", "entities", "activities",
    "resources", "queues", "entry_exit", "sources", "preprocessing", "inputs", "assumptions", "initialisation",
    "run_length", "estimation", "software", "sampling", "execution", "system", "access",
)  # fmt: skip
LINKS = {"overview": "figure-flows", "outputs": "readings", "sources": "basis", "inputs": "inputs-assumed",
         "assumptions": "inputs-assumed", "aims": "proposed-definitions"}  # fmt: skip
OUTSIDE = ("siting", "slope", "seepage", "groundwater", "social", "air", "law", "validation")
"""What no scenario can have the program judge."""


def method(result: Result, labels: Labels) -> Iterator[Block]:
    """One row per item with this study's values."""
    say, values = labels.words.say, _values(result, labels)
    rows: list[list[Text]] = []
    for id in ITEMS:
        content = printable(say(f"method.{id}.content", **values))
        rows.append([say(f"method.{id}.name"), linked(content, LINKS[id]) if id in LINKS else content])
    columns = [column(labels, "method_item", 1.4), column(labels, "this_study", 6)]
    yield table(say("method.caption"), columns, rows, 7.5, anchor="method")


def _values(result: Result, labels: Labels) -> dict[str, object]:
    """All values that the items name."""
    scenario, summary, run = result.loaded.scenario, result.summary, result.run
    say, versions = labels.words.say, run.get("versions", {})
    kinds = [f.kind for f in scenario.facilities.values()]
    grades = tables.inputs_by_grade(result)
    counts = [say("report.inputs.count", grade=say(f"grade.{grade}"), n=len(rows)) for grade, rows in grades.items()]
    has_stock = any(f.opening_stock for f in scenario.facilities.values())
    looks, is_simulated = summary.get("precision"), summary.get("readings", {}).get("variants_simulated")
    libraries = [f"Python {run['python']}"] if "python" in run else []
    libraries += [f"{name} {versions[name]}" for name in versions if name != "waste-sim"]
    return {
        "question": labels.text(scenario.question) or labels.text(scenario.title),
        "targets": labels.joined(labels.text(t.name) for t in scenario.targets.values()) or say("method.none"),
        "readings": sum(len(t.readings) for t in scenario.targets.values()),
        "variants": len(scenario.variants) or "",
        "is_simulated": say("method.simulated" if is_simulated else "method.unsimulated"),
        "levers": len(summary["levers"]["changes"]) if summary.get("levers") else "",
        "streams": len(scenario.streams), "sources": len(scenario.sources), "facilities": len(scenario.facilities),
        "plants": sum(k in PLANT_KINDS for k in kinds), "landfills": kinds.count("landfill"),
        "fleets": len(scenario.fleets), "trucks": sum(round(f.trucks.mean) for f in scenario.fleets.values()),
        "calendars": len(scenario.calendars), "events": len(scenario.events), "routes": len(scenario.routes),
        "empty": sum(not r.facilities for r in scenario.routes.values()),
        "inputs": sum(map(len, grades.values())), "assumed": len(grades.get("assumed", ())),
        "uncertain": sum(bool(i.range) for rows in grades.values() for i in rows),
        "grades": labels.joined(counts),
        "stock": say("method.stock" if has_stock else "method.empty"),
        "start": summary["horizon"][0], "end": summary["horizon"][1],
        "days": (scenario.horizon.end - scenario.horizon.start).days, "design": design_year(scenario),
        "windows": labels.joined(labels.period(w) for w in scenario.windows),
        "n": summary["replications"], "level": level(summary), "looks": len(looks["looks"]) if looks else "",
        "seed": summary["seed"], "generator": say("method.random" if run.get("randomness", True) else "method.mean"),
        "versions": labels.joined(libraries) or say("method.none"),
        "version": versions.get("waste-sim", ""),
        "scenario": result.loaded.id, "hash": result.loaded.hash,
    }  # fmt: skip


def not_evaluated(result: Result, labels: Labels) -> Iterator[Block]:
    """What is outside any scenario, then articles, indicators and rival readings that this one leaves out, with why."""
    say, scenario = labels.words.say, result.loaded.scenario
    rows: list[list[Text]] = [[say(f"not_evaluated.{id}.name"), say(f"not_evaluated.{id}.why")] for id in OUTSIDE]
    rows += [
        [say("not_evaluated.article", article=_article(id, labels), title=labels.text(a.title)), labels.text(a.how)]
        for id, a in scenario.articles.items()
        if a.status == "not_evaluated"
    ]
    rows += [
        [linked(labels.text(r["name"]), "declared"), labels.text(r["reason"])]
        for r in result.summary["indicators"]["declared"].values()
        if r["verdict"] == "not evaluated"
    ]
    rows += [
        [
            say("not_evaluated.rival", question=labels.text(d.question), rival=labels.text(r.name)),
            labels.text(r.why_not),
        ]
        for d in scenario.definitions.values()
        for r in d.rivals
        if r.why_not is not None
    ]
    columns = [column(labels, "matter", 2.6), column(labels, "why", 5)]
    yield table(say("not_evaluated.caption"), columns, rows, 7.5, anchor="not-evaluated")


def _article(id: str, labels: Labels) -> str:
    return labels.words.say("phrase.articles", numbers=id) if id.isdigit() else labels.cited(id)
