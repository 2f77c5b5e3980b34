"""A YAML text as a tree whose every node knows its place; limits are counted on the events, before any building.

YAML 1.2 core scalars. Refused: over 1 MiB, bytes that are not UTF-8, depth over 30, more than 1,000 aliases or
100,000 nodes after expansion, tags, a second document, an empty file, duplicate keys, keys that are neither
text nor a year.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from sim.errors import Fault, Place, ScenarioInvalid
from sim.scenario.refusing import MAX_FAULTS, shorten
from sim.scenario.syntax import explain_syntax

MAX_BYTES = 1 << 20
MAX_DEPTH = 30
MAX_ALIASES = 1000
MAX_NODES = 100_000
DEFAULTS = "defaults"

Scalar = str | int | float | bool | None
_SURROGATE = re.compile("[\ud800-\udfff]")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file: scalar, list of nodes, or map of nodes; `key` is where its key stands."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    key: Place | None = None

    @property
    def where(self) -> Place:
        """The place to name in a message: the key if there is one."""
        return self.key or self.place

    def plain(self) -> object:
        """The value without places: scalars, lists and dicts."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, path: str) -> Node | None:
        """The node at a dotted path; None if there is none."""
        node = self
        for step in path.split(".") if path else ():
            inner = node.value
            if isinstance(inner, dict) and step in inner:
                node = inner[step]
            elif isinstance(inner, list) and step.isdigit() and int(step) < len(inner):
                node = inner[int(step)]
            else:
                return None
        return node

    def without(self, path: str) -> Node:
        """The tree without the node at a dotted path; the same tree if there is none."""
        head, _, tail = path.partition(".")
        if isinstance(self.value, dict) and head in self.value:
            kept = {key: child for key, child in self.value.items() if key != head or tail}
            return replace(self, value={**kept, **({head: kept[head].without(tail)} if tail else {})})
        if isinstance(self.value, list) and head.isdigit() and int(head) < len(self.value):
            index = int(head)
            middle = [self.value[index].without(tail)] if tail else []
            return replace(self, value=[*self.value[:index], *middle, *self.value[index + 1 :]])
        return self


def read_document(path: Path) -> Node:
    """Tree of a scenario file, a map at the top. Raises ScenarioInvalid."""
    name = str(path)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # reading a pipe may wait for ever
            raise ScenarioInvalid([Fault("file_special", {"file": name})])
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioInvalid([Fault("file_unreadable", {"file": name, "reason": error.strerror or ""})]) from None
    return read_map(content, name)


def read_map(content: bytes, name: str) -> Node:
    """Tree of the bytes of a file called `name`, a map at the top."""
    start = Place(name, 1, 1)
    if len(content) > MAX_BYTES:
        raise ScenarioInvalid([Fault("file_too_large", {"limit": "1 MiB"}, "", start)])
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        raise ScenarioInvalid([Fault("not_text", {}, "", start)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = f"0x{content[error.start]:02X}"
        raise ScenarioInvalid([Fault("not_utf8", {"byte": byte}, "", Place(name, line, column))]) from None
    tree = read_text(text, name)
    if tree is None:
        raise ScenarioInvalid([Fault("empty_file", {}, "", start)])
    if not isinstance(tree.value, dict):
        given = "list" if isinstance(tree.value, list) else "scalar"
        raise ScenarioInvalid([Fault("top_not_map", {"given": given}, "", tree.place)])
    return tree


def read_text(text: str, name: str) -> Node | None:
    """Tree of one YAML document; None if the text holds none."""
    builder = _Builder(name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        builder.faults.append(explain_syntax(error, name, text, builder.quoted))
    except YAMLError as error:
        position = int(getattr(error, "position", 0) or 0)
        before = text[:position]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        builder.faults.append(Fault("yaml_character", {"character": text[position : position + 1]}, "", place))
    except (
        ValueError,
        OverflowError,
        AssertionError,
        RecursionError,
    ):  # \UFFFFFFFF, %YAML 1.9: let through as they are
        builder.faults.append(Fault("yaml_syntax", {}, "", Place(name, 1, 1)))
    if builder.faults:
        raise ScenarioInvalid(shorten(builder.faults))
    return builder.root


class _Open:
    """A map or list whose end has not come yet."""

    def __init__(self, event: NodeEvent, place: Place, key: Place | None, size: int) -> None:
        self.anchor = event.anchor
        self.place, self.key, self.before = place, key, size
        self.entries: dict[str, Node] | list[Node] = {} if isinstance(event, MappingStartEvent) else []
        self.pending: tuple[str, Place] | None = None
        self.height = 0


class _Builder:
    """Takes one event after the other; keeps its own stack, so depth costs no recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.documents = self.aliases = self.nodes = 0
        self.quoted: tuple[Place, int] | None = None
        """Where the last text in quotes begins, and the line where it ends."""

    def take(self, event: Event) -> None:
        """Add one event; raises ScenarioInvalid at once where a limit is passed."""
        if len(self.faults) > MAX_FAULTS:
            raise ScenarioInvalid(shorten(self.faults))
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop("two_documents", event)
        elif isinstance(event, AliasEvent):
            self._take_alias(event)
        elif isinstance(event, NodeEvent):
            self._take_node(event)
        elif self.stack and type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1)

    def _stop(self, id: str, event: Event, **values: object) -> None:
        raise ScenarioInvalid([*self.faults, Fault(id, values, self._path(), self._place(event))])

    def _path(self) -> str:
        steps = []
        for level in self.stack[:MAX_DEPTH]:
            if isinstance(level.entries, list):
                steps.append(str(len(level.entries)))
            elif level.pending:
                steps.append(level.pending[0])
        return ".".join(steps[:8])

    def _count(self, event: Event, nodes: int, height: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self._stop("too_many_nodes", event, limit=MAX_NODES)
        if len(self.stack) + height > MAX_DEPTH:
            self._stop("too_deep", event, limit=MAX_DEPTH)

    def _take_alias(self, event: AliasEvent) -> None:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            self._stop("too_many_aliases", event, limit=MAX_ALIASES)
        if event.anchor not in self.anchors:
            self._stop("alias_unknown", event, given=event.anchor)
        node, nodes, height = self.anchors[event.anchor]
        self._count(event, nodes, height)
        if self._awaits_key():
            self._take_key(node.value, str(node.value), self._place(event))
        else:
            self._add(Node(node.value, node.place), height)

    def _take_node(self, event: NodeEvent) -> None:
        place = self._place(event)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.faults.append(Fault("yaml_tag", {"given": str(tag)}, self._path(), place))
        self._count(event, 1, 0 if isinstance(event, ScalarEvent) else 1)
        if isinstance(event, ScalarEvent):
            if event.style in ("'", '"'):
                self.quoted = place, event.end_mark.line + 1
            text = self._pair_surrogates(event.value, place)
            value = text if event.style else resolve_scalar(text)
            if self._awaits_key():
                self._take_key(value, text, place)
                if event.anchor:
                    self.anchors[event.anchor] = (Node(value, place), 1, 0)
                return
            node = Node(value, place)
            if event.anchor:
                self.anchors[event.anchor] = (node, 1, 0)
            self._add(node, 0)
        else:  # a map or a list begins
            if self._awaits_key():
                self._stop("key_not_text", event, given="{…}" if isinstance(event, MappingStartEvent) else "[…]")
            self.stack.append(_Open(event, place, None, self.nodes - 1))

    def _pair_surrogates(self, text: str, place: Place) -> str:
        """A text in which pairs of surrogates, as JSON escapes them, are one character; half a pair is a fault."""
        if text.isascii() or not _SURROGATE.search(text):
            return text
        paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        half = _SURROGATE.search(paired)
        if half:
            self.faults.append(Fault("yaml_character", {"character": f"\\u{ord(half[0]):04x}"}, self._path(), place))
        return _SURROGATE.sub("\ufffd", paired)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].entries, dict) and self.stack[-1].pending is None

    def _take_key(self, value: object, text: str, place: Place) -> None:
        level = self.stack[-1]
        assert isinstance(level.entries, dict)
        is_year = isinstance(value, int) and not isinstance(value, bool) and re.fullmatch("[0-9]{4}", text)
        if not isinstance(value, str) and not is_year:
            given = text if not isinstance(value, (dict, list)) else "…"
            self.faults.append(Fault("key_not_text", {"given": given}, self._path(), place))
        if text in level.entries:
            first = level.entries[text].where
            values = {"key": text, "line": first.line}
            path = ".".join(step for step in (self._path(), text) if step)
            self.faults.append(Fault("duplicate_key", values, path, place))
        level.pending = (text, place)

    def _add(self, node: Node, height: int) -> None:
        if not self.stack:
            self.root = node
            return
        level = self.stack[-1]
        level.height = max(level.height, height)
        if isinstance(level.entries, list):
            level.entries.append(node)
        else:
            assert level.pending is not None, "a value follows its key"
            text, place = level.pending
            level.entries[text] = Node(node.value, node.place, place)
            level.pending = None

    def _close(self) -> None:
        level = self.stack.pop()
        node = Node(level.entries, level.place)
        if level.anchor:
            self.anchors[level.anchor] = (node, self.nodes - level.before, level.height + 1)
        self._add(node, level.height + 1)


def resolve_scalar(text: str) -> Scalar:
    """Value of a plain scalar by the YAML 1.2 core schema."""
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INT.fullmatch(text) and len(text) <= 40:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every node below and including this one with its dotted path."""
    yield path, node
    children: list[tuple[str, Node]] = []
    if isinstance(node.value, dict):
        children = list(node.value.items())
    elif isinstance(node.value, list):
        children = [(str(index), child) for index, child in enumerate(node.value)]
    for key, child in children:
        yield from walk(child, f"{path}.{key}" if path else key)
