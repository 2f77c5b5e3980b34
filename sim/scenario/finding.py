"""One thing that `check` found, and how it names the parts of a scenario to readers of either language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from sim.scenario.naming import name_number
from sim.scenario.schema import Scenario
from sim.scenario.text import Text
from sim.words import Language, Words

LANGUAGES: tuple[Language, ...] = get_args(Language)
Thing = TypeVar("Thing")
Texts = dict[Language, str]
"""A text by language."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: id, severity (info, warning, contradiction), values of its message, where in the scenario."""

    id: str
    severity: str
    where: str
    values: dict[str, Any]
    article: Text = ""
    names: dict[str, Texts] = field(default_factory=dict)
    """Parts of the message that differ by language."""


def by_language(write: Callable[[Thing, Words], str], thing: Thing) -> Texts:
    """What a function writes of a thing in each language."""
    return {language: write(thing, Words(language)) for language in LANGUAGES}


def phrase(id: str, **values: object) -> Texts:
    """A part of a message from the catalogue; a value may itself be Texts."""

    def own(value: object, language: Language) -> object:
        return value[language] if isinstance(value, dict) else value

    return {
        language: Words(language).say(f"phrase.{id}", **{key: own(value, language) for key, value in values.items()})
        for language in LANGUAGES
    }


def name_of(entity: Any) -> Texts:
    """The name of a part alone."""
    return {language: getattr(entity.name, language) for language in LANGUAGES}


def call_all(entities: Mapping[str, Any], keys: Iterable[str]) -> Texts:
    """Names as a list."""
    named = [name_of(entities[key]) for key in keys]
    return {lang: Words(lang).say("report.comma").join(name[lang] for name in named) for lang in LANGUAGES}


def call_path(scenario: Scenario, path: str) -> Texts:
    """A number by whose it is and what: `Plant, capacity`."""
    called: Texts = {}
    for language in LANGUAGES:
        words = Words(language)
        whose, what = name_number(scenario, path, words)
        called[language] = words.say("phrase.part", whole=whose, key=what) if whose else what
    return called


def movable(scenario: Scenario) -> dict[str, Any]:
    """All that has a route: streams and items by id."""
    return {**scenario.streams, **scenario.items}
