"""Figures of mass, of worlds small enough to be computed by hand."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.report import canvas, stages, tables
from sim.report.figures import flows, map, months, readings, waterfall
from sim.report.font import balanced, wrap
from sim.report.labels import Labels
from sim.report.placing import Mark, place_names
from sim.report.sankey import Box, lay_out
from sim.study.result import Result
from sim.words import Words
from tests import worlds
from tests.figures.crowd import study
from tests.plans.plan import result as plan

EN = Words("en")
TONNE = 1000


def late_plant() -> dict[str, Any]:
    """10 t a day for ten days; the plant opens on the sixth, makes 90 % product and keeps residue for a full truck.

    The dump takes what comes before.
    """
    world = worlds.recycling_world(opens="2025-01-06")
    world["routes"]["rubble"] = {"to": ["plant", "dump"]}
    world["facilities"]["dump"]["accepts"] = ["rubble", "residue"]
    world["roads"]["km"]["site"]["dump"] = 10
    return world


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return study(late_plant(), tmp_path_factory.mktemp("late"), randomness=False)


def written(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_waterfall_leads_from_generated_to_the_numerator(late: Result) -> None:
    one = waterfall.fall(late, "rate")
    assert one.generated == 100 * TONNE
    assert [(s.facility, s.cause, s.lost) for s in one.steps] == [
        ("plant", "not_open", 50 * TONNE),
        ("plant", "not_recoverable", 5 * TONNE),
    ]
    assert one.numerator == 45 * TONNE
    assert one.goal == pytest.approx(70 * TONNE)


def test_waterfall_bars_hang_on_each_other_and_the_goal_is_marked(late: Result) -> None:
    figure = waterfall.draw(late, EN)
    axes = figure.axes[0]
    bars = [(p.get_x(), p.get_x() + p.get_width()) for p in axes.patches if isinstance(p, Rectangle)]
    tonnes = [tuple(1e4 * end for end in bar) for bar in bars]
    assert tonnes == [pytest.approx(bar) for bar in ((0, 100), (50, 100), (45, 50), (0, 45))]
    assert any(list(line.get_xdata()) == pytest.approx([0.007, 0.007]) for line in axes.lines)
    assert "short by 0.00" in written(figure), "25 t are 0.0025 x 10⁴ t"
    names = [" ".join(t.get_text().split()) for t in axes.get_yticklabels()]
    assert names == ["Generated", "Plant: not open", "Plant: not recoverable", "In the numerator"]


def test_small_steps_are_summed_and_what_older_stock_gives_back_rises(late: Result) -> None:
    losses = [("a", "capacity", 300.0), ("b", "capacity", 4.0), ("c", "breakdown", 2.0), ("", "carried_over", -100.0)]
    rows = [("rate", "product", "2025", facility, cause, tonnes * TONNE) for facility, cause, tonnes in losses]
    binding = pd.DataFrame(rows, columns=late.tables["binding"].columns)
    rates = late.tables["rates"].copy()
    rates["denominator_kg"], rates["numerator_kg"] = 1000 * TONNE, 794 * TONNE
    changed = Result(late.loaded, {**late.tables, "binding": binding, "rates": rates}, late.summary)
    one = waterfall.fall(changed, "rate")
    assert [(s.cause, s.lost / TONNE, s.summed) for s in one.steps] == [
        ("capacity", 300, 1), ("carried_over", -100, 1), ("", 6, 2)
    ]  # fmt: skip
    assert one.generated - sum(s.lost for s in one.steps) == one.numerator
    names = [" ".join(t.get_text().split()) for t in waterfall.draw(changed, EN).axes[0].get_yticklabels()]
    assert names[2:4] == ["Older stock worked off", "2 smaller steps"]


def test_links_of_the_late_plant(late: Result) -> None:
    links = {key[:2]: kg / TONNE for key, kg in stages.staged_links(late, "2025").items()}
    assert links == {
        ("stream:rubble", "dump"): 50, ("stream:rubble", "plant"): 50, ("plant", "recycled"): 45,
        ("plant", "stored"): 5, ("dump", "landfilled"): 50,
    }  # fmt: skip
    columns = stages.stages_of(stages.staged_links(late, "2025"), late.loaded.scenario)
    assert columns == {"stream:rubble": 0, "plant": 1, "dump": 2, "recycled": 3, "landfilled": 3, "stored": 3}


def test_the_smaller_of_a_kind_share_a_box(late: Result) -> None:
    kinds = {"a": "landfill", "b": "landfill", "c": "landfill", "d": "backfill", "e": "backfill"}
    facilities = {id: late.loaded.scenario.facilities["dump"].model_copy(update={"kind": k}) for id, k in kinds.items()}
    scenario = late.loaded.scenario.model_copy(update={"facilities": facilities})
    links = {("stream:rubble", id, "rubble"): kg for id, kg in zip("abcde", (50.0, 2.0, 40.0, 3.0, 1.0), strict=True)}
    summed, members = stages.grouped(links, scenario, most=3)
    assert members == {"others:backfill": ["d", "e"]}, "b is the only small one of its kind"
    assert {key[1]: kg for key, kg in summed.items()} == {"a": 50, "b": 2, "c": 40, "others:backfill": 4}
    assert stages.grouped(links, scenario, most=5) == (links, {})


def test_bands_keep_clear_of_boxes_and_meet_in_them() -> None:
    columns = {"stream:x": 0, "stream:y": 0, "p": 1, "q": 1, "r": 2, "recycled": 3, "landfilled": 3}
    links = {
        ("stream:x", "p", "x"): 30.0, ("stream:x", "landfilled", "x"): 20.0, ("stream:y", "q", "y"): 10.0,
        ("p", "recycled", "x"): 25.0, ("p", "r", "x"): 5.0, ("q", "r", "y"): 10.0, ("r", "landfilled", "x"): 5.0,
        ("r", "landfilled", "y"): 10.0,
    }  # fmt: skip
    size = {"stream:x": 50, "stream:y": 10, "p": 30, "q": 10, "r": 15, "recycled": 25, "landfilled": 35}
    boxes = {name: Box(column, size[name], 20.0) for name, column in columns.items()}
    plan = lay_out(boxes, links, 300)
    spans = [(columns[name], y - tall / 2, y + tall / 2) for name, (y, tall) in plan.boxes.items()]
    for band in plan.bands:
        thick = band.kg * plan.scale
        assert [column for column, _ in band.tops] == list(range(columns[band.origin], columns[band.destination] + 1))
        spans += [(column, top, top + thick) for column, top in band.tops[1:-1]]
        for name, top in ((band.origin, band.tops[0][1]), (band.destination, band.tops[-1][1])):
            y, tall = plan.boxes[name]
            assert y - tall / 2 - 1e-6 <= top <= top + thick <= y + tall / 2 + 1e-6
    for one, other in combinations(spans, 2):
        assert one[0] != other[0] or one[2] <= other[1] + 1e-6 or other[2] <= one[1] + 1e-6


def test_texts_of_the_flow_diagram_stay_in_their_boxes(late: Result) -> None:
    figure = flows.draw(late, EN)
    figure.canvas.draw()
    axes = figure.axes[0]
    boxes = [p.get_window_extent() for p in axes.patches if isinstance(p, Rectangle)]
    texts = [t for t in axes.texts if not t.get_text().startswith(("in ", "out "))]
    assert {"Rubble", "Plant", "Dump", "Recycled", "Landfilled"} <= {t.get_text().split("\n")[0] for t in texts}
    for text in texts:
        own = text.get_window_extent()
        assert any(box.contains(*own.min) and box.contains(*own.max) for box in boxes), text.get_text()


@pytest.mark.parametrize("name", ["town", "opening", "decades"])
def test_months_sum_to_the_years(name: str) -> None:
    result = plan(name)
    by_month = months.by_month(result)
    of_years = by_month.groupby(by_month.index.str[:4]).sum()
    balance = tables.balance(result)
    balance = balance[balance["year"] != "design"].groupby("year").sum(numeric_only=True)
    assert list(of_years.index) == list(balance.index)
    for column in balance:
        shown = of_years[column] if column in of_years else 0 * of_years["generated"]
        assert list(shown) == pytest.approx(list(balance[column]), abs=2), column


def test_a_month_by_hand(late: Result) -> None:
    (row,) = months.by_month(late).to_dict("records")
    assert {k: v / TONNE for k, v in row.items()} == {"generated": 100, "recycled": 45, "landfilled": 50, "stored": 5}
    assert months.marked(late) == [(date(2025, 1, 6), "plant")]
    assert "2025-01 Plant" in written(months.draw(late, EN))


def test_many_months_are_averaged_by_quarter() -> None:
    result = plan("decades")
    by_month, spans = months.by_month(result), months.by_span(result)
    assert len(by_month) == 138
    assert len(spans) == 46
    assert spans.index[0] == date(2024, 7, 1)
    assert spans["generated"].iloc[1] == pytest.approx(by_month["generated"].iloc[3:6].mean())


def place(x: float, y: float, wide: float = 20.0) -> Mark:
    return Mark(x, y, 2.0, wide, 8.0)


def test_names_lie_on_no_name_and_no_mark() -> None:
    marks = [place(50, 50), place(52, 50), place(54, 51), place(120, 50)]
    places = place_names(marks, (0, 0, 140, 100))
    boxes = []
    for mark, found in zip(marks, places, strict=True):
        assert found is not None
        boxes.append((found.x, found.y, found.x + mark.wide, found.y + mark.tall))
        assert 0 <= found.x <= found.x + mark.wide <= 140
    spots = [(m.x - 2, m.y - 2, m.x + 2, m.y + 2) for m in marks]
    for one, other in [*combinations(boxes, 2), *product(boxes, spots)]:
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    alone = places[3]
    assert alone is not None
    assert alone.leader is None, "what has room beside it needs no line"


def test_a_name_without_room_is_left_out() -> None:
    assert place_names([place(20, 20, wide=200)], (0, 0, 100, 100)) == [None]
    near = place_names([place(20, 20)], (0, 0, 100, 100), taken=[(10, 10, 100, 30)])[0]
    assert near is not None
    assert near.y >= 30 or near.x + 20 <= 10 or near.y + 8 <= 10


def located(**positions: tuple[float, float]) -> dict[str, Any]:
    world = late_plant()
    for id, position in positions.items():
        (world["sources"] if id in world["sources"] else world["facilities"])[id]["position"] = position
    return world


def test_a_degree_east_shrinks_with_the_latitude(tmp_path: Path) -> None:
    world = located(site=(60.0, 10.0), plant=(60.0, 10.2), dump=(60.1, 10.1))
    result = study(world, tmp_path, randomness=False)
    km = map.kilometres(result)
    # A degree of latitude is 6371 km x pi / 180 = 111.19 km; the middle is at 60.05 degrees, whose cosine is 0.4992.
    assert km["plant"][0] - km["site"][0] == pytest.approx(0.2 * 111.19 * 0.4992, abs=0.01)
    assert km["dump"][1] - km["site"][1] == pytest.approx(0.1 * 111.19, abs=0.01)
    figure = map.draw(result, EN)
    assert {"Site", "Plant", "Dump"} <= set(written(figure))
    assert any("positions assumed" in text for text in written(figure))


def test_scale_bars_are_round() -> None:
    assert [map.scale_bar(km) for km in (0.7, 1.0, 4.9, 7.0, 26.0)] == [0.5, 1.0, 2.0, 5.0, 20.0]


def test_a_scenario_without_positions_has_no_map(late: Result) -> None:
    assert not map.mapped(late)
    assert "fewer than two positions" in map.caption(late, EN)
    canvas.png(map.draw(late, EN), dpi=40)


def test_readings_stand_side_by_side_the_primary_one_first(tmp_path: Path) -> None:
    world = late_plant()
    world["targets"]["rate"]["readings"]["intake"] = {"name": "Intake", "numerator": [{"to": ["plant"]}]}
    result = study(world, tmp_path, randomness=False)
    (rows,) = readings.shown(result, Labels(result.loaded.scenario, EN)).values()
    assert [name for name, _ in rows] == ["Product", "Intake"]
    assert [found["2025"]["mean"] for _, found in rows] == pytest.approx([0.45, 0.5])
    texts = written(readings.draw(result, EN))
    assert texts.count("45.00%") == 1
    assert texts.count("50.00%") == 1
    assert "0 of 2 readings meet the goal; they lie between 45.00% (Product) and 50.00% (Intake)" in readings.caption(
        result, EN
    )


def test_balanced_lines_break_no_word() -> None:
    # "Engineered" is wider than half of the text: a column of half the width would cut it.
    assert balanced("Engineered backfill", 12 * 5.0, 10) == wrap("Engineered backfill", 12 * 5.0, 10)
    assert balanced("华岩装修垃圾分选场", 80, 10).split("\n") == ["华岩装修垃", "圾分选场"]
