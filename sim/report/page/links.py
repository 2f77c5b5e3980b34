"""Texts that may lead to the table, figure or row that they rest on."""

from __future__ import annotations

from urllib.parse import quote

from sim.report.blocks import Text
from sim.report.page.markup import Markup, anchor, element, escaped, joined


def link(content: Markup, to: str, language: str, title: str = "", kind: str = "") -> Markup:
    """A link to an anchor within the article of the same language."""
    return element("a", content, href="#" + quote(anchor(language, to)), title=title, class_=kind)


def running_text(text: Text, language: str) -> Markup:
    """A sentence, and behind it the reference to what it rests on: `... short of 70%. → Table 3`."""
    if isinstance(text, str):
        return escaped(text)
    to, see = text.get("to", ""), text.get("see", "")
    if not to:
        return escaped(text["text"])
    if not see:
        return link(escaped(text["text"]), to, language)
    return joined(escaped(text["text"]), Markup(" "), link(escaped(f"→ {see}"), to, language, kind="see"))


def linked_text(text: Text, language: str) -> Markup:
    """A cell or a sentence that is a link as a whole; the reference stands in its title."""
    if isinstance(text, str):
        return escaped(text)
    if not text.get("to"):
        small = element("small", escaped(text["small"])) if text.get("small") else Markup("")
        return joined(escaped(text["text"]), small)
    return link(escaped(text["text"]), text["to"], language, title=text.get("see", ""))
