"""`waste-sim check`: all that can be said about a scenario without simulating it."""

from __future__ import annotations

import json
from typing import Any

import typer

from sim.cli.options import Json, ScenarioFile, Set
from sim.cli.terminal import fault_text, terminal_language
from sim.errors import Fault, Place, ScenarioInvalid
from sim.words import Words, make_visible


def check(scenario: ScenarioFile, set_: Set = None, json_: Json = False) -> None:
    """Check a scenario: schema, units, references, sums, and the plan's own arithmetic."""
    from sim.scenario.findings import find
    from sim.scenario.loading import load

    words = Words(terminal_language())
    try:
        loaded = load(scenario, tuple(set_ or ()))
    except ScenarioInvalid as error:
        if not json_:
            raise
        print(
            json.dumps({"errors": [_row(f, words) for f in error.faults], "checks": []}, ensure_ascii=False, indent=2)
        )
        raise typer.Exit(3) from None
    findings = find(loaded)
    if json_:
        print(json.dumps({"errors": [], "checks": findings}, ensure_ascii=False, indent=2))
        return
    for finding in findings:
        severity = words.say(f"severity.{finding['severity']}")
        place = loaded.place(finding["where"]["path"]) or Place(str(scenario), 1, 1)  # of the file as a whole
        path = f" [{finding['where']['path']}]" if finding["where"]["path"] else ""
        print(make_visible(str(place)) + f": {severity}: {finding['message'][words.language]}{path}")
    print(words.say("cli.checked", scenario=loaded.id, findings=len(findings), inputs=len(loaded.inputs)))


def _row(fault: Fault, words: Words) -> dict[str, Any]:
    place = fault.place
    return {
        "id": fault.id,
        "message": fault_text(fault, words),
        "path": fault.path,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }
