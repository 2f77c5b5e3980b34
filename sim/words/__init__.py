"""The catalogue of words: one folder per language, equal keys. Ids and values become sentences here, and only here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_FIELD = re.compile(r"\{(\w+)\}")


class Words:
    """The words of one language: `Words("zh").say("fault.missing_key", key="name")`."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._texts = read_catalogue(language)

    def __contains__(self, id: str) -> bool:
        return id in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def say(self, id: str, **values: object) -> str:
        """The text of an id with its values filled in; a part in [[ ]] is left out where a value in it is empty.

        Raises KeyError for an unknown id or a missing value.
        """
        shown = {key: make_visible(str(value)) for key, value in values.items()}

        def fill(text: str) -> str:
            return _FIELD.sub(lambda match: shown[match[1]], text)

        def fill_optional(match: re.Match[str]) -> str:
            return match[1] if all(shown.get(name) for name in _FIELD.findall(match[1])) else ""

        return fill(_OPTIONAL.sub(fill_optional, self._texts[id]))


def make_visible(text: str) -> str:
    """Control and other invisible characters as escapes, so that a value cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else char.encode("unicode_escape").decode()
        for char in text
    )


@cache
def read_catalogue(language: Language) -> dict[str, str]:
    """All texts of a language by dotted id."""
    texts: dict[str, str] = {}
    for file in sorted(files("sim.words").joinpath(language).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            texts.update(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), ""))
    return texts


def _flatten(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)
