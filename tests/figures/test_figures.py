"""Each figure says what the Result says: data, labels, names as given, nothing outside the sheet."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from sim.report import canvas, palette, stages, tables
from sim.report.figures import NAMES
from sim.report.figures.opening import openings
from sim.scenario.loading import load
from sim.study.result import Result
from sim.words import Words
from tests.figures.conftest import LONG_EN, ROOT

LANGUAGES = ("zh", "en")


def drawn(name: str, result: Result, language: Any) -> Figure:
    figure = import_module(f"sim.report.figures.{name}").draw(result, Words(language))
    assert isinstance(figure, Figure)
    canvas.png(figure, dpi=60)
    return figure


def texts(figure: Figure) -> list[Text]:
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def written(figure: Figure) -> str:
    """All text of a figure, its line breaks undone."""
    return " ".join(" ".join(t.get_text().split()) for t in texts(figure))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_title_asks_and_caption_answers(name: str, language: Any, minimal: Result) -> None:
    module = import_module(f"sim.report.figures.{name}")
    figure = drawn(name, minimal, language)
    title, caption = (t.get_text() for t in figure.texts[:2])
    assert any(mark in title for mark in "?？")
    assert "".join(caption.split()) == "".join(module.caption(minimal, Words(language)).split())
    assert canvas.is_notice(figure) or "3" in caption, "how many replications"


@pytest.mark.parametrize("world", ["minimal", "odd"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_text_stays_on_the_sheet(name: str, language: Any, world: str, request: pytest.FixtureRequest) -> None:
    figure = drawn(name, request.getfixturevalue(world), language)
    sheet = figure.bbox
    for text in figure.texts[:2]:
        box = text.get_window_extent()
        assert box.x0 >= sheet.x0 - 1, text.get_text()
        assert box.x1 <= sheet.x1 + 1, text.get_text()


@pytest.mark.parametrize("world", ["minimal", "odd"])
@pytest.mark.parametrize("name", NAMES)
def test_title_and_caption_touch_no_axes(name: str, world: str, request: pytest.FixtureRequest) -> None:
    figure = drawn(name, request.getfixturevalue(world), "en")
    title, caption = (t.get_window_extent() for t in figure.texts[:2])
    for axes in figure.axes:
        if axes.get_visible():
            box = axes.get_tightbbox()
            assert box is not None
            assert box.y1 <= title.y0 + 1
            assert box.y0 >= caption.y1 - 1


def test_names_are_data(odd: Result) -> None:
    assert "".join(LONG_EN.split()) in "".join(written(drawn("flows", odd, "en")).split())
    assert "".join(LONG_EN.split()) in "".join(written(drawn("targets", odd, "en")).split())


def test_targets_show_mean_interval_and_goal(minimal: Result) -> None:
    axes = drawn("targets", minimal, "en").axes[0]
    rows = minimal.summary["targets"]["resource_rate"]["evaluations"]
    assert [p.get_width() for p in axes.patches] == pytest.approx([100 * e["mean"] for e in rows])
    ends = [tuple(line.get_xdata()) for line in axes.lines if len(set(line.get_ydata())) == 1]
    assert ends == [pytest.approx((100 * e["ci95"][0], 100 * e["ci95"][1])) for e in rows]
    assert "goal 70%" in [t.get_text() for t in axes.texts]


def test_bars_of_fates_sum_to_what_was_generated(minimal: Result) -> None:
    axes = drawn("fates", minimal, "en").axes[0]
    data = tables.balance(minimal)
    written_above = [text.get_text() for text in axes.texts if text.get_va() == "bottom"]
    for year in range(2):
        bars = [p for p in axes.patches if round(p.get_x() + p.get_width() / 2) == year]
        generated = data["generated"][year] / 1e7
        assert sum(p.get_height() for p in bars) == pytest.approx(generated)
        above = sorted((p.get_y(), p.get_height()) for p in bars if p.get_height() > 0)
        assert [y for y, _ in above] == pytest.approx([0, *np.cumsum([h for _, h in above])[:-1]])
        assert all(p.get_y() == 0 for p in bars if p.get_height() < 0), "what is taken from stock hangs from the axis"
        assert written_above[year] == f"{generated:.2f}"


@pytest.mark.parametrize("year", ["2027", "design"])
def test_sankey_closes_at_every_node(year: str, minimal: Result) -> None:
    links = stages.staged_links(minimal, year)
    size = stages.totals(links)
    inner = size[(size["into"] > 0) & (size["out"] > 0)]
    assert not inner.empty
    assert (inner["into"] - inner["out"]).abs().max() < 2
    whole = size[size["into"] == 0]["out"].sum()
    assert whole == pytest.approx(size[size["out"] == 0]["into"].sum(), abs=2)
    born = tables.balance(minimal).set_index("year")["generated"][year]
    assert size["out"]["stream:demolition"] == pytest.approx(born, abs=2)


def test_opening_shows_only_what_opens_later(minimal: Result) -> None:
    axes = drawn("opening", minimal, "zh").axes[0]
    median = minimal.summary["facilities"]["plant"]["opened"]["p50"]
    assert {t.get_text() for t in axes.texts} == {f"资源化利用厂：{median}"}


def test_opening_shows_the_range_of_the_input_beside_what_was_simulated(minimal: Result) -> None:
    axes = drawn("opening", minimal, "en").axes[0]
    spans = [list(map(float, np.asarray(line.get_xdata()))) for line in axes.lines]
    ranges = [
        [date.fromordinal(int(x)).isoformat() for x in span] for span in spans if len(span) == 2 and max(span) > 1
    ]
    assert ["2027-01-01", "2027-07-01"] in ranges
    legend = axes.get_legend()
    assert legend is not None
    assert "range of the input" in [t.get_text() for t in legend.get_texts()]


def test_an_opening_without_range_has_no_line_of_its_input(minimal: Result) -> None:
    certain = load(ROOT / "scenarios" / "minimal.yaml", ("facilities.plant.opens=2027-03-01",))
    assert openings(replace(minimal, loaded=certain))[["earliest", "latest"]].isna().all(axis=None)
    drawn("opening", replace(minimal, loaded=certain), "zh")


def test_void_starts_at_what_the_landfill_holds(minimal: Result) -> None:
    axes = drawn("void", minimal, "en").axes[0]
    levels = minimal.tables["levels"].query("what == 'void_left'")
    assert list(axes.lines[0].get_ydata()) == pytest.approx([v / 1e4 for v in levels["p50"]])


def test_figures_without_data_say_so(odd: Result) -> None:
    assert "no landfill" in written(drawn("void", odd, "en"))
    assert "no plant" in written(drawn("load", odd, "en"))
    assert "Nothing lies at any plant or store" in written(drawn("stockpiles", odd, "en"))
    assert "open from the start" in written(drawn("opening", odd, "en"))


def test_every_fate_and_cause_has_a_colour_and_a_word() -> None:
    for language in LANGUAGES:
        words = Words(language)
        assert all(f"fate.{fate}" in words for fate in palette.FATES)
        assert all(f"cause.{cause}" in words for cause in palette.CAUSES)


def test_neighbours_in_a_stack_differ_in_grey() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [grey(palette.FATES[fate]) for fate in tables.FATES]
    assert all(abs(a - b) >= 10 for a, b in pairwise(shades)), shades


def test_same_result_same_bytes(minimal: Result) -> None:
    module, words = import_module("sim.report.figures.flows"), Words("zh")
    assert canvas.svg(module.draw(minimal, words)) == canvas.svg(module.draw(minimal, words))


def test_a_picture_shows_the_colours_of_the_figure_at_its_size(minimal: Result) -> None:
    figure = drawn("fates", minimal, "en")
    with Image.open(io.BytesIO(canvas.png(figure, dpi=100))) as picture:
        shown = {tuple(colour) for colour in np.asarray(picture.convert("RGB")).reshape(-1, 3).tolist()}
        assert np.array(picture.size) == pytest.approx(100 * figure.get_size_inches(), abs=1e-6), "whole pixels"
        assert picture.info["dpi"] == pytest.approx((100, 100), abs=0.01)
    meant = {tuple(bar.get_facecolor()[:3]) for bar in figure.axes[0].patches if bar.get_height() > 0}
    assert len(meant) >= 3
    assert {tuple(round(255 * part) for part in colour) for colour in meant} <= shown


def test_axes_stand_at_round_places(minimal: Result) -> None:
    """The solver of the layout gives other last digits in other runs, and each would change the bytes of a file."""
    figure = import_module("sim.report.figures.load").draw(minimal, Words("en"))
    canvas.svg(figure)
    edges = [edge * 1e6 for axes in figure.axes for edge in axes.get_position(original=True).extents]
    assert len(edges) >= 8
    assert edges == pytest.approx([round(edge) for edge in edges], abs=1e-6)
