"""Things side by side on a line, each as near to where it wants to be as its neighbours let it."""

from __future__ import annotations

from collections.abc import Sequence


def spread(
    wanted: Sequence[float],
    rooms: Sequence[float],
    low: float = float("-inf"),
    high: float = float("inf"),
    weights: Sequence[float] = (),
) -> list[float]:
    """Centres in the given order, `rooms` apart and within the limits, with the least sum of squared shifts.

    Without the rooms before it, each place must not be less than the one before: isotonic regression, solved by pooling
    adjacent violators (Best and Chakravarti 1990). What does not fit between the limits leaves at `high`.
    """
    starts, filled = [], 0.0
    for room in rooms:
        starts.append(filled + room / 2)
        filled += room
    pools: list[tuple[float, float, int]] = []  # mean, weight, members
    for k, (place, start) in enumerate(zip(wanted, starts, strict=True)):
        pool = (place - start, weights[k] if weights else 1.0, 1)
        while pools and pools[-1][0] >= pool[0]:
            pool = _joined(pools.pop(), pool)
        pools.append(pool)
    free = [mean for mean, _, members in pools for _ in range(members)]
    return [max(low, min(high - filled, place)) + start for place, start in zip(free, starts, strict=True)]


def _joined(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    weight = one[1] + other[1]
    mean = (one[0] * one[1] + other[0] * other[1]) / weight if weight else (one[0] + other[0]) / 2
    return mean, weight, one[2] + other[2]
