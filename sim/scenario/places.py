"""Where the numbers of a scenario stand in the files that it was made from, kept with its results.

The resolved scenario is another file with other lines. What is made again from it names the same places as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from sim.errors import Place
from sim.scenario.document import Node
from sim.scenario.loading import Loaded
from sim.scenario.merging import name_origin


def places_of(loaded: Loaded, paths: Iterable[str]) -> dict[str, str]:
    """The place of each path that has one, as `file:line:column`, without the file's folder."""
    nodes = {path: loaded.nodes.at(path) for path in dict.fromkeys(paths)}
    return {path: _text(node.where) for path, node in nodes.items() if node is not None}


def with_places(loaded: Loaded, places: Mapping[str, str]) -> Loaded:
    """The same scenario with places as `places_of` gave them, in its tree and in its register of inputs."""
    nodes = loaded.nodes
    for path, text in places.items():
        place = _place(text)
        if place is not None:
            nodes = _put(nodes, path.split("."), place)
    register = ((row, nodes.at(row.path)) for row in loaded.inputs)
    inputs = tuple(row if node is None else replace(row, origin=name_origin(node)) for row, node in register)
    return replace(loaded, nodes=nodes, inputs=inputs)


def _text(place: Place) -> str:
    file = place.file if place.file.startswith("--set") else Path(place.file).name
    return f"{file}:{place.line}:{place.column}"


def _place(text: str) -> Place | None:
    file, *numbers = text.rsplit(":", 2)
    if len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
        return None
    return Place(file, *map(int, numbers))


def _put(node: Node, path: list[str], place: Place) -> Node:
    """The tree with another place of the node at a path; the same tree if there is none."""
    if not path:
        return replace(node, place=place, key=place)
    step, *rest = path
    if isinstance(node.value, dict) and step in node.value:
        return replace(node, value={**node.value, step: _put(node.value[step], rest, place)})
    if isinstance(node.value, list) and step.isdigit() and int(step) < len(node.value):
        index = int(step)
        return replace(
            node, value=[*node.value[:index], _put(node.value[index], rest, place), *node.value[index + 1 :]]
        )
    return node
