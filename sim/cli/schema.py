"""`waste-sim schema`: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def schema(
    reference: Annotated[bool, typer.Option("--reference", help="The reference page (Markdown) instead.")] = False,
) -> None:
    """Print the JSON Schema of the scenario language."""
    from sim.scenario.contents import json_schema, reference_page

    print(reference_page() if reference else json.dumps(json_schema(), ensure_ascii=False, indent=2))
