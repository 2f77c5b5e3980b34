"""HTML from data. Text becomes `Markup` by being escaped, and nothing else does: the type checker watches over it."""

from __future__ import annotations

import html
import re
from typing import NewType

from sim.words import make_visible

Markup = NewType("Markup", str)
BREAK = "\u200b"
"""Where a long path may be broken: the one invisible character that a text may hold."""


def escaped(text: str) -> Markup:
    """Text as it is read: no markup, and characters that would turn or hide their neighbours written as escapes."""
    line = re.sub(r"[ \t\r\n\f\v]+", " ", text)
    return Markup(html.escape(BREAK.join(make_visible(part) for part in line.split(BREAK))))


def joined(*parts: Markup) -> Markup:
    """Markup one after the other."""
    return Markup("".join(parts))


def element(tag: str, *content: Markup, **attributes: str | bool) -> Markup:
    """An element. `class_` and `aria_label` stand for `class` and `aria-label`; empty attributes are left out."""
    written = "".join(_attribute(name, value) for name, value in attributes.items() if value)
    return Markup(f"<{tag}{written}>{''.join(content)}</{tag}>")


def _attribute(name: str, value: str | bool) -> str:
    shown = name.removesuffix("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{escaped(str(value))}"'


def anchor(language: str, name: str) -> str:
    """The id of a place in the article of a language; unusual characters as their codes."""
    return f"{language}-" + "".join(c if c.isalnum() or c in "-._" else f"~{ord(c):x}~" for c in name)


def scroller(content: Markup, label: str, kind: str = "") -> Markup:
    """A box whose content is scrolled by hand or keyboard where it is too wide."""
    return element("div", content, class_=f"scroll{kind}", tabindex="0", role="group", aria_label=label)
