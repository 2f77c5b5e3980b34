"""What does not hold, as an error."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sim.errors import RunFailed
from sim.model.calendar import DAY, Days


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant (an id of the catalogue is `error.invariant_` and this), when it was seen, the place, the values."""

    invariant: str
    second: int
    place: str
    values: dict[str, Any]

    def error(self, replication: int, run: str, days: Days) -> RunFailed:
        """The error to raise in a replication; run: `plan` or `design`."""
        where = {"replication": replication, "run": run, "time": time_of(self.second, days), "place": self.place}
        return RunFailed(f"invariant_{self.invariant}", **where, **self.values)


def time_of(second: int, days: Days) -> str:
    """A second of a run as date and time; the second pass of a design run says so; the end is 24:00 of the last day."""
    day, rest = divmod(second, DAY)
    if day >= len(days.dates):
        day, rest = len(days.dates) - 1, DAY
    date: dt.date = days.dates[max(0, day)]
    again = " (2)" if date in days.dates[: max(0, day)] else ""
    return f"{date.isoformat()} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}{again}"
