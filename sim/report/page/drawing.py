"""A figure's SVG file -> SVG within the page: ids of its own, styles as classes, two decimals, known elements only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from sim.report.page.markup import Markup, element, escaped, joined
from sim.report.page.sheet import Sheet

_SHOWN = {
    "g", "path", "text", "tspan", "use", "defs", "clipPath", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "pattern", "image",
}  # fmt: skip
_LEFT_OUT = {"style", "metadata", "title"}
"""The one rule of matplotlib's files stands in page.css."""
_ATTRIBUTES = {
    "clip-rule", "cx", "cy", "d", "fill-rule", "height", "opacity", "patternUnits", "points", "preserveAspectRatio",
    "r", "rx", "ry", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_REFERRING = {"clip-path", "fill", "stroke"}
_REFERENCE = re.compile(r"(?<=#)[\w.-]+")
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)")


def inline(svg: str, alt: str, prefix: str, sheet: Sheet) -> Markup:
    """The figure as an element with `alt` as its label. `prefix` makes its ids unique in the page.

    They are numbered as they are referred to: those of the file are hashes of positions before they are rounded, whose
    last digit need not be the same each time.

    Raises ValueError for an element that no figure should hold, such as a script or a link.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  (canvas.svg has written it)
    used = dict.fromkeys(found for node in root.iter() for found in _references(node))
    ids = {old: f"{prefix}{n}" for n, old in enumerate(used, start=1)}
    content = (_written(child, ids, sheet) for child in root)
    return element("svg", *content, viewBox=root.attrib["viewBox"], class_="drawing", role="img", aria_label=alt)


def _references(node: ElementTree.Element) -> Iterator[str]:
    """Ids that a node refers to: what it is clipped, filled or drawn with."""
    for name, value in node.attrib.items():
        if _name(name) == "href" and value.startswith("#"):
            yield value[1:]
        yield from re.findall(r"url\(#([^)]+)\)", value)


def _written(node: ElementTree.Element, ids: dict[str, str], sheet: Sheet) -> Markup:
    tag = _name(node.tag)
    if tag in _LEFT_OUT:
        return Markup("")
    if tag not in _SHOWN:
        raise ValueError(f"<{tag}> in a figure")
    attributes = dict(_attributes(node, ids, sheet))
    text = escaped(node.text or "") if tag in ("text", "tspan") else Markup("")
    inner = joined(text, *(_written(child, ids, sheet) for child in node))
    if (tag == "g" and not attributes) or (tag in ("g", "defs") and not inner):
        return inner  # a group that does nothing
    return element(tag, inner, **attributes)


def _attributes(node: ElementTree.Element, ids: dict[str, str], sheet: Sheet) -> Iterator[tuple[str, str]]:
    for full, value in node.attrib.items():
        name = _name(full)
        own = _REFERENCE.sub(lambda found: ids.get(found[0], found[0]), value)
        if name == "id" and value in ids:
            yield name, ids[value]
        elif name == "style":
            yield "class", sheet.style(own)
        elif name in _REFERRING or (name == "href" and value.startswith(("#", "data:image/png;"))):
            yield name, own
        elif name == "transform":
            turned = _NO_TURN.sub("", value)
            yield name, turned if "scale" in turned or "matrix" in turned else _short(turned)
        elif name in _ATTRIBUTES:
            yield name, _short(value)


def _short(value: str) -> str:
    """Coordinates to two decimals of a point, without blanks that nobody needs."""
    rounded = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(rounded.split()))


def _name(full: str) -> str:
    return full.rpartition("}")[2]
