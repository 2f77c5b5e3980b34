"""Wording that would mend a plan: a text for each contradiction of `check` and each question of definition."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from sim.report.blocks import Block, linked, table
from sim.report.columns import column
from sim.report.font import printable
from sim.report.labels import DASH, Labels, number
from sim.scenario.finding import call_path
from sim.scenario.units import split_number
from sim.scenario.wording import write_quantity, write_unit
from sim.study.result import Result

Check = dict[str, Any]
"""An entry of `checks` in summary.json."""
ALSO = ("opens_after_due", "no_lawful_place", "indicator_misses")
"""Findings that are warnings and yet gaps of the text."""
_REMARK = re.compile(r"[，；;：:]|, (?!annex)(?=[a-z])")
"""Where a source goes on after its article."""


def proposals(result: Result, labels: Labels) -> Iterator[Block]:
    """Contradictions first, then what else a change of wording would mend, then questions of definition."""
    say, found = labels.words.say, list(result.summary["checks"])
    rows = [
        [linked(clause(check.get("article") or "", labels), "articles"),
         labels.text(check["message"]), proposed(check, result, labels)]
        for check in sorted(found, key=lambda c: c["severity"] != "contradiction")
        if is_mendable(check, labels)
    ]  # fmt: skip
    columns = [column(labels, "article", 1.6), column(labels, "contradiction", 4), column(labels, "proposal", 4.4)]
    if rows:
        yield table(say("proposal.table.caption"), columns, rows, 7, anchor="proposals")
    rows = [
        [clause(d.article, labels), labels.text(d.question),
         say("proposal.table.definition", article=clause(d.article, labels), taken=labels.text(d.taken))]
        for d in result.loaded.scenario.definitions.values()
    ]  # fmt: skip
    if rows:
        columns[1] = column(labels, "question", 4)
        yield table(say("proposal.table.definitions"), columns, rows, 7, anchor="proposed-definitions")


def is_mendable(check: Check, labels: Labels) -> bool:
    """Whether a change of wording mends a finding: contradictions, and warnings of the kinds in `ALSO`."""
    is_grave = check["severity"] == "contradiction" or (check["severity"] == "warning" and check["id"] in ALSO)
    return is_grave and f"proposal.{check['id']}" in labels.words


def clause(source: Any, labels: Labels) -> str:
    """The article of a source without the remarks after it."""
    return _REMARK.split(labels.cited(source))[0].strip()


def proposed(check: Check, result: Result, labels: Labels) -> str:
    """The text for a finding with its values filled in."""
    article = clause(check.get("article") or "", labels)
    values = _VALUES[check["id"]](check, result, labels)
    values["article"] = labels.words.say("proposal.table.plan") if article == DASH else article
    return labels.words.say(f"proposal.{check['id']}", **values)


def _stated_twice(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    v = check["values"]
    others = [(write_quantity(o["value"], labels.words), clause(o["source"], labels)) for o in v["other"]]
    named = call_path(result.loaded.scenario, v["path"])[labels.words.language]
    return {
        "part": printable(named), "given": write_quantity(v["given"], labels.words),
        "source": clause(v["source"], labels), "other": labels.joined(o for o, _ in others),
        "other_source": labels.joined(dict.fromkeys(s for _, s in others)),
    }  # fmt: skip


def _total_differs(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    statement = result.loaded.scenario.statements[check["values"]["statement"]]
    unit = write_unit(split_number(statement.value.text)[1], labels.words)
    return {
        "name": labels.text(statement.name), "given": write_quantity(statement.value.text, labels.words),
        "computed": f"{number(check['values']['computed'])} {unit}",
    }  # fmt: skip


def _drivers_give(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    v = check["values"]
    return {"name": labels.of(v["stream"]), "stated": number(v["stated"]), "computed": number(v["computed"])}


def _relied_on(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    reliance = result.loaded.scenario.relies_on[check["values"]["relies_on"]]
    return {"name": labels.text(reliance.name), "kind": labels.words.say(f"kind.{reliance.kind}")}


def _landfill_reading(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    """With the share that must be used, from the finding on the same target; rounded up, so that it suffices."""
    v, scenario = check["values"], result.loaded.scenario
    statement = scenario.statements[v["statement"]]
    needed = next((
        c["values"] for c in result.summary["checks"]
        if c["id"] == "fill_needed" and c["values"]["target"] == v["target"]
    ), None)  # fmt: skip
    return {
        "year": v["year"], "name": labels.text(statement.name), "goal": f"{v['goal']:.4g}",
        "given": write_quantity(statement.value.text, labels.words),
        "target": labels.text(scenario.targets[v["target"]].name),
        "share": "" if needed is None else number(math.ceil(10 * needed["share"]) / 10, 1),
        "needed": "" if needed is None else number(needed["needed"]),
    }  # fmt: skip


def _opens_after_due(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    v, targets = check["values"], result.loaded.scenario.targets
    year, _, day = v["opens"].partition("-")
    return {
        "facility": labels.of(v["facility"]), "before": str(int(v["year"]) - 1),
        "targets": labels.joined(labels.text(targets[id].name) for id in v["targets"].split(", ") if id in targets),
        "after": "" if v["opens"] <= f"{v['year']}-01-01" else str(int(year) + (day != "01-01")),
    }  # fmt: skip


def _load_needed(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    """The capacity that the goal needs (up), and the rate that the capacity gives (down)."""
    v = check["values"]
    generated = v["needed"] / (v["goal"] / 100)
    reachable = 100 * (v["capacity"] * v["yield"] / 100 + v["by_products"]) / generated
    return {
        "plants": labels.some([labels.of(id) for id in v["plants"].split(", ")]), "capacity": number(v["capacity"]),
        "needed": number(math.ceil(100 * v["capacity"] * v["product_rest"]) / 100), "goal": f"{v['goal']:.4g}",
        "target": labels.text(result.loaded.scenario.targets[v["target"]].name),
        "reachable": number(math.floor(10 * reachable) / 10, 1),
    }  # fmt: skip


def _no_lawful_place(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    v = check["values"]
    return {"name": labels.of(v["item"]), "year": v["year"], "mass": number(v["tonnes"] / 1e4)}


def _indicator_misses(check: Check, result: Result, labels: Labels) -> dict[str, str]:
    v = check["values"]
    declared = result.summary["indicators"]["declared"][v["indicator"]]
    goal = labels.words.say(f"phrase.{v['direction']}", goal=labels.text(declared["text"]["goal"]))
    return {
        "name": labels.text(declared["name"]), "goal": goal,
        "stream": labels.of(v["stream"]) if "stream" in v else "",
        "amount": number(v["amount_at_goal"]) if "stream" in v else "",
    }  # fmt: skip


_VALUES = {
    "stated_twice": _stated_twice, "total_differs": _total_differs, "drivers_give": _drivers_give,
    "relied_on": _relied_on, "landfill_reading": _landfill_reading, "opens_after_due": _opens_after_due,
    "load_needed": _load_needed, "no_lawful_place": _no_lawful_place, "indicator_misses": _indicator_misses,
}  # fmt: skip
"""Values of the text by the id of the finding."""
