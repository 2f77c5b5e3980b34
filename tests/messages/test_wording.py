"""Units in the reader's language: the words change, the digits and the meaning do not."""

from __future__ import annotations

import pytest

from sim.scenario.units import UNITS
from sim.scenario.wording import write_quantity, write_source, write_unit
from sim.words import Words


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("20 万t/a", "20 万t/a", "20 ×10⁴ t/a"),
        ("20 万吨／年", "20 万t/a", "20 ×10⁴ t/a"),
        ("157.76 万m³自然方/a", "157.76 万自然方/a", "157.76 ×10⁴ bank m³/a"),
        ("312 万 compacted_m3", "312 万压实方", "312 ×10⁴ compacted m³"),
        ("2.1 t/bank_m3", "2.1 t/自然方", "2.1 t/bank m³"),
        ("1 亿方", "1 亿m³", "1 ×10⁸ m³"),
        ("1 元/(t·km)", "1 元/(t·km)", "1 CNY/(t·km)"),
        ("60 yuan/t", "60 元/t", "60 CNY/t"),
        ("250 辆", "250 辆", "250 vehicles"),
        ("70 %", "70 %", "70 %"),
        ("0.5", "0.5", "0.5"),
        ("2 万", "2 万", "2 ×10⁴"),
        ("90 分钟", "90 min", "90 min"),
        ("[1 万t/a, 3 万t/a]", "[1 万t/a, 3 万t/a]", "[1 ×10⁴ t/a, 3 ×10⁴ t/a]"),
        ("2027-01-01", "2027-01-01", "2027-01-01"),
        ("13 values", "13 项数值", "13 values"),
    ],
)
def test_quantities(text: str, zh: str, en: str) -> None:
    assert (write_quantity(text, Words("zh")), write_quantity(text, Words("en"))) == (zh, en)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("plan art. 6(2), annex 1", "规划第6(2)条、附件1", "plan art. 6(2), annex 1"),
        ("plan art. 14(2), 17(2), 26(4)", "规划第14(2)、17(2)、26(4)条", "plan art. 14(2), 17(2), 26(4)"),
        ("plan art. 7(1), forecast", "规划第7(1)条, forecast", "plan art. 7(1), forecast"),
        ("annex-2-4", "附件2-4", "annex 2-4"),
        ("town plan, p. 3", "town plan, p. 3", "town plan, p. 3"),
    ],
)
def test_articles_are_cited_in_the_readers_language(text: str, zh: str, en: str) -> None:
    assert (write_source(text, Words("zh")), write_source(text, Words("en"))) == (zh, en)


def test_every_spelling_has_an_english_form() -> None:
    for unit in UNITS:
        for spelling in unit.spellings:
            written = write_unit(spelling, Words("en"))
            assert written
            assert not any("\u4e00" <= character <= "\u9fff" for character in written), spelling
