"""How ids and numbers are written: names from the scenario, words from the catalogue, two decimals at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.report.font import printable
from sim.scenario.naming import name_number
from sim.scenario.schema import Reading, Target
from sim.scenario.text import Text
from sim.scenario.wording import write_source
from sim.study.looks import confidence_of
from sim.words import Words

T_PER_UNIT = 1e4
"""Masses are printed in 10⁴ t, volumes in 10⁴ m³."""
DASH = "–"


class Labels:
    """Names of a scenario in the language of `words`; every text is printable and on one line.

    What only one of the `others` has is called as there.
    """

    def __init__(self, scenario: Any, words: Words, *others: Any) -> None:
        self.words = words
        self._scenario = scenario
        self._names: dict[str, str] = {}
        self._windows: dict[str, str] = {}
        for one in (*reversed(others), scenario):
            for group in ("sources", "items", "streams", "fleets", "facilities", "cities"):
                for id, entity in getattr(one, group).items():
                    self._names[id] = self.text(entity.name)
            self._windows |= {id: id if w.name is None else self.text(w.name) for id, w in one.windows.items()}

    def text(self, name: Any) -> str:
        """Free text of the scenario in this language; {zh, en} as an object or a mapping."""
        if name is None:
            return ""
        if isinstance(name, str):
            return printable(name)
        language = self.words.language
        return printable(str(name[language] if isinstance(name, dict) else getattr(name, language)))

    def cited(self, source: Text | Mapping[str, str]) -> str:
        """A source or an article; the dash for none."""
        return printable(write_source(source, self.words)) or DASH

    def of(self, id: str) -> str:
        """Name of a stream, item, source, facility, fleet or fate."""
        if id in self._names:
            return self._names[id]
        return self.fate(id) if id else self.words.say("report.none")

    def knows(self, id: str) -> bool:
        """Whether an id has a name."""
        return id in self._names

    def number(self, path: str, id: str = "phrase.number") -> str:
        """A number of the scenario by whose it is and what: `Recycling plant: opening`; `id` is how the two are put."""
        whose, what = name_number(self._scenario, path, self.words)
        return printable(self.words.say(id, whole=whose, key=what) if whose else what)

    def fate(self, id: str) -> str:
        """Name of a fate."""
        return self.words.say(f"fate.{id}") if f"fate.{id}" in self.words else id

    def excluded(self, target: Target, reading: Reading) -> list[str]:
        """Names of the fates that leave a denominator; water only where a stream of the target is pressed."""
        pressed = any(self._scenario.streams[id].pressing for id in target.streams)
        return [self.fate(fate) for fate in reading.exclude if pressed or fate != "water"]

    def cause(self, id: str) -> str:
        """Name of a binding cause."""
        return self.words.say(f"cause.{id}") if f"cause.{id}" in self.words else id

    def period(self, id: str) -> str:
        """A calendar year, a declared window (whose masses are annualised) or the design year."""
        if id in self._windows:
            return self.words.say("report.annualised", window=self._windows[id])
        return self.words.say("report.design") if id == "design" else id

    def verdict(self, verdict: str) -> str:
        """Verdict in words."""
        return self.words.say("verdict." + verdict.replace(" ", "_"))

    def joined(self, names: Iterable[str]) -> str:
        """A list of names as text."""
        return self.words.say("report.comma").join(names)

    def some(self, names: Sequence[str], most: int = 4) -> str:
        """A list of names as text; of more than `most` the first and how many there are."""
        if len(names) <= most:
            return self.joined(names)
        return self.words.say("basis.first_of", first=self.joined(names[: most - 1]), n=len(names))


def mass(kg: float, decimals: int = 2) -> str:
    """Kilograms in 10⁴ t."""
    return number(kg / 1000 / T_PER_UNIT, decimals)


def number(value: float | None, decimals: int = 2) -> str:
    """A number with thousands separated by commas; a dash for none."""
    if value is None or value != value:
        return DASH
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def amount(value: float) -> str:
    """Money or emissions: whole from 100 on."""
    return number(value, 0 if abs(value) >= 100 else 2)


def percent(share: float | None, decimals: int = 1) -> str:
    """A share in per cent."""
    return DASH if share is None or share != share else number(100 * share, decimals) + "%"


def rate(share: float | None) -> str:
    """The rate of a target in per cent: two decimals wherever it stands, since verdicts hang on tenths."""
    return percent(share, 2)


def stated(share: float) -> str:
    """A goal in per cent, with the decimals that it is stated with, two at most: 70%, 72.5%."""
    return _exact(share) + "%"


def level(document: Mapping[str, Any]) -> str:
    """The confidence of all intervals in summary.json or compare.json, in per cent: `95`, `99`, `97.5`."""
    return _exact(confidence_of(document.get("precision")))


def _exact(share: float) -> str:
    """Per cent with as many decimals as it takes, two at most."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def signed(value: float | None, decimals: int = 2) -> str:
    """A number with its sign."""
    text = number(value, decimals)
    return "+" + text if value is not None and value > 0 and text.strip("0.,") else text


def paragraph(sentences: Iterable[str], words: Words) -> str:
    """Sentences after each other, with a blank between them where the language has one."""
    return ("" if words.language == "zh" else " ").join(sentences)


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
