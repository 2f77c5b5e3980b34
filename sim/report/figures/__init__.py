"""One question per figure. Each module has `draw(result, words) -> Figure` and `caption(result, words) -> str`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

NAMES = (
    "targets", "readings", "waterfall", "flows", "map", "fates", "months", "load", "stockpiles", "opening", "void",
    "hours", "gates", "burden",
)  # fmt: skip
"""In the order of their numbers in file names."""


def figures_of(result: Any) -> dict[str, Any]:
    """What draws the figures of a Result, by name, in the order of their numbers; matplotlib is imported only here.

    Where levers were moved, each target has a figure of them.
    """
    figures: dict[str, Any] = {name: import_module(f"{__name__}.{name}") for name in NAMES}
    levers = import_module(f"{__name__}.levers")
    return figures | {f"levers_{target}": levers.Tornado(target) for target in levers.targets_of(result)}
