"""One question per figure. Each module has `draw(result, words) -> Figure` and `caption(result, words) -> str`."""

NAMES = (
    "targets", "flows", "fates", "binding", "load", "stockpiles", "opening", "void", "hours", "gates", "burden",
)  # fmt: skip
"""In the order of their numbers in file names."""
