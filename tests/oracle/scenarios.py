"""Any scenario: a hypothesis strategy over everything that the load cycle knows; the plainest choice comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.oracle.features import LAWS, World, outlet, ranged, store
from tests.worlds import INSTANT, fleet, landfill, plain, plant

SHARES = {1: [100], 2: [30, 70], 3: [20, 30, 50], 4: [10, 20, 30, 40], 5: [30, 5, 20, 30, 15]}
CALENDARS = {
    "always": {"hours": "00:00-24:00"},
    "day": {"hours": "07:00-19:00"},
    "shifts": {"hours": ["06:00-12:00", "13:00-21:00"]},
    "weekdays": {"hours": "08:00-17:30", "closed_weekdays": ["sat", "sun"]},
    "night": {"hours": "16:00-05:00"},
    "minute": {"hours": ["08:00-08:01", "16:00-16:01"]},
    "off_peak": {"hours": ["00:00-07:30", "09:30-17:00", "19:00-24:00"]},
    "nights": {"hours": "20:00-08:00", "closed_weekdays": ["sun"]},
}
"""Any two of HOURS overlap, so that every truck can arrive somewhere."""

HOURS = ["always", "day", "shifts", "weekdays", "night"]
CARRIED = ("rubble", "soil", "cake", "mineral", "residue", "product")


class Drawing:
    """Choices of one example. With `ties` every duration is a whole minute, or none."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.ties = self.one_of(False, True)
        self.start = self.one_of(dt.date(2025, 1, 20), dt.date(2024, 12, 20))
        self.days = draw(st.integers(20, 40))

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def some(self, choices: Sequence[str], least: int = 1) -> list[str]:
        """Some of the choices in any order."""
        order: list[str] = self.draw(st.permutations(choices))
        return order[: self.draw(st.integers(least, len(choices)))]

    def date(self) -> str | None:
        """A day of the run, often none."""
        day = self.draw(st.integers(-20, self.days))
        return None if day <= 0 else (self.start + dt.timedelta(days=day)).isoformat()

    def duration(self) -> Any:
        if self.ties:
            return f"{self.draw(st.integers(0, 4))} min"
        return LAWS[self.one_of(*LAWS)]

    def speed(self) -> Any:
        if self.ties:
            return self.one_of("60 km/h", "30 km/h", f"{INSTANT} km/h")
        return self.one_of("30 km/h", ranged(20, 28, 40, "km/h"), {"distribution": {"uniform": ["15 km/h", "60 km/h"]}})

    def gate(self) -> dict[str, Any] | None:
        if self.one_of(True, False):
            return None
        steps = {step: self.duration() for step in ("weigh_in", "tipping", "weigh_out")}
        return {"lanes": self.one_of(1, 2, 3), "bays": self.one_of(None, 1, 2), **steps}

    def hours(self) -> dict[str, Any]:
        """What every facility has."""
        opens, closes = self.date(), self.date()
        if opens is not None and closes is not None and closes <= opens:
            closes = None
        quota = self.one_of(None, None, "150 t/d", "60 t/d", "0 t/d", "900 t/a", "4000 t/a")
        return {
            "calendar": self.one_of(*HOURS), "gate": self.gate(), "opens": opens, "closes": closes, "quota": quota
        }  # fmt: skip

    def landfill(self) -> dict[str, Any]:
        return landfill(
            accepts=self.some(("rubble", "soil", "cake", "mineral", "residue"), least=5),
            void=f"{self.one_of(1_000_000, 300, 1500, 6000, 3)} 压实方",
            rejects=self.rejects(("soil", "residue")),
            **self.hours(),
        )

    def plant(self, outputs: dict[str, dict[str, int]], **changes: Any) -> dict[str, Any]:
        made = plant(
            capacity=self.one_of("60 t/h", "20 t/h", "7 t/h", "150000 t/a", "300 t/d"),
            outputs={item: {of: f"{share} %" for of, share in row.items()} for item, row in outputs.items()},
            stockpile=self.one_of(None, "70 t", "200 t", "25 t", "8 t"),
            product_yard=self.one_of(None, "60 t", "150 t", "400 t"),
            accepts=self.some(list(outputs), least=len(outputs)),
            works=self.one_of("always", "day", "shifts", "night"),
            rejects=self.rejects(list(outputs)),
            capacity_basis=self.one_of("net", "gross"),
            **{**self.hours(), **changes},
        )
        if self.one_of(False, True):
            repair = self.one_of("5 h", {"value": "9 h", "distribution": "exponential"})
            made["failures"] = {"availability": self.one_of("90 %", "60 %", "100 %"), "repair": repair}
        if self.one_of(False, True):
            made["ramp"] = [{"days": "3 d", "load": "40 %"}, {"days": "6.5 d", "load": "75 %"}]
        return made

    def route(self, to: Sequence[str], least: int = 1) -> dict[str, Any]:
        chosen = self.some(to, least)
        route: dict[str, Any] = {"to": chosen, "rule": self.one_of("first_open", "nearest", "by_share")}
        if route["rule"] == "by_share":
            route["shares"] = {f: f"{share} %" for f, share in zip(chosen, SHARES[len(chosen)], strict=True)}
        if len(chosen) < len(to) and self.one_of(False, True):
            route["then"] = [f for f in to if f not in chosen]
            route["within"] = self.one_of(None, "7 km", "1 km")
        if (max_wait := self.one_of(None, None, "5 h", "3 d", "0 h")) is not None:
            route["max_wait"] = max_wait
        return route

    def roads(self, places: Sequence[str]) -> dict[str, Any]:
        """Up to two classes of roads; every leg fits the hours of both."""
        hours = {"calendar": self.one_of("day", "off_peak", "nights")}
        legs = self.one_of({}, {"s0": ["spare", "yard"], "plant": ["dump"]})
        centre = {**hours, "places": self.some(places), "legs": legs}
        bridge = {"calendar": self.one_of("off_peak", "always"), "legs": {"s1": ["dump", "shed", "sorter"]}}
        return self.one_of({}, {"centre": centre}, {"centre": centre, "bridge": bridge})

    def closures(self, classes: Sequence[str]) -> dict[str, Any]:
        """Roads closed for some days."""
        events = {}
        for road in classes:
            day, days = self.draw(st.integers(0, self.days)), self.draw(st.integers(0, 9))
            if days:
                start, end = (self.start + dt.timedelta(days=d) for d in (day, day + days))
                events[road] = {
                    "kind": "closed_road", "road": road, "start": start.isoformat(), "end": end.isoformat()
                }  # fmt: skip
        return events

    def rejects(self, items: Sequence[str]) -> dict[str, Any]:
        """Some loads sent away from the gate."""
        return {item: f"{self.one_of(0, 5, 40, 100)} %" for item in self.some(items)} if self.one_of(0, 0, 1) else {}

    def opening_stock(self, items: Sequence[str], room: float) -> dict[str, str]:
        """Some of the items, together no more than the room, in t."""
        if self.one_of(True, False):
            return {}
        chosen = self.some(items)
        return {item: f"{self.draw(st.integers(0, int(10 * room / len(chosen)))) / 10} t" for item in chosen}

    def storage(self) -> Any:
        some = {stream: f"{self.draw(st.integers(0, 200))} t" for stream in self.some(("rubble", "soil", "mud"))}
        return self.one_of(None, f"{self.draw(st.integers(10, 300))} t", some)

    def stream(self, name: str, **changes: Any) -> dict[str, Any]:
        calendar = "minute" if self.ties else self.one_of("day", "weekdays", "always", "shifts")
        return {
            "name": name,
            "amount": f"{self.draw(st.integers(1, 60)) * 3650} t/a",
            "calendar": calendar,
            "capture": self.one_of("100 %", "87 %"),
            "stage": self.one_of("gross", "outbound"),
            "on_site": self.one_of({}, {"reused": "9.7 %", "backfilled": "21 %"}),
            "weights": self.one_of(None, {"values": {"s0": 7.3, "s1": 0.4}}),
            **changes,
        }


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Two landfills, a plant and a sorter that feeds it, two stores, a backfill, buyers; trucks in several fleets."""
    d = Drawing(draw)
    sources = [f"s{i}" for i in range(d.one_of(2, 3, 5))]
    shares = d.one_of((50, 50), (85, 15), (33, 67))
    facilities = {
        "dump": d.landfill(),
        "spare": d.landfill(),
        "plant": d.plant({"rubble": {"product": shares[0], "residue": shares[1]}, "mineral": {"product": 100}}),
        "sorter": d.plant({"rubble": {"mineral": 60, "residue": 20, "product": 20}}, kind="sorting"),
        "yard": store(accepts=["soil", "rubble"], holds=d.one_of("1000 t", "60 t", "200 t"), **d.hours()),
        "shed": store(accepts=["rubble", "soil"], holds=d.one_of("40 t", "150 t"), **d.hours()),
        "fill": {
            "name": "Fill", "kind": "backfill", "accepts": d.some(("soil", "cake"), least=2), "fate": "backfilled",
            "demand": d.one_of("10 万压实方/a", "1.5 万压实方/a", "40000 t/a", "300 t/a", "700 t", "2000 压实方"),
            "serves": d.one_of([], ["s0", "yard"]), **d.hours(),
        },
        "market": outlet(demand=d.one_of(None, "6000 t/a", "20000 t/a", "0 t/a"), **d.hours()),
        "second": outlet(demand=d.one_of(None, "3000 t/a"), **d.hours()),
    }  # fmt: skip
    product = d.route(("market", "second"))
    if d.one_of(True, False):
        product = {"to": product["to"], "hauled_by": "buyer"}
        facilities["market"]["quota"] = facilities["second"]["quota"] = None
    routes = {
        "rubble": d.route(("plant", "sorter", "yard", "shed", "dump")),
        "soil": d.route(("dump", "fill", "yard", "spare", "shed")),
        "cake": d.route(("dump", "fill", "spare")),
        "mineral": d.route(("plant", "spare")),
        "residue": d.route(("dump", "spare")),
        "product": product,
    }
    if d.one_of(False, False, True):
        routes["residue"] = {"to": []}
    for route in routes.values():  # someone can be reached from everywhere
        sure = [*(route["to"] if route.get("within") is None else []), *route.get("then", [])]
        if not set(sure) - {"fill"}:
            route["within"], facilities["fill"]["serves"] = None, []
    classes = d.roads(("s0", "s1", "plant", "dump"))
    carried = [item for item in CARRIED if routes[item]["to"] and "hauled_by" not in routes[item]]
    fleets: dict[str, Any] = {}
    for item in carried:
        fleets.setdefault(d.one_of("boxes", "tippers", "vans"), []).append(item)
    _lay_stocks(d, facilities, routes)
    km = {place: {f: d.one_of(6, 2, 6.5, 14, 0) for f in facilities if f != place} for place in (*sources, *facilities)}
    pressing = {"cake": "cake", "cake_share": "57 %"}
    return plain(
        horizon={"start": d.start.isoformat(), "end": (d.start + dt.timedelta(days=d.days)).isoformat()},
        calendars=CALENDARS,
        streams={
            "rubble": d.stream("Rubble", density="1.5 t/压实方", sorted=d.one_of({}, {"mineral": "35 %"})),
            "soil": d.stream("Soil", density="1.9 t/压实方"),
            "mud": d.stream("Mud", density="1.2 t/m3", form="liquid", pressing=pressing),
        },
        items={
            "product": {"name": "Product"},
            "mineral": {"name": "Mineral", "density": "1.6 t/压实方"},
            "residue": {"name": "Residue", "density": "1.3 t/压实方"},
            "cake": {"name": "Cake", "density": "1.7 t/压实方"},
        },
        sources={
            id: {"name": id, "loaders": d.one_of(None, 1, 2), **_storage(d)} for id in sources
        },
        facilities=facilities,
        routes=routes,
        fleets={
            id: fleet(
                carries=items, trucks=d.one_of(10, 2, 40, 0), payload=d.one_of("10 t", "7 t", "14.5 t"),
                calendar=d.one_of(*HOURS), loading=d.duration(), wash=d.duration(), speed_loaded=d.speed(),
                speed_empty=d.speed(), divert_after=d.one_of(None, "30 min", "5 h", "26 h"),
            )
            for id, items in fleets.items()
        },
        roads={"km": km, "classes": classes},
        events=d.closures(list(classes)),
    )  # fmt: skip


def _storage(d: Drawing) -> dict[str, Any]:
    """A limit, or what waits from the start."""
    limit = d.storage()
    return (
        {"storage": limit} if limit is not None else {"opening_stock": d.opening_stock(("rubble", "soil", "cake"), 300)}
    )


def _lay_stocks(d: Drawing, facilities: World, routes: World) -> None:
    """What lies in stores and at plants from the start."""
    for id in ("yard", "shed"):
        items = [item for item, route in routes.items() if id in route["to"]]
        facilities[id]["opening_stock"] = d.opening_stock(items, _tonnes(facilities[id]["holds"])) if items else {}
    for id in ("plant", "sorter"):
        plant = facilities[id]
        made = sorted({out for row in plant["outputs"].values() for out in row})
        before = d.opening_stock(list(plant["outputs"]), _tonnes(plant["stockpile"]))
        plant["opening_stock"] = {**before, **d.opening_stock(made, _tonnes(plant["product_yard"]))}


def _tonnes(limit: str | None) -> float:
    return 400.0 if limit is None else float(limit.split()[0])
