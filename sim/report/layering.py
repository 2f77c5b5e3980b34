"""The order of nodes in the columns of a layered diagram, with as few crossings as can be found.

Nodes, and whole ways through several columns, are moved one by one to the place among all others where their links
cross least, until none can be bettered (global sifting: Bachmaier, Brandenburg, Brunner and Hübner 2010); then nodes
alone within their columns. Several starts are tried and the best end is taken. Nothing is random.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import sqrt

Edge = tuple[int, int, float]
"""A link between nodes of neighbouring columns, from left to right, with its width."""
Block = tuple[int, ...]
"""Nodes that move together, one in each of some neighbouring columns."""
Touching = dict[Block, dict[int, list[Edge]]]
"""The links at each block, by the column that they leave."""
_EFFORT, _FEWEST = 200, 2
"""Starts times links, and the fewest starts: large diagrams cost more and gain less."""
_ROUNDS = 20
_SCATTER = 2654435761
"""Multiplier of Knuth's hash, which scatters numbers evenly."""


def crossings(columns: Sequence[Sequence[int]], edges: Iterable[Edge]) -> int:
    """How many pairs of links cross."""
    return sum(1 for _ in _crossing(columns, edges))


def ordered(columns: Sequence[Sequence[int]], edges: Sequence[Edge], ways: Sequence[Block] = ()) -> list[list[int]]:
    """The columns, each sorted from top to bottom. A crossing weighs the geometric mean of the two widths.

    `ways` are the nodes by which a long link passes columns; such a link bends less if they are named.
    """
    column = {node: c for c, nodes in enumerate(columns) for node in nodes}
    moved = {node for way in ways for node in way}
    nodes: list[Block] = [(node,) for nodes in columns for node in nodes]
    blocks = [*(block for block in nodes if block[0] not in moved), *(way for way in ways if way)]
    best, least = [list(c) for c in columns], float("inf")
    for seed in range(max(_FEWEST, _EFFORT // (len(edges) or 1))):
        start = sorted(blocks, key=lambda block: block[0] * _SCATTER * seed % 2**32)
        order = _sifted(start, edges, column)
        found = _by_column(order, column, len(columns))
        weight = sum(sqrt(a[2] * b[2]) for a, b in _crossing(found, edges))
        if weight < least - 1e-9:
            best, least = found, weight
    flat: list[Block] = [(node,) for nodes in best for node in nodes]
    return _by_column(_sifted(flat, edges, column), column, len(columns))


def _crossing(columns: Sequence[Sequence[int]], edges: Iterable[Edge]) -> Iterator[tuple[Edge, Edge]]:
    """The pairs of links that cross."""
    place = {node: k for column in columns for k, node in enumerate(column)}
    column = {node: c for c, nodes in enumerate(columns) for node in nodes}
    gaps: dict[int, list[Edge]] = {}
    for edge in edges:
        gaps.setdefault(column[edge[0]], []).append(edge)
    for gap in gaps.values():
        for a, b in combinations(gap, 2):
            if (place[a[0]] - place[b[0]]) * (place[a[1]] - place[b[1]]) < 0:
                yield a, b


def _by_column(order: Iterable[Block], column: dict[int, int], count: int) -> list[list[int]]:
    columns: list[list[int]] = [[] for _ in range(count)]
    for block in order:
        for node in block:
            columns[column[node]].append(node)
    return columns


def _sifted(order: list[Block], edges: Sequence[Edge], column: dict[int, int]) -> list[Block]:
    """Each block moved to where it crosses least among all others, until none can be bettered."""
    touching = _touching(order, edges, column)
    for _ in range(_ROUNDS):
        moved = [_sift(order, block, touching) for block in list(order)]
        if not any(moved):
            break
    return order


def _touching(order: Iterable[Block], edges: Iterable[Edge], column: dict[int, int]) -> Touching:
    """The links at each block, by the column that they leave."""
    owner = {node: block for block in order for node in block}
    touching: Touching = {block: {} for block in order}
    for edge in edges:
        for block in dict.fromkeys((owner[edge[0]], owner[edge[1]])):
            touching[block].setdefault(column[edge[0]], []).append(edge)
    return touching


def _sift(order: list[Block], block: Block, touching: Touching) -> bool:
    """Move one block to its best place; whether that is another."""
    here = order.index(block)
    others = order[:here] + order[here + 1 :]
    place = {node: k for k, other in enumerate(others) for node in other}
    cost, best, least, now = 0.0, 0, 0.0, 0.0  # from above all others downwards
    for k, other in enumerate(others):
        cost += _gain(block, other, touching, place, k)
        if cost < least - 1e-9:
            best, least = k + 1, cost
        if k + 1 == here:
            now = cost
    if least >= now - 1e-9:
        return False
    order[:] = [*others[:best], block, *others[best:]]
    return True


def _gain(block: Block, other: Block, touching: Touching, place: dict[int, int], k: int) -> float:
    """What crossings weigh more when a block moves from just above another, the k-th, to just below it."""
    gain = 0.0
    for gap, mine in touching[block].items():
        for a in mine:
            for b in touching[other].get(gap, ()):
                if a is not b:
                    above, below = (_crosses(a, b, block, place, k + half) for half in (-0.5, 0.5))
                    gain += (below - above) * sqrt(a[2] * b[2])
    return gain


def _crosses(a: Edge, b: Edge, block: Block, place: dict[int, int], at: float) -> bool:
    """Whether two links cross when a block stands at a place among the others."""
    ends = [at if node in block else place[node] for node in (a[0], b[0], a[1], b[1])]
    return (ends[0] - ends[1]) * (ends[2] - ends[3]) < 0
