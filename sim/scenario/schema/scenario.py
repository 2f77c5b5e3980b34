"""The scenario as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import Date, Hours
from sim.scenario.schema.entity import Entity
from sim.scenario.schema.events import Event
from sim.scenario.schema.facilities import Facility
from sim.scenario.schema.goals import Target
from sim.scenario.schema.haulage import Fleet, Roads, Route
from sim.scenario.schema.indicators import Indicator
from sim.scenario.schema.levers import Levers
from sim.scenario.schema.offices import Office
from sim.scenario.schema.places import City
from sim.scenario.schema.rivals import Definition, Variant
from sim.scenario.schema.statements import Article, Reliance, Spans, Statement
from sim.scenario.schema.times import Calendar, Horizon, Study, Weather, Window
from sim.scenario.schema.waste import Item, Source, Stream
from sim.scenario.terms import ArticleId, Id, PeriodId, Year
from sim.scenario.text import Name


class Scenario(Entity):
    """One plan, complete."""

    waste_sim: Literal[1] = 1
    """Version of the language."""
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)] | None = None
    """Name of the scenario in results; the stem of the file where absent."""
    title: Name
    """Shown on every page."""
    question: Name | None = None
    """What the scenario asks; shown first in the report."""
    date: Date
    """Date of the report."""
    languages: Annotated[tuple[Literal["zh", "en"], ...], Field(min_length=1, max_length=2)] = ("zh", "en")
    """Languages of the report."""
    horizon: Horizon
    """The simulated time."""
    design_year: Year | None = None
    """Year whose volumes and calendar the design run takes; the last of the horizon where absent."""
    study: Study = Study()
    """How often it is simulated, from which seed."""
    levers: Levers
    """How far `run --levers` moves each number."""
    offices: dict[Id, Office] = {}
    """Who can move what, by id; `run --levers` names them."""
    windows: dict[PeriodId, Window] = {}
    """Further periods of evaluation by id."""
    calendars: dict[Id, Calendar]
    """Calendars by id; `always site haul plant` exist already."""
    night: Hours | None = None
    """Hours in which loaded trucks are counted apart, such as `22:00-06:00`; from hour to hour."""
    weather: Weather | None = None
    """Rain; none where absent."""
    events: dict[Id, Event] = {}
    """What happens on given dates, by id."""
    roads: Roads
    """Distances."""
    cities: dict[Id, City] = {}
    """Cities by id, where there are several."""
    streams: dict[Id, Stream]
    """Kinds of waste by id."""
    items: dict[Id, Item] = {}
    """What plants make, by id."""
    sources: dict[Id, Source]
    """Where streams arise, by id."""
    facilities: dict[Id, Facility]
    """Plants, stores and sinks by id."""
    routes: dict[Id, Route]
    """Way of each stream and item, by its id."""
    fleets: dict[Id, Fleet] = {}
    """Trucks by id."""
    targets: dict[Id, Target] = {}
    """Rates that the plan promises, by id."""
    indicators: dict[Id, Indicator] = {}
    """What the plan promises beside its rates, by id."""
    definitions: dict[Id, Definition] = {}
    """Questions of definition with the reading taken and its rivals; a table of the report."""
    variants: dict[Id, Variant] = {}
    """Other readings of inputs, each simulated on its own by `run --readings`."""
    statements: dict[Id, Statement] = {}
    """Numbers that the plan states beside its parts, for `check` to compare."""
    relies_on: dict[Id, Reliance] = {}
    """Facilities that the plan relies on without planning them."""
    articles: dict[ArticleId, Article] = {}
    """The articles of the plan and how each is treated; a table of the report."""
    spans: Spans | None = None
    """Spans over which `check` repeats its arithmetic."""
