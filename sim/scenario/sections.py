"""The entities of a scenario's tree by section, and how to look into them whatever shape they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from sim.scenario.document import Node
from sim.scenario.terms import PLANT_KINDS, Fate

FATES: tuple[str, ...] = get_args(Fate)
_SECTIONS = (
    "streams", "items", "sources", "facilities", "calendars", "routes", "fleets", "targets", "windows", "events",
    "statements", "relies_on", "cities", "definitions", "variants",
)  # fmt: skip


@dataclass(slots=True)
class Names:
    """The entities of a tree by section, and what they name."""

    tree: Node
    sections: dict[str, dict[str, Node]] = field(default_factory=dict)
    by_kind: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sections = {section: entries(self.tree.at(section)) for section in _SECTIONS}
        self.by_kind = self._list_by_kind()

    def __getitem__(self, section: str) -> dict[str, Node]:
        return self.sections[section]

    def known(self, kind: str) -> tuple[str, ...]:
        """All ids that a reference of a kind may name."""
        return self.by_kind[kind]

    def _list_by_kind(self) -> dict[str, tuple[str, ...]]:
        s = self.sections
        return {
            "stream": (*s["streams"],),
            "item": (*s["streams"], *s["items"]),
            "source": (*s["sources"],),
            "facility": (*s["facilities"],),
            "calendar": (*s["calendars"],),
            "city": (*s["cities"],),
            "place": (*s["sources"], *s["facilities"]),
            "origin": ("sources", *s["sources"], *s["facilities"]),
            "counted": (*FATES, *s["facilities"]),
            "road": (*entries(self.tree.at("roads.classes")),),
            "variant": (*s["variants"],),
            "reading": tuple(self.readings()),
        }

    def kind_of(self, facility: str) -> str:
        """The kind of a facility, or an empty text."""
        return text_of(self["facilities"].get(facility), "kind")

    def is_plant(self, facility: str) -> bool:
        """Whether a facility makes items of items."""
        return self.kind_of(facility) in PLANT_KINDS

    def route_to(self, item: str) -> list[str]:
        """Facilities of an item's route."""
        return [facility for _, facility in self.places_of(item)]

    def waits_for_to(self, item: str) -> bool:
        """Whether what a store holds of an item goes to facilities of `to` only: where one of them is no store."""
        first = texts(entries(self["routes"].get(item)).get("to"))
        return any(self.kind_of(facility) != "store" for facility in first)

    def places_of(self, item: str) -> Iterator[tuple[str, str]]:
        """(path, facility) of everything that an item's route names."""
        for key in ("to", "then"):
            for index, facility in enumerate(texts(entries(self["routes"].get(item)).get(key))):
                yield f"routes.{item}.{key}.{index}", facility

    def leaving_sources(self) -> dict[str, str]:
        """Item that leaves the sources -> path that names it: a stream or its cake, and what is sorted of it."""
        leaving = {}
        for id, stream in self["streams"].items():
            cake = text_of(entries(stream).get("pressing"), "cake")
            leaving[cake or id] = f"streams.{id}.pressing.cake" if cake else f"streams.{id}"
            leaving |= {item: f"streams.{id}.sorted.{item}" for item in entries(entries(stream).get("sorted"))}
        return leaving

    @staticmethod
    def _leaving(id: str, stream: Node) -> tuple[str, ...]:
        """What leaves the sources of a stream, as items."""
        parts = entries(stream)
        return (id, text_of(parts.get("pressing"), "cake"), *entries(parts.get("sorted")))

    def sources_of(self, item: str) -> list[str]:
        """Sources that an item may leave: all, or those of its streams' cities where each has one; where it lies."""
        if item not in self.leaving_sources():
            return []
        streams = [s for id, s in self["streams"].items() if item in self._leaving(id, s)]
        cities = {text_of(stream, "city") for stream in streams} or {""}
        return [
            id
            for id, source in self["sources"].items()
            if "" in cities
            or text_of(source, "city") in cities
            or item in entries(entries(source).get("opening_stock"))
        ]

    def arising(self) -> dict[str, str]:
        """Item that leaves sources or is made by plants -> path that names it."""
        return {**self.leaving_sources(), **{output: path for _, _, output, path in self.outputs()}}

    def periods(self) -> Iterator[tuple[str, Node | None]]:
        """(path, value) of every period that is named."""
        for id, target in self["targets"].items():
            yield f"targets.{id}.due", entries(target).get("due")
        for id, definition in self["definitions"].items():
            for index, rival in enumerate(elements(entries(definition).get("rivals"))):
                yield f"definitions.{id}.rivals.{index}.period", entries(rival).get("period")

    def readings(self) -> Iterator[str]:
        """`target.reading` of every reading."""
        for id, target in self["targets"].items():
            yield from (f"{id}.{reading}" for reading in entries(entries(target).get("readings")))

    def outputs(self) -> Iterator[tuple[str, str, str, str]]:
        """(plant, input, output, path) of everything that plants make."""
        for id, facility in self["facilities"].items():
            for item, row in entries(entries(facility).get("outputs")).items():
                for output in entries(row):
                    yield id, item, output, f"facilities.{id}.outputs.{item}.{output}"


def entries(node: Node | None) -> dict[str, Node]:
    """The map of a node; empty where it is none."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def elements(node: Node | None) -> list[Node]:
    """The list of a node; empty where it is none."""
    return node.value if node is not None and isinstance(node.value, list) else []


def texts(node: Node | None) -> list[str]:
    """The texts in a list."""
    return [child.value for child in elements(node) if isinstance(child.value, str)]


def text_of(node: Node | None, key: str) -> str:
    """The text under a key of a map, or an empty text."""
    child = entries(node).get(key)
    return child.value if child is not None and isinstance(child.value, str) else ""
