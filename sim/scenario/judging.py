"""From a merged tree to a checked Scenario, or to all its faults."""

from __future__ import annotations

from pydantic import ValidationError

from sim.errors import Fault
from sim.scenario.consistency import check_consistency
from sim.scenario.document import Node
from sim.scenario.faults import explain, find_unknown_nulls, paths_meant
from sim.scenario.references import check_references
from sim.scenario.refusing import MAX_FAULTS
from sim.scenario.schema import Scenario

MAX_ROUNDS = 6
Part = tuple[str, str]
"""Section and id of an entity; an empty id is the whole section."""


def judge(nodes: Node, stripped: Node) -> tuple[Scenario | None, list[Fault]]:
    """The scenario of a tree, given with and without its nulls, if every part is in order, and what is wrong."""
    scenario, found = _validate(stripped, None, frozenset())
    slips = find_unknown_nulls(nodes)
    meant = {slip.path.partition("：")[0] for slip in slips if slip.id == "wide_colon"}
    return scenario, slips + [f for f in found + check_references(stripped) if f.path not in meant]


def judge_again(tree: Node, known: Scenario, changed: frozenset[Part]) -> tuple[Scenario | None, list[Fault]]:
    """The same of a tree without nulls that differs from a known scenario only in the parts named."""
    scenario, found = _validate(tree, known, changed)
    return scenario, found + check_references(tree)


def _validate(tree: Node, known: Scenario | None, changed: frozenset[Part]) -> tuple[Scenario | None, list[Fault]]:
    """The scenario, if every part is in order, and what is wrong; parts with faults are left out to judge the rest."""
    faults: list[Fault] = []
    dropped: list[str] = []
    rest = tree
    for _ in range(MAX_ROUNDS):
        try:
            scenario = Scenario.model_validate(_content(rest, known, changed))
        except ValidationError as error:
            found = explain(error, rest)
            faults += [] if dropped else found
            if len(found) > MAX_FAULTS:
                return None, faults
            paths = [_to_drop(fault, rest) for fault in found]
            if not all(paths):
                return None, faults
            for path in paths:
                rest = rest.without(path)
            meant = [path for fault in found for path in paths_meant(fault) if rest.at(path) is None]
            dropped += [*paths, *meant]
        else:
            kept = [f for f in check_consistency(scenario, rest) if not any(_follows_from(f, d) for d in dropped)]
            return (None if dropped else scenario), faults + kept
    return None, faults


def _content(tree: Node, known: Scenario | None, changed: frozenset[Part]) -> object:
    """The tree as plain values; what has not changed is taken from the known scenario, which saves reading it again."""
    if known is None or not isinstance(tree.value, dict):
        return tree.plain()
    content: dict[str, object] = {}
    for section, node in tree.value.items():
        had, ids = getattr(known, section, None), {id for part, id in changed if part == section}
        if not ids and had is not None:
            content[section] = had
        elif "" not in ids and isinstance(had, dict) and isinstance(node.value, dict):
            rows = node.value.items()
            content[section] = {id: had[id] if id in had and id not in ids else row.plain() for id, row in rows}
        else:
            content[section] = node.plain()
    return content


def _to_drop(fault: Fault, tree: Node) -> str:
    """The path of what has to go for a fault to go: the part itself, or what lacks a key. Empty for all."""
    steps = fault.path.split(".")
    while steps and tree.at(".".join(steps)) is None:
        steps.pop()
    return ".".join(steps)


def _follows_from(fault: Fault, dropped: str) -> bool:
    """Whether a fault is there only because a faulty part was left out."""
    path, gone = f"{fault.path}.", f"{dropped}."
    if path.startswith(gone) or gone.startswith(path):
        return True
    entity = dropped.split(".")[1:2]
    return fault.id in ("density_missing", "compacted_missing") and bool(
        {*entity} & {*fault.path.split("."), *map(str, fault.values.values())}
    )
