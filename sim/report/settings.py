"""What a variant sets, in the reader's words: `Huayan sorting plant: opening = 2027-07-01`."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.font import printable
from sim.report.labels import Labels
from sim.scenario.wording import write_quantity

_NUMBER = ("value", "range", "distribution")
_PROVENANCE = ("source", "grade", "note", "also_stated")


def written_settings(path: str, value: object, labels: Labels) -> Iterator[str]:
    """One text for each value that is set at a path; a map that is no number is a value at each of its keys."""
    if isinstance(value, dict) and value and not any(key in value for key in _NUMBER):
        for key, inner in value.items():
            if key not in _PROVENANCE:
                yield from written_settings(f"{path}.{key}", inner, labels)
        return
    name = labels.number(path).replace(".", ".\u200b").replace("_", "_\u200b")
    yield f"{name} = {_written(path.rpartition('.')[2], value, labels)}"


def _written(key: str, value: object, labels: Labels) -> str:
    """A value: a number with its unit and without its source, names for ids, the catalogue's word for a choice."""
    say = labels.words.say
    if isinstance(value, dict):
        value = f"{value.get('value', '')} {value.get('unit', '')}".strip() or ", ".join(map(str, value))
    if isinstance(value, list):
        return labels.joined(_written(key, one, labels) for one in value) or say("report.rivals.nothing")
    if value is None:
        return say("report.rivals.nothing")
    text = str(value)
    if f"choice.{key}.{text}" in labels.words:
        return say(f"choice.{key}.{text}")
    return labels.of(text) if labels.knows(text) else printable(write_quantity(text, labels.words))
