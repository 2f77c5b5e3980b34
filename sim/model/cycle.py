"""What the calendar asks of the load cycle: everything between a load's release and its truck's return.

The calendar owns time. It says what changes and when (`now`, in seconds, never earlier than before); the cycle first
handles all its own events before that instant. Changes at one instant happen in the order in which they are told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from sim.model.custody import Ledger
from sim.model.loads import Births
from sim.model.records import record

Integers = npt.NDArray[np.int64]
PLANT_STATES = ("off", "busy", "starved", "breakdown", "yard_full")
MOMENTS = (
    "release", "dispatched", "loading", "loaded", "departed", "arrived", "weigh_in", "weighed_in",
    "tipping", "tipped", "weigh_out", "weighed_out", "back",
)  # fmt: skip
"""The instants of a load's life; `departed` is when the truck leaves for the road.

`loading`, `weigh_in`, `tipping` and `weigh_out` are starts of service.
"""

TRACE = record(
    key=np.int64, number=np.int64, item=np.int64, stream=np.int64, origin=np.int64, destination=np.int64, kg=np.int64,
    **dict.fromkeys(MOMENTS, np.int64),
)  # fmt: skip
"""One load: its key and ordinal, what, from where, to where (numbers of Names), and its instants in seconds.

`loading` is -1 at a source whose loaders are not limited. Of a load that its gate has sent on, `arrived` and later
instants are those at its last facility; of one that came back, `tipped` is -1.
"""


@dataclass(frozen=True)
class Span:
    """What happened since the last reading; every interval is cut at this one.

    plants: id -> (kg processed, seconds in each of PLANT_STATES). gates: id -> (waits for the weigh-in in seconds,
    seconds of its lanes in use). fleets: id -> (seconds of trucks under way by hour of the day (24), waits of loads in
    seconds).
    passes: source or facility -> loaded trucks that leave it by hour of the day (24); counted when a truck is loaded.
    """

    plants: dict[str, tuple[int, tuple[int, ...]]]
    gates: dict[str, tuple[Integers, int]]
    fleets: dict[str, tuple[Integers, Integers]]
    passes: dict[str, Integers]


@dataclass(frozen=True)
class End:
    """What the cycle leaves behind.

    counted: kg at every place and in transit, recounted from queues, trucks, stockpiles and yards, not from the
    ledger. exhausted: second at which a landfill was full. void_left: millilitres by landfill; stock_peak: kg.
    trace: one record (dtype TRACE) per load in the order of their trucks' return, if asked for.
    """

    ledger: Ledger
    counted: dict[str, int]
    exhausted: dict[str, int]
    void: dict[str, int]
    void_left: dict[str, int]
    stock_peak: dict[str, int]
    trace: npt.NDArray[Any] = field(default_factory=lambda: np.zeros(0))


class Cycle(Protocol):
    """The load cycle as the calendar sees it; facilities and fleets by id, times in seconds."""

    def advance(self, until: int) -> None:
        """Handle all events before `until`."""

    def open_gate(self, facility: str, now: int) -> None:
        """Hours begin: who waits outside is let in. Nothing happens at a landfill that is exhausted."""

    def close_gate(self, facility: str, now: int) -> None:
        """Hours end: who has joined the queue is served, nobody else is let in."""

    def start_machine(self, plant: str, now: int) -> None:
        """Working hours of a plant's machine begin."""

    def stop_machine(self, plant: str, now: int) -> None:
        """Working hours of a plant's machine end; its batch is paused."""

    def fail(self, plant: str, now: int) -> None:
        """A plant breaks down; its batch is paused."""

    def repair(self, plant: str, now: int) -> None:
        """A plant is sound again."""

    def set_rate(self, plant: str, rate: int, now: int) -> None:
        """A plant works at another rate (kg per million seconds); its batch goes on with it."""

    def start_fleet(self, fleet: str, now: int) -> None:
        """Hours begin in which trucks set out."""

    def stop_fleet(self, fleet: str, now: int) -> None:
        """No truck sets out any more; those under way finish."""

    def open_road(self, road: str, now: int) -> None:
        """Hours of a road begin: queues whose facilities it leads to try again."""

    def begin_day(self, is_new_month: bool, is_new_year: bool, now: int) -> None:
        """Quotas of a day, and in a new year of a year, begin anew; in a new month demands do, buyers take stock."""

    def refill_voids(self, now: int) -> None:
        """Every landfill has its opening void again."""

    def release(self, births: Births, now: int) -> None:
        """Post the day's movements and let its loads appear at their release instants."""

    def levels(self, now: int) -> list[tuple[str, str, float]]:
        """(place, what, value) of every level.

        `waiting` at sources, `stock` and `yard` of plants, `stock` of stores (all kg), `void_left` of landfills (m3).
        """

    def read_span(self, now: int) -> Span:
        """What happened since the last reading."""

    def finish(self, now: int) -> End:
        """What is left behind at the horizon."""
