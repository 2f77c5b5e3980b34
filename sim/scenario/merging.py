"""Laying one tree over another: `extends`, `--set` and the packaged defaults.

Maps merge by key, lists and scalars replace, `null` deletes. A number is one value: a map that gives `value`,
`range` or `distribution` replaces the number below it as a whole, so that no source outlives its number. So is a source
or an article in two languages: one that is given in one language does not keep the other of the text below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from sim.errors import Fault, Place, ScenarioInvalid
from sim.scenario.document import DEFAULTS, Node, read_document, read_map, read_text

MAX_PARENTS = 8
_NUMBER_KEYS = {"value", "range", "distribution"}
_PATH = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class Override:
    """A value that a child file or `--set` laid over another one."""

    path: str
    old: object
    new: object
    origin: str


def is_number(node: Node) -> bool:
    """Whether a node is a number written as a mapping."""
    return isinstance(node.value, dict) and bool(_NUMBER_KEYS & node.value.keys())


def merge(below: Node, above: Node, path: str, overridden: list[Override]) -> Node:
    """`above` laid over `below`; deletions stay as null. Appends what was replaced to `overridden`."""
    if not isinstance(below.value, dict) or not isinstance(above.value, dict) or _is_whole(above, path):
        if below.plain() != above.plain():
            overridden.append(Override(path, below.plain(), above.plain(), name_origin(above)))
        return above
    merged = dict(below.value)
    for key, child in above.value.items():
        under = f"{path}.{key}" if path else key
        if key in merged:
            merged[key] = merge(merged[key], child, under, overridden)
        else:
            merged[key] = child
            overridden.append(Override(under, None, child.plain(), name_origin(child)))
    return replace(above, value=merged)


def _is_whole(node: Node, path: str) -> bool:
    """Whether a map is one value: a number, or the text of a source or an article."""
    assert isinstance(node.value, dict)
    is_text = path.rpartition(".")[2] in ("source", "article") and node.value.keys() <= {"zh", "en"}
    return is_text or is_number(node)


def name_origin(node: Node) -> str:
    """Where a value comes from: `file:line`, the setting, or `defaults`."""
    place = node.where
    if place.file == DEFAULTS or place.file.startswith("--set"):
        return place.file
    return f"{Path(place.file).name}:{place.line}"


def fill(node: Node, default: Node) -> Node:
    """`default` under `node`: only keys that are absent are filled, in depth; a number is never mixed."""
    if not isinstance(node.value, dict) or not isinstance(default.value, dict):
        return node
    if is_number(node) or is_number(default):
        return node
    filled = dict(node.value)
    for key, child in default.value.items():
        filled[key] = fill(filled[key], child) if key in filled else child
    return replace(node, value=filled)


def strip_nulls(node: Node, path: tuple[str, ...] = ()) -> Node:
    """The tree without keys whose value is null; those that a variant sets stay, since they delete only there."""
    if path[:1] + path[2:] == ("variants", "set"):
        return node
    if isinstance(node.value, dict):
        kept = {key: strip_nulls(child, (*path, key)) for key, child in node.value.items() if child.value is not None}
        return replace(node, value=kept)
    if isinstance(node.value, list):
        return replace(node, value=[strip_nulls(child) for child in node.value])
    return node


def read_with_parents(path: Path, overridden: list[Override]) -> Node:
    """Tree of a file laid over the file that it `extends`, and that over its own. Raises ScenarioInvalid."""
    chain: list[Node] = []
    seen: list[Path] = []
    while True:
        tree = read_document(path)
        seen.append(path.resolve())
        assert isinstance(tree.value, dict)
        parent = tree.value.get("extends")
        chain.append(replace(tree, value={key: child for key, child in tree.value.items() if key != "extends"}))
        if parent is None or parent.value is None:
            break
        path = _find_parent(parent, path, seen)
    merged = chain.pop()
    while chain:
        merged = merge(merged, chain.pop(), "", overridden)
    return merged


def _find_parent(parent: Node, child: Path, seen: list[Path]) -> Path:
    def stop(id: str, **values: object) -> ScenarioInvalid:
        return ScenarioInvalid([Fault(id, {"given": parent.plain(), **values}, "extends", parent.place)])

    if not isinstance(parent.value, str) or not parent.value.strip():
        raise stop("extends_not_file")
    path = child.parent / parent.value
    try:
        is_file = path.is_file()
    except OSError:  # such as a name that is too long
        is_file = False
    if not is_file:
        raise stop("extends_missing")
    if path.resolve() in seen:
        raise stop("extends_cycle")
    if len(seen) >= MAX_PARENTS:
        raise stop("extends_depth", limit=MAX_PARENTS)
    return path


def lay_setting(tree: Node, setting: str, overridden: list[Override]) -> Node:
    """One `--set path=value` over the tree; the value is read by the rules of the file."""
    path, equals, text = setting.partition("=")
    path = path.strip()
    place = Place(f"--set {path}", 1, len(path) + 2)
    if not equals or not _PATH.fullmatch(path):
        raise ScenarioInvalid([Fault("set_form", {"given": setting}, "", Place("--set", 1, 1))])
    try:
        value = read_text(text, place.file) or Node(None, place)
    except ScenarioInvalid as error:
        raise ScenarioInvalid([replace(fault, place=_shift(fault.place, place)) for fault in error.faults]) from None
    return lay_value(tree, path, Node(value.value, place, place), overridden, f"--set {path}")


def _shift(inner: Place | None, start: Place) -> Place:
    """A place in the value of a setting as one in the setting."""
    return start if inner is None or inner.line > 1 else replace(start, column=start.column + inner.column - 1)


def lay_value(tree: Node, path: str, value: Node, overridden: list[Override], called: str) -> Node:
    """A value laid over the tree at a path; `called` is how a message names the setting.

    Raises ScenarioInvalid for a path through a list or scalar, where a merge would silently replace it.
    """
    steps, above = path.split("."), value
    for key in reversed(steps):
        above = Node({key: above}, value.where, value.where)
    for count in range(1, len(steps)):
        node = tree.at(".".join(steps[:count]))
        if node is not None and not isinstance(node.value, dict) and node.value is not None:
            inner = ".".join(steps[:count])
            raise ScenarioInvalid([Fault("set_through", {"path": called, "inner": inner}, path, above.place)])
    return merge(tree, above, "", overridden)


@cache
def read_defaults() -> Node:
    """Tree of the packaged defaults by section, and of `stream`, `fleet`, `gate` and, by kind, `facility`."""
    return read_map(files("sim.scenario").joinpath("defaults.yaml").read_bytes(), DEFAULTS)


def fill_defaults(tree: Node) -> Node:
    """The packaged defaults under every stream, fleet, facility, the roads and the calendars."""
    defaults = read_defaults().value
    assert isinstance(tree.value, dict)
    assert isinstance(defaults, dict)
    filled = {"night": defaults["night"], **tree.value}
    for section in ("levers", "calendars", "roads"):
        filled[section] = fill(filled[section], defaults[section]) if section in filled else defaults[section]
    for section, one in (("streams", "stream"), ("fleets", "fleet"), ("facilities", "")):
        entities = filled.get(section)
        if entities is not None and isinstance(entities.value, dict):
            rows = {
                id: fill(entity, defaults[one] if one else _facility_default(entity, defaults))
                for id, entity in entities.value.items()
            }
            filled[section] = replace(entities, value=rows)
    return replace(tree, value=filled)


def _facility_default(facility: Node, defaults: dict[str, Node]) -> Node:
    """Defaults of a facility by its kind (an outlet's, where it has none); those of any gate under a gate it gives."""
    given = facility.value if isinstance(facility.value, dict) else {}
    kind = str(given["kind"].value) if "kind" in given else ""
    by_kind = defaults["facility"].value
    assert isinstance(by_kind, dict)
    default = by_kind.get(kind, by_kind["outlet"])
    assert isinstance(default.value, dict)
    return replace(default, value={"gate": defaults["gate"], **default.value}) if "gate" in given else default
