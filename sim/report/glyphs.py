"""Characters of a scenario's texts that no report shows as they are: named, so that nothing goes missing unseen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sim.report.font import MISSING, printable, shown
from sim.scenario.document import walk
from sim.scenario.loading import Loaded
from sim.words import Words

MOST = 20
"""Characters of a kind that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A character, the first text in which it stands, as a report shows it, and in how many others it stands."""

    character: str
    path: str
    text: str
    others: int = 0

    @property
    def is_removed(self) -> bool:
        """Whether nothing stands in its place, as it is a control character; else □ does."""
        return not shown(self.character)


def replaced_glyphs(*scenarios: Loaded) -> tuple[Lost, ...]:
    """What reports of these scenarios cannot show, in the order in which it occurs."""
    places = [place for one in scenarios for place in _texts(one)]
    lost = {character for character in set[str]().union(*(text for _, text in places)) if shown(character) != character}
    found: dict[str, Lost] = {}
    for path, text in places:
        for character in dict.fromkeys(text):
            if character in lost:
                first = found.get(character, Lost(character, path, printable(text), -1))
                found[character] = Lost(character, first.path, first.text, first.others + 1)
    return tuple(found.values())


def glyph_notes(scenarios: Iterable[Loaded], words: Words) -> list[str]:
    """One sentence on replaced and one on removed characters, where there are any."""
    lost = replaced_glyphs(*scenarios)
    kinds = {
        "replaced": [one for one in lost if not one.is_removed],
        "removed": [one for one in lost if one.is_removed],
    }
    return [
        words.say(f"report.glyphs.{kind}", list=_listed(some, words), more=_more(len(some) - MOST), sign=MISSING)
        for kind, some in kinds.items()
        if some
    ]


def _texts(loaded: Loaded) -> Iterator[tuple[str, str]]:
    for path, node in walk(loaded.nodes):
        if isinstance(node.value, str):
            yield path, " ".join(node.value.split())


def _listed(lost: Sequence[Lost], words: Words) -> str:
    return words.say("report.semicolon").join(
        words.say(
            "report.glyphs.one",
            code=f"U+{ord(one.character):04X}",
            name=unicodedata.name(one.character, ""),
            path=one.path,
            text=one.text,
            more=_more(one.others),
        )
        for one in lost[:MOST]
    )


def _more(number: int) -> str:
    return str(number) if number > 0 else ""
