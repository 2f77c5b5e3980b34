"""What the numbers of a scenario are called, from their paths: `facilities.west.void` is the void of a named plant."""

from __future__ import annotations

from typing import get_origin

from sim.scenario.faults import step_into
from sim.scenario.schema import Scenario
from sim.scenario.text import text_in
from sim.words import Words

_NAMED = ("sources", "items", "streams", "fleets", "facilities", "cities")
"""Sections whose ids may stand as keys below other parts."""
_EMPTY = dict.fromkeys(("second", "third"), "")


def name_number(scenario: Scenario, path: str, words: Words) -> tuple[str, str]:
    """Whose a number is and what it is, in the language of `words`; whose is empty where it is the scenario's own.

    The catalogue names what by the keys of the schema on the way (`number.facilities.outputs`), with the ids on the
    way in {second} and {third}. Where it has no such text, what is the rest of the path.
    """
    fields, keys = _split(path)
    section = fields[0]
    entity = keys[0] if section in ("routes", *_NAMED) or isinstance(getattr(scenario, section, None), dict) else ""
    whose = _name_of(scenario, section, entity, words) if entity else ""
    below = [_called(scenario, key, words) for key in (keys[1:] if entity else keys)]
    id = "number." + ".".join(fields)
    if id not in words:
        return whose, path.removeprefix(f"{section}.{entity}." if entity else "")
    return whose, words.say(id, **_EMPTY | dict(zip(("second", "third"), below, strict=False)))


def _split(path: str) -> tuple[list[str], list[str]]:
    """The keys of the schema and the ids on the way of a path; a place in a list is counted from 1."""
    kind: object = Scenario
    fields, keys = [], []
    for step in path.split("."):
        if get_origin(kind) is dict:
            keys.append(step)
        elif get_origin(kind) is tuple and step.isdigit():
            keys.append(str(int(step) + 1))
        else:
            fields.append(step)
        kind = step_into(kind, step)
    return fields, keys


def _name_of(scenario: Scenario, section: str, id: str, words: Words) -> str:
    """The name of a part by its section; its id where it has none."""
    if section == "routes":
        return _called(scenario, id, words)
    name = getattr(getattr(scenario, section).get(id), "name", None)
    return id if name is None else text_in(name, words.language)


def _called(scenario: Scenario, id: str, words: Words) -> str:
    """An id below another part: a name, a fate, or as it stands."""
    for section in _NAMED:
        if id in getattr(scenario, section):
            return _name_of(scenario, section, id, words)
    return words.say(f"fate.{id}") if f"fate.{id}" in words else id
