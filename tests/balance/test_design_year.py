"""Which year the design run takes."""

from __future__ import annotations

from tests.worlds import plain, simulated


def test_a_horizon_that_ends_within_a_year_is_designed_for_that_year() -> None:
    """3,650 t, twice of it in 2025 by the trend: the year that the horizon ends in, not the one before."""
    world = plain(horizon={"start": "2025-01-01", "end": "2025-07-01"})
    world["streams"]["rubble"]["trend"] = {"2025": 2}
    rows = simulated(world, design=True).tables["fates"]
    assert [row[2] for row in rows if row[0] == "design"] == [7_300_000]
