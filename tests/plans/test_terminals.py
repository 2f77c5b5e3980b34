"""Export by water: trucks to a terminal, barges from there."""

from __future__ import annotations

import pytest

from tests.plans.plan import findings, kg, outcome, rate, result

pytestmark = pytest.mark.usefixtures("both_cycles")
HOUR, DAY = 3600, 86_400


def test_a_barge_sails_when_it_is_full() -> None:
    """Ten loads of 10 t a day leave the site from 12:00:03 on, every 6 s, and arrive half an hour later. The cranes put
    100 t over in an hour, so the tenth load of a day is over at 12:30:03 + an hour. On the tenth day a barge is full:
    10 hours of loading, 10 hours on the way; on the 361st the 36th one arrives. The 500 t after it wait.
    """
    seen = outcome("barges")
    sailed = [load for load in seen.loads if load.item == "soil_afloat"]
    first = sailed[0]
    assert (first.kg, first.origin, first.destination) == (1_000_000, "quay", "downstream")
    full = 9 * DAY + 12 * HOUR + 1803 + HOUR
    assert first.release == first.times["dispatched"] == full
    assert first.times["arrived"] == full + 20 * HOUR
    assert first.times["back"] == full + 25 * HOUR, "100 km at 20 km/h"
    assert [load.release - full for load in sailed] == [10 * DAY * n for n in range(36)]
    assert rate(seen, "out", "2025") == (36_000_000, 36_500_000)
    assert kg(seen, "2025", destination="exported", item="soil_afloat") == 36_000_000


def test_barges_and_trucks_are_counted_apart() -> None:
    """3,650 trucks over 2 × 10 km; 36 barges over 2 × 100 km."""
    fleets = {row[1]: (row[2], row[3]) for row in outcome("barges").tables["fleets"]}
    assert fleets == {"trucks": (3650, 73_000), "barges": (36, 7_200)}


def test_without_a_barge_the_terminal_fills_and_refuses() -> None:
    """2,500 t behind the cranes, 500 t before them, 100 t at the site; the other 33,400 t are unserved."""
    seen = outcome("barges", "fleets.barges.trucks=0")
    assert kg(seen, "2025", destination="quay") == 3_000_000
    assert kg(seen, "2025", origin="site", destination="unserved") == 33_400_000
    assert {row[3:5] for row in seen.tables["unserved"]} == {("quay", "product_yard_full")}


def test_check_names_a_terminal_that_holds_less_than_a_barge() -> None:
    """And a terminal is no last plant of a target: it makes nothing."""
    (found,) = findings("barges", "yard_below_load", "facilities.quay.product_yard=900 t")
    assert "its yard of 900 t is less than one load of Soil on the water, 1000 t" in found["message"]["en"]
    assert findings("barges", "yard_below_load") == []
    (stated,) = findings("barges", "target_arithmetic")
    assert stated["values"]["plants"] == ""


def test_the_summary_calls_it_a_terminal() -> None:
    quay = result("barges").summary["facilities"]["quay"]
    assert (quay["kind"], quay["capacity_t_a"]) == ("terminal", pytest.approx(876_000))
