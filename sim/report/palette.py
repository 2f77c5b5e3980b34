"""One colour for each stream and fate, the same in every figure; safe for colour-blind readers.

Streams are saturated, fates go by what becomes of the waste, causes are slate, what else is drawn as series is teal or
blue: no colour of one family serves in another. Neighbours in a stack differ in lightness, so that the figures stay
readable in grey. Measured with the matrices of Machado, Oliveira and Fernandes (2009) in tests/figures/test_palette.py.
"""

from __future__ import annotations

from collections.abc import Sequence

STREAMS = {
    "spoil": "#ddaa33",
    "mud": "#b4c8f7",
    "construction": "#00305f",
    "demolition": "#c4606f",
    "decoration": "#7b3f98",
}
OTHER_STREAMS = ("#d4e157", "#8d6e9f", "#5c4a00", "#f3a6b4", "#3f51b5", "#a1887f", "#b0005a", "#6b6b6b")

FATES = {
    "recycled": "#06492d",
    "reused": "#43ad9b",
    "backfilled": "#e8dc98",
    "soil_product": "#8f9a3a",
    "energy": "#ffa55a",
    "landfilled": "#745341",
    "heap_fill": "#d9c0ae",
    "exported": "#c983bd",
    "water": "#7adfe0",
    "unserved": "#f25638",
    "leaked": "#4a062c",
    "stored": "#b9b9b9",
    "in_transit": "#dedede",
}
BALANCE = FATES | {"on_site_backfill": "#b9a02c"}
"""Columns of the balance, which has backfill in two."""

_STOPPED, _NO_ROOM, _NO_TAKER, _UNFIT = "#2f3457", "#7f86b2", "#aeb3d2", "#d9dbea"
"""From dark to light: out of service or hours; too little capacity or space; nowhere to go; not what is wanted."""
CAUSES = {
    "not_open": _STOPPED,
    "breakdown": _STOPPED,
    "closed_hours": _STOPPED,
    "closed_road": _STOPPED,
    "no_truck": _STOPPED,
    "capacity": _NO_ROOM,
    "stockpile_full": _NO_ROOM,
    "product_yard_full": _NO_ROOM,
    "void_full": _NO_ROOM,
    "quota": _NO_ROOM,
    "no_demand": _NO_TAKER,
    "no_route": _NO_TAKER,
    "not_recoverable": _UNFIT,
    "rejected": _UNFIT,
    "carried_over": FATES["stored"],
    "leaked": FATES["leaked"],
}
"""By kind of cause: each bar has its name beside it."""

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
PAIR = (BAR, "#b7cade", "#1d3850")
"""Two or three things that stand against each other and have no colour of their own."""
SERIES = ("#0d4f57", "#8fc9cc", "#2f8088", "#c9e6e6", "#123a40", "#5aa5aa", "#1d666e", "#a9d9d9")


def stream_colours(streams: Sequence[str]) -> dict[str, str]:
    """Colour of each stream id; streams that a scenario adds take the spare colours in order of their ids."""
    added = sorted(set(streams) - set(STREAMS))
    spare = {s: OTHER_STREAMS[k % len(OTHER_STREAMS)] for k, s in enumerate(added)}
    return {s: STREAMS.get(s) or spare[s] for s in streams}


def series_colours(ids: Sequence[str]) -> dict[str, str]:
    """Colours for facilities, fleets or scenarios drawn as series, in the order given; dark and light in turn."""
    return {id: SERIES[k % len(SERIES)] for k, id in enumerate(ids)}


def reads_white(colour: str) -> bool:
    """Whether white text is easier to read on this colour than black text."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
