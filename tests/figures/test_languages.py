"""No reader finds a foreign word: every text of the report and of its figures, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from matplotlib.text import Text as Artist

from sim.report.document import compose
from sim.report.figures import NAMES
from sim.report.register import written_others
from sim.report.workbook.writing import write_workbook
from sim.scenario.findings import find
from sim.scenario.loading import load
from sim.scenario.text import text_in
from sim.scenario.wording import write_source
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Language, Words

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
DISTRICT = Path(__file__).parents[2] / "scenarios" / "jiulongpo-2025-2027.yaml"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]+")
UNITS = {"t", "kg", "km", "m", "L", "h", "a", "d", "min", "CO", "p"}
NAMED = {"STRESS", "DES", "A", "B", "IPCC", "GB", "CJJ", "T", "Buildings", "Q"}
"""Names of standards, checklists and journals, letters of appendices, and Q4 in the name of a period."""
IDS = ("jiulongpo-2025-2027", "waste-sim", "--readings", "tables/levers.csv", "n =")
"""The scenario, the program, options of its command line, its files."""
UNTRANSLATED = {
    "method.software.name", "method.access.name",
    "report.reproduction.command", "report.reproduction.versions", "report.reproduction.hash",
}  # fmt: skip
"""Rows of the tables of method and reproduction that are no prose."""


@pytest.fixture(scope="module")
def district() -> Result:
    return run_study(load(DISTRICT), replications=1, jobs=1)


MARKUP = {"id", "kind", "svg", "colour", "width", "anchor", "row_anchors", "to", "language", "region"}
"""Keys of the template's data that are not printed."""


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a document, in its lists and maps, line by line."""
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in MARKUP:
                yield from texts_in(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts_in(inner)


def report_texts(result: Result, language: Language) -> Iterator[str]:
    """What the template prints: no path below a name in the register, no hash, versions and command."""
    words = Words(language)
    data = compose(result, words, {})
    left_out = {words.say(id) for id in UNTRANSLATED}
    for block in [block for chapter in data["chapters"] for block in chapter["blocks"] if block["kind"] == "table"]:
        block["rows"] = [row for row in block["rows"] if str(row[0]) not in left_out]
    paths = {row.path for row in result.loaded.inputs}
    for text in texts_in(data):
        if text.replace("\u200b", "") not in paths:
            yield text.replace(result.loaded.hash[:16], "")


def figure_texts(result: Result, language: Language) -> Iterator[str]:
    """Every text drawn, and the captions."""
    words = Words(language)
    for name in NAMES:
        module = import_module(f"sim.report.figures.{name}")
        figure = module.draw(result, words)
        figure.canvas.draw()
        yield from (artist.get_text() for artist in figure.findobj(Artist) if artist.get_visible())
        yield module.caption(result, words)


def workbook_texts(result: Result, language: Language, folder: Path) -> Iterator[str]:
    """Every text of every sheet, but formulas, the hash and the paths of the register."""
    write_workbook(result, folder / f"{language}.xlsx", Words(language))
    left_out = {row.path for row in result.loaded.inputs} | {result.loaded.hash}
    for sheet in openpyxl.load_workbook(folder / f"{language}.xlsx"):
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            texts = (cell for cell in row if isinstance(cell, str) and not cell.startswith("=ROUND("))
            yield from (text for text in texts if text not in left_out)


def foreign(text: str, language: Language) -> bool:
    """Whether a text holds what a reader of the language would stumble over."""
    if language == "en":
        return CHINESE.search(text) is not None
    for id in IDS:
        text = text.replace(id, "")
    return bool(set(LATIN.findall(text)) - UNITS - NAMED)


LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_no_foreign_word(district: Result, language: Language) -> None:
    texts = list(report_texts(district, language))
    assert len(texts) > 1500
    assert [text for text in texts if foreign(text, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_has_a_foreign_word(district: Result, language: Language) -> None:
    texts = [text for text in figure_texts(district, language) if text.strip()]
    assert len(texts) > 100
    assert [text for text in texts if foreign(text, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_no_foreign_word(district: Result, language: Language, tmp_path: Path) -> None:
    texts = list(workbook_texts(district, language, tmp_path))
    assert [text for text in texts if foreign(text, language)] == []


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_no_scenario_has_a_foreign_word(path: Path) -> None:
    """In sources, in what else is stated, in the plan's articles and in what `check` finds."""
    loaded = load(path)
    for language in LANGUAGES:
        words = Words(language)
        said = [write_source(row.source, words) for row in loaded.inputs]
        said += [written_others(row, words) for row in loaded.inputs]
        said += [text_in(text, language) for a in loaded.scenario.articles.values() for text in (a.title, a.how)]
        for finding in find(loaded):
            said += [finding["message"][language], write_source(finding["article"], words)]
        assert [text for text in said if foreign(text, language)] == []


def test_no_text_of_the_chinese_catalogue_has_a_foreign_word() -> None:
    """But faults, errors and what the command line says, which name keys and options; and names of methods."""
    said = ("fault.", "error.", "cli.", "validation.", "verify.")
    left_out = re.compile(
        r"pip install '[^']+'|scipy|\{\w+\}|--[a-z-]+|tables/\w+\.csv|Bonferroni|Wilson|Var ?\(?[AB]( − A)?\)?"
    )
    texts = {id: Words("zh")._texts[id] for id in Words("zh") if not id.startswith(said)}
    del texts["page.typeface"]  # names of the typeface, its maker and its licence
    assert {id: text for id, text in texts.items() if foreign(left_out.sub("", text), "zh")} == {}


def test_a_foreign_word_is_found() -> None:
    assert foreign("规划第6条, under the heading of landfill", "zh")
    assert foreign("岩洞湾渣土填埋场（yandongwan_landfill）", "zh")
    assert foreign("320 万自然方/a", "en")
    assert not foreign("设计规模 20 万t/a，CO₂ 3.1 千t", "zh")
    assert not foreign("plan art. 7(1), ×10⁴ bank m³", "en")
