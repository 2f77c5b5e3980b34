"""The order of nodes in the columns of a layered diagram, with as few crossings as can be found.

Nodes, and whole ways through several columns, are moved one by one to the place among all others where their links
cross least, until none can be bettered (global sifting: Bachmaier, Brandenburg, Brunner and Hübner 2010); then nodes
alone within their columns. Several starts are tried and the best end is taken. Nothing is random.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import sqrt

Edge = tuple[int, int, float]
"""A link between nodes of neighbouring columns, from left to right, with its width."""
Block = tuple[int, ...]
"""Nodes that move together, one in each of some neighbouring columns."""
Side = list[tuple[int, float]]
"""What a node is linked to on one side, with the square root of the width."""
Beside = dict[int, tuple[Side, Side]]
"""What each node is linked to on the left and on the right."""
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
    beside = _beside(edges, column)
    moved = {node for way in ways for node in way}
    nodes: list[Block] = [(node,) for nodes in columns for node in nodes]
    blocks = [*(block for block in nodes if block[0] not in moved), *(way for way in ways if way)]
    best, least = [list(c) for c in columns], float("inf")
    for seed in range(max(_FEWEST, _EFFORT // (len(edges) or 1))):
        start = sorted(blocks, key=lambda block: block[0] * _SCATTER * seed % 2**32)
        order = _sifted(start, beside, column)
        found = _by_column(order, column, len(columns))
        weight = sum(sqrt(a[2] * b[2]) for a, b in _crossing(found, edges))
        if weight < least - 1e-9:
            best, least = found, weight
    flat: list[Block] = [(node,) for nodes in best for node in nodes]
    return _by_column(_sifted(flat, beside, column), column, len(columns))


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


def _sifted(order: list[Block], beside: Beside, column: dict[int, int]) -> list[Block]:
    """Each block moved to where it crosses least among all others, until none can be bettered."""
    columns = {block: {column[node]: node for node in block} for block in order}
    for _ in range(_ROUNDS):
        moved = [_sift(order, block, beside, columns) for block in list(order)]
        if not any(moved):
            break
    return order


def _beside(edges: Iterable[Edge], nodes: Iterable[int]) -> Beside:
    beside: Beside = {node: ([], []) for node in nodes}
    for origin, destination, width in edges:
        beside[origin][1].append((destination, sqrt(width)))
        beside[destination][0].append((origin, sqrt(width)))
    return beside


def _sift(order: list[Block], block: Block, beside: Beside, columns: Mapping[Block, Mapping[int, int]]) -> bool:
    """Move one block to its best place; whether that is another."""
    here = order.index(block)
    others = order[:here] + order[here + 1 :]
    place = {node: k for k, other in enumerate(others) for node in other}
    cost, best, least, now = 0.0, 0, 0.0, 0.0  # from above all others downwards
    for k, other in enumerate(others):
        for c, node in columns[block].items():
            if c in columns[other]:
                cost += _gain(beside[node], beside[columns[other][c]], place, k)
        if cost < least - 1e-9:
            best, least = k + 1, cost
        if k + 1 == here:
            now = cost
    if least >= now - 1e-9:
        return False
    order[:] = [*others[:best], block, *others[best:]]
    return True


def _gain(mine: tuple[Side, Side], theirs: tuple[Side, Side], place: dict[int, int], k: int) -> float:
    """What crossings weigh more when a node moves from just above another, in the k-th block, to just below it.

    Where both links lead to the two blocks themselves, both ends change places and nothing crosses.
    """
    gain = 0.0
    for upper, lower in zip(mine, theirs, strict=True):
        for a, a_root in upper:
            a_place = place.get(a, k)  # those of the moved block go where it goes
            for b, b_root in lower:
                b_place = place.get(b, k)
                if a_place != b_place:
                    gain += a_root * b_root if a_place < b_place else -a_root * b_root
    return gain
