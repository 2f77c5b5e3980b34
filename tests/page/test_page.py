"""report.html as a browser parses it: all text is data, ids are unique, links lead somewhere, nothing is fetched."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont

from sim.report.font import font_file
from sim.report.page.typeface import woff
from sim.report.page.writing import write_page
from tests.page.conftest import EVIL, QUOTE, SOURCE, TURNED, report


class Seen(HTMLParser):
    """Elements with their attributes, and the text of each article."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {"": ""}
        self._article = ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag == "article":
            self._article = attributes["id"]
            self.texts[self._article] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._article = ""

    def handle_data(self, data: str) -> None:
        self.texts[self._article] += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


@pytest.fixture(scope="module")
def seen(page: bytes) -> Seen:
    return Seen(page)


def between(page: bytes, tag: str) -> str:
    (found,) = re.findall(f"<{tag}>(.*?)</{tag}>", page.decode("utf-8"), re.S)
    return str(found)


def test_names_stay_text(seen: Seen) -> None:
    tags = Counter(tag for tag, _ in seen.elements)
    assert tags["script"] == tags["style"] == tags["main"] == 1
    assert not tags.keys() & {"b/", "iframe", "object", "embed", "form", "base", "foreignobject"}
    names = {name for _, attributes in seen.elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    for text in seen.texts["zh"], seen.texts["en"]:
        assert text.count(EVIL) == 6, "title, lead, three captions, heading"
        assert "<b> & NAME" in text
    assert QUOTE in seen.values("aria-label")
    assert f"{EVIL} zh" in seen.values("data-title")


def test_text_that_turns_its_neighbours_is_written_out(page: bytes, seen: Seen) -> None:
    assert "\u202e" not in page.decode("utf-8")
    assert TURNED.replace("\u202e", r"\u202e") in seen.texts["en"]


def test_ids_are_unique_and_links_lead_somewhere(seen: Seen) -> None:
    ids = seen.values("id")
    assert [id for id, n in Counter(ids).items() if n > 1] == []
    links = [unquoted(href) for href in seen.values("href") if href != "data:,"]
    assert {href for href in links if href not in ids} == set()
    for language in ("zh", "en"):
        expected = {
            "rates",
            "figure-fates",
            "answer",
            "chapter-targets",
            "chapter-data_sources",
            "input-a~20~b",
            "f1-m3",
            "f2-m3",
        }
        assert {f"{language}-{name}" for name in expected} <= set(links)


def unquoted(href: str) -> str:
    assert href.startswith("#"), href
    return href[1:]


def test_drawings_refer_to_their_own_ids(page: bytes, seen: Seen) -> None:
    places = re.findall(r"url\(#([^)]+)\)", page.decode("utf-8"))
    assert Counter(places) == {f"{lang}-f{n}-{id}": 1 for lang in ("zh", "en") for n in (1, 2) for id in ("p1", "h2")}
    assert set(places) <= set(seen.values("id"))
    assert "zh-f1-figure_1" not in seen.values("id"), "an id that nothing refers to"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_language_is_complete(seen: Seen, language: str) -> None:
    text = seen.texts[language]
    for wanted in (
        f"answer in {language}", f"Recycling {QUOTE} {language}", "规划能否达标？", "42.36 – 46.45", "−17.29",
        "Binds", "The yard", "plain note", "Landfills", "Full in 2031.", "Beside", "Not there", "Not validated",
        "Appendix A", "Table 1", "Figure 2", "1,234.5", "9.5 – 12", "in30", "hash 1", "SIL",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_nothing_is_fetched(page: bytes, seen: Seen) -> None:
    assert all(href.startswith("#") or href == "data:," for href in seen.values("href"))
    assert not seen.values("src")
    assert not seen.values("srcset")
    style, script = between(page, "style"), between(page, "script")
    assert re.findall(r"url\((?!#)", style) == ["url("], "the typeface"
    assert "url(data:font/woff;base64," in style
    assert not re.search("@import|https?:", style + script)
    assert not re.search("fetch|XMLHttpRequest|import[ (]|WebSocket|innerHTML|eval", script)
    assert page.decode("utf-8").count("http") - page.decode("utf-8").count("http-equiv") == 2, "a source, as text"
    assert SOURCE in seen.texts["en"]


def test_the_page_allows_its_own_style_and_script_only(page: bytes, seen: Seen) -> None:
    (policy,) = [a["content"] for _, a in seen.elements if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    for rule, tag in (("style-src", "style"), ("script-src", "script")):
        digest = base64.b64encode(sha256(between(page, tag).encode("utf-8")).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_headings_are_in_order_and_tables_have_captions_and_scopes(seen: Seen) -> None:
    levels = [int(tag[1]) for tag, _ in seen.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tags = Counter(tag for tag, _ in seen.elements)
    assert tags["table"] == tags["caption"] == 8
    assert all(a.get("scope") == "col" for tag, a in seen.elements if tag == "th")
    drawings = [a for tag, a in seen.elements if tag == "svg" and a.get("class") == "drawing"]
    assert [(a["role"], a["aria-label"]) for a in drawings] == [("img", QUOTE)] * 4


def test_without_scripts_all_is_shown_and_no_button_is_dead(seen: Seen) -> None:
    articles = [a for tag, a in seen.elements if tag == "article"]
    assert [(a["id"], a["lang"], "hidden" in a) for a in articles] == [("zh", "zh-CN", False), ("en", "en-GB", False)]
    groups = [a for tag, a in seen.elements if a.get("role") == "group" and "hidden" in a]
    assert len(groups) == 1, "the buttons of the switch wait for the script"
    assert not [a for tag, a in seen.elements if tag == "button" and "data-language" not in a]


def test_one_language_has_no_switch() -> None:
    alone = Seen(write_page({"en": report("en")}))
    assert [a["lang"] for tag, a in alone.elements if tag in ("html", "article")] == ["en-GB", "en-GB"]
    assert not [tag for tag, _ in alone.elements if tag == "button"]


def test_same_data_same_bytes(page: bytes) -> None:
    assert write_page({"zh": report("zh"), "en": report("en")}) == page


def test_the_typeface_has_what_the_page_shows_and_no_date_of_its_own(page: bytes) -> None:
    (data,) = re.findall(r"data:font/woff;base64,([^)]+)\)", page.decode("utf-8"))
    font = TTFont(io.BytesIO(base64.b64decode(data)))
    with TTFont(font_file()) as whole:
        body = {ord(c) for c in page.decode("utf-8").split("</style>")[1]} & set(whole.getBestCmap())
        assert font["head"].modified == whole["head"].modified
    assert body <= set(font.getBestCmap())
    assert len(font.getBestCmap()) < 400
    assert "SIL Open Font License" in str(font["name"].getDebugName(13))
    assert woff("规划") == woff("划规")
