"""From a path to a checked, frozen Scenario with its register of inputs, or to all its faults at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel

from sim.errors import Fault, Place, ScenarioInvalid
from sim.scenario.document import DEFAULTS, Node
from sim.scenario.judging import judge
from sim.scenario.merging import Override, fill_defaults, lay_setting, name_origin, read_with_parents, strip_nulls
from sim.scenario.quantity import Grade, Quantity, Stated
from sim.scenario.refusing import shorten
from sim.scenario.resolved import write_tree
from sim.scenario.schema import ByKey, ByMonth, Roads, Scenario
from sim.scenario.text import Text
from sim.scenario.variants import read_variants

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Input:
    """One row of the register of inputs: a number of the scenario and where it comes from."""

    path: str
    text: str
    value: float
    unit: str
    grade: Grade
    source: Text
    range: str
    origin: str
    also_stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario that passed every check, with what is needed to trace and to repeat it."""

    scenario: Scenario
    id: str
    inputs: tuple[Input, ...]
    overridden: tuple[Override, ...]
    nodes: Node
    """The resolved tree with places; keys deleted by null are kept as null."""
    hash: str
    variants: dict[str, Scenario] = field(default_factory=dict)
    """The scenario of each variant, by its id."""

    def place(self, path: str) -> Place | None:
        """Where in the file a path stands."""
        node = self.nodes.at(path)
        return node.where if node is not None and node.where.file != DEFAULTS else None


def load(path: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """The scenario of a file, its parents, `--set` texts and the defaults. Raises ScenarioInvalid with all faults."""
    path = Path(path)
    overridden: list[Override] = []
    nodes = read_with_parents(path, overridden)
    for setting in overrides:
        nodes = lay_setting(nodes, setting, overridden)
    written = nodes
    nodes, faults = _name_scenario(fill_defaults(nodes), path)
    stripped = strip_nulls(nodes)
    scenario, found = judge(nodes, stripped)
    variants: dict[str, Scenario] = {}
    if scenario is not None and not faults + found:
        variants, found = read_variants(written, nodes, stripped, scenario)
    if scenario is None or faults + found:
        raise ScenarioInvalid(shorten(sorted(faults + found, key=_order)))
    assert scenario.id is not None
    inputs = tuple(_register(scenario, stripped))
    return Loaded(scenario, scenario.id, inputs, tuple(overridden), nodes, _hash(stripped), variants)


def _order(fault: Fault) -> tuple[str, int, int]:
    place = fault.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)


def dump_resolved(loaded: Loaded) -> str:
    """YAML text of the resolved scenario, which loads to the same again; overridden values name their origin."""
    origins = {override.path: override.origin for override in loaded.overridden}
    head = f"Resolved from {loaded.id}: parents, settings and defaults merged. SHA-256 {loaded.hash}"
    return write_tree(loaded.nodes, head, origins)


def _name_scenario(nodes: Node, path: Path) -> tuple[Node, list[Fault]]:
    """The tree with its `id`, which is the stem of the file where the file gives none."""
    given = nodes.value
    if not isinstance(given, dict) or "id" in given:
        return nodes, []
    place = Place(str(path), 1, 1)
    fits = _ID.fullmatch(path.stem) is not None
    named = replace(nodes, value={"id": Node(path.stem if fits else "unnamed", place, place), **given})
    return named, [] if fits else [Fault("bad_scenario_id", {"given": path.stem}, "id", place)]


def _hash(nodes: Node) -> str:
    """SHA-256 of the resolved content without its id; the order counts only where it means something."""
    tree = nodes.plain()
    assert isinstance(tree, dict)
    content = {key: value for key, value in tree.items() if key != "id"}
    content["reading_order"] = {id: list(target.get("readings", {})) for id, target in tree.get("targets", {}).items()}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _register(scenario: Scenario, nodes: Node) -> Iterator[Input]:
    for path, value in _numbers(scenario, ""):
        if path.startswith("levers."):
            continue  # how a study is made says nothing of the plan, as `study`
        node = nodes.at(path)
        origin = "" if node is None else name_origin(node)
        if isinstance(value, Quantity):
            law, stated = _law_text(value), value.also_stated
            yield Input(path, value.text, value.value, value.unit, value.grade, value.source, law, origin, stated)
        else:
            count = sum(len(row) for row in value.km.values()) if isinstance(value, Roads) else len(value.values)
            unit = "km" if isinstance(value, Roads) else "1"
            yield Input(path, f"{count} values", count, unit, value.grade, value.source, "", origin, ())


def _numbers(value: object, path: str) -> Iterator[tuple[str, Quantity | ByKey | ByMonth | Roads]]:
    """Every number of a scenario with its path; tables of plain numbers count as one."""
    if isinstance(value, Quantity):
        yield path, value
        return
    if isinstance(value, (ByKey, ByMonth)) or (isinstance(value, Roads) and value.km):
        yield (f"{path}.km" if isinstance(value, Roads) else path), value
    if isinstance(value, BaseModel):
        rows: list[tuple[str, object]] = [(name, getattr(value, name)) for name in type(value).model_fields]
    elif isinstance(value, dict):
        rows = [(str(key), child) for key, child in value.items()]
    elif isinstance(value, tuple):
        rows = [(str(index), child) for index, child in enumerate(value)]
    else:
        return
    for key, child in rows:
        yield from _numbers(child, f"{path}.{key}" if path else key)


def _law_text(quantity: Quantity) -> str:
    """The law of a number as short text in its canonical unit."""
    law = quantity.law
    return "" if law is None else f"{law.kind}({', '.join(f'{p:.10g}' for p in law.parameters)})"
