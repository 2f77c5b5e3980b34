"""Published cases: dump trucks (Banks et al., example 3.5) and three truck sizes (SimPM's worked example)."""

from __future__ import annotations

import statistics

import pytest

from tests.worlds import INSTANT, Load, fleet, gate, landfill, plain, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")
START = 60  # loads appear in the first minute, trucks start after it


def closed_loop(**changes: object) -> dict:
    """Loads enough for everybody wait at the site when trucks start to work at 00:01."""
    return plain(
        horizon={"start": "2025-01-01", "end": "2025-01-03"},
        calendars={
            "always": {"hours": "00:00-24:00"},
            "first_minute": {"hours": "00:00-00:01"},
            "trucks": {"hours": "00:01-24:00"},
        },
        roads={"km": {"site": {"dump": 1}}},
        **changes,
    )


def minutes(second: int) -> float:
    return (second - START) / 60


def busy(starts_ends: list[tuple[float, float]], until: float) -> float:
    return sum(max(0.0, min(end, until) - start) for start, end in starts_ends if start < until)


def test_dump_trucks_two_loaders_one_scale() -> None:
    world = closed_loop(
        streams={"ore": {"name": "Ore", "amount": "365000 t/a", "density": "1 t/压实方", "calendar": "first_minute"}},
        sources={"site": {"name": "Site", "loaders": 2}},
        facilities={
            "dump": landfill(
                accepts=["ore"],
                gate=gate(
                    lanes=1, bays=None, tipping="0 min", weigh_out="0 min",
                    weigh_in={"distribution": {"values": [f"{m} min" for m in (12, 12, 12, 16, 12, 16)]}},
                ),
            )
        },
        routes={"ore": {"to": ["dump"]}},
        fleets={
            "trucks": fleet(
                carries=["ore"], trucks=6, calendar="trucks", wash="0 min", speed_loaded=f"{INSTANT} km/h",
                loading={"distribution": {"values": [f"{m} min" for m in (0, 10, 5, 5, 10, 15, 10, 10)]}},
                # back over 1 km in 60, 40, 100, 40 and 80 min: the draw order 60 100 40 40 80 is that of weighing
                speed_empty={"distribution": {"values": [f"{v} km/h" for v in ("1", "1.5", "0.6", "1.5", "0.75")]}},
            )
        },
    )  # fmt: skip
    loads = simulated(world).loads
    loading = [(minutes(x.times["loading"]), minutes(x.times["loaded"])) for x in loads]
    weighing = [(minutes(x.times["weigh_in"]), minutes(x.times["weighed_in"])) for x in loads]
    expected = {5: (10, 5), 10: (20, 10), 12: (24, 12), 40: None, 76: (49, 76)}
    for t, pair in expected.items():
        if pair is not None:
            assert (busy(loading, t), busy(weighing, t)) == pair, t
    assert busy(loading, 76) / 2 / 76 == pytest.approx(0.32, abs=0.005)
    assert busy(weighing, 76) / 76 == 1.0


def sized(size: int) -> tuple[str, dict, dict]:
    """A stream and its one truck of a size in m3 (1 t/m3): load 5 + size/20 min, haul 17, dump 3, return 13."""
    name = f"size{size}"
    stream = {"name": name, "amount": f"{365 * 20 * size} t/a", "density": "1 t/压实方", "calendar": "first_minute"}
    truck = fleet(
        name=name, carries=[name], trucks=1, payload=f"{size} t", calendar="trucks", wash="0 min",
        loading=f"{5 + size / 20} min", speed_loaded=f"{60 / 17:.12f} km/h", speed_empty=f"{60 / 13:.12f} km/h",
    )  # fmt: skip
    return name, stream, truck


def test_three_truck_sizes_share_one_loader() -> None:
    sizes = [sized(size) for size in (30, 35, 50)]
    names = [name for name, _, _ in sizes]
    world = closed_loop(
        streams={name: stream for name, stream, _ in sizes},
        sources={"site": {"name": "Site", "loaders": 1}},
        facilities={
            "dump": landfill(
                accepts=names, gate=gate(lanes=100, bays=None, weigh_in="0 min", weigh_out="0 min", tipping="3 min")
            )
        },
        routes={name: {"to": ["dump"]} for name in names},
        fleets={f"t{name}": truck for name, _, truck in sizes},
    )
    shift = START + 480 * 60
    loads = [x for x in simulated(world).loads if x.times["dispatched"] < shift]
    started = [x for x in loads if x.times["loading"] < shift]
    assert [sum(x.item == name and x.times["loading"] < shift for x in loads) for name in names] == [13, 12, 12]
    assert sum(x.kg for x in loads if x.times["tipped"] <= shift) == 1_330_000
    waits = [(x.times["loading"] - x.times["dispatched"]) / 60 for x in started]
    assert statistics.fmean(waits) == pytest.approx(0.53378, abs=0.002)
    assert max(waits) == pytest.approx(13.25, abs=0.02)
    assert busy([service(x) for x in started], 480) / 480 == pytest.approx(255 / 480, abs=0.0005)


def service(load: Load) -> tuple[float, float]:
    return minutes(load.times["loading"]), minutes(load.times["loaded"])
