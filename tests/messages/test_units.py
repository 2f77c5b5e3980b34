"""Numbers with units: spellings, exactness, and what a number may look like in a file."""

from __future__ import annotations

import math

import pytest

from sim.scenario.fields import In, parse_hours
from sim.scenario.quantity import Law
from sim.scenario.units import UNITS, UnitError, name_unit, parse_quantity_text, parse_unit

TONNES = In("kg/a")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("157.76 万m³自然方/a", 1_577_600.0, "bank_m3/a"),
        ("157.76 万自然方/年", 1_577_600.0, "bank_m3/a"),
        ("3 bank m3", 3.0, "bank_m3"),
        ("3 loose_m3", 3.0, "loose_m3"),
        ("312 万压实方", 3_120_000.0, "compacted_m3"),
        ("1 亿方", 1e8, "m3"),
        ("20 万t/a", 2e8, "kg/a"),
        ("２０ 万吨／年", 2e8, "kg/a"),
        ("2 t/min", 120_000.0, "kg/h"),
        ("30 km/h", 30_000.0, "m/h"),
        ("2.1 t/自然方", 2_100.0, "kg/bank_m3"),
        ("6 元/t", 0.006, "yuan/kg"),
        ("1 元/t/km", 1e-6, "yuan/kg/m"),
        ("1 元/(t·km)", 1e-6, "yuan/kg/m"),
        ("1 元/(t*km)", 1e-6, "yuan/kg/m"),
        ("0.38 L/km", 0.00038, "L/m"),
        ("2.65 公斤/升", 2.65, "kg/L"),
        ("90 分钟", 5400.0, "s"),
        ("2.7 公顷", 27_000.0, "m2"),
        ("0.1 %", 0.001, "1"),
        ("3 ‰", 0.003, "1"),
        ("250 辆", 250.0, "1"),
        ("1.5e3 kg", 1500.0, "kg"),
    ],
)
def test_texts(text: str, value: float, unit: str) -> None:
    assert parse_quantity_text(text) == (value, unit)


@pytest.mark.parametrize("text", ["20 万tt/a", "t/a", "20 t//a", "20 t/", "1,000 t", "10⁴ t", "", "20 t/a/", "2 t t"])
def test_texts_that_are_no_number_with_unit(text: str) -> None:
    with pytest.raises(UnitError):
        parse_quantity_text(text)


def test_every_spelling_of_the_table_is_read() -> None:
    for unit in UNITS:
        for spelling in unit.spellings:
            assert parse_unit(spelling) == (unit.factor, unit.base)


@pytest.mark.parametrize("unit", ["kg/a", "bank_m3/a", "kg/compacted_m3", "yuan/kg/m", "L/m", "m/h", "m2", "kg/h"])
def test_units_are_shown_as_they_may_be_written(unit: str) -> None:
    assert parse_unit(name_unit(unit))[1] == unit


def test_range_in_the_unit_of_the_value() -> None:
    amount = TONNES.parse({"value": "157.76 万t/a", "range": [150, 157.76, "170 万t/a"], "source": "s"})
    assert amount.law == Law("triangular", (1.5e9, 1.5776e9, 1.7e9))
    assert amount.value == 1.5776e9


@pytest.mark.parametrize(
    ("given", "law"),
    [
        ({"distribution": {"uniform": ["1 t/a", "3 t/a"]}}, Law("uniform", (1000.0, 3000.0))),
        ({"value": "2 t/a", "distribution": "exponential"}, Law("exponential", (2000.0,))),
        ({"value": "2 t/a", "distribution": {"lognormal": {"cv": 0.4}}}, Law("lognormal", (2000.0, 0.4))),
        ({"value": "2 t/a", "distribution": {"erlang": {"k": 4}}}, Law("erlang", (2000.0, 4.0))),
        ({"unit": "t/a", "distribution": {"discrete": [[1, 3], [5, 1]]}}, Law("discrete", (1000.0, 3.0, 5000.0, 1.0))),
        ({"unit": "t/a", "distribution": {"empirical": [1, 2, 6]}}, Law("empirical", (1000.0, 2000.0, 6000.0))),
        ({"unit": "t/a", "distribution": {"values": [3, 1]}}, Law("values", (3000.0, 1000.0))),
    ],
)
def test_distributions(given: dict[str, object], law: Law) -> None:
    quantity = TONNES.parse(given)
    assert quantity.law == law
    assert quantity.value == quantity.law.mean


@pytest.mark.parametrize(
    ("law", "ends"),
    [
        (Law("triangular", (1.0, 2.0, 4.0)), (1.0, 4.0)),
        (Law("discrete", (1.0, 30.0, 5.0, 10.0)), (1.0, 5.0)),
        (Law("erlang", (2.0, 40.0)), (0.0, math.inf)),
    ],
)
def test_ends_of_a_law_are_values_and_no_other_parameters(law: Law, ends: tuple[float, float]) -> None:
    assert law.ends == ends


def test_also_stated_keeps_the_other_value() -> None:
    void = In("compacted_m3").parse(
        {"value": 312, "unit": "万压实方", "also_stated": {"value": 326, "source": "art. 27"}, "source": "art. 19"}
    )
    assert (void.value, void.also_stated[0].value, void.also_stated[0].source) == (3_120_000.0, 3_260_000.0, "art. 27")


def test_hours_across_midnight_are_split() -> None:
    assert parse_hours("22:00-06:00") == ((0, 21_600), (79_200, 86_400))
    assert parse_hours(["20:00-06:00", "09:00-16:30"]) == ((0, 21_600), (32_400, 59_400), (72_000, 86_400))
    assert parse_hours("00:00-24:00") == ((0, 86_400),)
