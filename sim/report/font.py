"""The one typeface of the report: Noto Sans SC, carried by the package zhplot, which is located and not imported."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font
    from typst import Fonts

FAMILY = "Noto Sans SC"
MISSING = "□"
_NO_LINE_START = "，。；：、）】》”’％%!?！？,.;:)]}"
_NO_LINE_END = "（【《“‘"
_UNITS_PER_EM = 1000


@cache
def font_file() -> Path:
    """Path of the font; raises FileNotFoundError where zhplot is not installed."""
    spec = find_spec("zhplot")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    raise FileNotFoundError("NotoSansSC-Regular.ttf (package zhplot)")


@cache
def fonts() -> Fonts:
    """What the typesetter may use: this typeface only, so that a report looks the same on every machine."""
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[font_file().parent])


@cache
def _face() -> FT2Font:
    from matplotlib.ft2font import FT2Font  # a command that prints a table only need not wait for it

    face = FT2Font(str(font_file()))
    face.set_size(_UNITS_PER_EM, 72)
    return face


@cache
def line_metrics() -> tuple[float, float, float]:
    """Ascent, descent and gap between lines of the typeface, in sizes of the letters."""
    table = _face().get_sfnt_table("OS/2")
    assert table is not None
    lengths = table["sTypoAscender"], -table["sTypoDescender"], table["sTypoLineGap"]
    ascent, descent, gap = (length / _UNITS_PER_EM for length in lengths)
    return ascent, descent, gap


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(_face().get_charmap())


@cache
def _advance(character: str) -> float:
    return float(_face().load_char(ord(character)).linearHoriAdvance) / 65536 / _UNITS_PER_EM


@cache
def shown(character: str) -> str:
    """The character itself, nothing for one that is not to be seen (control, format), □ for one without a glyph."""
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co"):
        return ""
    return character if ord(character) in _glyphs() else MISSING


def printable(text: str) -> str:
    """User text on one line, control characters removed, glyphs that the font lacks replaced."""
    return "".join(map(shown, " ".join(text.split())))


def width_of(text: str, size: float) -> float:
    """Width in points of one line at a font size in points."""
    return size * sum(_advance(c) for c in text)


def wrap(text: str, width: float, size: float) -> str:
    """`text` broken into lines of at most `width` points; Chinese breaks anywhere but before punctuation.

    And not after an opening bracket.
    """
    lines: list[str] = []
    line, used = "", 0.0
    for word in _words(text):
        if used + width_of(word.rstrip(), size) > width:
            if line:
                lines.append(line.rstrip())
            *full, word = _pieces(word, width, size)
            lines.extend(full)
            line, used = "", 0.0
        line += word
        used += width_of(word, size)
    return "\n".join([*lines, line.rstrip()])


def balanced(text: str, width: float, size: float) -> str:
    """`wrap` into as many lines of like length; a word that was whole stays whole, and none is left alone."""
    widest = wrap(text, width, size)
    lines = widest.count("\n")
    narrow = width_of(text, size) / (lines + 1)
    while lines and narrow < width:
        tried = wrap(text, narrow, size)
        if tried.count("\n") == lines and _unbroken(text, widest) <= _unbroken(text, tried):
            return tried
        narrow += size / 2
    return widest


def _unbroken(text: str, lines: str) -> set[str]:
    """The words between blanks that stand on one line."""
    return set(text.split()) & set(lines.split())


def _words(text: str) -> Iterable[str]:
    """Unbreakable parts: a Latin word with the blank after it, or one Chinese character with its punctuation."""
    part = ""
    for c in text:
        latin = bool(part) and max(ord(c), ord(part[-1])) < 0x2E80 and part[-1] not in " -/"
        if part and not latin and c not in _NO_LINE_START and c != " " and part[-1] not in _NO_LINE_END:
            yield part
            part = ""
        part += c
    if part:
        yield part


def _pieces(word: str, width: float, size: float) -> list[str]:
    pieces, piece = [], ""
    for c in word:
        if piece and width_of((piece + c).rstrip(), size) > width:
            pieces.append(piece)
            piece = ""
        piece += c
    return [*pieces, piece]
