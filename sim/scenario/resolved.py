"""The resolved scenario as YAML text: everything merged, with the origin of each overridden value as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from sim.scenario.document import DEFAULTS, Node, resolve_scalar

_PLAIN = re.compile(r"[^\W\d_][\w.%‰/()-]*(?: [\w.%‰/()-]+)*")
_UNSAFE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def write_tree(nodes: Node, head: str, origins: Mapping[str, str]) -> str:
    """YAML text of a tree under a comment; `origins` by path become comments, as do values from the defaults."""
    lines = _lines(nodes, "", 0, origins)
    return "\n".join([*(f"# {_comment(line)}" for line in head.splitlines()), *lines]) + "\n"


def _lines(node: Node, path: str, indent: int, origins: Mapping[str, str], known: bool = False) -> Iterator[str]:
    """The lines of a map or list that is not empty; `known`: a line above names the origin already."""
    if isinstance(node.value, dict):
        rows = [(f"{_scalar(key)}:", key, child) for key, child in node.value.items()]
    else:
        assert isinstance(node.value, list)
        rows = [("-", str(index), child) for index, child in enumerate(node.value)]
    for head, key, child in rows:
        under = f"{path}.{key}" if path else key
        is_default = child.where.file == DEFAULTS and not known
        origin = origins.get(under, "") or (DEFAULTS if is_default else "")
        comment = f"  # {_comment(origin)}" if origin else ""
        if isinstance(child.value, (dict, list)) and child.value:
            yield f"{' ' * indent}{head}{comment}"
            yield from _lines(child, under, indent + 2, origins, known or is_default)
        else:
            yield f"{' ' * indent}{head} {_scalar(child.value)}{comment}"


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def _scalar(value: object) -> str:
    """One scalar, or an empty map or list, so that it reads back as itself."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and isinstance(resolve_scalar(value), str):
            return value
        text = json.dumps(value, ensure_ascii=False)
        return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    if isinstance(value, float):
        return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(repr(value), repr(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value)
