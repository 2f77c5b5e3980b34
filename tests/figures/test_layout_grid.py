"""Panels stand where their margins and ratios put them; strokes are clipped only where something is cut off."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from sim.report.layout import GridLayout, Tracks
from sim.report.source import once
from sim.report.vector import drawn
from sim.study.result import Result


def test_what_margins_leave_is_divided_by_the_ratios() -> None:
    # 100 points less 10 + 5 + 0 + 5 of margins: 80, of which one part of four is 20.
    columns = Tracks([1, 3])
    columns.need(range(1), 10, 5)
    columns.need(range(1, 2), 0, 5)
    assert columns.places(100) == [(10, 30), (35, 95)]


def test_margins_between_columns_are_alike_and_outer_ones_are_not() -> None:
    columns = Tracks([1, 1, 1])
    columns.need(range(1), 1, 2)
    columns.need(range(1, 2), 8, 4)
    columns.need(range(2, 3), 6, 3)
    columns.level()
    assert (columns.before, columns.after) == ([1, 8, 8], [4, 4, 3])


def test_a_panel_leaves_room_for_the_labels_of_its_ticks() -> None:
    # 720 points wide; no label is higher or wider than its axis but for the 100 points that one text sticks out.
    figure = Figure(figsize=(10, 5))
    figure.set_layout_engine(GridLayout((0.0, 0.0, 1.0, 1.0), 20.0))
    axes = figure.subplots()
    axes.set_axis_off()
    axes.plot([1, 1 + 100 / 614], [0.5, 0.5], transform=axes.transAxes, clip_on=False, linewidth=0)
    drawn(figure)
    left, bottom, wide, tall = axes.get_position().bounds
    assert left == pytest.approx(3 / 720, abs=1e-6)
    assert 720 * (left + wide) == pytest.approx(720 - 3 - 100, abs=17)  # measured at 714 points of width, not at 614
    assert (bottom, tall) == pytest.approx((10 / 360, 340 / 360), abs=1e-6)


@pytest.mark.parametrize(("end", "clipped"), [(0.9, False), (1.4, True)])
def test_only_what_is_cut_off_is_clipped(end: float, clipped: bool) -> None:
    figure = Figure(figsize=(3, 3))
    axes = figure.add_axes((0.2, 0.2, 0.6, 0.6))
    axes.set_xlim(0, 1)
    axes.plot([0.1, end], [0.5, 0.5], linewidth=2)
    assert ("clip-path" in drawn(figure)) == clipped


def test_a_table_is_worked_out_once_for_a_result_and_given_as_a_copy() -> None:
    calls: list[str] = []

    @once
    def table(result: Result, year: str) -> dict[str, str]:
        calls.append(year)
        return {"year": year}

    one, other = (Result(loaded=None, tables={}, summary={}) for _ in range(2))
    table(one, "2025")["year"] = "changed by who asked"
    assert table(one, "2025") == {"year": "2025"}
    assert table(one, "2026") == {"year": "2026"}
    assert table(other, "2025") == {"year": "2025"}
    assert calls == ["2025", "2026", "2025"]
