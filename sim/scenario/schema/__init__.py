"""The scenario language: one frozen model per word of a scenario file; unknown keys are refused.

`In(...)` names the canonical units that a number may be given in (see `sim.scenario.units`). What needs more
than one entity to judge stands in `sim.scenario.references`.
"""

from __future__ import annotations

from sim.scenario.schema.entity import Entity
from sim.scenario.schema.events import Event
from sim.scenario.schema.facilities import Facility, Failures, Gate, Phase, RampStep
from sim.scenario.schema.goals import Reading, Selection, Target
from sim.scenario.schema.haulage import Fleet, HaulPrice, Roads, Route
from sim.scenario.schema.indicators import Indicator
from sim.scenario.schema.levers import Levers
from sim.scenario.schema.offices import Office
from sim.scenario.schema.places import City
from sim.scenario.schema.rivals import Definition, Rival, Variant
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.statements import Article, Reliance, Spans, Statement
from sim.scenario.schema.times import (
    Activity,
    ByMonth,
    Calendar,
    Horizon,
    SpringFestival,
    Study,
    Weather,
    Window,
)
from sim.scenario.schema.waste import ByKey, Drivers, Item, Pressing, Projects, Source, Stream
from sim.scenario.terms import PLANT_KINDS

__all__ = [
    "PLANT_KINDS",
    "Activity",
    "Article",
    "ByKey",
    "ByMonth",
    "Calendar",
    "City",
    "Definition",
    "Drivers",
    "Entity",
    "Event",
    "Facility",
    "Failures",
    "Fleet",
    "Gate",
    "HaulPrice",
    "Horizon",
    "Indicator",
    "Item",
    "Levers",
    "Office",
    "Phase",
    "Pressing",
    "Projects",
    "RampStep",
    "Reading",
    "Reliance",
    "Rival",
    "Roads",
    "Route",
    "Scenario",
    "Selection",
    "Source",
    "Spans",
    "SpringFestival",
    "Statement",
    "Stream",
    "Study",
    "Target",
    "Variant",
    "Weather",
    "Window",
]
