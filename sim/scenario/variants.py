"""Other readings of inputs: the scenario with the values of a variant laid over it, judged like any scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.errors import Fault, ScenarioInvalid
from sim.scenario.document import Node, walk
from sim.scenario.faults import find_unknown_nulls, near
from sim.scenario.judging import judge_again
from sim.scenario.merging import fill_defaults, lay_value, strip_nulls
from sim.scenario.schema import Scenario
from sim.scenario.sections import entries

FIXED = ("waste_sim", "id", "extends", "study", "levers", "offices", "definitions", "variants")
"""What a variant shares with its scenario."""


_UNSIMULATED = ("variants", "definitions", "offices")
"""What a scenario that differs in some numbers does not need: it may name what is no longer there."""


def strip_unsimulated(tree: Node) -> Node:
    """The tree without what only a whole scenario has."""
    for section in _UNSIMULATED:
        tree = tree.without(section)
    return tree


def read_variants(
    written: Node, nodes: Node, stripped: Node, scenario: Scenario
) -> tuple[dict[str, Scenario], list[Fault]]:
    """The scenario of each variant, and what is wrong with them.

    `written` is the tree before the defaults, so that they follow what a variant changes; `nodes` the one with them,
    `stripped` the same without nulls.
    """
    read: dict[str, Scenario] = {}
    faults: list[Fault] = []
    below = strip_unsimulated(stripped)
    for id in scenario.variants:
        entity = nodes.at(f"variants.{id}")
        assert entity is not None
        settings = entries(entity.at("set"))
        found = [*_check_paths(id, settings, nodes)]
        if not found:
            variant, found = _read_variant(id, settings, written, below, scenario)
            if variant is not None and not found:
                read[id] = variant
        places = {place for setting in settings.values() for _, n in walk(setting) for place in (n.place, n.where)}
        faults += [_locate(fault, id, entity) if fault.place not in places else fault for fault in found]
    return read, faults


def _check_paths(id: str, settings: dict[str, Node], nodes: Node) -> Iterator[Fault]:
    """Paths that a variant cannot change, or that lead into an entity that does not exist."""
    for path, value in settings.items():
        section, _, rest = path.partition(".")
        entity, _, inner = rest.partition(".")
        known = [id for id, node in entries(nodes.at(section)).items() if node.value is not None]
        where = f"variants.{id}.set.{path}"
        if section in FIXED:
            yield Fault("variant_fixed", {"given": section}, where, value.where)
        elif inner and section in _SECTIONS and entity not in known and f"{section}.{entity}" not in settings:
            allowed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
            given = {"given": f"{section}.{entity}", "near": near(entity, known), "allowed": allowed}
            yield Fault("variant_nowhere", given, where, value.where)


_SECTIONS = {
    "streams", "items", "sources", "facilities", "routes", "fleets", "calendars", "windows", "events", "targets",
    "statements", "relies_on", "articles",
}  # fmt: skip
"""Keys of a scenario that hold entities by id."""


def _read_variant(
    id: str, settings: dict[str, Node], written: Node, below: Node, scenario: Scenario
) -> tuple[Scenario | None, list[Fault]]:
    """One variant; `below` is the scenario's tree with defaults and without nulls. Only what changes is read again."""
    tree = written
    try:
        for path, value in settings.items():
            tree = lay_value(tree, path, value, [], path)
    except ScenarioInvalid as error:
        return None, [_under(fault, id) for fault in error.faults]
    parts = frozenset((section, rest.partition(".")[0]) for section, _, rest in (p.partition(".") for p in settings))
    sections = {section for section, _ in parts}
    filled = fill_defaults(replace(tree, value={key: n for key, n in entries(tree).items() if key in sections}))
    changed = {key: node for key, node in entries(filled).items() if key in sections}
    above = entries(strip_nulls(replace(tree, value=changed)))
    kept = {key: node for key, node in entries(below).items() if key not in sections}
    variant, faults = judge_again(replace(below, value={**kept, **above}), scenario, parts)
    if any(node.value is None for value in settings.values() for _, node in walk(value)):
        faults += find_unknown_nulls(replace(tree, value=changed))
    variant = None if variant is None else variant.model_copy(update={"variants": {}, "definitions": {}, "offices": {}})
    return variant, [_under(fault, id) for fault in faults]


def _under(fault: Fault, id: str) -> Fault:
    return replace(fault, path=f"variants.{id}.set.{fault.path}")


def _locate(fault: Fault, id: str, entity: Node) -> Fault:
    """A fault elsewhere in the scenario that only the variant brings about, at the variant's own place."""
    inner = replace(fault, path=fault.path.removeprefix(f"variants.{id}.set."))
    return Fault("variant_invalid", {"variant": id}, f"variants.{id}", entity.where, inner)
