"""Pydantic's errors as faults of the catalogue: own ids, the place in the file, the allowed keys, a near name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Fault, Place
from sim.scenario.document import Node, walk
from sim.scenario.fields import QUANTITY_KEYS
from sim.scenario.merging import is_number
from sim.scenario.refusing import MAX_FAULTS, show
from sim.scenario.schema import Scenario

_WANTED = {
    "model_type": "map", "dict_type": "map", "mapping_type": "map", "model_attributes_type": "map",
    "tuple_type": "list", "list_type": "list", "string_type": "text", "int_type": "integer",
    "int_parsing": "integer", "int_from_float": "integer", "int_parsing_size": "integer",
    "float_type": "number", "float_parsing": "number", "bool_type": "boolean", "bool_parsing": "boolean",
}  # fmt: skip
_LIMITS = {
    "greater_than_equal": ("≥", "ge"), "greater_than": (">", "gt"),
    "less_than_equal": ("≤", "le"), "less_than": ("<", "lt"),
}  # fmt: skip
_PATTERNS = {
    r"^[12][0-9]{3}$": "bad_year",
    r"^[A-Za-z0-9][A-Za-z0-9_-]*$": "bad_period",
    r"^[a-z0-9][a-z0-9-]*$": "bad_scenario_id",
    r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$": "bad_path",
}


def near(given: str, names: Iterable[str]) -> str:
    """The name most like the one given, or an empty text."""
    matches = get_close_matches(given, list(names), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def explain(error: ValidationError, tree: Node) -> list[Fault]:
    """The faults of a validation in the order of the file, no more than are said."""
    details = error.errors(include_url=False)
    if len(details) > MAX_FAULTS:
        details = sorted(details, key=lambda detail: _line(detail, tree))[: MAX_FAULTS + 1]
    found = [_explain_one(detail, tree) for detail in details]
    meant = {path for fault in found for path in paths_meant(fault)}
    found = [fault for fault in found if fault.id != "missing_key" or fault.path not in meant]
    unique = {(fault.id, fault.path, str(fault.place)): fault for fault in found}
    return sorted(unique.values(), key=lambda f: (f.place.line, f.place.column) if f.place else (0, 0))


def _line(detail: ErrorDetails, tree: Node) -> tuple[int, int]:
    place = _follow(detail["loc"], tree)[1].where
    return place.line, place.column


def paths_meant(fault: Fault) -> tuple[str, ...]:
    """The path that a misspelt key was probably meant to be."""
    if fault.id != "unknown_key" or not fault.values.get("near"):
        return ()
    return (".".join([*fault.path.split(".")[:-1], str(fault.values["near"])]),)


def _explain_one(detail: ErrorDetails, tree: Node) -> Fault:
    steps, node = _follow(detail["loc"], tree)
    context: dict[str, Any] = dict(detail.get("ctx", {}))
    id, values = _name_fault(detail, context, steps)
    inner = str(context.get("at", ""))
    if inner:
        node = node.at(inner) or node
        steps = [*steps, *inner.split(".")]
    on_key = id in ("unknown_key", "missing_key", "bad_id", "bad_year", "bad_period", "bad_path")
    return Fault(id, values, ".".join(steps), node.where if on_key else node.place)


def _follow(location: tuple[int | str, ...], tree: Node) -> tuple[list[str], Node]:
    """Path and nearest node of an error; `[key]` marks and the tags of unions are no steps."""
    node, steps = tree, []
    for index, part in enumerate(location):
        step = str(part)
        inner = node.value
        child: Node | None = None
        if isinstance(inner, dict):
            child = inner.get(step)
        elif isinstance(inner, list) and isinstance(part, int) and part < len(inner):
            child = inner[part]
        if child is not None:
            node = child
            steps.append(step)
        elif index == len(location) - 1 and step != "[key]" and step not in ("one", "each"):
            steps.append(step)
    return steps, node


def _name_fault(detail: ErrorDetails, context: dict[str, Any], steps: list[str]) -> tuple[str, dict[str, object]]:
    """Message id and values of one error of pydantic, or of our own fields."""
    kind, given = detail["type"], show(detail.get("input"))
    if "id" in context:
        values = {key: value for key, value in context.items() if key not in ("id", "at", "choices")}
        return kind, _with_near(values, context)
    if kind == "missing" and isinstance(detail["loc"][-1], int):
        return "wanted_two", {"given": given}
    if kind == "missing":
        return "missing_key", {"key": steps[-1]}
    if kind == "extra_forbidden":
        allowed = keys_allowed(steps[:-1])
        key = steps[-1]
        return "unknown_key", {"key": key, "allowed": ", ".join(allowed), "near": near(key, allowed)}
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return "unknown_choice", {"given": given, "allowed": ", ".join(allowed), "near": near(given, allowed)}
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return _PATTERNS.get(str(context.get("pattern", "")), "bad_id"), {"given": given}
    if kind in _LIMITS:
        sign, key = _LIMITS[kind]
        return "out_of_range", {"given": given, "limit": f"{sign} {context[key]:g}"}
    if kind == "finite_number":
        return "not_finite", {"given": given}
    if kind in ("too_long", "too_short"):
        if context.get("min_length") == 1:
            return "wanted_some", {}
        is_by_month = 12 in (context.get("min_length"), context.get("max_length"))
        return ("wanted_twelve", {"count": len(detail["input"])}) if is_by_month else ("wanted_two", {"given": given})
    return f"wanted_{_WANTED.get(kind, 'other')}", {"given": given}


def _with_near(values: dict[str, object], context: dict[str, Any]) -> dict[str, object]:
    if "choices" in context and "near" not in values:
        values["near"] = near(str(values.get("key", values.get("given", ""))), context["choices"])
    return values


def find_unknown_nulls(tree: Node) -> list[Fault]:
    """Unknown keys whose value is null: nothing is left of them when nulls have deleted what they should."""
    faults = []
    for path, node in walk(tree):
        steps = path.split(".") if path else []
        rows = node.value.items() if isinstance(node.value, dict) else ()
        for key, child in rows:
            if child.value is None:
                allowed = list(QUANTITY_KEYS) if is_number(node) else keys_allowed(steps)
                if allowed and key not in (*allowed, "extends"):
                    faults.append(unknown_key(key, allowed, ".".join([*steps, key]), child.where))
                    if len(faults) > MAX_FAULTS:
                        return faults
    return faults


def unknown_key(key: str, allowed: list[str], path: str, place: Place) -> Fault:
    """The fault of a key that is not known here; a full-width colon or a decimal comma may be what is wrong."""
    if "：" in key:
        return Fault("wide_colon", {"key": key}, path, place)
    if key[:1].isdigit():
        return Fault("decimal_comma", {"key": key}, path, place)
    return Fault("unknown_key", {"key": key, "allowed": ", ".join(allowed), "near": near(key, allowed)}, path, place)


def keys_allowed(steps: list[str]) -> list[str]:
    """The keys that the schema allows at a path."""
    kind: object = Scenario
    for step in steps:
        kind = step_into(kind, step)
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def step_into(kind: object, step: str) -> object:
    """The type below a field, a key or an index of another type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(step)
        return None if field is None else _unwrap(field.annotation)
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return _unwrap(arguments[1])
    return _unwrap(arguments[0]) if get_origin(kind) is tuple else None


def _unwrap(kind: object) -> object:
    """A type without Annotated and None; the map of a union of one value and a map."""
    if get_origin(kind) is Annotated:
        return _unwrap(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        members = [_unwrap(member) for member in get_args(kind) if member is not type(None)]
        return next((m for m in members if get_origin(m) is dict), members[0])
    return kind
