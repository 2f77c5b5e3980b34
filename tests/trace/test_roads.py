"""Hours of roads, closed roads, gates that stay shut, loads that a gate rejects: every instant by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import flows, landfill, plain, rate_target, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def with_road(*hours: str, **changes: Any) -> dict[str, Any]:
    """Loads of 08:00 are ready for the road at 08:10; the leg takes 20 min, the gate 7 min."""
    world = plain(**changes)
    world["calendars"]["trucks"] = {"hours": list(hours)}
    world["roads"]["classes"] = {"centre": {"calendar": "trucks", "places": ["site"]}}
    return world


def test_a_leg_begins_when_the_whole_of_it_fits() -> None:
    """At 08:10 only ten minutes are left, so the truck waits for 09:30; it arrives at 09:50 and is back at 10:17."""
    for day, load in enumerate(simulated(with_road("00:00-08:20", "09:30-24:00")).loads):
        assert load.times["loaded"] == load.release + 7 * MINUTE
        assert load.times["departed"] == day * DAY + 9 * HOUR + 30 * MINUTE
        assert load.times["arrived"] == day * DAY + 9 * HOUR + 50 * MINUTE
        assert load.times["back"] == day * DAY + 10 * HOUR + 17 * MINUTE


def test_the_way_back_waits_as_well() -> None:
    """Out at 08:10; at 08:37 the road is open for 13 minutes more, so the truck drives back at noon."""
    for day, load in enumerate(simulated(with_road("08:00-08:50", "12:00-13:00")).loads):
        assert load.times["departed"] == load.release + 10 * MINUTE
        assert load.times["weighed_out"] == load.release + 37 * MINUTE
        assert load.times["back"] == day * DAY + 12 * HOUR + 20 * MINUTE


def test_a_closed_road_sends_loads_elsewhere_unless_it_opens_soon() -> None:
    """Closed from the 3rd to the 5th: the loads of the 3rd and 4th would wait 64 and 40 h, that of the 5th 16 h.

    A fleet waits for 24 h: so two loads go to the far landfill, and the third leaves at midnight.
    """
    world = with_road("00:00-24:00")
    world["facilities"]["far"] = landfill(accepts=["rubble"])
    world["routes"]["rubble"]["to"] = ["dump", "far"]
    world["roads"]["km"]["site"]["far"] = 25
    world["roads"]["classes"]["centre"] |= {"places": [], "legs": {"dump": ["site"]}}
    world["fleets"]["trucks"]["divert_after"] = "24 h"
    closed = {"kind": "closed_road", "road": "centre", "start": "2025-01-03", "end": "2025-01-06"}
    world["events"] = {"slide": closed}
    outcome = simulated(world)
    by_day = {load.release // DAY: load for load in outcome.loads}
    assert {day: load.destination for day, load in by_day.items() if load.destination == "far"} == {2: "far", 3: "far"}
    assert by_day[4].times["departed"] == 5 * DAY


def late_world() -> dict[str, Any]:
    """Two loads at 08:00, one loader that takes an hour: the second is at the gate at 10:23, which shuts at 10:00.

    Three days; on the last one no opening follows within the horizon, so that truck stays where it is.
    """
    world = plain()
    world["calendars"]["early"] = {"hours": "06:00-10:00"}
    world["horizon"]["end"] = "2025-01-04"
    world["streams"]["rubble"] |= {"amount": "7300 t/a"}
    world["sources"]["site"]["loaders"] = 1
    world["fleets"]["trucks"] |= {"loading": "60 min", "divert_after": "4 h"}
    world["facilities"]["dump"]["calendar"] = "early"
    return world


def test_a_load_goes_on_from_a_gate_that_stays_shut() -> None:
    """6 km more take 12 min; the truck drives back as it came, 12 + 20 min; both hauls are counted as trips."""
    world = late_world()
    world["facilities"]["spare"] = landfill(accepts=["rubble"])
    world["routes"]["rubble"]["to"] = ["dump", "spare"]
    world["roads"]["km"] |= {"site": {"dump": 10, "spare": 40}, "dump": {"spare": 6}}
    outcome = simulated(world)
    first, second = sorted(outcome.loads, key=lambda load: load.times["loading"])[:2]
    assert first.destination == "dump"
    assert second.destination == "spare"
    at_gate = first.times["loaded"] + HOUR + 23 * MINUTE
    assert second.times["arrived"] == at_gate + 12 * MINUTE
    assert second.times["back"] == at_gate + (12 + 7 + 12 + 20) * MINUTE
    trips = {row[2:4]: (row[6], row[8]) for row in outcome.tables["trips"]}
    assert trips[("site", "dump")] == (5, 100.0), "two loads on two days, one on the last, 10 km each way"
    assert trips[("dump", "spare")] == (2, 24.0)
    assert ("site", "spare") not in trips


def test_a_load_comes_back_when_nobody_else_takes_it() -> None:
    """Back at the site at 10:43, where it waits until the gate opens at 06:00 the next day, before that day's loads."""
    outcome = simulated(late_world())
    back = next(load for load in outcome.loads if "tipped" not in load.times)
    again = next(load for load in outcome.loads if load.release == back.times["back"])
    assert back.times["back"] == back.times["arrived"] + 20 * MINUTE
    assert again.times["dispatched"] == DAY + 6 * HOUR
    assert (again.times["tipped"] - 6 * HOUR) // DAY == 1
    sums = flows(outcome)
    assert sums["in_transit", "site"] == 20_000, "the second loads of two days"
    assert outcome.residual_kg == 0


def test_a_fleet_that_waits_for_ever_stands_at_the_gate() -> None:
    world = late_world()
    world["fleets"]["trucks"]["divert_after"] = None
    outcome = simulated(world)
    waited = max(load.times["weigh_in"] - load.times["arrived"] for load in outcome.loads)
    assert 19 * HOUR < waited < 20 * HOUR, "from 10:23 to 06:00"


def test_rejected_loads_are_unserved_where_nobody_else_takes_them() -> None:
    """Without randomness loads draw frac(0.618 n) from n = 1: .62, .24, .85, .47, .09, .71, .33, .94, .56, .18.

    Three are under 30 %. They are weighed in and sent away; the truck drives back empty.
    """
    world = plain()
    world["facilities"]["dump"]["rejects"] = {"rubble": "30 %"}
    outcome = simulated(world, randomness=False)
    assert flows(outcome)["in_transit", "unserved"] == 30_000
    sent_away = [load for load in outcome.loads if "tipped" not in load.times]
    assert [load.number for load in sent_away] == [1, 4, 9]
    assert all(load.times["back"] == load.times["weighed_in"] + 20 * MINUTE for load in sent_away)
    assert [row[3:] for row in outcome.tables["unserved"]] == [("dump", "rejected", "rubble", "rubble", 30_000)]
    assert outcome.residual_kg == 0


def test_rejected_loads_go_to_the_next_facility_of_their_route() -> None:
    world = plain()
    world["facilities"]["dump"]["rejects"] = {"rubble": "30 %"}
    world["facilities"]["spare"] = landfill(accepts=["rubble"], rejects={"rubble": "9.1 %"})
    world["routes"]["rubble"]["to"] = ["dump", "spare"]
    world["roads"]["km"] |= {"site": {"dump": 10, "spare": 40}, "dump": {"spare": 6}}
    outcome = simulated(world, randomness=False)
    sums = flows(outcome)
    assert sums["in_transit", "dump"] == 70_000
    assert sums["in_transit", "spare"] == 20_000, "those of .24 and .18"
    assert sums["in_transit", "unserved"] == 10_000, "that of .0902 is too bad for both"


def test_a_leg_that_no_load_may_take_need_not_fit() -> None:
    """The unit takes from the near site only, so the three hours from the far one to it never end in the open hour."""
    world = with_road("08:00-09:00")
    world["sources"]["far"] = {"name": "Far"}
    world["facilities"]["near_dump"] = landfill(accepts=["rubble"], serves=["site"])
    world["routes"]["rubble"] = {"to": ["near_dump", "dump"]}
    world["roads"]["km"] = {"site": {"near_dump": 10, "dump": 10}, "far": {"near_dump": 90, "dump": 10}}
    world["roads"]["classes"]["centre"] = {"calendar": "trucks", "places": ["near_dump"]}
    assert flows(simulated(world))["near_dump", "landfilled"] == 50_000


def test_a_gate_that_may_not_send_on_to_a_place_sends_the_truck_back() -> None:
    """The spare takes from the site only: so the load comes back, and leaves at once for the spare, 80 min away."""
    world = late_world()
    world["facilities"]["spare"] = landfill(accepts=["rubble"], serves=["site"])
    world["routes"]["rubble"]["to"] = ["dump", "spare"]
    world["roads"]["km"] |= {"site": {"dump": 10, "spare": 40}, "dump": {"spare": 6}}
    outcome = simulated(world)
    back = next(load for load in outcome.loads if "tipped" not in load.times)
    again = next(load for load in outcome.loads if load.release == back.times["back"])
    assert again.destination == "spare"
    assert again.times["dispatched"] == again.release
    assert again.times["arrived"] == again.release + (60 + 3 + 80) * MINUTE
    assert ("dump", "spare") not in {row[2:4] for row in outcome.tables["trips"]}


def test_the_void_of_a_load_that_does_not_come() -> None:
    """Three loads fit. The second is sent away, and its room is free again: the landfill takes three in a week."""
    world = late_world()
    world["horizon"]["end"] = "2025-01-08"
    world["facilities"]["dump"]["void"] = "30 压实方"
    outcome = simulated(world)
    assert any("tipped" not in load.times and "back" in load.times for load in outcome.loads)
    assert flows(outcome)["dump", "landfilled"] == 30_000


@pytest.mark.parametrize(("demand", "filled"), [("20 t", 20_000), ("240 t/a", 10_000)])
def test_the_demand_of_a_load_that_does_not_come(demand: str, filled: int) -> None:
    """20 t are wanted, once or in January: both loads of the first day have them, and the second is sent away.

    What is wanted once is wanted still, so the load that comes again has it; what is charged to a month is gone.
    """
    world = late_world()
    world["facilities"]["dump"] |= {"kind": "backfill", "demand": demand}
    for word in ("void", "cover_share"):
        del world["facilities"]["dump"][word]
    assert flows(simulated(world))["dump", "backfilled"] == filled


def test_a_road_that_stays_closed_keeps_the_loads_where_they_are() -> None:
    """Closed from the 5th until after the horizon: four loads of ten are taken."""
    world = with_road("00:00-24:00")
    closed = {"kind": "closed_road", "road": "centre", "start": "2025-01-05", "end": "2025-01-11"}
    outcome = simulated(world | {"events": {"slide": closed}})
    assert flows(outcome)["dump", "landfilled"] == 40_000
    assert flows(outcome)["site", "in_transit"] == 40_000


def test_a_truck_that_misses_the_last_hours_of_its_road_stays_on_site() -> None:
    """One day, one loader, a road from 09:00 to 10:00: at 08:00 both loads seem to be ready for it soon after nine.

    The second one's loading begins when the first one's ends, so it is ready after ten: it has been taken, and no
    truck is seen on the road.
    """
    world = with_road("09:00-10:00", horizon={"start": "2025-01-01", "end": "2025-01-02"})
    world["streams"]["rubble"] |= {"amount": "7300 t/a"}
    world["sources"]["site"]["loaders"] = 1
    world["fleets"]["trucks"] |= {"loading": "60 min"}
    outcome = simulated(world)
    sums = flows(outcome)
    assert (sums["site", "in_transit"], sums["in_transit", "dump"]) == (20_000, 10_000)
    assert [row[1:] for row in outcome.tables["passes"]] == [("site", "09", 1)]


def test_a_load_that_is_sent_away_still_misses_what_refused_it_first() -> None:
    """A new landfill, first on the route and the only one that counts, is not open yet; five loads of six are tipped.

    The two that the gate of the next sends on have missed the new one for that, and not for the hours of that gate. The
    last load stands at the gate at the end.
    """
    world = late_world()
    world["facilities"] |= {name: landfill(accepts=["rubble"]) for name in ("new", "spare")}
    world["facilities"]["new"]["opens"] = "2026-01-01"
    world["routes"]["rubble"]["to"] = ["new", "dump", "spare"]
    world["roads"]["km"] |= {"site": {"new": 5, "dump": 10, "spare": 40}, "dump": {"new": 5, "spare": 6}}
    world["targets"] = {"rate": rate_target(readings={"new": {"name": "New", "numerator": [{"to": ["new"]}]}})}
    outcome = simulated(world)
    assert flows(outcome)["in_transit", "spare"] == 20_000
    missed = {row[3:5]: row[5] for row in outcome.tables["binding"] if row[2] == "2025"}
    assert missed == {("new", "not_open"): 50_000, ("", "carried_over"): 10_000}
