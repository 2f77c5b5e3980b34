"""The typeface of the page: those glyphs of the report's typeface that the page needs, as WOFF."""

from __future__ import annotations

import io

from fontTools import subset  # which matplotlib brings

from sim.report.font import font_file

_FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "pwid"]
"""What browsers apply by themselves, and the narrow quotation marks of English."""
_NAMES = [0, 1, 2, 4, 6, 13, 14]
"""Copyright, names and licence stay in the file. The licence reserves the name "Source", which is not used here."""
_UNUSED = ["BASE", "DSIG", "GDEF", "STAT", "vhea", "vmtx"]
"""Tables for vertical setting and for choosing among weights."""


def woff(characters: str) -> bytes:
    """The font with the glyphs of some characters. The same characters give the same bytes."""
    options = subset.Options(
        layout_features=_FEATURES, name_IDs=_NAMES, hinting=False, recalc_timestamp=False, drop_tables=_UNUSED
    )
    chosen, buffer = subset.Subsetter(options), io.BytesIO()
    chosen.populate(text=characters)
    with subset.load_font(str(font_file()), options) as font:
        chosen.subset(font)
        font.flavor = "woff"
        font.save(buffer)
    return buffer.getvalue()
