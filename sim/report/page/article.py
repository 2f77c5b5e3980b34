"""The report in one language as an article of the page: head, contents, the answer, the chapters, foot."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from sim.report.page.answer import answer
from sim.report.page.figures import figure
from sim.report.page.links import link, running_text
from sim.report.page.markup import Markup, anchor, element, escaped, joined
from sim.report.page.sheet import Sheet
from sim.report.page.tables import table
from sim.words import Words

Data = dict[str, Any]


def article(data: Data, words: Words, sheet: Sheet) -> Markup:
    """The data of the template as an article whose id is the language."""
    language = words.language
    sections = [("answer", data["answer"], list(answer(data["answer"], language, sheet)))]
    drawings = count(1)
    for position, chapter in enumerate(data["chapters"], start=1):
        blocks = [_block(block, drawings, language, sheet) for block in chapter["blocks"]]
        sections.append((f"chapter-{chapter.get('id', position)}", chapter, blocks))
    made = (_section(id, part, content, language) for id, part, content in sections)
    return element(
        "article", element("p", link(escaped(words.say("page.skip")), "answer", language), class_="skip"),
        _contents(data, [(id, part) for id, part, _ in sections], language),
        element("div", _head(data), *made, _foot(data, words), class_="report"),
        id=language, lang=tag_of(data), data_title=data["title"], data_filter=words.say("page.filter"),
    )  # fmt: skip


def tag_of(data: Data) -> str:
    """The language as HTML names it: zh-CN."""
    return f"{data['language']}-{data['region'].upper()}"


def _head(data: Data) -> Markup:
    question = element("p", escaped(data["question"]), class_="question") if data["question"] else Markup("")
    kicker = element("p", escaped(data["kicker"]), class_="kicker")
    return element("header", kicker, element("h1", escaped(data["title"])), question)


def _contents(data: Data, sections: list[tuple[str, Data]], language: str) -> Markup:
    """The list of chapters: beside the text where there is room, above it elsewhere."""
    items = (element("li", link(_title(part), id, language)) for id, part in sections)
    title = escaped(data["contents"])
    folded = element("details", element("summary", title), element("ol", *items), open=True)
    return element("nav", folded, class_="contents", aria_label=data["contents"])


def _title(part: Data) -> Markup:
    number = element("span", escaped(part.get("number", "")), class_="number")
    return joined(number, Markup(" "), escaped(part["title"]))


def _section(id: str, part: Data, content: list[Markup], language: str) -> Markup:
    asks = (element("p", escaped(part["asks"]), class_="asks"),) if "asks" in part else ()
    return element("section", element("h2", _title(part)), *asks, *content, id=anchor(language, id))


def _block(block: Data, drawings: Iterator[int], language: str, sheet: Sheet) -> Markup:
    """A block of a chapter. Raises ValueError for a kind that the page does not know."""
    match block["kind"]:
        case "text":
            return element("p", running_text(block["text"], language))
        case "heading":
            return element("h3", escaped(block["text"]))
        case "table":
            return table(block, language)
        case "figure":
            return figure(block, next(drawings), language, sheet)
    raise ValueError(block["kind"])


def _foot(data: Data, words: Words) -> Markup:
    lines: Iterator[Markup] = (element("p", escaped(line)) for line in (data["foot"], words.say("page.typeface")))
    return element("footer", *lines)
