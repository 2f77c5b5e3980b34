"""Where a relation that holds in the mean does not hold in one plan: the written exceptions, worked out by hand."""

from __future__ import annotations

import pytest

from tests.worlds import changed, plant, recycling_world, simulated


@pytest.mark.parametrize(("room", "recycled"), [("10 t", 0.7), ("20 t", 0.5)])
def test_more_room_at_the_nearer_and_poorer_plant_recycles_less(room: str, recycled: float) -> None:
    """20 t a day in two loads at 08:00. Of each 10 t the near plant makes 5 t of product, the far one 9 t.

    The near plant rests all day and takes what its stockpile holds: one load, and the other goes to the far plant,
    (5 + 9) / 20; or both, 10 / 20.
    """
    world = recycling_world(
        capacity="40 t/h",
        works="noon",
        stockpile=room,
        outputs={"rubble": {"product": "50 %", "residue": "50 %"}},
    )
    world["calendars"] |= {"noon": {"hours": "12:00-13:00"}}
    world["facilities"]["far"] = plant(capacity="20 t/h", outputs={"rubble": {"product": "90 %", "residue": "10 %"}})
    world["routes"]["rubble"] = {"to": ["far", "plant"], "rule": "nearest"}
    world["roads"]["km"]["site"]["far"] = 20
    world["roads"]["km"]["far"] = {"dump": 5}
    world = changed(world, "streams.rubble.amount", "7300 t/a")
    outcome = simulated(world, randomness=False)
    ((part, whole),) = [row[3:5] for row in outcome.tables["rates"] if row[2] == "2025"]
    assert part / whole == pytest.approx(recycled)
