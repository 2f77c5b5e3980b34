"""Data of a report in each language -> report.html, one file that asks nothing of the network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from string import Template, printable
from typing import Any

from sim.report.font import FAMILY
from sim.report.page.article import article, tag_of
from sim.report.page.markup import Markup, element, escaped, joined
from sim.report.page.sheet import Sheet
from sim.report.page.typeface import woff
from sim.words import Language, Words


def write_page(reports: Mapping[Language, dict[str, Any]]) -> bytes:
    """The page with the data of the template in each language, the first one first. The same data, the same bytes.

    What page and browser may load is written in the page itself: its own style and script by their hashes, and images
    and the typeface from within it.
    """
    sheet = Sheet()
    articles = joined(*(article(data, Words(language), sheet) for language, data in reports.items()))
    switch = _switch(reports)
    style, script = _file("page.css") + sheet.css, _file("page.js")
    style = _face(printable + articles + switch + style) + style
    first = next(iter(reports.values()))
    whole = Template(_file("page.html")).substitute(
        lang=tag_of(first),
        policy=f"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'",
        title=escaped(first["title"]),
        style=style,
        switch=switch,
        articles=articles,
        script=script,
    )
    return whole.encode("utf-8")


def _switch(reports: Mapping[Language, dict[str, Any]]) -> Markup:
    """A bar with a button for each language, or links where scripts are off; nothing where there is one only."""
    if len(reports) < 2:
        return Markup("")
    words = [Words(language) for language in reports]
    buttons, links = [], []
    for one, data in zip(words, reports.values(), strict=True):
        name, tag = escaped(one.say("page.language")), tag_of(data)
        links.append(element("a", name, href=f"#{one.language}", lang=tag))
        buttons.append(element("button", name, type="button", lang=tag, data_language=one.language))
    label = " / ".join(one.say("page.languages") for one in words)
    group = element("div", *buttons, role="group", aria_label=label, hidden=True)
    return element("div", element("noscript", *links), group, class_="switch")


def _face(text: str) -> str:
    data = b64encode(woff("".join(sorted(set(text))))).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{data}) format("woff")}}\n'


def _hash(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode("utf-8")).digest()).decode("ascii")


def _file(name: str) -> str:
    return files("sim.report.page").joinpath(name).read_text(encoding="utf-8")
