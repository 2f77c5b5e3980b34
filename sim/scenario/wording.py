"""A number with its unit as a reader writes it: `312 万压实方` is `312 ×10⁴ compacted m³` in English.

Only the words of the unit change; the digits stay as the scenario has them. What is no number with a unit, such as a
date, is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import get_args

from sim.scenario.quantity import Stated
from sim.scenario.text import Text, text_in
from sim.scenario.units import UnitError, parse_exact, split_number, split_unit
from sim.words import Language, Words

_LIST = re.compile(r"\[(.*)\](.*)")
_ARTICLES = re.compile(r"\bplan art\. (\d+(?:\(\d+\))*(?:, \d+(?:\(\d+\))*)*)")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff]); |; (?=[\u4e00-\u9fff])")
"""Between sources, of which one is Chinese."""
_ANNEX = re.compile(r"(, )?\bannex[ -](\d+(?:-\d+)*)")


def write_quantity(text: str, words: Words) -> str:
    """A text of the scenario such as `35 万t/a` or `[1 t/a, 3 t/a]` with its units in the language of `words`."""
    listed = _LIST.fullmatch(text.strip())
    if listed:
        entries = ", ".join(write_quantity(entry, words) for entry in listed[1].split(", "))
        return f"[{entries}] {write_unit(listed[2], words)}".rstrip()
    try:
        parse_exact(text)
    except UnitError:
        counted = re.fullmatch(r"([0-9]+) values", text)
        return words.say("spelling.values", count=counted[1]) if counted else text
    number, unit = split_number(text)
    return f"{number} {write_unit(unit, words)}".rstrip()


def write_unit(unit: str, words: Words) -> str:
    """A unit such as `万t/a` in the language of `words`; raises UnitError for an unknown one."""
    parts = ((part, f"spelling.{part}") for part in split_unit(unit))
    return "".join(words.say(id) if id in words else part for part, id in parts).replace("/×", "/").strip()


def write_source(source: Text | Mapping[str, str], words: Words) -> str:
    """A source or an article in the language of `words`.

    In a text that serves for both languages, `plan art. 6(2), 7`, `annex 1` and the catalogue's own terms of
    provenance, such as `estimate`, are translated; the rest stands as it is.
    """
    text = text_in(source, words.language)
    term = _terms().get(text.strip())
    if term is not None:
        return words.say(term)

    def articles(match: re.Match[str]) -> str:
        return words.say("phrase.articles", numbers=words.say("report.comma").join(match[1].split(", ")))

    def annex(match: re.Match[str]) -> str:
        return (words.say("report.comma") if match[1] else "") + words.say("phrase.annex", number=match[2])

    written = _ANNEX.sub(annex, _ARTICLES.sub(articles, text))
    return _BETWEEN.sub(words.say("report.semicolon"), written)


@cache
def _terms() -> dict[str, str]:
    """Ids of the terms of provenance by their text in either language."""
    ids = [id for id in Words("en") if id.startswith("provenance.")]
    return {Words(language).say(id): id for language in get_args(Language) for id in ids}


def write_stated(others: Iterable[Stated], words: Words) -> str:
    """What else the plan states for a number, each with its source."""
    shown = [(write_quantity(other.text, words), write_source(other.source, words)) for other in others]
    return words.say("report.semicolon").join(
        words.say("phrase.named", name=text, key=source) if source else text for text, source in shown
    )
