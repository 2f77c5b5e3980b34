"""Of what a rate is a share: all that is generated, whatever becomes of it, but for what a reading excludes."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.replication import COLUMNS
from tests.worlds import flows, landfill, plain, rate_target, recycling_world, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")


def rates(world: dict[str, Any], to: str, stream: str = "rubble", **more: Any) -> list[tuple[int, int]]:
    reading = {"name": to, "numerator": [{"to": [to]}], **more}
    world["targets"] = {"rate": rate_target(streams=[stream], readings={"only": reading})}
    return [(row[3], row[4]) for row in simulated(world).tables["rates"] if row[2] == "2025"]


def test_what_is_unserved_counts() -> None:
    """10 t a day for ten days; the site holds 20 t until the landfill opens on day 6, so 30 t are unserved."""
    world = plain()
    world["facilities"]["dump"]["opens"] = "2025-01-06"
    world["sources"]["site"]["storage"] = "20 t"
    assert rates(world, "landfilled") == [(70_000, 100_000)]


def test_what_leaks_counts() -> None:
    """1,000 t, 90 % of them captured, of which a quarter stays on site."""
    world = plain()
    world["streams"]["rubble"] |= {"amount": "36500 t/a", "capture": "90 %", "on_site": {"backfilled": "25 %"}}
    assert rates(world, "backfilled") == [(225_000, 1_000_000)]


def test_pressed_out_water_does_not_unless_a_reading_counts_it() -> None:
    """1,000 t of mud become 600 t of cake; a quarter of it is used on site."""
    world = plain(items={"cake": {"name": "Cake", "density": "1.7 t/压实方"}}, routes={"cake": {"to": ["dump"]}})
    world["facilities"] = {"dump": landfill(accepts=["cake"])}
    world["fleets"]["trucks"]["carries"] = ["cake"]
    world["streams"] = {
        "mud": {
            "name": "Mud", "amount": "36500 t/a", "form": "liquid", "density": "1.2 t/m3", "calendar": "morning",
            "pressing": {"cake": "cake", "cake_share": "60 %"}, "on_site": {"backfilled": "25 %"},
        }
    }  # fmt: skip
    assert rates(world, "backfilled", "mud") == [(150_000, 600_000)]
    assert rates(world, "backfilled", "mud", exclude=[]) == [(150_000, 1_000_000)]


def test_what_lies_at_a_plant_at_the_end_is_not_recycled() -> None:
    """A load a day to a plant that works off half a load a day: four are done by the end of the tenth day.

    A load is tipped on the morning of its day and takes 48 h; so the fifth would be done on the morning of the 11th.
    """
    outcome = simulated(recycling_world(capacity="5 t/d"))
    row = next(row for row in outcome.tables["fates"] if row[0] == "2025")
    kept = dict(zip(COLUMNS["fates"], row, strict=True))
    assert flows(outcome)["market", "recycled"] == kept["recycled"] == 36_000
    assert (kept["generated"], kept["stock_change"], kept["waiting"]) == (100_000, 64_000, 0)
