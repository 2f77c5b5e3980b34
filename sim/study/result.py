"""The Result of a study: tidy tables, the summary for scripts, and what is needed to make a report again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import RunFailed
from sim.scenario.loading import Loaded, dump_resolved, load
from sim.scenario.places import with_places
from sim.study.documents import read_json, write_json

if TYPE_CHECKING:
    import pandas as pd

TABLES = (
    "rates", "fates", "flows", "trips", "cities", "monthly", "levels", "plants", "facilities", "gates", "fleets",
    "hours", "passes", "fees", "binding", "unserved", "draws", "inputs",
)  # fmt: skip
_TEXT = dict.fromkeys(
    (
        "year", "period", "month", "opened", "exhausted", "projected", "restored", "hour", "origin", "destination",
        "stream", "item", "facility", "source", "cause", "place", "what", "path", "text", "unit", "grade", "range",
        "also_stated_zh", "also_stated_en", "source_zh", "source_en", "origin_city", "destination_city", "measure",
    ),
    str,
)  # fmt: skip
"""Columns that are text even where all of them are empty or look like numbers."""


@dataclass(eq=False)
class Result:
    """tables: DataFrames by name (`TABLES`; rows of each replication where they have that column, else means over all).

    summary: the content of summary.json. run: the content of run.json, the only part with times and hosts.
    """

    loaded: Loaded
    tables: dict[str, pd.DataFrame]
    summary: dict[str, Any]
    run: dict[str, Any] = field(default_factory=dict)

    def save(self, directory: Path) -> None:
        """Write tables/, summary.json, run.json and scenario.resolved.yaml into an existing folder."""
        (directory / "tables").mkdir()
        for name, table in self.tables.items():
            table.to_csv(directory / "tables" / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
        write_json(directory / "summary.json", self.summary)
        write_json(directory / "run.json", self.run)
        (directory / "scenario.resolved.yaml").write_text(dump_resolved(self.loaded), encoding="utf-8")


def load_result(directory: Path, names: Sequence[str] = TABLES) -> Result:
    """Read a Result that was saved; RunFailed if the folder is none, ScenarioInvalid if its scenario was edited."""
    import pandas as pd

    if not (directory / "run.json").is_file() or not (directory / "summary.json").is_file():
        raise RunFailed("not_a_result", path=str(directory))
    try:
        summary, run = (read_json(directory / name) for name in ("summary.json", "run.json"))
        tables = {
            name: pd.read_csv(
                directory / "tables" / f"{name}.csv",
                encoding="utf-8-sig",
                dtype=_TEXT,
                keep_default_na=False,
                na_values=[""],
            )
            for name in names
        }
        places = read_places(run)
    except (OSError, ValueError, KeyError) as error:
        raise RunFailed("result_unreadable", path=str(directory), reason=str(error)) from error
    return Result(with_places(load(directory / "scenario.resolved.yaml"), places), tables, summary, run)


def read_places(run: dict[str, Any]) -> dict[str, str]:
    """Where the numbers of a scenario stood, as its run.json says. Raises ValueError for anything else."""
    places = run.get("places", {})
    if not isinstance(places, dict) or not all(isinstance(text, str) for text in places.values()):
        raise ValueError("run.json: places")
    return places
