"""What the plan promises, and how it may be counted."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.scenario.refusing import raise_fault
from sim.scenario.schema.entity import Entity
from sim.scenario.terms import Fate, Id, PeriodId, Share
from sim.scenario.text import FreeText, Name


class Selection(Entity):
    """Rows of the ledger: every key given must match. Movements `to` a place, or what plants have `made`."""

    to: tuple[Id, ...] = ()
    """Fates and facilities that received the mass."""
    made: tuple[Id, ...] = ()
    """In place of `to`: items, counted when a plant makes them, whether or not anybody takes them."""
    by: tuple[Id, ...] = ()
    """Facilities that sent it, or `sources`; of what was made, the plants."""
    items: tuple[Id, ...] = ()
    """As what it arrived."""
    streams: tuple[Id, ...] = ()
    """From which streams it came."""

    @model_validator(mode="after")
    def _choose_one(self) -> Selection:
        given = self.model_fields_set & {"to", "made"}
        if not given:
            raise_fault("missing_key", key="to", at="to")
        if len(given) == 2:
            raise_fault("to_and_made", at="made")
        if "made" in given and "items" in self.model_fields_set:
            raise_fault("items_of_made", at="items")
        return self


class Reading(Entity):
    """One way to compute a rate: numerator and denominator as selections of streams, items, fates and facilities."""

    name: Name
    """Shown as it stands."""
    numerator: tuple[Selection, ...]
    """What counts; the selections add up."""
    exclude: tuple[Fate, ...] = ("water",)
    """Fates that leave the denominator: water pressed out of mud, unless otherwise said; `[]` counts it."""
    measure: Literal["mass", "volume", "as_printed"] = "mass"
    """In what both are counted: tonnes; m³ (each stream by its own density); or added up as the amounts are printed,
    streams given as volumes in m³ and the others in t."""
    state: Literal["bank", "loose", "compacted"] | None = None
    """Only by volume: the state of all m³. Absent: of each stream the state in which its amount is given, or else its
    density."""
    rests_on: Name | None = None
    """The assumption that decides this reading, shown beside the verdict."""

    @model_validator(mode="after")
    def _need_volume(self) -> Reading:
        if self.state is not None and self.measure != "volume":
            raise_fault("state_of_mass", given=self.measure, at="state")
        return self


class Target(Entity):
    """A rate that the plan promises; the first reading is the primary one."""

    name: Name
    """Shown as it stands."""
    goal: Share
    """The share promised."""
    city: Id | None = None
    """The city that promises it: then the streams arise there and nowhere else."""
    streams: tuple[Id, ...]
    """Streams whose mass is the denominator."""
    due: PeriodId
    """The period that the plan's verdict is about."""
    readings: dict[Id, Reading]
    """Ways to compute the rate; the first is the primary one."""
    article: FreeText = ""
    """Where the plan promises it."""
