"""One question per figure. Each module has `draw(result, words) -> Figure` and `caption(result, words) -> str`."""

NAMES = ("targets", "flows", "fates", "waterfall", "plants", "opening", "void", "trucks")
"""In the order of their numbers in file names."""
