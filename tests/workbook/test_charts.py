"""Native charts: which there are, what they refer to, titles and units of axes; many years, plants and landfills."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sim.report import palette
from sim.report.columns import fate_name
from sim.report.labels import Labels
from sim.study.result import Result
from sim.words import Words
from tests.workbook.conftest import LANDFILLS, PLANTS
from tests.workbook.reading import CHART, axes, charts, parts, references, row_of, table, title, written


@pytest.fixture(scope="module")
def path(minimal: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(minimal, tmp_path_factory.mktemp("charts"))


def test_each_chart_asks_a_question_and_its_axes_have_units(path: Path) -> None:
    drawn = charts(path)
    assert [title(chart) for chart in drawn] == [
        "Is the goal of 70% reached, period by period? Recycling rate (bars: mean and 95 % interval)",
        "Where does the waste end up, year by year?",
        "Are the plants fed, year by year?",
        "How much landfill void is left?",
    ]
    assert [axes(chart) for chart in drawn] == [
        ["Period", "Rate (%)", *[""] * (len(axes(drawn[0])) - 2)],
        ["Year", "10⁴ t"],
        ["Year", "Load factor (%)"],
        ["Month", "10⁴ m³"],
    ]


def test_the_targets_chart_shows_the_primary_reading_with_goal_and_interval(path: Path) -> None:
    head, rows = table(path, "Verdicts")
    primary = [row for row in rows if row[3] == "yes"]
    value, goal = references(charts(path)[0], "val")
    last = 3 + len(primary)
    assert value == f"Verdicts!$F$4:$F${last}"
    assert goal == f"Verdicts!$E$4:$E${last}"
    assert [head[4], head[5]] == ["Goal", "Mean"]
    (bars,) = charts(path)[0].iter(f"{CHART}errBars")
    ends = [f.text for kind in ("minus", "plus") for f in bars.find(f"{CHART}{kind}").iter(f"{CHART}f")]
    assert ends == [f"Verdicts!${column}$4:${column}${last}" for column in "TU"]
    for row in primary:
        mean, low, high = row[5:8]
        assert row[19:21] == pytest.approx([mean - low, high - mean])


def test_the_balance_chart_stacks_the_fates_of_all_streams_in_their_colours(path: Path, minimal: Result) -> None:
    head, rows = table(path, "Balance")
    alls = [row for row in rows if row[1] == "All streams"]
    assert rows[: len(alls)] == alls, "the rows of the chart stand together"
    chart = charts(path)[1]
    columns = "DEFGHIJKLMNOP"[: len(head) - 4]
    assert references(chart, "val") == [f"Balance!${c}$4:${c}${3 + len(alls)}" for c in columns]
    labels = Labels(minimal.loaded.scenario, Words("en"))
    names = {f"{fate_name(key, labels)} (10⁴ t)": colour[1:].upper() for key, colour in palette.BALANCE.items()}
    ((_, xml),) = parts(path, r"xl/charts/chart2\.xml")
    for series, name in zip(xml.split("<c:ser>")[1:], head[3:-1], strict=True):
        assert f'srgbClr val="{names[name]}"' in series


def test_many_plants_are_bars_of_the_last_year_and_many_landfills_one_line(large: Result, tmp_path: Path) -> None:
    path = written(large, tmp_path)
    targets, balance, load, void = charts(path)
    assert title(load) == "Are the plants fed? Load factor in design year"
    first = row_of(path, "Capacity", Words("en").say("book.table.load_of", year="design year")) + 2
    assert references(load, "val") == [f"Capacity!$B${first}:$B${first + PLANTS - 1}"]
    first = row_of(path, "Landfills", Words("en").say("book.table.void")) + 2
    head, rows = table(path, "Landfills", first - 1)
    assert head[-1] == "All landfills (10⁴ m³)"
    assert len(head) == 1 + LANDFILLS + 1
    assert references(void, "val") == [f"Landfills!$K${first}:$K${first + len(rows) - 1}"]
    assert [sum(row[1:-1]) for row in rows] == pytest.approx([row[-1] for row in rows])
    assert len(references(targets, "val")[0]) > 0
    assert len(references(balance, "cat")) > 0


def test_where_there_is_nothing_to_draw_there_is_no_chart(bare: Result, tmp_path: Path) -> None:
    path = written(bare, tmp_path)
    assert [title(chart) for chart in charts(path)] == ["Where does the waste end up, year by year?"]
    assert openpyxl.load_workbook(path)["Landfills"]["B2"].value is None, "no link to a chart"
