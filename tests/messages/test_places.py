"""Where numbers stand is kept with the results; numbers are laid over a scenario from a command's options."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.errors import ScenarioInvalid
from sim.scenario.loading import dump_resolved, load
from sim.scenario.numbers import limits_at
from sim.scenario.places import places_of, with_places
from sim.scenario.shifting import days_of_months
from sim.scenario.units import UnitError, split_number
from sim.scenario.varying import vary
from tests.messages.test_findings import BASE

PLACES = {
    "facilities.plant.capacity": "base.yaml:31:5",
    "facilities.tip.accepts.1": "base.yaml:39:23",
    "fleets.tippers.trucks": "--set fleets.tippers.trucks:1:23",
}


def test_places_are_those_of_the_files_that_a_scenario_was_made_from(tmp_path: Path) -> None:
    loaded = load(BASE, ["fleets.tippers.trucks=7"])
    assert places_of(loaded, [*PLACES, "facilities.plant.none"]) == PLACES
    resolved = tmp_path / "scenario.resolved.yaml"
    resolved.write_text(dump_resolved(loaded), encoding="utf-8")
    again = load(resolved)
    assert places_of(again, PLACES) != PLACES
    gone = {"facilities.plant.none": "base.yaml:1:1", "routes.rubble.to.9": "base.yaml:1:1"}
    unread = {"fleets.tippers.payload": "somewhere", "sources.town.loaders": "base.yaml:x:1"}
    placed = with_places(again, {**PLACES, **gone, **unread})
    assert places_of(placed, PLACES) == PLACES
    assert places_of(placed, [*gone]) == {}
    assert places_of(placed, [*unread]) == places_of(again, [*unread]), "as before: nothing to read in it"
    origins = {row.path: row.origin for row in placed.inputs}
    assert origins["facilities.plant.capacity"] == "base.yaml:31"


def test_a_number_from_an_option_is_judged_like_one_of_the_file() -> None:
    loaded = load(BASE)
    varied = vary(loaded, {"facilities.plant.capacity": "2 万t/a"}, "--from")
    assert varied.facilities["plant"].capacity is not None
    assert varied.facilities["plant"].capacity.value == 20_000_000
    assert varied.streams == loaded.scenario.streams
    with pytest.raises(ScenarioInvalid) as caught:
        vary(loaded, {"facilities.plant.capacity": "2 万m3"}, "--from")
    (fault,) = caught.value.faults
    assert (fault.id, fault.path, str(fault.place)) == ("wrong_dimension", "facilities.plant.capacity", "--from:1:1")


def test_limits_stand_where_the_schema_has_a_number() -> None:
    assert limits_at("facilities.plant.void") is not None
    assert limits_at("facilities.plant.none") is None
    assert limits_at("facilities.plant.name") is None


def test_months_end_with_the_calendar() -> None:
    june = dt.date(9999, 6, 30).toordinal()
    assert days_of_months(june, 6) == 31 + 31 + 30 + 31 + 30 + 30
    with pytest.raises(ValueError, match="year 10000"):
        days_of_months(june, 7)


def test_a_text_without_digits_is_no_number() -> None:
    assert split_number("35 万t/a") == ("35", "万t/a")
    with pytest.raises(UnitError):
        split_number("万t/a")
