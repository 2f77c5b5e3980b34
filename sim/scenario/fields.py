"""The kinds of value that a scenario file is made of: numbers with units, dates, hours.

Faults are raised as pydantic errors whose type is the id of a message (see `sim.words`) and whose context
holds its values; `at` is where inside the value it happened, such as `range.0`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sim.scenario.quantity import GRADES, Law, Quantity, Stated
from sim.scenario.refusing import raise_fault, show
from sim.scenario.text import TEXT_SCHEMA, parse_text
from sim.scenario.units import VOLUME_STATES, UnitError, name_unit, parse_exact

QUANTITY_KEYS = ("value", "unit", "source", "grade", "range", "distribution", "also_stated", "note")
DISTRIBUTIONS = ("uniform", "exponential", "lognormal", "erlang", "discrete", "empirical", "values")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN = re.compile(r"([0-2][0-9]):([0-5][0-9])\s*[-–]\s*([0-2][0-9]):([0-5][0-9])")
DAY = 86_400


def parse_date(value: object, at: str = "") -> datetime.date:
    """ISO date of a text; `at` is where it stands in a larger value."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str) and _ISO.fullmatch(value.strip()):
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            pass
    return raise_fault("bad_date", given=show(value), at=at)


class In:
    """Pydantic metadata of a Quantity or Variate: the canonical units it may have, and its limits.

    `above` excludes, `at_most` includes its value; `whole` asks for an integer. A bare number is allowed where
    "1" is among the units. Dates ("date") are held as proleptic ordinals in days.
    """

    def __init__(
        self, *units: str, above: float | None = None, at_most: float | None = None, whole: bool = False
    ) -> None:
        self.units = units
        self.above = above
        self.at_most = at_most
        self.whole = whole

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(lambda value: self.parse(value, source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> JsonSchemaValue:
        return describe_quantity(self)

    def parse(self, value: object, kind: type[Quantity] = Quantity) -> Quantity:
        """Quantity (or Variate) of a number, a text or a mapping; raises PydanticCustomError."""
        if not isinstance(value, Mapping):
            number, unit = self.read(value, "", "")
            return kind(float(number), unit, show(value).strip())
        return self._parse_mapping(value, kind)

    def _parse_mapping(self, given: Mapping[str, object], kind: type[Quantity]) -> Quantity:
        for key in given:
            if key not in QUANTITY_KEYS:
                raise_fault("unknown_key", key=key, allowed=", ".join(QUANTITY_KEYS), choices=QUANTITY_KEYS, at=key)
        suffix, grade = self._text_of(given, "unit"), self._text_of(given, "grade") or "assumed"
        source = parse_text(given.get("source", ""), "source")
        if grade not in GRADES:
            raise_fault("unknown_choice", given=grade, choices=GRADES, allowed=", ".join(GRADES), at="grade")
        if grade != "assumed" and isinstance(source, str) and not source.strip():
            raise_fault("source_missing", grade=grade, at="grade")
        law, unit, value, text = self._parse_law(given, suffix)
        stated = self._parse_stated(given.get("also_stated", []), suffix)
        return kind(value, unit, text, grade, source, law, stated)

    def _parse_law(self, given: Mapping[str, object], suffix: str) -> tuple[Law | None, str, float, str]:
        """Law, canonical unit, value and text of a mapping."""
        if "range" in given and "distribution" in given:
            raise_fault("range_and_distribution", at="distribution")
        value, unit, text = None, "", ""
        if "value" in given:
            number, unit = self.read(given["value"], suffix, "value")
            value, text = float(number), f"{show(given['value'])} {suffix}".strip()
        reader = _LawReader(self, suffix or _unit_of(given.get("value")), value, unit)
        if "range" in given:
            law = reader.read_range(given["range"])
        elif "distribution" in given:
            law = reader.read_distribution(given["distribution"])
        elif value is None:
            raise_fault("missing_key", key="value", at="")
        else:
            return None, unit, value, text
        if value is None:
            value, text = law.mode, reader.text
        return law, reader.unit, value, text

    def _parse_stated(self, given: object, suffix: str) -> tuple[Stated, ...]:
        """Other values of the same thing: one or a list of texts or {value, source}."""
        rows = []
        for index, entry in enumerate(given if isinstance(given, list) else [given]):
            at = f"also_stated.{index}" if isinstance(given, list) else "also_stated"
            row = entry if isinstance(entry, Mapping) else {"value": entry}
            for key in row:
                if key not in ("value", "unit", "source"):
                    raise_fault("unknown_key", key=key, allowed="value, unit, source", at=f"{at}.{key}")
            if "value" not in row:
                raise_fault("missing_key", key="value", at=at)
            own = self._text_of(row, "unit") or suffix
            number, _ = self.read(row["value"], own, at)
            source = parse_text(row.get("source", ""), f"{at}.source")
            rows.append(Stated(float(number), f"{show(row['value'])} {own}".strip(), source))
        return tuple(rows)

    @staticmethod
    def _text_of(given: Mapping[str, object], key: str) -> str:
        value = given.get(key, "")
        return value if isinstance(value, str) else raise_fault("wanted_text", given=show(value), at=key)

    def read(self, given: object, suffix: str, at: str) -> tuple[Decimal, str]:
        """Exact number and canonical unit of one entry; `suffix` is the unit of a bare number."""
        if "date" in self.units:
            return Decimal(parse_date(given, at).toordinal()), "date"
        if isinstance(given, bool) or not isinstance(given, (int, float, str)):
            raise_fault("wanted_quantity", given=show(given), at=at)
        if isinstance(given, float) and not math.isfinite(given):
            raise_fault("not_finite", given=show(given), at=at)
        text = show(given) if isinstance(given, (int, str)) else repr(given)
        bare = not isinstance(given, str) or re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?\s*[万亿]?", text, re.I)
        try:
            number, unit = parse_exact(f"{text} {suffix}" if bare else text)
        except UnitError as error:
            if self.whole:
                raise_fault("not_whole", given=text, at=at)
            raise_fault(error.id, **error.values, wanted=self.wanted, at=at)
        if unit not in self.units:
            self._refuse_unit(unit, text, at)
        self._check_limits(number, text, at)
        return number, unit

    @property
    def wanted(self) -> str:
        """The units allowed, as a user writes them."""
        return ", ".join(name_unit(unit) for unit in self.units)

    def _refuse_unit(self, unit: str, text: str, at: str) -> None:
        if unit == "1" and "%" not in text:
            raise_fault("unit_missing", given=text, wanted=self.wanted, at=at)
        with_state = [unit.replace("m3", state) for state in VOLUME_STATES]
        if "_m3" not in unit and "m3" in unit and set(with_state) & set(self.units):
            raise_fault("volume_state", given=text, wanted=self.wanted, at=at)
        raise_fault("wrong_dimension", given=text, wanted=self.wanted, at=at)

    def _check_limits(self, number: Decimal, text: str, at: str) -> None:
        if float(number) > 1e18:
            raise_fault("too_large", given=text, limit="10¹⁸", at=at)
        if number < 0:
            raise_fault("negative", given=text, at=at)
        if self.above is not None and number <= Decimal(str(self.above)):
            raise_fault("not_above", given=text, limit=f"{self.above:g}", at=at)
        if self.at_most is not None and number > Decimal(str(self.at_most)):
            raise_fault("above_whole", given=text, at=at)
        if self.whole and number != number.to_integral_value():
            raise_fault("not_whole", given=text, at=at)


def _unit_of(value: object) -> str:
    """The unit part of a text such as `35 万t/a`, with 万 or 亿: what a bare number beside it means."""
    match = re.match(r"\s*[+-]?[0-9.]+(?:e[+-]?[0-9]+)?\s*(.*)", value, re.I) if isinstance(value, str) else None
    return match[1].strip() if match else ""


class _LawReader:
    """Reads `range` or `distribution` of one Quantity in the unit of its value."""

    def __init__(self, field: In, suffix: str, value: float | None, unit: str) -> None:
        self.field, self.suffix, self.value, self.unit = field, suffix, value, unit
        self.text = ""

    def read_range(self, given: object) -> Law:
        """Triangular law of [min, mode, max]; the mode is the value."""
        low, mode, high = self._numbers(given, "range", 3)
        if not low <= mode <= high:
            raise_fault("range_order", given=self.text, at="range")
        if self.value is not None and not math.isclose(mode, self.value, rel_tol=1e-12):
            raise_fault("range_mode", given=self.text, at="range")
        return Law("triangular", (low, mode, high))

    def read_distribution(self, given: object) -> Law:
        """Law of {name: parameters} or of a bare name."""
        name, parameters = given, None
        if isinstance(given, Mapping) and len(given) == 1:
            [(name, parameters)] = given.items()
        if not isinstance(name, str) or name not in DISTRIBUTIONS:
            allowed = ", ".join(DISTRIBUTIONS)
            raise_fault("unknown_choice", given=show(name), choices=DISTRIBUTIONS, allowed=allowed, at="distribution")
        law = getattr(self, f"_read_{name}")(parameters, f"distribution.{name}")
        if law.kind not in ("exponential", "lognormal", "erlang"):
            self._check_value(law)
        self.text = self.text or str(law.mean)
        return law  # type: ignore[no-any-return]

    def _read_uniform(self, given: object, at: str) -> Law:
        low, high = self._numbers(given, at, 2)
        if low > high:
            raise_fault("range_order", given=self.text, at=at)
        return Law("uniform", (low, high))

    def _read_exponential(self, given: object, at: str) -> Law:
        return Law("exponential", (self._mean(at),))

    def _read_lognormal(self, given: object, at: str) -> Law:
        return Law("lognormal", (self._mean(at), self._parameter(given, "cv", at)))

    def _read_erlang(self, given: object, at: str) -> Law:
        k = self._parameter(given, "k", at)
        if k != int(k) or k > 1000:
            raise_fault("not_whole", given=show(k), at=f"{at}.k")
        return Law("erlang", (self._mean(at), k))

    def _read_discrete(self, given: object, at: str) -> Law:
        if not isinstance(given, list) or not given:
            raise_fault("wanted_pairs", given=show(given), at=at)
        flat: list[float] = []
        for index, pair in enumerate(given):
            if not isinstance(pair, list) or len(pair) != 2:
                raise_fault("wanted_pairs", given=show(pair), at=f"{at}.{index}")
            weight = In("1", above=0).read(pair[1], "", f"{at}.{index}.1")[0]
            flat += [self._number(pair[0], f"{at}.{index}.0"), float(weight)]
        return Law("discrete", tuple(flat))

    def _read_empirical(self, given: object, at: str) -> Law:
        return Law("empirical", tuple(self._numbers(given, at, None)))

    def _read_values(self, given: object, at: str) -> Law:
        return Law("values", tuple(self._numbers(given, at, None)))

    def _numbers(self, given: object, at: str, count: int | None) -> list[float]:
        if not isinstance(given, list) or not given or (count is not None and len(given) != count):
            wanted = {2: "two", 3: "three"}.get(count or 0, "list")
            raise_fault(f"wanted_{wanted}", given=show(given), at=at)
        numbers = [self._number(entry, f"{at}.{index}") for index, entry in enumerate(given)]
        self.text = "[" + ", ".join(show(entry) for entry in given) + "]"
        return numbers

    def _number(self, given: object, at: str) -> float:
        number, unit = self.field.read(given, self.suffix, at)
        if self.unit and unit != self.unit:
            raise_fault("wrong_dimension", given=show(given), wanted=name_unit(self.unit), at=at)
        self.unit = unit
        return float(number)

    def _mean(self, at: str) -> float:
        if self.value is None or self.value <= 0:
            raise_fault("missing_key", key="value", at="")
        return self.value

    def _parameter(self, given: object, key: str, at: str) -> float:
        if not isinstance(given, Mapping) or list(given) != [key]:
            raise_fault("wanted_parameter", wanted=f"{{{key}: …}}", given=show(given), at=at)
        return float(In("1", above=0).read(given[key], "", f"{at}.{key}")[0])

    def _check_value(self, law: Law) -> None:
        low, high = law.ends
        if self.value is not None and not low <= self.value <= high:
            raise_fault("range_mode", given=self.text, at="distribution")


def describe_quantity(field: In) -> JsonSchemaValue:
    """JSON Schema of a number with its unit: bare, as text, or a mapping."""
    entry: JsonSchemaValue = {"type": ["number", "string"]}
    rows: JsonSchemaValue = {
        "value": entry,
        "unit": {"type": "string"},
        "source": TEXT_SCHEMA,
        "grade": {"enum": list(GRADES)},
        "range": {"type": "array", "items": entry, "minItems": 3, "maxItems": 3},
        "distribution": {
            "oneOf": [
                {"const": "exponential"},
                {"type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": {"enum": [*DISTRIBUTIONS]}},
            ]
        },
        "also_stated": {},
        "note": {"type": "string"},
    }
    mapping = {"type": "object", "properties": rows, "additionalProperties": False}
    return {"anyOf": [entry, mapping], "description": f"{field.wanted}"}


def parse_hours(value: object) -> tuple[tuple[int, int], ...]:
    """Open spans of a day in seconds, sorted: `06:00-22:00`, or a list; across midnight a span is split."""
    if isinstance(value, tuple):
        return value
    spans: list[tuple[int, int]] = []
    for index, text in enumerate(value if isinstance(value, list) else [value]):
        at = str(index) if isinstance(value, list) else ""
        match = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
        start, end = (
            (int(match[1]) * 3600 + int(match[2]) * 60, int(match[3]) * 3600 + int(match[4]) * 60) if match else (0, 0)
        )
        if match is None or start == end or start >= DAY or end > DAY:
            raise_fault("bad_hours", given=show(text), at=at)
        spans += [(start, end)] if start < end else [(0, end), (start, DAY)]
    spans = sorted(span for span in spans if span[0] < span[1])
    if not spans or any(a[1] > b[0] for a, b in pairwise(spans)):
        raise_fault("hours_overlap", given=show(", ".join(map(str, value)) if isinstance(value, list) else value))
    return tuple(spans)


def parse_season(value: object) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last day of a part of every year, as (month, day): `01-20/02-10`; across the new year is allowed."""
    match = _SEASON.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        days = [int(number) for number in match.groups()] if match else []
        for month, day in (days[:2], days[2:]):
            datetime.date(2024, month, day)  # a leap year has all days
    except ValueError:
        raise_fault("bad_season", given=show(value))
    return (days[0], days[1]), (days[2], days[3])


_SEASON = re.compile(r"(\d{1,2})-(\d{1,2}) ?/ ?(\d{1,2})-(\d{1,2})")
_SEASON_SCHEMA = {"type": "string", "description": "first and last day, 01-20/02-10"}
_DATE_SCHEMA = {"type": "string", "format": "date"}
_HOURS_SCHEMA = {"type": ["string", "array"], "items": {"type": "string"}, "description": "06:00-22:00"}
Date = Annotated[datetime.date, BeforeValidator(lambda value: parse_date(value)), WithJsonSchema(_DATE_SCHEMA)]
Season = Annotated[
    tuple[tuple[int, int], tuple[int, int]], BeforeValidator(parse_season), WithJsonSchema(_SEASON_SCHEMA)
]
Hours = Annotated[tuple[tuple[int, int], ...], BeforeValidator(parse_hours), WithJsonSchema(_HOURS_SCHEMA)]
