"""Figures of operation: what they show is what the tables hold, and what was computed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.report import canvas, sampling, tables
from sim.report.figures import burden, gates, hours, load, opening, stockpiles, void
from sim.report.source import years
from sim.scenario.loading import load as load_scenario
from sim.study.result import Result
from sim.study.study import run_study
from sim.words import Words
from tests import worlds
from tests.figures.crowded import PRICE, crowded
from tests.figures.overlaps import outside, overlapping

FIGURES = ("load", "stockpiles", "opening", "void", "hours", "gates", "burden")


def study(folder: Path, world: dict[str, Any], replications: int = 2, seed: int = 1) -> Result:
    path = folder / "world.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return run_study(load_scenario(path), replications=replications, jobs=1, seed=seed)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """60 facilities and 40 sources for a year."""
    return study(tmp_path_factory.mktemp("many"), crowded(end=2026))


@pytest.fixture(scope="session")
def decades(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """30 years of two plants, a landfill and a store."""
    return study(tmp_path_factory.mktemp("decades"), crowded(plants=2, landfills=1, stores=1, sources=1, end=2055))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Ten days of 2025 with one plant, always open, that gets 100 t a day and works off 240."""
    world = worlds.recycling_world(product_yard="9000 t", stockpile="9000 t")
    world["streams"]["rubble"]["amount"] = "36500 t/a"
    world["fleets"]["trucks"] |= {"trucks": 20, "price": PRICE}
    world["design_year"] = 2025
    return study(tmp_path_factory.mktemp("town"), world)


def drawn(name: str, result: Result, language: Any = "en") -> Figure:
    figure = import_module(f"sim.report.figures.{name}").draw(result, Words(language))
    assert isinstance(figure, Figure)
    canvas.png(figure, dpi=60)
    return figure


@pytest.mark.parametrize("world", ["odd", "many", "decades"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_no_texts_lie_on_each_other(name: str, language: Any, world: str, request: pytest.FixtureRequest) -> None:
    figure = drawn(name, request.getfixturevalue(world), language)
    assert overlapping(figure) == []
    assert outside(figure) == []
    assert figure.get_size_inches()[1] <= 10.2, "a figure fits a page"


# load


def test_hours_by_cause_sum_to_the_hours_of_the_year(minimal: Result, town: Result) -> None:
    causes = ["busy", *load.LOST]
    assert load.hours(minimal)[causes].sum(axis=1).tolist() == pytest.approx([365 * 24.0] * 2)
    by_year = load.hours(town).set_index("year")[causes].sum(axis=1)
    assert by_year.to_dict() == pytest.approx({"2025": 240.0, "design": 8760.0}), "ten days were simulated of 2025"


def test_a_plant_that_is_half_fed_starves_half_the_time(town: Result) -> None:
    """A batch is a load of 10 t, an hour of work at 10 t/h; ten a day of the design year, 24 hours a day."""
    row = load.hours(town).set_index("year").loc["design"]
    assert row["busy"] == pytest.approx(365 * 10, rel=0.01)
    assert row["starved"] == pytest.approx(365 * 14, rel=0.01)
    assert (row["breakdown"], row["yard_full"], row["closed"]) == (0, 0, 0)
    share = load.loads(town).set_index("year").loc["design"]
    assert share["mean"] == pytest.approx(10 / 24, rel=0.01)
    assert "no feed, 58%" in load.caption(town, Words("en"))


def test_a_plant_before_its_opening_is_closed_and_has_no_load(minimal: Result) -> None:
    plants = minimal.tables["plants"]
    is_2027 = plants["year"] == "2027"
    shut = plants.assign(
        **{c: plants[c].where(~is_2027, 0) for c in ("nameplate_kg", "processed_kg")},
        **{
            f"{c}_h": plants[f"{c}_h"].where(~is_2027, 0.0)
            for c in ("open", "busy", "starved", "breakdown", "yard_full")
        },
    )
    result = replace(minimal, tables={**minimal.tables, "plants": shut})
    row = load.hours(result).set_index("year").loc["2027"]
    assert row["closed"] == 8760
    assert "not open" in [t.get_text() for t in drawn("load", result).axes[0].texts]


def test_load_and_use_are_those_of_the_tables(minimal: Result) -> None:
    assert load.loads(minimal)["mean"].tolist() == pytest.approx(tables.capacity(minimal)["load"].tolist())
    fleets = tables.trucks(minimal).query("year == 'design'")
    assert hours.use(minimal)["mean"].tolist() == pytest.approx(fleets["used"].tolist())


def test_the_interval_of_a_ratio_of_means(minimal: Result) -> None:
    """Parts 1 and 3 of 10 and 20: 4/30; residuals -1/3 and 1/3 over 15; t of one degree of freedom is 12.706."""
    mean, low, high = sampling.ratio(minimal, [1, 3], [10, 20])
    assert mean == pytest.approx(4 / 30)
    assert high == pytest.approx(4 / 30 + 12.706 / 45, rel=1e-4)
    assert low == 0, "a share is not negative"
    assert np.isnan(sampling.ratio(minimal, [0, 0], [0, 0])).all()


def test_of_many_plants_the_largest_are_shown_and_the_others_counted(many: Result) -> None:
    shown = load.shown(many)
    assert list(shown) == [f"plant_{n:02}" for n in range(12)], "P00 is the largest"
    assert "18 more are not shown" in load.caption(many, Words("en"))


def test_of_many_years_the_first_some_and_the_last_are_shown(decades: Result) -> None:
    (chosen,) = {tuple(each) for each in load.shown(decades).values()}
    assert (chosen[0], chosen[-1]) == ("2025", "design")
    assert len(chosen) == 12
    assert sampling.spread(list(range(31)), 3) == [0, 15, 30]
    assert sampling.spread([1, 2], 3) == [1, 2]


# stockpiles


def filled(minimal: Result, peaks: list[float], yard_full: list[float]) -> Result:
    """The minimal study with other peaks of the plant's stock of 500 t, and hours in which its yard was full."""
    facilities, plants = minimal.tables["facilities"], minimal.tables["plants"]
    is_plant = facilities["facility"] == "plant"
    facilities = facilities.assign(stock_peak_kg=facilities["stock_peak_kg"].astype(float))
    facilities.loc[is_plant, "stock_peak_kg"] = peaks
    full = dict(enumerate(yard_full, start=1))
    plants = plants.assign(yard_full_h=plants["replication"].map(full).where(plants["year"] == "2027", 99.0))
    scenario = minimal.loaded.scenario
    plant = scenario.facilities["plant"].model_copy(update={"product_yard": scenario.facilities["plant"].stockpile})
    scenario = scenario.model_copy(update={"facilities": {**scenario.facilities, "plant": plant}})
    told = {**minimal.tables, "facilities": facilities, "plants": plants}
    return replace(minimal, tables=told, loaded=replace(minimal.loaded, scenario=scenario))


def test_a_stock_is_full_at_95_percent_and_a_yard_when_it_stops_the_plant(minimal: Result) -> None:
    table = stockpiles.piles(filled(minimal, [475_000.0, 474_000.0, 500_000.0], [0.0, 0.0, 0.5])).set_index("what")
    assert table["full"].to_dict() == pytest.approx({"stock": 2 / 3, "yard": 1 / 3}), "the design year does not count"
    assert table["limit"]["stock"] == 500_000
    assert list(table.index) == ["stock", "yard"], "first what is full most often"


def test_a_limit_that_is_drawn_is_that_of_each_replication(minimal: Result) -> None:
    draws = pd.DataFrame(
        {"replication": [1, 2, 3], "path": "facilities.plant.stockpile", "value": [100e3, 200e3, 300e3], "unit": "kg"}
    )
    result = filled(minimal, [100e3, 100e3, 290e3], [0.0] * 3)
    result = replace(result, tables={**result.tables, "draws": draws})
    row = stockpiles.piles(result).set_index("what").loc["stock"]
    assert row["full"] == pytest.approx(2 / 3)
    assert (row["low"], row["limit"], row["high"]) == pytest.approx((120e3, 200e3, 280e3))


def test_what_has_no_limit_says_so(minimal: Result) -> None:
    """The small plan limits the stock before its plant and not the yard behind it."""
    scenario = minimal.loaded.scenario
    plant = scenario.facilities["plant"].model_copy(update={"stockpile": None})
    scenario = scenario.model_copy(update={"facilities": {**scenario.facilities, "plant": plant}})
    unlimited = replace(minimal, loaded=replace(minimal.loaded, scenario=scenario))
    assert stockpiles.piles(unlimited)["full"].isna().all()
    titles = [axes.get_title(loc="left") for axes in drawn("stockpiles", unlimited).axes]
    assert any("no limit given" in title for title in titles)
    assert "No limit is given" in stockpiles.caption(unlimited, Words("en"))


# void


def with_dates(minimal: Result, exhausted: list[str], projected: list[str]) -> Result:
    facilities = minimal.tables["facilities"]
    is_landfill = facilities["facility"] == "landfill"
    facilities = facilities.astype({"exhausted": object, "projected": object})
    facilities.loc[is_landfill, "exhausted"] = exhausted
    facilities.loc[is_landfill, "projected"] = projected
    return replace(minimal, tables={**minimal.tables, "facilities": facilities})


def test_the_strip_of_dates_shows_what_the_table_holds(minimal: Result) -> None:
    result = with_dates(minimal, ["2027-11-01", "", ""], ["", "2031-03-05", ""])
    assert void.dates(result, "landfill").to_dict("list") == {
        "kind": ["exhausted", "projected", "never"], "date": ["2027-11-01", "2031-03-05", ""],
    }  # fmt: skip
    strip = drawn("void", result).axes[1]
    counted = [(p.get_x(), p.get_x() + p.get_width(), p.get_facecolor()) for p in strip.patches if p.get_height() > 0]
    assert len(counted) == 2
    for (left, right, _), day in zip(sorted(counted), ("2027-11-01", "2031-03-05"), strict=True):
        assert left <= date.fromisoformat(day).toordinal() <= right
    assert sorted(counted)[0][2] != sorted(counted)[1][2], "projections are drawn otherwise"
    (diamond,) = (line for line in strip.lines if line.get_marker() == "D")
    assert list(np.asarray(diamond.get_xdata())) == [date(2031, 3, 5).toordinal()], "the median of three"


def test_a_landfill_that_is_never_full_has_an_empty_strip(minimal: Result) -> None:
    result = with_dates(minimal, ["", "", ""], ["", "", ""])
    assert not drawn("void", result).axes[1].patches


def test_of_many_landfills_those_full_first_are_shown(many: Result) -> None:
    assert len(void.shown(many)) == void.MOST
    assert f"{20 - void.MOST} more are not" in void.caption(many, Words("en"))


# opening


def test_of_many_openings_the_last_are_shown(many: Result) -> None:
    """29 plants and 19 landfills open later."""
    assert len(opening.openings(many)) == 48
    assert "28 more are not" in opening.caption(many, Words("en"))
    medians = [t.get_text()[-10:] for t in drawn("opening", many).axes[0].texts]
    assert medians == [day.isoformat() for day in opening.openings(many)["p50"]][-20:]


# hours


def test_trucks_at_work_are_truck_hours_over_days_of_work(tmp_path: Path) -> None:
    """One load a day at 23:30, 57 minutes: half a truck before midnight and not quite half a truck after it."""
    world = worlds.plain(horizon={"start": "2025-01-01", "end": "2025-01-11"}, design_year=2025)
    world["calendars"]["late"] = {"hours": "23:30-23:31"}
    world["streams"]["rubble"]["calendar"] = "late"
    table = hours.profile(study(tmp_path, world)).set_index("hour")
    assert table["busy"][23] == pytest.approx(0.5, abs=1 / 60)
    assert table["busy"][0] == pytest.approx(27 / 60, abs=1 / 60)
    assert table["busy"].sum() == pytest.approx(57 / 60, abs=0.003), "the last trip of the year is cut"
    assert set(table["available"]) == {5.0}


def test_the_stack_is_the_table_and_the_line_what_is_available(minimal: Result) -> None:
    table, axes = minimal.tables["hours"], drawn("hours", minimal).axes[0]
    last = table[table["year"] == "design"].sort_values("hour")
    heights = [bar.get_height() for bar in axes.containers[0]]
    assert heights == pytest.approx((last["busy_h"] / last["days"]).tolist())
    assert last["busy_h"].sum() == pytest.approx(minimal.tables["fleets"].query("year == 'design'")["busy_h"].mean())


def test_the_share_of_the_night_is_said(minimal: Result) -> None:
    hours_ = pd.DataFrame(
        [("design", "trucks", f"{h:02}", 10.0, 30.0 if h in (23, 10) else 0.0, 50.0) for h in range(24)],
        columns=["year", "fleet", "hour", "days", "busy_h", "available_h"],
    )  # fmt: skip
    scenario = minimal.loaded.scenario.model_copy(update={"night": ((22 * 3600, 24 * 3600), (0, 6 * 3600))})
    told = {**minimal.tables, "hours": hours_}
    result = replace(minimal, tables=told, loaded=replace(minimal.loaded, scenario=scenario))
    assert hours.night_share(result) == 0.5
    caption = hours.caption(result, Words("en"))
    assert "50.0% of the truck-hours lie in the night" in caption
    assert "10:00–11:00: 3 of 5 available" in caption


# gates


def test_waits_are_means_over_the_replications_in_which_trucks_came(minimal: Result) -> None:
    columns = [
        "replication",
        "year",
        "facility",
        "trucks",
        "wait_mean_s",
        "wait_p95_s",
        "wait_max_s",
        "lane_utilisation",
    ]
    rows = [
        (1, "design", "plant", 10, 60.0, 120.0, 200, 0.1), (2, "design", "plant", 10, 180.0, 240.0, 300, 0.1),
        (3, "design", "plant", 0, 0.0, 0.0, 0, 0.0), (1, "design", "landfill", 5, 600.0, 900.0, 900, 0.2),
        (1, "2027", "market", 5, 6000.0, 9000.0, 900, 0.2),
    ]  # fmt: skip
    result = replace(minimal, tables={**minimal.tables, "gates": pd.DataFrame(rows, columns=columns)})
    table = gates.waits(result)
    assert table["facility"].tolist() == ["landfill", "plant"], "the longest first, of the last year"
    plant = table.iloc[1]
    assert (plant["mean"], plant["p95"]) == (2.0, 3.0)
    half = 12.706 * 2**0.5 / 2**0.5  # t of one degree of freedom at 95 %, deviation sqrt(2) min, n = 2
    assert (plant["mean_low"], plant["mean_high"]) == pytest.approx((2 - half, 2 + half), rel=1e-3)


# burden


def test_burden_is_that_of_the_summary(town: Result) -> None:
    found = town.summary["indicators"]
    for year in years(town.tables["flows"]):
        km, carbon, paid = (each(town).total[year][0] for each in (burden.distance, burden.carbon, burden.money))
        assert km == pytest.approx(found["environment"]["by_year"][year]["truck_km"] / 1e4)
        assert carbon == pytest.approx(found["environment"]["by_year"][year]["co2_t"])
        assert paid == pytest.approx(found["money"]["haul"]["by_year"][year]["yuan"] / 1e4)


def test_what_a_trip_costs_drives_and_emits(tmp_path: Path) -> None:
    """365 loads of 10 t over 10 km: 20 km each, 0.4 L/km of 2.5 kg/L, 6 + 4 yuan per tonne."""
    world = worlds.plain(horizon={"start": "2025-01-01", "end": "2026-01-01"})
    world["fleets"]["trucks"]["price"] = PRICE
    result = study(tmp_path, world)
    assert burden.distance(result).total["2025"][0] == pytest.approx(365 * 20 / 1e4)
    assert burden.carbon(result).total["2025"][0] == pytest.approx(365 * 20 * 0.4 * 2.5 / 1e3)
    assert burden.money(result).total["2025"][0] == pytest.approx(365 * 10 * 10 / 1e4)


def test_what_is_not_evaluated_says_so(minimal: Result) -> None:
    """No prices at all in the small plan."""
    figure = drawn("burden", minimal)
    assert burden.money(minimal).parts.empty
    assert "not evaluated" in [t.get_text() for t in figure.axes[0].texts]
    assert "Not evaluated, for want of prices: haulage, gate fees, subsidies" in burden.caption(minimal, Words("en"))


@pytest.mark.parametrize("name", FIGURES)
def test_a_plan_of_nothing_has_figures_that_say_so(name: str, nothing: Result) -> None:
    """No facility, no fleet: only title and answer."""
    figure = drawn(name, nothing)
    assert [axes for axes in figure.axes if axes.get_visible()] == []
    assert len(figure.texts) == 2


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Result:
    world = worlds.plain(fleets={}, routes={"rubble": {"to": []}}, facilities={}, roads={"km": {}})
    return study(tmp_path_factory.mktemp("nothing"), world)


def test_fleets_beyond_the_seventh_are_one_whose_use_is_theirs_together(minimal: Result) -> None:
    """Ten fleets, the farther the busier: the last three have 10, 20 and 30 of 100 hours each."""
    columns = ["replication", "year", "fleet", "km", "busy_h", "available_h"]
    rows = [(n, "design", f"f{k:02}", 10.0 * k, 10.0 * k, 100.0) for n in (1, 2, 3) for k in range(1, 11)]
    result = replace(minimal, tables={**minimal.tables, "fleets": pd.DataFrame(rows, columns=columns)})
    used = hours.use(result).set_index("fleet")["mean"]
    assert used[""] == pytest.approx(0.2)
    assert used["f10"] == pytest.approx(1.0)
    assert len(used) == 11
