"""Facilities that close, grow, are full, or have a quota."""

from __future__ import annotations

import pytest

from tests.plans.plan import findings, kg, outcome, result
from tests.worlds import Seen

pytestmark = pytest.mark.usefixtures("both_cycles")
DAY = 86_400


def test_a_facility_closes_on_a_date_and_the_next_takes_over() -> None:
    """The dump takes a load of 10 t on each of the 31 + 28 + 31 + 10 days before 11 April: 1,000 t."""
    seen = outcome("closing")
    assert kg(seen, "2025", origin="dump", destination="landfilled") == 1_000_000
    assert kg(seen, "2025", origin="next", destination="landfilled") == 2_650_000


def _plant(seen: Seen) -> dict[str, tuple[int, int]]:
    """Tonnes processed and nameplate of the plant by year."""
    return {year: (done // 1000, nameplate // 1000) for year, id, done, nameplate, *_ in seen.tables["plants"]}


def test_a_plant_grows_on_a_date_and_when_it_has_been_full() -> None:
    """10 t a day come at 12:30:30, and the machine is never without work until the third phase.

    2025: 5 t a day from 12:30:30 on 1 January: 364.479 days make 1,822.4 t, 182 batches of 10 t. 2026: 10 t a day,
    5,472.4 t in all, 547 batches: 3,650 t, a load of 100 %. So the third phase begins 365 days after the end of 2026,
    on 1 January 2028. 2027: 9,122.4 t in all, 912 batches. 2028: 365 more loads have come, and the machine has time for
    all of them but the last, which ends half an hour after the year: 14,600 - 10 - 9,120 = 5,470 t.
    The year 2025 was full too, but it began before the second phase.
    """
    assert _plant(outcome("phases")) == {
        "2025": (1820, 1825),
        "2026": (3650, 3650),
        "2027": (3650, 3650),
        "2028": (5470, 7300),
    }


def test_a_condition_that_does_not_hold_begins_nothing() -> None:
    """Half the waste: from 2026 on half the nameplate."""
    nameplates = {year: row[1] for year, row in _plant(outcome("phases", "streams.rubble.amount=1825 t/a")).items()}
    assert nameplates == {"2025": 1825, "2026": 3650, "2027": 3650, "2028": 3650}


def test_in_the_design_run_dates_have_come_and_the_first_pass_decides_on_conditions() -> None:
    """3,650 t against 3,650 t: the first pass is loaded to 100 %, so the second has 7,300 t; with half, it has not.

    Of the 183 loads that half brings to the second pass, the last comes at noon of its last day and takes a day.
    """
    assert _plant(outcome("phases", design=True))["design"][1] == 7300
    assert _plant(outcome("phases", "streams.rubble.amount=1825 t/a", design=True))["design"] == (1820, 3650)


def test_check_counts_the_phases_that_dates_give() -> None:
    """In 2028 3,650 t come to a nameplate of 3,650 t: nobody knows in advance when a condition will hold."""
    (stage,) = findings("phases", "stage_load")
    assert stage["values"]["load"] == pytest.approx(100)
    assert result("phases").summary["facilities"]["plant"]["capacity_t_a"] == 3650, "in the design year"


def test_quotas_of_a_day_and_of_a_year() -> None:
    """Three loads of 10 t a day. The plant may take 15 t a day: one load, 3,650 t a year.

    The dump gets the other two until its 2,000 t of the year are used up, on day 100; then they go to the spare.
    With the new year its quota begins anew. What went elsewhere missed the plant for its quota: 7,300 t.
    """
    seen = outcome("quotas")
    for year in ("2025", "2026"):
        assert kg(seen, year, destination="plant") == 3_650_000
        assert kg(seen, year, destination="dump") == 2_000_000
        assert kg(seen, year, destination="spare") == 5_300_000
    assert ("rate", "product", "2025", "plant", "quota", 7_300_000) in seen.tables["binding"]
    last = max(
        load.times["dispatched"] for load in seen.loads if load.destination == "dump" and load.release < 365 * DAY
    )
    assert last // DAY == 99


def test_a_yard_without_outflow_fills_and_refuses() -> None:
    """500 t are 50 loads, until 19 February. Ten more wait at the site, 100 t; the other 305 of 365 are unserved."""
    seen = outcome("dead-end")
    assert kg(seen, "2025", destination="yard") == 500_000
    assert kg(seen, "2025", origin="site", destination="unserved") == 3_050_000
    assert {row[3:5] for row in seen.tables["unserved"]} == {("yard", "stockpile_full")}
    stock = {month: value for month, place, what, value in seen.tables["levels"] if (place, what) == ("yard", "stock")}
    assert (stock["2025-01"], stock["2025-02"], stock["2025-12"]) == (310_000, 500_000, 500_000)


def test_what_may_wait_no_longer_in_such_a_yard_has_no_way() -> None:
    """With a limit of 30 days what the yard holds is unserved there, for want of a way on and not of trucks."""
    seen = outcome("dead-end", "routes.rubble.max_wait=30 d")
    causes = {row[2:5] for row in seen.tables["unserved"]}
    assert causes == {("yard", "yard", "no_route")}


def test_check_names_the_yard_and_when_it_is_full() -> None:
    """3,650 t a year fill 500 t in 50 days."""
    (found,) = findings("dead-end", "dead_end")
    assert found["values"]["days"] == pytest.approx(50)
    assert "Yard: nothing leads on from it for Rubble" in found["message"]["en"]
    assert "full after 50 days" in found["message"]["en"]


def test_a_yard_that_nothing_comes_to_is_no_dead_end() -> None:
    assert findings("dead-end", "dead_end", "streams.rubble.amount=0 t/a") == []


def test_check_names_a_yard_that_no_facility_takes_from() -> None:
    """A pit beside the yard takes from the site only."""
    pit = "facilities.pit={name: Pit, kind: backfill, demand: 100 t, accepts: [rubble], serves: [site]}"
    settings = (pit, "routes.rubble.to=[pit, yard]", "roads.km.site.pit=3")
    (found,) = findings("dead-end", "dead_end", *settings)
    assert found["values"]["facility"] == "yard"


def test_a_plant_that_lacks_waste_is_starved_and_not_short() -> None:
    """A load of 10 t takes 10 / 10,000 of a year, 8.76 h: 365 of them 3,197.4 h of 8,760; the machine is starved in the
    other 5,562.6 h. What the rate of 90 % misses is residue, 365 t, and no want of capacity.
    """
    seen = outcome("low-load")
    ((year, id, done, nameplate, open_h, busy_h, starved_h, broken_h, full_h),) = seen.tables["plants"]
    assert (year, id, done, nameplate) == ("2025", "plant", 3_650_000, 10_000_000)
    assert (open_h, broken_h, full_h) == (8760, 0, 0)
    assert busy_h == pytest.approx(3197.4, abs=0.1), "each batch ends on a whole second"
    assert starved_h == pytest.approx(5562.6, abs=0.1)
    missed = [row[3:] for row in seen.tables["binding"] if row[2] == "2025"]
    assert missed == [("plant", "not_recoverable", 365_000)]


def test_summary_and_check_say_that_feed_is_short() -> None:
    assert result("low-load").summary["facilities"]["plant"]["utilisation"]["2025"]["mean"] == pytest.approx(0.365)
    (found,) = findings("low-load", "stage_underfed")
    assert found["values"]["load"] == pytest.approx(36.5)
    assert "Plant: fed to 36.5 % of nameplate only in 2025" in found["message"]["en"]
    assert not findings("low-load", "stage_underfed", "streams.rubble.amount=5000 t/a"), "half is enough"
