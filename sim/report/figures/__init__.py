"""One question per figure. Each module has `draw(result, words) -> Figure` and `caption(result, words) -> str`."""

NAMES = (
    "targets", "readings", "waterfall", "flows", "map", "fates", "months", "plants", "opening", "void", "trucks"
)  # fmt: skip
"""In the order of their numbers in file names."""
