"""Options that mean the same in every command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file (YAML).", show_default=False)]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one value of the scenario; may be repeated.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", help="Language of the report: zh, en or zh,en (default: the scenario's).", show_default=False
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Result folder (default: reports/<scenario id>).", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no table.")]
