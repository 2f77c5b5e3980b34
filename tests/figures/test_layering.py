"""Columns of a layered diagram are ordered with as few crossings as there can be; neighbours do not collide."""

from __future__ import annotations

from itertools import pairwise, permutations, product
from random import Random

import pytest

from sim.report.layering import crossings, ordered
from sim.report.spacing import spread


def test_crossings_are_counted() -> None:
    square = [(0, 2, 1.0), (1, 3, 1.0)]
    assert crossings([[0, 1], [2, 3]], square) == 0
    assert crossings([[0, 1], [3, 2]], square) == 1
    assert crossings([[0, 1], [2, 3]], [*square, (0, 3, 1.0)]) == 0, "links of one node do not cross"
    assert crossings([[0, 1], [2, 3]], [*square, (0, 3, 1.0), (1, 2, 1.0)]) == 1


def test_a_tangle_that_can_be_undone_is() -> None:
    # By hand: a - f - i, b - e - h, c - d - g are three lines that do not touch when sorted alike.
    a, b, c, d, e, f, g, h, i = range(9)
    edges = [(a, f, 5.0), (b, e, 1.0), (c, d, 2.0), (f, i, 5.0), (e, h, 1.0), (d, g, 2.0)]
    columns = [[a, b, c], [d, e, f], [g, h, i]]
    assert crossings(columns, edges) == 3
    assert crossings(ordered(columns, edges), edges) == 0


def test_what_must_cross_crosses_where_it_is_thin() -> None:
    # Two nodes each linked to both of two others must cross once: either the thick pair or the thin one.
    columns = ordered([[0, 1], [2, 3]], [(0, 2, 100.0), (1, 3, 100.0), (0, 3, 1.0), (1, 2, 1.0)])
    assert (columns[0] == [0, 1]) == (columns[1] == [2, 3])


@pytest.mark.parametrize("seed", range(30))
def test_small_diagrams_have_as_few_crossings_as_any_order(seed: int) -> None:
    draw = Random(seed)
    columns = [[0, 1, 2], [3, 4, 5, 6], [7, 8, 9]]
    pairs = [(u, v) for left, right in pairwise(columns) for u in left for v in right]
    edges = [(u, v, 1.0) for u, v in pairs if draw.random() < 0.45]
    least = min(crossings(order, edges) for order in product(*(permutations(c) for c in columns)))
    assert crossings(ordered(columns, edges), edges) == least


def test_spread_moves_neighbours_apart_evenly() -> None:
    # Two things of 2 that both want to be at 5 stand at 4 and 6; a third at 20 is left alone.
    assert spread([5, 5, 20], [2, 2, 2]) == pytest.approx([4, 6, 20])
    assert spread([5, 5, 20], [2, 2, 2], low=4.5) == pytest.approx([5.5, 7.5, 20])
    assert spread([9, 9.5], [2, 2], high=10) == pytest.approx([7, 9])


def test_the_heavier_gives_way_less() -> None:
    # Centres at least 2 apart, least 3 (x - 5)^2 + (x + 2 - 5)^2: x = 5 - 2 / 4.
    assert spread([5, 5], [2, 2], weights=[3, 1]) == pytest.approx([4.5, 6.5])
