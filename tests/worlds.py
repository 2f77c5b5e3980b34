"""Small worlds for tests: a scenario text with certain numbers, changed entity by entity."""

from __future__ import annotations

import copy
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.model.cycle import MOMENTS
from sim.model.engine import Engine
from sim.model.names import names_of
from sim.model.replication import Outcome, replicate
from sim.model.run import MakeCycle
from sim.scenario.loading import load
from sim.scenario.schema import Scenario

make_cycle: MakeCycle = Engine
"""What `simulated` runs on; the fixture `both_cycles` replaces it."""

INSTANT = 1_000_000
"""km/h at which a leg of a kilometre takes no second."""


def plain(**changes: Any) -> dict[str, Any]:
    """One source, one landfill 10 km away, one load of 10 t a day; legs 10 min, 20 min, 1.5 min, 4 min, 1.5 min.

    Keyword arguments replace top-level words.
    """
    always = {"hours": "00:00-24:00"}
    world: dict[str, Any] = {
        "title": "A small world",
        "date": "2025-01-01",
        "horizon": {"start": "2025-01-01", "end": "2025-01-11"},
        "calendars": {"always": always, "morning": {"hours": "08:00-08:01"}},
        "streams": {"rubble": {"name": "Rubble", "amount": "3650 t/a", "density": "1 t/压实方", "calendar": "morning"}},
        "items": {},
        "sources": {"site": {"name": "Site"}},
        "facilities": {"dump": landfill(accepts=["rubble"])},
        "routes": {"rubble": {"to": ["dump"]}},
        "fleets": {"trucks": fleet(carries=["rubble"])},
        "roads": {"km": {"site": {"dump": 10}}},
        "targets": {},
    }
    world.update(copy.deepcopy(changes))
    return world


def gate(**changes: Any) -> dict[str, Any]:
    """One lane of 1.5 min each way, one bay of 4 min."""
    return {"lanes": 1, "weigh_in": "1.5 min", "weigh_out": "1.5 min", "bays": 1, "tipping": "4 min", **changes}


def landfill(**changes: Any) -> dict[str, Any]:
    """A landfill of a million m3, always open."""
    base = {
        "name": "Dump",
        "kind": "landfill",
        "calendar": "always",
        "gate": gate(),
        "void": "100 万压实方",
        "cover_share": 0,
    }
    return {**base, **changes}


def plant(**changes: Any) -> dict[str, Any]:
    """A recycling plant, always open, without limits of stock or yard."""
    base = {"name": "Plant", "kind": "recycling", "calendar": "always", "gate": gate()}
    return {**base, "stockpile": None, "product_yard": None, **changes}


def fleet(**changes: Any) -> dict[str, Any]:
    """Five trucks of 10 t, 7 min to load, 3 min to wash, 30 km/h."""
    base = {
        "name": "Trucks", "trucks": 5, "payload": "10 t", "calendar": "always", "loading": "7 min", "wash": "3 min",
        "speed_loaded": "30 km/h", "speed_empty": "30 km/h", "fuel": "0.4 L/km", "co2": "2.5 kg/L",
    }  # fmt: skip
    return {**base, **changes}


def recycling_world(**plant_changes: Any) -> dict[str, Any]:
    """Rubble to one plant that makes 90 % product, sold at once, and 10 % residue for the landfill."""
    return plain(
        items={"product": {"name": "Product"}, "residue": {"name": "Residue", "density": "1 t/压实方"}},
        facilities={
            "dump": landfill(accepts=["residue"]),
            "plant": plant(
                **{"capacity": "10 t/h", "outputs": {"rubble": {"product": "90 %", "residue": "10 %"}}, **plant_changes}
            ),
            "market": {
                "name": "Market",
                "kind": "outlet",
                "calendar": "always",
                "accepts": ["product"],
                "fate": "recycled",
            },
        },
        routes={
            "rubble": {"to": ["plant"]},
            "product": {"to": ["market"], "hauled_by": "buyer"},
            "residue": {"to": ["dump"]},
        },
        fleets={"trucks": fleet(carries=["rubble", "residue"])},
        roads={"km": {"site": {"plant": 10}, "plant": {"dump": 5}}},
        targets={"rate": rate_target()},
    )


def rate_target(**changes: Any) -> dict[str, Any]:
    """70 % of the rubble recycled."""
    reading = {"name": "Product", "numerator": [{"to": ["recycled"]}]}
    return {
        "name": "Rate",
        "goal": "70 %",
        "streams": ["rubble"],
        "due": "2025",
        "readings": {"product": reading},
        **changes,
    }


def changed(world: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a world in which something else stands at a path."""
    other = copy.deepcopy(world)
    *parents, last = path.split(".")
    node = other
    for key in parents:
        node = node[key]
    node[last] = value
    return other


def build(world: dict[str, Any]) -> Scenario:
    """The checked scenario of a world (JSON is YAML)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.yaml"
        path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        return load(path).scenario


@dataclass(frozen=True)
class Load:
    """A record of the trace with names for numbers; `times` holds the instants that the load has had."""

    key: int
    number: int
    item: str
    stream: str
    origin: str
    destination: str
    kg: int
    release: int
    times: dict[str, int]


@dataclass
class Seen(Outcome):
    """An outcome, and its loads in the order of their trucks' return."""

    loads: list[Load] = field(default_factory=list)


def simulated(
    world: dict[str, Any], *, seed: int = 1, replication: int = 1, randomness: bool = True, design: bool = False
) -> Seen:
    """One replication with the trace of every load."""
    return observed(build(world), seed=seed, replication=replication, randomness=randomness, design=design)


def observed(
    scenario: Scenario, *, seed: int = 1, replication: int = 1, randomness: bool = True, design: bool = False
) -> Seen:
    """As `simulated`, of a scenario that has been loaded."""
    outcome = replicate(
        scenario, seed, replication, randomness=randomness, design=design, trace=True, make_cycle=make_cycle
    )
    return Seen(**vars(outcome), loads=loads_of(scenario, outcome.trace))


def loads_of(scenario: Scenario, trace: Any) -> list[Load]:
    """The records of a trace with names."""
    names = names_of(scenario)
    loads = []
    for row in trace:
        times = {moment: int(row[moment]) for moment in MOMENTS if row[moment] >= 0}
        release = times.pop("release")
        item, stream = names.items[row["item"]], names.tracked[row["stream"]]
        origin, destination = names.places[row["origin"]], names.places[row["destination"]]
        loads.append(
            Load(int(row["key"]), int(row["number"]), item, stream, origin, destination, int(row["kg"]), release, times)
        )
    return loads


def flows(outcome: Outcome, year: str = "2025") -> dict[tuple[str, str], int]:
    """Kilograms by (from, to) in a year."""
    sums: dict[tuple[str, str], int] = {}
    for when, origin, destination, _, _, kg in outcome.tables["flows"]:
        if when == year:
            sums[origin, destination] = sums.get((origin, destination), 0) + kg
    return sums
