"""From the outcomes of replications, one after the other, to tidy tables; memory hardly grows with their number."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from sim.model.replication import COLUMNS, KEYS, Outcome
from sim.scenario.wording import write_source, write_stated
from sim.study.intervals import nearest_rank
from sim.words import Language, Words

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded

Key = tuple[str, ...]


class Collector:
    """Takes the outcomes in the order of their numbers.

    Tables of movements (those in KEYS) become means over replications. Of levels the mean, p10, p50 and p90 are kept.
    All other tables keep a row per replication.
    """

    def __init__(self) -> None:
        self.replications = 0
        self.generated_kg = self.opening_kg = self.residual_kg = 0
        self.by_fate_kg: defaultdict[str, int] = defaultdict(int)
        self._sums: dict[str, dict[Key, list[Any]]] = {name: {} for name in KEYS}
        self._levels: defaultdict[Key, array[float]] = defaultdict(lambda: array("d"))
        self._columns: dict[str, list[Any]] = {
            name: [array("q"), *(None for _ in columns)]
            for name, columns in COLUMNS.items()
            if name not in KEYS and name != "levels"
        }
        self._texts: dict[str, str] = {}

    def add(self, outcome: Outcome) -> None:
        """Take the next outcome; it can be forgotten afterwards."""
        self.replications += 1
        self.generated_kg += outcome.generated_kg
        self.opening_kg += outcome.opening_kg
        self.residual_kg += outcome.residual_kg
        for fate, kg in outcome.by_fate_kg.items():
            self.by_fate_kg[fate] += kg
        for name, sums in self._sums.items():
            _add(sums, outcome.tables[name], KEYS[name])
        for *key, value in outcome.tables["levels"]:
            self._levels[tuple(key)].append(value)
        for name, columns in self._columns.items():
            for row in outcome.tables[name]:
                columns[0].append(outcome.replication)
                self._append(columns, row)

    def _append(self, columns: list[Any], row: tuple[Any, ...]) -> None:
        """Numbers go to arrays, equal texts are kept once: an eighth of the memory of rows of Python objects."""
        for i, value in enumerate(row, start=1):
            if columns[i] is None:
                columns[i] = [] if isinstance(value, str) else array("d" if isinstance(value, float) else "q")
            columns[i].append(self._texts.setdefault(value, value) if isinstance(value, str) else value)

    def tables(self, loaded: Loaded) -> dict[str, pd.DataFrame]:
        """One DataFrame per table, in the order of COLUMNS, and the register of inputs."""
        made = {name: self._frame(name) for name in COLUMNS}
        made["draws"] = made["draws"].merge(_units(loaded), on="path", how="left")
        made["inputs"] = _register(loaded)
        return made

    def _frame(self, name: str) -> pd.DataFrame:
        columns = list(COLUMNS[name])
        if name in KEYS:
            rows = [
                (*key, *(value / self.replications for value in sums)) for key, sums in sorted(self._sums[name].items())
            ]
            return pd.DataFrame(rows, columns=columns)
        if name == "levels":
            rows = [(*key, *_spread(values)) for key, values in sorted(self._levels.items())]
            return pd.DataFrame(rows, columns=[*columns[:-1], "mean", "p10", "p50", "p90"])
        kept = zip(["replication", *columns], self._columns[name], strict=True)
        return pd.DataFrame({key: _values(column) for key, column in kept})


def _add(sums: dict[Key, list[Any]], rows: list[tuple[Any, ...]], keys: int) -> None:
    """Add the numbers of rows whose first `keys` entries are texts."""
    for row in rows:
        total = sums.get(row[:keys])
        if total is None:
            sums[row[:keys]] = list(row[keys:])
        else:
            for i, value in enumerate(row[keys:]):
                total[i] += value


def _spread(values: array[float]) -> tuple[float, ...]:
    numbers = np.frombuffer(values)
    return float(numbers.mean()), *(float(q) for q in np.quantile(numbers, (0.1, 0.5, 0.9)))


def _values(column: Any) -> Any:
    if isinstance(column, array):
        return np.frombuffer(column, dtype=np.int64 if column.typecode == "q" else np.float64)
    return [] if column is None else column


def _units(loaded: Loaded) -> pd.DataFrame:
    return pd.DataFrame([(i.path, i.unit) for i in loaded.inputs], columns=["path", "unit"])


def _register(loaded: Loaded) -> pd.DataFrame:
    columns = ["path", "text", "value", "unit", "grade", "range", "origin"]
    table = pd.DataFrame([[getattr(i, c) for c in columns] for i in loaded.inputs], columns=columns)
    for language in get_args(Language):
        words = Words(language)
        table[f"source_{language}"] = [write_source(i.source, words) for i in loaded.inputs]
        table[f"also_stated_{language}"] = [write_stated(i.also_stated, words) for i in loaded.inputs]
    return table


def quantile_date(dates: list[str], share: float) -> str | None:
    """The date at a share of the replications (nearest rank); None where too few have one. Empty text is never."""
    if not dates:
        return None
    date = nearest_rank([d or "9999" for d in dates], share)
    return None if date == "9999" else date
