"""Odd ways to write a valid scenario: each is the same scenario as its plain twin. The same at every call."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML

from sim.scenario.document import MAX_ALIASES
from tests.input.corpus import BASES, TOWN, base


@dataclass(frozen=True)
class Twin:
    """A file, and the base that it must be the same as."""

    base: str
    name: str
    content: bytes
    beside: dict[str, bytes] = field(default_factory=dict)


def _tree(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _quote_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _quote_dates(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_quote_dates(child) for child in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _dump(
    text: str, *, flow: bool | None = None, width: int = 80, unicode: bool = True, style: str | None = None
) -> str:
    yaml: Any = YAML(typ="safe", pure=True)
    stream = io.StringIO()
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = flow, width, unicode
    yaml.sort_base_mapping_type_on_output = False  # the first reading is the primary one
    yaml.dump(_quote_dates(_tree(text)), stream)
    return stream.getvalue()


def _comment_everywhere(text: str) -> str:
    return "\n".join(
        line if not line.strip() or line.lstrip().startswith("#") else f"# 注：第 {n} 行 # : {{[\n{line}  # 到此 \t"
        for n, line in enumerate(text.split("\n"))
    )


def _quote_keys(text: str) -> str:
    return re.sub(r"(?m)^(\s*)([a-z][a-z_]*):(?=\s|$)", r'\1"\2":', text)


def _blank_lines(text: str) -> str:
    return text.replace("\n", "\n\n   \n")


def _trailing(text: str) -> str:
    return "\n".join(line + "   " for line in text.split("\n"))


def _explicit_keys(text: str) -> str:
    return re.sub(r"(?m)^(title|date): ?", r"? \1\n: ", text)


def _wide_units(text: str) -> str:
    return re.sub(r"(?<=[:\s])(\d+(?:\.\d+)?) %", r"\1％", text)


def _reversed(text: str) -> str:
    tree = _quote_dates(_tree(text))
    return json.dumps(dict(reversed(tree.items())), ensure_ascii=False)


def _block_title(mark: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        tree = _quote_dates(_tree(text))
        title = tree.pop("title")
        if not isinstance(title, str):
            return f"title:\n  zh: {mark}\n    {title['zh']}\n  en: {mark}\n    {title['en']}\n" + json_rest(tree)
        return f"title: {mark}\n  {title}\n" + json_rest(tree)

    return change


def json_rest(tree: dict[str, Any]) -> str:
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in tree.items())


def _anchors(text: str) -> str:
    """The first name, in one language or two, as an anchor that nothing uses."""
    tree = _quote_dates(_tree(text))
    return json_rest(tree).replace('"name": ', '"name": &a ', 1)


def _aliases(text: str) -> str:
    """Every value that is said again as an alias, as many as are allowed."""
    said: dict[str, str] = {}
    left = MAX_ALIASES

    def write(value: Any) -> str:
        nonlocal left
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(key)}: {write(child)}" for key, child in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(write, value)) + "]"
        plain = json.dumps(value, ensure_ascii=False)
        if plain not in said:
            said[plain] = f"a{len(said)}"
            return f"&{said[plain]} {plain}"
        left -= 1
        return f"*{said[plain]} " if left >= 0 else plain

    return write(_quote_dates(_tree(text)))


CHANGES: dict[str, Callable[[str], str | bytes]] = {
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "mark and CRLF": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "comments": _comment_everywhere,
    "comments and CRLF": lambda text: _comment_everywhere(text).replace("\n", "\r\n"),
    "blank lines": _blank_lines,
    "trailing blanks": _trailing,
    "no newline at the end": lambda text: text.rstrip("\n"),
    "many newlines at the end": lambda text: text + "\n" * 500,
    "document marks": lambda text: f"---\n{text}\n...\n",
    "a version": lambda text: f"%YAML 1.2\n---\n{text}",
    "quoted keys": _quote_keys,
    "explicit keys": _explicit_keys,
    "JSON": lambda text: json.dumps(_quote_dates(_tree(text)), ensure_ascii=False),
    "JSON, escaped": lambda text: json.dumps(_quote_dates(_tree(text)), ensure_ascii=True),
    "JSON, indented": lambda text: json.dumps(_quote_dates(_tree(text)), ensure_ascii=False, indent=7),
    "all in flow": lambda text: _dump(text, flow=True),
    "all in flow, one line": lambda text: _dump(text, flow=True, width=10**9),
    "all in blocks": lambda text: _dump(text, flow=False),
    "narrow": lambda text: _dump(text, flow=False, width=20),
    "escaped": lambda text: _dump(text, width=10**9, unicode=False),
    "no alias": lambda text: json_rest(_quote_dates(_tree(text))),
    "an anchor": _anchors,
    "aliases": _aliases,
    "full-width per cent": _wide_units,
    "another order": _reversed,
    "literal title": _block_title("|-"),
    "folded title": _block_title(">-"),
}


def twins() -> Iterator[Twin]:
    """Every twin of every base, and of `minimal` those that extend it."""
    for name in BASES:
        for change, make in CHANGES.items():
            made = make(base(name))
            yield Twin(name, change, made if isinstance(made, bytes) else made.encode(), {"town.yaml": TOWN})
    minimal = base("minimal").encode()
    yield Twin("minimal", "extends", b"extends: one.yaml\n", {"one.yaml": minimal})
    chain = {f"p{n}.yaml": f"extends: p{n + 1}.yaml\n".encode() for n in range(6)}
    yield Twin("minimal", "extends through seven", b"extends: p0.yaml\n", {**chain, "p6.yaml": minimal})
    yield Twin("minimal", "extends a Chinese name", "extends: 规划 一.yaml\n".encode(), {"规划 一.yaml": minimal})
    spelt = {"2 万t/a": "2 万 t/a", "600 t": "6e2 t", "93 %": "93%", "1.8 万t/a": "18000吨/年"}
    for old, new in spelt.items():
        yield Twin("minimal", f"{new} for {old}", base("minimal").replace(old, new).encode())
