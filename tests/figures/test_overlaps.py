"""The check of layout finds what lies on each other, and only that."""

from __future__ import annotations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tests.figures.overlaps import outside, overlapping


def sheet() -> Figure:
    figure = Figure(figsize=(4, 3))
    FigureCanvasAgg(figure)
    return figure


def test_texts_on_each_other_are_found_and_others_not() -> None:
    figure = sheet()
    figure.text(0.1, 0.5, "first name")
    figure.text(0.2, 0.5, "second name")
    figure.text(0.1, 0.2, "third name")
    figure.text(0.1, 0.2, "hidden").set_visible(False)
    assert overlapping(figure) == [("first name", "second name")]


def test_labels_of_ticks_count_where_they_are_drawn() -> None:
    figure = sheet()
    axes = figure.subplots()
    axes.set_xticks([0, 0.01, 0.5, 7], ["a long name", "another name", "far away", "outside the axes"])
    axes.set_xlim(0, 1)
    axes.set_yticks([])
    assert overlapping(figure) == [("a long name", "another name")]


def test_lines_above_each_other_do_not_overlap() -> None:
    figure = sheet()
    figure.text(0.1, 0.5, "one\ntwo", va="bottom")
    figure.text(0.1, 0.5, "three", va="top")
    assert overlapping(figure) == []


def test_a_text_that_leaves_the_sheet_is_found() -> None:
    figure = sheet()
    figure.text(0.9, 0.5, "a text too long for its place")
    figure.text(0.1, 0.5, "inside")
    assert outside(figure) == ["a text too long for its place"]
