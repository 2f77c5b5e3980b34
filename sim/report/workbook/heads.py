"""The heads of columns: words of the catalogue, with the unit and the confidence of an interval."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.labels import Labels
from sim.report.workbook.cells import Column, Kind

_UNITS = {"mass": "unit.mass", "volume": "unit.volume"}


def heads(labels: Labels, *columns: str, level: str = "") -> list[Column]:
    """Columns as `id:kind` (text if there is none); `mass` and `volume` get their unit. level: of all intervals."""
    return [_column(labels, *column.partition(":")[::2], level) for column in columns]


def unit_head(head: str, unit: str, labels: Labels) -> str:
    """`Head (unit)`; the unit is an id of the catalogue."""
    return labels.words.say("book.with_unit", head=head, unit=labels.words.say(unit))


def mass_columns(labels: Labels, names: Sequence[str]) -> list[Column]:
    """Columns of masses by name."""
    return [Column(unit_head(name, "unit.mass", labels), "mass") for name in names]


def _column(labels: Labels, id: str, kind: str, level: str) -> Column:
    words = labels.words
    own = f"book.column.{id}"
    head = words.say(own, level=level) if own in words else words.say(f"report.column.{id}")
    unit = _UNITS.get(kind)
    shown: Kind = "mass" if unit else (kind or "text")  # type: ignore[assignment]
    return Column(unit_head(head, unit, labels) if unit else head, shown)
