"""What the scenario language offers its users: a commented start, the JSON Schema, the reference page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from sim.scenario.schema import Scenario


def template() -> str:
    """Text of a commented scenario to start from."""
    return files("sim.scenario").joinpath("template.yaml").read_text(encoding="utf-8")


def json_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors.

    Nothing is required, since parents and defaults may give it, and everything may be null, which deletes.
    """
    schema = Scenario.model_json_schema()
    for model in [schema, *schema.get("$defs", {}).values()]:
        model.pop("required", None)
        for section in ("properties", "patternProperties"):
            for key, value in model.get(section, {}).items():
                model[section][key] = _allow_null(value)
    schema["properties"]["extends"] = {"type": "string", "description": "Parent file, relative to this one."}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _allow_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A property that may also be null; `description` stays where editors look for it."""
    for section in ("patternProperties", "properties"):
        schema = {**schema, **({section: _inner(schema[section])} if section in schema else {})}
    if isinstance(schema.get("additionalProperties"), dict):
        schema = {**schema, "additionalProperties": _allow_null(schema["additionalProperties"])}
    about: dict[str, Any] = {key: schema[key] for key in ("description", "title") if key in schema}
    rest = {key: value for key, value in schema.items() if key not in (*about, "default")}
    return {**about, "anyOf": [rest, {"type": "null"}]}


def _inner(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: _allow_null(value) for key, value in properties.items()}


def reference_page() -> str:
    """Markdown reference of the language: entities and their keys, numbers, units, defaults."""
    from sim.scenario.reference import write_page

    return write_page()
