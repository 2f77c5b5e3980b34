"""One colour for each stream, fate and cause, the same in every figure; safe for colour-blind readers.

Neighbours in a stack differ in lightness, so that the figures stay readable in grey.
"""

from __future__ import annotations

from collections.abc import Sequence

STREAMS = {
    "spoil": "#ddaa33",
    "mud": "#8cbcdf",
    "construction": "#004488",
    "demolition": "#bb5566",
    "decoration": "#6c3c8e",
}
OTHER_STREAMS = ("#44aa99", "#222222", "#999933", "#cc6677", "#117733", "#88ccee", "#aa4499", "#777777")

FATES = {
    "recycled": "#0b5d3b",
    "reused": "#5bb59a",
    "backfilled": "#dccb77",
    "soil_product": "#8f8f2f",
    "energy": "#f0a35c",
    "landfilled": "#7a5c49",
    "heap_fill": "#bfa794",
    "exported": "#a05195",
    "water": "#8fd0ee",
    "unserved": "#c8281c",
    "leaked": "#7a1040",
    "stored": "#b9b9b9",
    "in_transit": "#dedede",
}

CAUSES = {
    "not_open": "#004488",
    "capacity": "#bb5566",
    "breakdown": "#ddaa33",
    "stockpile_full": "#8cbcdf",
    "product_yard_full": "#6c3c8e",
    "void_full": "#7a5c49",
    "no_truck": "#44aa99",
    "no_demand": "#dccb77",
    "not_recoverable": "#b9b9b9",
    "no_route": "#c8281c",
    "closed_hours": "#8f8f2f",
    "closed_road": "#5f6f3a",
    "rejected": "#e07b91",
    "quota": "#a35fb5",
    "carried_over": "#dedede",
    "leaked": "#7a1040",
}

VERDICTS = {
    "meets": "#0b5d3b",
    "misses": "#b3200f",
    "undecided": "#8a5a00",
    "not evaluated": "#666666",
}

INK = "#1c1c1c"
FAINT = "#6a6a6a"
RULE = "#c9c9c9"
BAR = "#4d7ea8"


def stream_colours(streams: Sequence[str]) -> dict[str, str]:
    """Colour of each stream id; streams that a scenario adds take the spare colours in order of their ids."""
    added = sorted(set(streams) - set(STREAMS))
    spare = {s: OTHER_STREAMS[k % len(OTHER_STREAMS)] for k, s in enumerate(added)}
    return {s: STREAMS.get(s) or spare[s] for s in streams}


def series_colours(ids: Sequence[str]) -> dict[str, str]:
    """Colours for facilities or fleets drawn as series, in the order given."""
    wheel = ("#004488", "#ddaa33", "#bb5566", "#44aa99", "#6c3c8e", "#7a5c49", "#8cbcdf", "#222222")
    return {id: wheel[k % len(wheel)] for k, id in enumerate(ids)}


def reads_white(colour: str) -> bool:
    """Whether white text is easier to read on this colour than black text."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
