"""The closed table of units, and the reading of texts such as `35 万t/a`, `6 元/t` or `2.1 t/自然方`.

Canonical bases: kg, m3, bank_m3 (自然方), loose_m3 (松方), compacted_m3 (压实方), s, m, m2, L, yuan, 1.
Denominators keep a, d and h; a rate per minute or second becomes one per hour. 万 and 亿 multiply the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the table: canonical base, how many of it, how it may be spelt; the first spelling is shown."""

    base: str
    factor: Decimal
    spellings: tuple[str, ...]


def _unit(base: str, factor: str, spellings: str) -> Unit:
    return Unit(base, Decimal(factor), tuple(spellings.split()))


UNITS: tuple[Unit, ...] = (
    _unit("kg", "1", "kg 千克 公斤"),
    _unit("kg", "1000", "t 吨"),
    _unit("m3", "1", "m3 m³ 立方米 立方 方"),
    _unit("bank_m3", "1", "bank_m3 自然方"),
    _unit("loose_m3", "1", "loose_m3 松方"),
    _unit("compacted_m3", "1", "compacted_m3 压实方"),
    _unit("s", "1", "s 秒"),
    _unit("s", "60", "min 分钟 分"),
    _unit("s", "3600", "h 小时"),
    _unit("s", "86400", "d 天 日"),
    _unit("s", "31536000", "a 年"),
    _unit("m", "1", "m 米"),
    _unit("m", "1000", "km 公里 千米"),
    _unit("m2", "1", "m2 m² 平方米"),
    _unit("m2", "10000", "ha 公顷"),
    _unit("m2", "1000000", "km2 km² 平方公里"),
    _unit("L", "1", "L 升"),
    _unit("yuan", "1", "yuan 元"),
    _unit("1", "0.01", "%"),
    _unit("1", "0.001", "‰"),
    _unit("1", "1", "辆 台 条 个 座 次 人 户"),
)
"""A year as a duration is 365 days; as a denominator it stays a year."""

MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
VOLUME_STATES = ("bank_m3", "loose_m3", "compacted_m3")
SHOWN = {
    "kg": "t", "m3": "m³", "m2": "m²", "yuan": "元", "s": "s, min, h, d", "1": "%", "m": "km", "m/h": "km/h",
    "yuan/kg": "元/t", "yuan/kg/m": "元/t/km", "L/m": "L/km", "kg/L": "kg/L", "date": "2027-01-01",
}  # fmt: skip
"""How a canonical unit is named to the user, in a size people write."""

_SPELT = {spelling: unit for unit in UNITS for spelling in unit.spellings}
_PER_TIME = {
    "a": ("a", 1), "年": ("a", 1), "d": ("d", 1), "天": ("d", 1), "日": ("d", 1), "h": ("h", 1), "小时": ("h", 1),
    "min": ("h", 60), "分钟": ("h", 60), "分": ("h", 60), "s": ("h", 3600), "秒": ("h", 3600),
}  # fmt: skip
"""Denominators of time: what is kept, and how many of the unit make one of it."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2212: "-",
    ord("㎡"): "m2", ord("㎥"): "m3", ord("㎞"): "km", ord("㎏"): "kg", ord("・"): "·", ord("⋅"): "·", ord("*"): "·",
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)\s*(.*)")
_NOT_FINITE = re.compile(r"[+-]?\.?(inf|nan|infinity|∞)\b", re.IGNORECASE)
_STATE_AFTER = re.compile(r"(?:m3|m³|立方米|方)[ _]?\(?(自然方|松方|压实方|bank|loose|compacted)\)?")
_STATE_BEFORE = re.compile(r"(bank|loose|compacted) (?:m3|m³)")
_STATE_WORDS = {"bank": "bank_m3", "loose": "loose_m3", "compacted": "compacted_m3"}


class UnitError(ValueError):
    """A text is not a number with a unit; `id` and `values` make the message."""

    def __init__(self, id: str, **values: object) -> None:
        super().__init__(id)
        self.id = id
        self.values = values


def parse_quantity_text(text: str) -> tuple[float, str]:
    """Value in canonical units, and the canonical unit, of a text such as `20 万t/a`. Raises UnitError."""
    number, unit = parse_exact(text)
    return float(number), unit


def parse_exact(text: str) -> tuple[Decimal, str]:
    """As `parse_quantity_text`, with the exact decimal value."""
    plain = text.translate(_WIDE).strip()
    if _NOT_FINITE.match(plain):
        raise UnitError("not_finite", given=text)
    match = _NUMBER.fullmatch(plain)
    if match is None or len(match[1]) > 40:
        raise UnitError("not_a_quantity", given=text)
    factor, unit = parse_unit(match[2])
    return Decimal(match[1]) * factor, unit


def split_number(text: str) -> tuple[str, str]:
    """The digits of a number with a unit, and its unit, as they are written. Raises UnitError."""
    match = _NUMBER.fullmatch(text.translate(_WIDE).strip())
    if match is None:
        raise UnitError("not_a_quantity", given=text)
    return match[1], match[2]


def split_unit(text: str) -> Iterator[str]:
    """The parts of a unit in order: multiples, units by their first spelling (words of counting as they are), marks."""
    for part in re.findall(r"[万亿/·()]|[^万亿/·()\s]+", _plain(text)):
        unit = _SPELT.get(part)
        yield part if unit is None or (unit.base == "1" and unit.factor == 1) else unit.spellings[0]


def _plain(text: str) -> str:
    """A unit in narrow characters, with each state of a volume as one word."""
    plain = text.translate(_WIDE).strip()
    plain = _STATE_AFTER.sub(lambda m: _STATE_WORDS.get(m[1], m[1]), plain)
    return _STATE_BEFORE.sub(lambda m: _STATE_WORDS[m[1]], plain)


def parse_unit(text: str) -> tuple[Decimal, str]:
    """Factor to the canonical unit, and that unit; an empty text is the pure number 1."""
    plain = _plain(text)
    numerator, *denominators = _split_denominators(plain)
    factor, above = _product(numerator, text)
    below: list[str] = []
    for part in denominators:
        if not part.strip():
            raise UnitError("unknown_unit", given=text.strip(), unit="/", near="")
        kept, multiple = _PER_TIME.get(part.strip(), ("", 1))
        if kept:
            factor *= multiple
            below.append(kept)
        else:
            divisor, bases = _product(part, text)
            factor /= divisor
            below += bases
    return factor, "/".join(["·".join(above) or "1", *sorted(below)])


def _split_denominators(text: str) -> list[str]:
    """`元/(t·km)` -> [元, t, km]: numerator first, then each factor of the denominator."""
    numerator, *rest = text.split("/")
    return [numerator, *(factor for part in rest for factor in part.strip().strip("()").split("·"))]


def _product(text: str, whole: str) -> tuple[Decimal, list[str]]:
    """Factor and canonical bases of atoms joined by ·; pure numbers leave no base."""
    factor, bases = Decimal(1), []
    for atom in text.split("·"):
        atom = atom.strip()
        while atom[:1] in MULTIPLES:
            factor *= MULTIPLES[atom[0]]
            atom = atom[1:].strip()
        if atom in ("", "1") and text.strip() in ("", "1", *MULTIPLES):
            continue
        unit = _SPELT.get(atom)
        if unit is None:
            near = get_close_matches(atom, _SPELT, n=1, cutoff=0.6)
            raise UnitError("unknown_unit", given=whole.strip(), unit=atom, near=near[0] if near else "")
        factor *= unit.factor
        bases += [unit.base] if unit.base != "1" else []
    return factor, bases


def write_exact(value: Decimal, unit: str) -> str:
    """A canonical value as a text in a unit: 5·10⁷ in `万t/a` is `5 万t/a`."""
    digits = f"{(value / parse_unit(unit)[0]).normalize():f}"
    return f"{digits} {unit}".strip()


def name_unit(unit: str) -> str:
    """A canonical unit as a user would write it: `kg/a` -> `t/a`."""
    head, _, tail = unit.partition("/")
    return SHOWN.get(unit) or SHOWN.get(head, head) + ("/" + SHOWN.get(tail, tail) if tail else "")
