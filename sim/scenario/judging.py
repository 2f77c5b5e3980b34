"""From a merged tree to a checked Scenario, or to all its faults."""

from __future__ import annotations

from pydantic import ValidationError

from sim.errors import Fault
from sim.scenario.consistency import check_consistency
from sim.scenario.document import Node
from sim.scenario.faults import explain, find_unknown_nulls, paths_meant
from sim.scenario.merging import strip_nulls
from sim.scenario.references import check_references
from sim.scenario.schema import Scenario

MAX_ROUNDS = 6


def judge(nodes: Node) -> tuple[Scenario | None, list[Fault]]:
    """The scenario of a tree (with its nulls and defaults), if every part is in order, and what is wrong."""
    stripped = strip_nulls(nodes)
    scenario, found = _validate(stripped)
    slips = find_unknown_nulls(nodes)
    meant = {slip.path.partition("：")[0] for slip in slips if slip.id == "wide_colon"}
    return scenario, slips + [f for f in found + check_references(stripped) if f.path not in meant]


def _validate(tree: Node) -> tuple[Scenario | None, list[Fault]]:
    """The scenario, if every part is in order, and what is wrong; parts with faults are left out to judge the rest."""
    faults: list[Fault] = []
    dropped: list[str] = []
    rest = tree
    for _ in range(MAX_ROUNDS):
        try:
            scenario = Scenario.model_validate(rest.plain())
        except ValidationError as error:
            found = explain(error, rest)
            faults += [] if dropped else found
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
