"""Where things stand in a YAML text, found with ruamel's own composer and not with the program's reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

QUANTITY = re.compile(r"[0-9.]+ ?(?:万|亿)?[^\s0-9.,:-]\S*")


@dataclass(frozen=True)
class Spot:
    """A value, or the key that it belongs to, from one offset of a text to another; lines count from 1."""

    path: tuple[str, ...]
    start: int
    end: int
    line: int
    text: str
    key: tuple[int, int, int] | None
    """Offsets and line of the key."""
    kind: str
    """scalar, map or list."""
    is_flow: bool
    is_shared: bool
    """Whether it stands within an anchor that is used again."""
    begins_line: bool
    """Whether its key is the first on its line."""

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def section(self) -> str:
        return self.path[0]

    @property
    def lines(self) -> frozenset[int]:
        """Lines where a fault of this value may be said to stand: of the value, or of its key."""
        return frozenset({self.line, self.key[2] if self.key else self.line})

    @property
    def is_quantity(self) -> bool:
        return self.kind == "scalar" and "name" not in self.path and QUANTITY.fullmatch(self.text) is not None


def spots(text: str) -> list[Spot]:
    """Every value of a text in order."""
    root = YAML(typ="safe", pure=True).compose(text)
    seen: dict[int, int] = {}
    _count(root, seen)
    return list(_walk(root, (), None, text, seen, False))


def _count(node: Any, seen: dict[int, int]) -> None:
    seen[id(node)] = seen.get(id(node), 0) + 1
    if seen[id(node)] == 1:
        for child in _children(node):
            _count(child[1], seen)


def _children(node: Any) -> Iterator[tuple[Any, Any]]:
    if type(node).__name__ == "MappingNode":
        yield from node.value
    elif type(node).__name__ == "SequenceNode":
        yield from ((None, child) for child in node.value)


def _walk(node: Any, path: tuple[str, ...], key: Any, text: str, seen: dict[int, int], shared: bool) -> Iterator[Spot]:
    shared = shared or seen[id(node)] > 1
    start, end = node.start_mark, node.end_mark
    place = (key.start_mark.index, key.end_mark.index, key.start_mark.line + 1) if key is not None else None
    kind = {"ScalarNode": "scalar", "MappingNode": "map", "SequenceNode": "list"}[type(node).__name__]
    is_flow = bool(getattr(node, "flow_style", False))
    if path:
        inner = text[start.index : end.index]
        first = place is not None and text[: place[0]].rpartition("\n")[2].strip() == ""
        yield Spot(path, start.index, end.index, start.line + 1, inner, place, kind, is_flow, shared, first)
    for index, (name, child) in enumerate(_children(node)):
        step = str(index) if name is None else str(name.value)
        yield from _walk(child, (*path, step), name, text, seen, shared)


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def put(text: str, spot: Spot, new: str) -> str:
    """The text with another value."""
    return text[: spot.start] + new + text[spot.end :]


def put_key(text: str, spot: Spot, new: str) -> str:
    """The text with another key of a value."""
    assert spot.key is not None
    return text[: spot.key[0]] + new + text[spot.key[1] :]


def drop(text: str, spot: Spot) -> str | None:
    """The text without a key and its value, where both stand within braces or on lines of their own; else None."""
    assert spot.key is not None
    before, after = text[: spot.key[0]], text[spot.end :]
    if re.match(r"\s*,\s*", after):
        return before + re.sub(r"\A\s*,\s*", "", after)
    if re.match(r"\s*\}", after) and re.search(r",\s*\Z", before):
        return re.sub(r",\s*\Z", "", before) + after
    if before.rpartition("\n")[2].strip() == "" and re.match(r"[ \t]*(#.*)?\n", after) and "\n" not in spot.text:
        return before.rpartition("\n")[0] + "\n" + after.partition("\n")[2]
    return None
