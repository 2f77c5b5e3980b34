"""Numbers and links: from page 1 to the table that a number rests on, and to the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from sim.report.blocks import linked, table, text
from sim.report.numbering import numbered
from sim.study.result import Result
from sim.words import Words


def rows(anchor: str, *row_anchors: str) -> dict[str, Any]:
    return table("", [("", 1, False)], [["x"] for _ in row_anchors], anchor=anchor, row_anchors=row_anchors)


def test_tables_and_appendices_are_numbered_and_links_name_them() -> None:
    lost = text(linked("nowhere", "absent"))
    data = {
        "answer": {"lines": [linked("rate", "rates"), linked("input", "input-a")]},
        "chapters": [
            {"blocks": [rows("terms"), lost]},
            {"blocks": [rows("rates")]},
            {"appendix": True, "blocks": [rows("", "input-a", "input-b")]},
        ],
    }
    made = numbered(data, Words("en"))
    assert [chapter["number"] for chapter in made["chapters"]] == ["2", "3", "Appendix A"]
    assert made["answer"]["lines"] == [
        {"text": "rate", "to": "rates", "see": "Table 2"},
        {"text": "input", "to": "input-a", "see": "Table 3"},
    ]
    assert made["chapters"][0]["blocks"][1]["text"] == {"text": "nowhere", "to": "", "see": ""}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_page_1_leads_to_the_table_of_rates(written: Path, minimal: Result, language: Any) -> None:
    reader = PdfReader(written / f"report.{language}.pdf")
    pages = {page.indirect_reference.idnum: page for page in reader.pages if page.indirect_reference is not None}
    (periods,) = [len(t["evaluations"]) for t in minimal.summary["targets"].values()]
    caption = Words(language).say("report.column.in_denominator")
    found = 0
    for note in reader.pages[0]["/Annots"]:
        action = note.get_object()
        destination = action["/Dest"] if "/Dest" in action else action["/A"]["/D"]
        place = destination[0] if not isinstance(destination, str) else reader.named_destinations[destination]["/Page"]
        assert isinstance(place, IndirectObject)
        found += caption in pages[place.idnum].extract_text()
    assert found >= 4 * periods, "value, interval, chance and margin of every period"


def test_bookmarks_are_the_chapters(written: Path) -> None:
    outline = PdfReader(written / "report.en.pdf").outline
    titles = [" ".join(str(item.title).split()) for item in outline if not isinstance(item, list)]
    assert titles[:2] == [
        "1 " + Words("en").say("report.answer.title"), "2 " + Words("en").say("report.chapter.definitions")
    ]  # fmt: skip
    assert len(titles) > 8
