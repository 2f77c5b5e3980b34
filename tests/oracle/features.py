"""A world of two sources and every kind of facility in use, and the features that can be switched on in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.worlds import fleet, gate, landfill, plain, plant

World = dict[str, Any]


def ranged(low: float, mode: float, high: float, unit: str) -> dict[str, Any]:
    """A triangular law."""
    return {"value": f"{mode} {unit}", "range": [low, mode, high]}


def outlet(**changes: Any) -> dict[str, Any]:
    """A buyer."""
    base = {"name": "Market", "kind": "outlet", "calendar": "always", "accepts": ["product"], "fate": "recycled"}
    return {**base, **changes}


def store(**changes: Any) -> dict[str, Any]:
    """A yard for rubble."""
    base = {"name": "Yard", "kind": "store", "calendar": "always", "accepts": ["rubble"], "holds": "200 t"}
    return {**base, "gate": gate(), **changes}


def free() -> dict[str, Any]:
    """A gate without lanes, so that a world has no queue but those that a feature brings."""
    return {"gate": None}


def calm(days: int = 12) -> World:
    """Some 90 loads a day: rubble to a plant and soil to a landfill, with laws for every leg; nothing is short."""
    return plain(
        horizon={"start": "2025-01-25", "end": f"2025-02-{days - 6:02}"},
        calendars={
            "always": {"hours": "00:00-24:00"},
            "day": {"hours": "07:00-19:00"},
            "shifts": {"hours": ["06:00-12:00", "13:00-21:00"]},
            "weekdays": {"hours": "08:00-17:30", "closed_weekdays": ["sun"]},
            "night": {"hours": "16:00-05:00"},
        },
        streams={
            "rubble": {"name": "Rubble", "amount": "182500 t/a", "density": "1.5 t/压实方", "calendar": "day"},
            "soil": {"name": "Soil", "amount": "219000 t/a", "density": "1.9 t/压实方", "calendar": "day"},
        },
        items={
            "product": {"name": "Product"},
            "residue": {"name": "Residue", "density": "1.2 t/压实方"},
        },
        sources={"east": {"name": "East"}, "west": {"name": "West"}},
        facilities={
            "dump": landfill(accepts=["soil", "residue", "rubble"], **free()),
            "plant": plant(
                capacity="60 t/h", outputs={"rubble": {"product": "85 %", "residue": "15 %"}}, **free()
            ),
            "market": outlet(),
        },
        routes={
            "rubble": {"to": ["plant"]},
            "soil": {"to": ["dump"]},
            "product": {"to": ["market"], "hauled_by": "buyer"},
            "residue": {"to": ["dump"]},
        },
        fleets={
            "boxes": fleet(
                carries=["rubble", "residue"], trucks=12, loading=ranged(5, 10, 20, "min"),
                wash=ranged(1, 3, 6, "min"), speed_loaded=ranged(20, 28, 40, "km/h"),
                speed_empty=ranged(25, 32, 45, "km/h"),
            ),
            "tippers": fleet(
                carries=["soil"], trucks=15, payload="12 t", loading=ranged(4, 7, 12, "min"),
                speed_loaded=ranged(20, 28, 40, "km/h"),
            ),
        },
        roads={
            "km": {
                "east": {"plant": 9, "dump": 14, "spare": 17, "yard": 4, "fill": 6},
                "west": {"plant": 12, "dump": 8, "spare": 5, "yard": 7, "fill": 8},
                "plant": {"dump": 6, "spare": 9, "fill": 5},
                "yard": {"plant": 5, "dump": 9, "spare": 9},
            }
        },
    )  # fmt: skip


def with_roads(world: World) -> World:
    """Only roads between places that exist."""
    places = {*world["sources"], *world["facilities"]}
    km = world["roads"]["km"]
    world["roads"]["km"] = {
        a: {b: d for b, d in row.items() if b in places} for a, row in km.items() if a in places
    }  # fmt: skip
    return world


def _loaders(world: World) -> None:
    world["sources"]["east"]["loaders"] = 1
    world["sources"]["west"]["loaders"] = 2


def _one_lane(world: World) -> None:
    law = ranged(0.7, 4, 9, "min")
    world["facilities"]["dump"]["gate"] = gate(weigh_in=law, weigh_out=law, tipping=ranged(2, 8, 15, "min"))


def _many_lanes(world: World) -> None:
    _one_lane(world)
    world["facilities"]["dump"]["gate"] |= {"lanes": 2, "bays": 3}
    world["facilities"]["plant"]["gate"] = gate(lanes=2, bays=None, weigh_in="6 min", tipping="11 min")


def _gate_hours(world: World) -> None:
    """Trucks arrive in the lunch break, because loaders are slower than planned at dispatch."""
    _one_lane(world)
    _loaders(world)
    world["facilities"]["dump"]["calendar"] = "shifts"
    world["facilities"]["plant"]["calendar"] = "weekdays"


def _fleet_hours(world: World) -> None:
    world["fleets"]["boxes"]["calendar"] = "shifts"
    world["fleets"]["tippers"]["calendar"] = "night"


def _second_landfill(world: World, **changes: Any) -> None:
    world["facilities"]["spare"] = landfill(accepts=["soil", "residue", "rubble"], **free(), **changes)


def _by_share(world: World) -> None:
    _second_landfill(world)
    world["routes"]["soil"] = {"to": ["spare", "dump"], "rule": "by_share", "shares": {"dump": "30 %", "spare": "70 %"}}
    world["facilities"]["spare"]["quota"] = "150 t/d"


def _nearest(world: World) -> None:
    _second_landfill(world)
    world["routes"]["soil"] = {"to": ["dump", "spare"], "rule": "nearest"}
    world["routes"]["rubble"] = {"to": ["dump", "plant"], "rule": "nearest"}
    world["roads"]["km"]["west"]["plant"] = 8


def _first_open(world: World) -> None:
    _second_landfill(world)
    world["facilities"]["plant"] |= {"stockpile": "60 t", "capacity": "15 t/h"}
    world["routes"]["rubble"] = {"to": ["plant", "dump", "spare"]}
    world["facilities"]["dump"] |= {"calendar": "shifts", "quota": "200 t/d"}


def _shared_storage(world: World) -> None:
    world["sources"]["east"]["storage"] = "50 t"
    world["sources"]["west"]["storage"] = "90 t"
    world["fleets"]["boxes"]["trucks"] = 3
    world["fleets"]["tippers"]["trucks"] = 3


def _storage_by_stream(world: World) -> None:
    _shared_storage(world)
    world["sources"]["east"]["storage"] = {"rubble": "30 t"}
    world["sources"]["west"]["storage"] = {"rubble": "40 t", "soil": "60 t"}


def _max_wait(world: World) -> None:
    world["fleets"]["boxes"]["trucks"] = 3
    world["fleets"]["tippers"]["trucks"] = 3
    world["routes"]["rubble"]["max_wait"] = "5 h"
    world["routes"]["soil"]["max_wait"] = "20 h"


def _store(world: World) -> None:
    """The plant is short of room, so the store fills, gives back and fills again; its own route has a limit too."""
    world["facilities"]["yard"] = store()
    world["facilities"]["plant"] |= {"stockpile": "80 t", "capacity": "25 t/h"}
    world["routes"]["rubble"] |= {"to": ["plant", "yard"], "max_wait": "40 h"}


def _store_at_once(world: World) -> None:
    """What the store gives back leaves at once, while the truck that brought it is still on its way home."""
    world["facilities"]["yard"] = store(holds="60 t")
    world["facilities"]["plant"] |= {"stockpile": "100 t", "capacity": "40 t/h"}
    world["routes"]["rubble"] = {"to": ["yard", "plant"]}
    world["fleets"]["boxes"]["trucks"] = 30


def _stockpile(world: World) -> None:
    world["facilities"]["plant"] |= {"stockpile": "70 t", "capacity": "20 t/h"}


def _product_yard(world: World) -> None:
    """Residue waits for few trucks, so the yard stops the machine and a truck starts it again."""
    world["facilities"]["plant"] |= {"product_yard": "60 t", "stockpile": "90 t"}
    world["facilities"]["plant"]["outputs"]["rubble"] = {"product": "40 %", "residue": "60 %"}
    world["fleets"]["boxes"]["trucks"] = 4


def _ramp(world: World) -> None:
    world["facilities"]["plant"] |= {"capacity": "30 t/h", "stockpile": "90 t", "opens": "2025-01-27"}
    world["facilities"]["plant"]["ramp"] = [{"days": "2 d", "load": "40 %"}, {"days": "3.5 d", "load": "75 %"}]


def _failures(world: World) -> None:
    world["facilities"]["plant"] |= {"capacity": "25 t/h", "stockpile": "90 t"}
    world["facilities"]["plant"]["failures"] = {
        "availability": "80 %",
        "repair": {"value": "5 h", "distribution": "exponential"},
    }


def _gross(world: World) -> None:
    _failures(world)
    world["facilities"]["plant"]["capacity_basis"] = "gross"


def _machine_hours(world: World) -> None:
    world["facilities"]["plant"] |= {"capacity": "30 t/h", "works": "shifts", "stockpile": "90 t"}


def _monthly_demand(world: World) -> None:
    world["facilities"]["market"]["demand"] = "18000 t/a"
    world["facilities"]["second"] = outlet(demand="6000 t/a")
    world["routes"]["product"]["to"] = ["market", "second"]
    world["facilities"]["plant"]["product_yard"] = "700 t"


def _hauled_products(world: World) -> None:
    world["facilities"]["fill"] = {
        "name": "Fill", "kind": "backfill", "calendar": "day", "accepts": ["product"], "demand": "50000 t/a",
        "fate": "backfilled", "gate": gate(),
    }  # fmt: skip
    world["routes"]["product"] = {"to": ["fill"]}
    world["fleets"]["tippers"]["carries"] = ["soil", "product"]
    world["facilities"]["plant"]["product_yard"] = "500 t"


def _two_hauled_outputs(world: World) -> None:
    """Equal shares: loads of both fill a truck at the same instant and have the same key."""
    _hauled_products(world)
    world["facilities"]["fill"]["demand"] = "500000 t/a"
    world["fleets"]["boxes"]["carries"] = ["rubble", "residue", "product"]
    world["fleets"]["tippers"]["carries"] = ["soil"]
    world["facilities"]["plant"]["outputs"]["rubble"] = {"product": "50 %", "residue": "50 %"}
    world["fleets"]["boxes"]["trucks"] = 6


def _chain(world: World) -> None:
    """A sorting plant's mineral output goes to the recycler."""
    world["items"]["mineral"] = {"name": "Mineral"}
    world["facilities"]["sorter"] = plant(
        kind="sorting", capacity="30 t/h", stockpile="60 t", product_yard="120 t",
        outputs={"rubble": {"mineral": "70 %", "residue": "30 %"}}, **free(),
    )  # fmt: skip
    world["facilities"]["plant"] |= {
        "outputs": {
            "mineral": {"product": "90 %", "residue": "10 %"},
            "rubble": {"product": "60 %", "residue": "40 %"},
        },
        "accepts": ["mineral", "rubble"],
        "stockpile": "40 t",
        "capacity": "20 t/h",
    }
    world["routes"] |= {"rubble": {"to": ["sorter", "plant"]}, "mineral": {"to": ["plant"]}}
    world["fleets"]["boxes"]["carries"] = ["rubble", "residue", "mineral"]
    world["roads"]["km"]["sorter"] = {"plant": 4, "dump": 7}
    for source in ("east", "west"):
        world["roads"]["km"][source]["sorter"] = 6


def _landfill_fills(world: World) -> None:
    world["facilities"]["dump"]["void"] = "900 压实方"
    _second_landfill(world, void="1500 压实方", existing_fill="200 压实方", cover_share="10 %")
    world["routes"]["soil"]["to"] = ["dump", "spare"]


def _quotas(world: World) -> None:
    """Of a day at the landfill, of a year at the plant: the rest of the run has none left until the second pass."""
    world["facilities"]["dump"]["quota"] = "300 t/d"
    world["facilities"]["plant"]["quota"] = "2000 t/a"
    world["routes"]["rubble"]["to"] = ["plant", "dump"]


def _dead_end(world: World) -> None:
    """Nothing leads on from the store; what it holds may not wait there for ever."""
    world["facilities"]["yard"] = store()
    world["routes"]["rubble"] |= {"to": ["yard"], "max_wait": "40 h"}


def _cut_off(world: World) -> None:
    """The plant takes from sites only, so that what the store holds has no way on."""
    _store(world)
    world["facilities"]["plant"]["serves"] = ["east", "west"]


def _demand_in_volume(world: World) -> None:
    """Buyers ask for volumes, one of them each month and one once."""
    _monthly_demand(world)
    world["items"]["product"]["density"] = "1.7 t/压实方"
    world["facilities"]["market"]["demand"] = "9000 压实方/a"
    world["facilities"]["second"]["demand"] = "311.3 压实方"


def _barges(world: World) -> None:
    """Soil is put over to vessels that take eight truckloads; the quay is full at times."""
    world["items"]["soil_afloat"] = {"name": "Soil afloat", "density": "1.9 t/压实方"}
    world["facilities"]["quay"] = plant(
        kind="terminal", capacity="90 t/h", outputs={"soil": {"soil_afloat": "100 %"}}, stockpile="60 t",
        product_yard="210 t", **free(),
    )  # fmt: skip
    world["facilities"]["dump"]["accepts"] = ["residue", "rubble", "soil_afloat"]
    world["routes"] |= {"soil": {"to": ["quay"]}, "soil_afloat": {"to": ["dump"]}}
    world["fleets"]["barges"] = fleet(
        carries=["soil_afloat"], trucks=1, payload="96 t", calendar="shifts", loading=ranged(120, 180, 300, "min")
    )
    world["roads"]["km"]["quay"] = {"dump": 12}
    for source in ("east", "west"):
        world["roads"]["km"][source]["quay"] = 4


def _phases(world: World) -> None:
    _stockpile(world)
    world["facilities"]["plant"]["phases"] = [
        {"starts": "2025-01-28", "capacity": "5 t/h"}, {"starts": "2025-01-31", "capacity": "900 t/d"},
        {"load_above": "10 %", "capacity": "70 t/h"},
    ]  # fmt: skip


def _opening_stock(world: World) -> None:
    """Loads wait at two sources and in a yard, batches before a plant, and products for a truck and for a buyer."""
    _store(world)
    _product_yard(world)
    world["sources"]["east"] |= {"storage": {"rubble": "700 t"}, "opening_stock": {"rubble": "641.7 t", "soil": "95 t"}}
    world["sources"]["west"]["opening_stock"] = {"soil": "1000 t"}
    world["facilities"]["yard"]["opening_stock"] = {"rubble": "77 t"}
    world["facilities"]["plant"]["opening_stock"] = {"rubble": "33.3 t", "residue": "21 t", "product": "10 t"}


def _backfill(world: World) -> None:
    world["facilities"]["fill"] = {
        "name": "Fill", "kind": "backfill", "calendar": "day", "accepts": ["soil"], "demand": "1.5 万压实方/a",
        "fate": "backfilled", "gate": gate(),
    }  # fmt: skip
    world["routes"]["soil"]["to"] = ["fill", "dump"]


def _exchange(world: World) -> None:
    """Soil to the nearest of two sites in reach, each filled once, else through a yard to one that opens later."""
    site = {"name": "Pit", "kind": "backfill", "calendar": "day", "accepts": ["soil"], "fate": "backfilled"}
    world["facilities"] |= {
        "pit": {**site, "demand": "400 压实方", "gate": gate()},
        "quarry": {**site, "demand": "900 t"},
        "park": {**site, "demand": "800 压实方", "opens": "2025-01-29", "closes": "2025-02-02"},
        "yard": store(accepts=["soil"], holds="350 t"),
    }  # fmt: skip
    sites = {"to": ["pit", "quarry", "park"], "rule": "nearest", "within": "9 km", "then": ["yard", "dump"]}
    world["routes"]["soil"] = sites
    near = {"east": {"pit": 3, "quarry": 8, "park": 5}, "west": {"pit": 10, "quarry": 2, "park": 8}}
    for place, km in {**near, "yard": {"pit": 1, "quarry": 12, "park": 4, "dump": 6}}.items():
        world["roads"]["km"].setdefault(place, {}).update(km)


def _shares_then(world: World) -> None:
    _by_share(world)
    world["facilities"]["dump"]["quota"] = "100 t/d"
    world["facilities"]["last"] = landfill(accepts=["soil"], **free())
    world["routes"]["soil"]["then"] = ["last"]
    for place in ("east", "west"):
        world["roads"]["km"][place]["last"] = 21


def _serves(world: World) -> None:
    """A mobile unit on one of two sites, and a buyer that comes to one of two plants."""
    _chain(world)
    world["facilities"]["crusher"] = plant(
        kind="mobile", capacity="12 t/h", stockpile="40 t", serves=["west"], closes="2025-02-01",
        outputs={"rubble": {"product": "80 %", "residue": "20 %"}}, **free(),
    )  # fmt: skip
    world["facilities"]["second"] = outlet(serves=["crusher"], demand="9000 t/a")
    world["facilities"]["market"]["serves"] = ["plant"]
    world["routes"]["product"]["to"] = ["market", "second"]
    world["routes"]["rubble"]["to"] = ["crusher", "sorter", "plant"]
    world["roads"]["km"] |= {"crusher": {"dump": 8}}
    world["roads"]["km"]["west"]["crusher"] = world["roads"]["km"]["east"]["crusher"] = 0


def _opening(world: World) -> None:
    """Opens in mid-run; another place shuts."""
    _second_landfill(world, closes="2025-01-31")
    world["facilities"]["dump"]["opens"] = "2025-01-29"
    world["facilities"]["plant"] |= {"opens": "2025-01-28", "closes": "2025-02-03"}
    world["routes"]["soil"]["to"] = ["spare", "dump"]


def _pressing(world: World) -> None:
    world["items"]["cake"] = {"name": "Cake", "density": "1.7 t/压实方"}
    world["streams"]["mud"] = {
        "name": "Mud", "amount": "90000 t/a", "form": "liquid", "density": "1.2 t/m3", "calendar": "weekdays",
        "pressing": {"cake": "cake", "cake_share": "57 %"}, "on_site": {"backfilled": "15 %"},
    }  # fmt: skip
    world["routes"]["cake"] = {"to": ["dump"]}
    world["facilities"]["dump"]["accepts"] = ["soil", "residue", "rubble", "cake"]
    world["fleets"]["tippers"]["carries"] = ["soil", "cake"]


def _sorted(world: World) -> None:
    """Two streams are sorted, into an item of each and one that they share; cake too."""
    _pressing(world)
    world["streams"]["mud"]["pressing"]["water_returned"] = "30 %"
    world["items"] |= {"stone": {"name": "Stone", "density": "1.6 t/压实方"}, "wood": {"name": "Wood"}}
    world["streams"]["rubble"]["sorted"] = {"stone": "15 %", "wood": "5 %"}
    world["streams"]["soil"]["sorted"] = {"stone": "40 %"}
    world["facilities"]["dump"]["accepts"].append("stone")
    world["routes"] |= {"stone": {"to": ["dump"]}, "wood": {"to": []}}
    world["fleets"]["vans"] = fleet(carries=["stone"], payload="4 t", loading=ranged(2, 3, 9, "min"))


def _leakage(world: World) -> None:
    world["streams"]["soil"] |= {"capture": "83 %", "on_site": {"reused": "10 %", "backfilled": "21 %"}}
    world["streams"]["rubble"] |= {"capture": "91 %", "stage": "outbound"}


def _no_route(world: World) -> None:
    world["routes"]["residue"] = {"to": []}
    world["streams"]["ash"] = {
        "name": "Ash", "amount": "3000 t/a", "density": "1 t/压实方", "calendar": "day",
        "weights": {"values": {"east": 1, "west": 0}},
    }  # fmt: skip
    world["routes"]["ash"] = {"to": []}
    world["fleets"]["boxes"]["carries"] = ["rubble"]
    world["facilities"]["dump"]["accepts"] = ["soil", "rubble"]


def _priority(world: World) -> None:
    """Three items want the room of one landfill day by day, and it prefers the one whose loads are youngest."""
    world["facilities"]["dump"] |= {"quota": "250 t/d", "accepts": ["residue", "rubble", "soil"]}
    world["routes"]["rubble"]["to"] = ["dump", "plant"]
    world["facilities"]["plant"] |= {"stockpile": "40 t", "capacity": "12 t/h"}


def _outage(world: World) -> None:
    """Trucks are on their way, a batch is half worked off and a queue stands at the gate when all of it stops."""
    _one_lane(world)
    _stockpile(world)
    _loaders(world)
    for id, start, end in (("plant", "2025-01-27", "2025-01-29"), ("dump", "2025-01-28", "2025-01-31")):
        world.setdefault("events", {})[id] = {"kind": "outage", "facility": id, "start": start, "end": end}


def _derating(world: World) -> None:
    _stockpile(world)
    slow = {"kind": "derating", "facility": "plant", "rate": "30 %", "start": "2025-01-27", "end": "2025-01-30"}
    world["events"] = {"slow": slow, "slower": {**slow, "rate": "50 %", "start": "2025-01-28", "end": "2025-02-02"}}


def _changed_date(world: World) -> None:
    _opening(world)
    world["events"] = {"late": {"kind": "changed_date", "facility": "plant", "opens": "2025-01-30"}}


def _truck_windows(world: World) -> None:
    """Two classes of roads that overlap; few legs are free of them, and some loads may not wait for their window."""
    world["calendars"] |= {
        "off_peak": {"hours": ["00:00-07:30", "09:30-17:00", "19:00-24:00"]},
        "no_lunch": {"hours": ["05:00-12:00", "13:10-22:00"], "closed_weekdays": ["sun"]},
    }  # fmt: skip
    world["roads"]["classes"] = {
        "centre": {"calendar": "off_peak", "places": ["east"]},
        "bridge": {"calendar": "no_lunch", "legs": {"west": ["dump"], "plant": ["dump"], "east": ["dump"]}},
    }  # fmt: skip
    world["fleets"]["tippers"]["divert_after"] = "70 min"
    world["fleets"]["boxes"]["divert_after"] = "30 h"


def _closed_road(world: World) -> None:
    _truck_windows(world)
    _first_open(world)
    world["routes"]["soil"]["to"] = ["dump", "spare"]
    closed = {"kind": "closed_road", "road": "bridge", "start": "2025-01-28", "end": "2025-01-31"}
    world["events"] = {
        "slide": closed,
        "works": {**closed, "road": "centre", "start": "2025-02-01", "end": "2025-02-02"},
    }


def _diversion(world: World) -> None:
    """Slow loaders and an outage: trucks come to gates that have shut, and go elsewhere or bring their load back."""
    _loaders(world)
    _outage(world)
    _second_landfill(world)
    for trucks in world["fleets"].values():
        trucks |= {"divert_after": "4 h", "loading": ranged(15, 30, 60, "min")}
    world["facilities"]["plant"]["calendar"] = "weekdays"
    world["facilities"]["dump"] |= {"calendar": "shifts", "closes": "2025-02-03"}
    world["routes"]["soil"]["to"] = ["dump", "spare"]
    world["roads"]["km"]["dump"] = {"spare": 7}


def _rejection(world: World) -> None:
    """Some rubble is sent on from the plant, some residue has no other place; soil that waits in a store as well."""
    _first_open(world)
    world["facilities"]["plant"]["rejects"] = {"rubble": "20 %"}
    world["facilities"]["dump"]["rejects"] = {"rubble": "10 %", "residue": "30 %"}
    world["roads"]["km"]["plant"]["spare"] = 9
    world["roads"]["km"]["dump"] = {"spare": 7}
    world["facilities"]["yard"] = store(accepts=["soil"], holds="60 t", rejects={"soil": "5 %"})
    world["routes"]["soil"] = {"to": ["dump"], "then": ["yard"]}
    world["roads"]["km"]["yard"] |= {"dump": 9}


def _rain(world: World) -> None:
    """Three days of ten: trucks, gates and the streams themselves stand still."""
    world["weather"] = {"rain_days": {"values": [9] * 12}}
    world["calendars"]["dry"] = {"hours": "00:00-24:00", "stops_in_rain": True}
    world["calendars"]["dry_day"] = {"hours": "07:00-19:00", "stops_in_rain": True}
    world["fleets"]["tippers"]["calendar"] = world["facilities"]["dump"]["calendar"] = "dry"
    world["streams"]["soil"]["calendar"] = "dry_day"


def _bursts(world: World) -> None:
    """Projects, a season and a surge: days of many loads and days of none."""
    size = {"value": "100 t", "distribution": {"lognormal": {"cv": 1}}}
    world["streams"]["rubble"]["projects"] = {"per_year": 300, "size": size, "duration": "9 d"}
    festival = {"wind_down": "10 d", "restart": "10 d", "least": "10 %"}
    world["streams"]["soil"]["activity"] = {"months": {"values": [1, 2] * 6}, "spring_festival": festival}
    surge = {"kind": "surge", "stream": "soil", "factor": 3, "sources": ["west"]}
    world["events"] = {"surge": {**surge, "start": "2025-01-28", "end": "2025-01-30"}}


LAWS: dict[str, Any] = {
    "constant": "7 min",
    "triangular": ranged(2, 7, 15, "min"),
    "uniform": {"distribution": {"uniform": ["3 min", "11 min"]}},
    "exponential": {"value": "7 min", "distribution": "exponential"},
    "lognormal": {"value": "7 min", "distribution": {"lognormal": {"cv": 0.6}}},
    "erlang": {"value": "7 min", "distribution": {"erlang": {"k": 3}}},
    "discrete": {"distribution": {"discrete": [["4 min", 0.5], ["7 min", 0.3], ["15 min", 0.2]]}},
    "empirical": {"distribution": {"empirical": ["3 min", "5 min", "6.4 min", "12 min"]}},
    "values": {"distribution": {"values": ["3 min", "9 min", "5 min", "20 min", "7.3 min"]}},
}
"""A duration by each law."""


def _law(name: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        world["facilities"]["dump"]["gate"] = gate(weigh_in=LAWS[name], weigh_out=LAWS[name], tipping=LAWS[name])
        world["fleets"]["boxes"] |= {"loading": LAWS[name], "wash": LAWS[name]}

    return change


FEATURES: dict[str, Callable[[World], None]] = {
    "nothing": lambda world: None,
    "loaders": _loaders,
    "one_lane": _one_lane,
    "many_lanes": _many_lanes,
    "gate_hours": _gate_hours,
    "fleet_hours": _fleet_hours,
    "by_share": _by_share,
    "nearest": _nearest,
    "first_open": _first_open,
    "shared_storage": _shared_storage,
    "storage_by_stream": _storage_by_stream,
    "max_wait": _max_wait,
    "store": _store,
    "store_at_once": _store_at_once,
    "stockpile": _stockpile,
    "product_yard": _product_yard,
    "ramp": _ramp,
    "failures": _failures,
    "gross": _gross,
    "machine_hours": _machine_hours,
    "monthly_demand": _monthly_demand,
    "hauled_products": _hauled_products,
    "two_hauled_outputs": _two_hauled_outputs,
    "chain": _chain,
    "landfill_fills": _landfill_fills,
    "quotas": _quotas,
    "dead_end": _dead_end,
    "cut_off": _cut_off,
    "demand_in_volume": _demand_in_volume,
    "barges": _barges,
    "phases": _phases,
    "opening_stock": _opening_stock,
    "backfill": _backfill,
    "exchange": _exchange,
    "shares_then": _shares_then,
    "serves": _serves,
    "opening": _opening,
    "pressing": _pressing,
    "sorted": _sorted,
    "leakage": _leakage,
    "no_route": _no_route,
    "priority": _priority,
    "outage": _outage,
    "derating": _derating,
    "changed_date": _changed_date,
    "truck_windows": _truck_windows,
    "closed_road": _closed_road,
    "diversion": _diversion,
    "rejection": _rejection,
    "rain": _rain,
    "bursts": _bursts,
    **{f"law_{name}": _law(name) for name in LAWS},
}


TOGETHER = (
    "loaders", "many_lanes", "gate_hours", "fleet_hours", "by_share", "shared_storage", "chain", "store", "failures",
    "machine_hours", "monthly_demand", "backfill", "opening", "pressing", "leakage", "ramp", "landfill_fills",
)  # fmt: skip


def everything() -> World:
    """Most features at once; where they contradict one another, the routes decide."""
    world = calm()
    for feature in TOGETHER:
        FEATURES[feature](world)
    world["routes"]["soil"] = {
        "to": ["fill", "spare", "dump"], "rule": "by_share", "max_wait": "50 h",
        "shares": {"fill": "30 %", "spare": "50 %", "dump": "20 %"},
    }  # fmt: skip
    world["routes"]["rubble"] = {"to": ["sorter", "plant", "yard"], "max_wait": "40 h"}
    world["routes"]["cake"] = {"to": ["dump", "spare"], "rule": "nearest"}
    world["facilities"]["spare"]["accepts"] += ["cake"]
    world["facilities"]["plant"] |= {"product_yard": "300 t", "closes": None}
    world["roads"]["km"]["yard"]["sorter"] = 3
    world["sources"]["east"]["storage"] = "200 t"
    world["fleets"]["boxes"]["trucks"], world["fleets"]["tippers"]["trucks"] = 25, 30
    return with_roads(world)


def world_with(*features: str) -> World:
    """The calm world with some features."""
    world = calm()
    for feature in features:
        FEATURES[feature](world)
    return with_roads(world)
