"""Drawings as PNG, by the typesetter that sets them in the PDF: a figure is drawn once and looks the same in both."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence

from typst import Compiler

from sim.report.font import fonts

DPI = 240
"""At half size, labels of 7.5 pt are 12.5 pixels high; below 12, Chinese characters lose their strokes."""
_PAGES = b"""#set page(width: auto, height: auto, margin: 0pt)
#for drawing in json(bytes(sys.inputs.drawings)) { page(image(bytes(drawing), format: "svg")) }"""
_HEADER = 8 + 12 + 13
"""Bytes of a PNG's signature and of its first chunk, which gives the size in pixels."""
_INCH = 0.0254


def pngs(drawings: Sequence[str], dpi: int = DPI) -> list[bytes]:
    """One PNG per SVG, in order, without a date; each says its resolution, so that it opens at its size."""
    if not drawings:
        return []
    inputs = {"drawings": json.dumps(list(drawings), ensure_ascii=False)}
    made = Compiler(_PAGES, font_paths=fonts(), sys_inputs=inputs).compile(format="png", ppi=dpi)
    pages = made if isinstance(made, list) else [made]  # a single page comes without its list
    return [_sized(page, dpi) for page in pages if page is not None]


def _sized(png: bytes, dpi: int) -> bytes:
    """The PNG with the chunk pHYs: pixels per metre, after the header (PNG specification, 11.3.4.3)."""
    per_metre = round(dpi / _INCH)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_HEADER] + chunk + png[_HEADER:]
