"""The files of a report: text that extracts in both languages, the workbook, the same bytes each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from sim.report import tables
from sim.report.chapters import chapters
from sim.report.figures import NAMES
from sim.report.font import MISSING, balanced, printable, width_of, wrap
from sim.report.labels import Labels, number, percent, signed
from sim.report.register import written_others, written_range, written_value
from sim.report.writing import write_report
from sim.scenario.contents import template
from sim.scenario.loading import Input, load
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Words, read_catalogue
from tests import worlds
from tests.figures.conftest import LONG_EN, LONG_ZH, ROOT


@pytest.fixture(scope="module")
def strange(odd: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("strange")
    write_report(odd, folder, ("zh", "en"))
    return folder


QUOTED = "规划第27条“110万压实方”"
"""A source that is a citation."""


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The template, whose units are Chinese, with a Chinese citation as the source of a number stated twice."""
    path = tmp_path_factory.mktemp("quoting") / "quoting.yaml"
    path.write_text(template().replace('"plan art. 27"}', f"{QUOTED}}}"), encoding="utf-8")
    short = ("horizon.end=2027-02-01", "windows=null", "streams.spoil.amount=1 万自然方/a")
    return run_study(load(path, short), replications=1, jobs=1)


def pages(path: Path) -> list[str]:
    """Text of each page without blanks and line breaks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_files(written: Path) -> None:
    names = [f.name for f in sorted((written / "figures" / "zh").iterdir())]
    shown = [n for n in enumerate(NAMES, start=1) if n[1] != "readings"]  # the minimal plan has one reading only
    assert names == [f"{number:02d}-{name}.png" for number, name in shown]
    assert {f.name for f in written.iterdir()} == {
        "figures",
        "report.zh.pdf",
        "report.en.pdf",
        "report.html",
        "results.xlsx",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_1_answers(written: Path, minimal: Result, language: Any) -> None:
    first, words = pages(written / f"report.{language}.pdf")[0], Words(language)
    due = minimal.summary["targets"]["resource_rate"]["evaluations"][0]
    for text in (
        minimal.loaded.scenario.title.zh if language == "zh" else minimal.loaded.scenario.title.en,
        percent(due["mean"], 2),
        words.say(f"verdict.{due['verdict']}"),
        signed(due["margin_t"] / 1e4),
        words.say("report.answer.caution"),
        minimal.loaded.hash[:16],
    ):
        assert "".join(text.split()) in first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chapter_is_there(written: Path, language: Any) -> None:
    text, words = "".join(pages(written / f"report.{language}.pdf")), Words(language)
    for id in (id for id in words if id.startswith("report.chapter.")):
        is_there = "".join(words.say(id).split()) in text
        assert is_there != (id == "report.chapter.sensitivity"), "no lever was moved"


def test_articles_have_a_table_of_their_own(minimal: Result) -> None:
    article = "{title: {zh: 运输, en: Transport}, status: not_evaluated, how: {zh: 没有数据, en: no data}}"
    loaded = load(ROOT / "scenarios" / "minimal.yaml", (f'articles={{"14": {article}}}',))
    result = replace(minimal, loaded=loaded)
    english, chinese = ["14", "Transport", "not evaluated", "no data"], ["14", "运输", "不予评价", "没有数据"]
    for words, row in ((Words("en"), english), (Words("zh"), chinese)):
        blocks = [b for c in chapters(result, Labels(loaded.scenario, words), {}) for b in c["blocks"]]
        assert [b["rows"] for b in blocks if b["kind"] == "table" and b["anchor"] == "articles"] == [[row]]


def quote_widths(path: Path) -> set[float]:
    """Widths of the opening quotation mark in the fonts of a report, in thousandths of the size."""
    widths = set()
    for page in PdfReader(path).pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            table = font["/ToUnicode"].get_object().get_data().decode()
            spans = list(font["/DescendantFonts"][0].get_object()["/W"])
            by_glyph = {
                n: width
                for low, high, width in zip(spans[::3], spans[1::3], spans[2::3], strict=True)
                for n in range(low, high + 1)
            }
            widths |= {float(by_glyph[int(glyph, 16)]) for glyph in re.findall("<([0-9a-fA-F]+)> <201C>", table)}
    return widths


def test_quotation_marks_are_narrow_in_english_and_wide_in_chinese(written: Path) -> None:
    assert max(quote_widths(written / "report.en.pdf")) < 600
    assert max(quote_widths(written / "report.zh.pdf")) == 1000


def test_the_balance_is_printed_and_closes(written: Path, minimal: Result) -> None:
    data = tables.balance(minimal)
    fates = data.drop(columns=["year", "stream", "generated"]).sum(axis=1)
    assert (fates - data["generated"]).abs().max() < 1
    assert number(data["generated"][0] / 1e7) in "".join(pages(written / "report.en.pdf"))


def test_document_is_tagged_titled_and_dated(written: Path, minimal: Result) -> None:
    reader = PdfReader(written / "report.zh.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == minimal.loaded.scenario.title.zh
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == minimal.loaded.scenario.date
    assert "/StructTreeRoot" in reader.root_object


def test_long_names_are_verbatim_text(strange: Path) -> None:
    for language, name in (("zh", LONG_ZH), ("en", LONG_EN)):
        assert "".join(name.split()) in pages(strange / f"report.{language}.pdf")[0]


def test_workbook_holds_text_and_numbers(strange: Path, odd: Result) -> None:
    sheet = openpyxl.load_workbook(strange / "results.xlsx")[Words("zh").say("book.sheet.verdicts")]
    assert sheet["A4"].value == LONG_ZH
    assert sheet["F4"].value == pytest.approx(odd.summary["targets"]["sent_away"]["evaluations"][0]["mean"])


def test_same_result_same_bytes(written: Path, minimal: Result, tmp_path: Path) -> None:
    write_report(minimal, tmp_path, ("zh", "en"))
    files = [f.relative_to(tmp_path) for f in tmp_path.rglob("*") if f.is_file()]
    assert len(files) == 2 * (len(NAMES) - 1) + 4
    for file in files:
        assert (tmp_path / file).read_bytes() == (written / file).read_bytes(), file


def test_catalogues_have_equal_keys_and_values() -> None:
    zh, en = read_catalogue("zh"), read_catalogue("en")
    assert zh.keys() == en.keys()


@pytest.mark.parametrize(
    ("value", "shown"), [(1234.5, "1,234.50"), (-0.001, "0.00"), (-2.5, "−2.50"), (None, "–"), (float("nan"), "–")]
)
def test_numbers(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_signs() -> None:
    assert [signed(v) for v in (1.0, 0.0, -1.0)] == ["+1.00", "0.00", "−1.00"]


def test_lines_fit_and_lose_nothing() -> None:
    for text in (LONG_ZH, LONG_EN, "华岩装修垃圾分选场，一期。", "第四季度年（末能力）（折算为）", "a" * 90):
        lines = wrap(text, 60, 8).split("\n")
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(width_of(line, 8) <= 60 + 8 for line in lines)
        assert not [line for line in lines if line.startswith(("，", "。")) or line.endswith("（")]


def test_no_word_stands_alone_on_the_last_line() -> None:
    question = "各时期能否达到规划指标？"
    assert wrap(question, 80, 8).split("\n") == ["各时期能否达到规划指", "标？"]
    assert balanced(question, 80, 8).split("\n") == ["各时期能否达", "到规划指标？"]
    assert balanced(question, 100, 8) == question


def test_what_cannot_be_printed_is_replaced() -> None:
    assert printable("a\x00b\u202ec\n d") == "abc d"
    assert printable("\U0001f6a7 x") == f"{MISSING} x"


@pytest.mark.parametrize(
    ("text", "value", "unit", "law", "zh", "en"),
    [
        ("30 万t/a", 3e8, "kg/a", "triangular(0, 300000000, 300000000)", "0 / 30 / 30 万t/a", "0 / 30 / 30 ×10⁴ t/a"),
        ("2027-01-01", 739982.0, "date", "triangular(739798, 739982, 740347)",
         "2026-07-01 / 2027-01-01 / 2028-01-01", "2026-07-01 / 2027-01-01 / 2028-01-01"),
        ("12 h", 43200.0, "s", "exponential(43200)", "指数分布: 12 h", "exponential: 12 h"),
        ("99 values", 99.0, "km", "", "", ""),
    ],
)  # fmt: skip
def test_ranges_are_in_the_unit_given(text: str, value: float, unit: str, law: str, zh: str, en: str) -> None:
    row = Input("path", text, value, unit, "assumed", "", law, "", ())
    assert (written_range(row, Words("zh")), written_range(row, Words("en"))) == (zh, en)


CHINESE = re.compile("[\u4e00-\u9fff]")


def test_english_readers_see_no_chinese_units_and_chinese_readers_their_own(quoting: Result) -> None:
    for row in quoting.loaded.inputs:
        for write in (written_value, written_range, written_others):
            assert not CHINESE.search(write(row, Words("en")).replace(QUOTED, "")), row.path
    (void,) = [row for row in quoting.loaded.inputs if row.path == "facilities.landfill.void"]
    assert written_value(void, Words("en")) == "100 ×10⁴ compacted m³"
    assert written_others(void, Words("en")) == f"110 ×10⁴ compacted m³ ({QUOTED})"
    assert written_value(void, Words("zh")) == "100 万压实方"


def test_a_source_is_quoted_verbatim_in_both_languages(quoting: Result, tmp_path: Path) -> None:
    write_report(quoting, tmp_path, ("zh", "en"))
    for language in ("zh", "en"):
        assert QUOTED in "".join(pages(tmp_path / f"report.{language}.pdf"))
    sheet = openpyxl.load_workbook(tmp_path / "results.xlsx")[Words("zh").say("book.sheet.inputs")]
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[3] == "facilities.landfill.void"]
    assert str(row[2]).endswith("：库容")
    assert row[4] == "100 万压实方"


def test_one_replication_without_randomness_has_no_interval(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(json.dumps(worlds.recycling_world(), ensure_ascii=False), encoding="utf-8")
    write_report(run_study(load(path), replications=1, jobs=1, randomness=False), tmp_path, ("en",))
    assert "Answerandadvice" in pages(tmp_path / "report.en.pdf")[0]


def test_a_plan_without_targets_has_a_report(minimal: Result, tmp_path: Path) -> None:
    scenario = minimal.loaded.scenario.model_copy(update={"targets": {}})
    summary = {**minimal.summary, "targets": {}, "second_opinion": None}
    aimless = replace(minimal, loaded=replace(minimal.loaded, scenario=scenario), summary=summary)
    write_report(aimless, tmp_path, ("en",))
    assert "Thisscenariohasnotargets" in "".join(pages(tmp_path / "report.en.pdf"))
