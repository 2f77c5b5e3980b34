"""Columns of the report's tables: heads from the catalogue, masses with their unit."""

from __future__ import annotations

from sim.report.blocks import Column
from sim.report.labels import Labels


def column(labels: Labels, id: str, width: float, numeric: bool = False) -> Column:
    """A column called `report.column.<id>`."""
    return labels.words.say(f"report.column.{id}"), width, numeric


def numbers(labels: Labels, width: float, *ids: str) -> list[Column]:
    """Columns of numbers, each of one width."""
    return [column(labels, id, width, numeric=True) for id in ids]


def masses(labels: Labels, id: str, width: float = 1.0) -> Column:
    """A column of masses."""
    return f"{labels.words.say(f'report.column.{id}')} ({labels.words.say('unit.mass')})", width, True


def fate_name(column: str, labels: Labels) -> str:
    """Head of a column of the split balance."""
    id = f"report.balance.{column}"
    return labels.words.say(id) if id in labels.words else labels.fate(column)
