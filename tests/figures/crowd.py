"""Worlds of any size for tests of layout: so many facilities, sources and targets, with names of forty letters."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from sim.scenario.loading import load
from sim.study.result import Result
from sim.study.study import run_study
from tests import worlds

KINDS = ("sorting", "recycling", "landfill", "backfill", "recycling", "outlet", "export", "landfill", "recycling")
"""Kinds of the facilities in turn."""


def name_of(id: str, length: int = 40) -> dict[str, str]:
    """A name of so many characters in each language, told apart by the id at its start."""
    latin, chinese = (
        f"{id.replace('_', ' ')} of the Very Long Named Municipal Works",
        f"{id}超长名称的城市建筑垃圾综合处置设施",
    )
    return {"en": (latin * 2)[:length].strip(), "zh": (chinese * 3)[:length]}


def crowd(
    facilities: int = 60, sources: int = 40, targets: int = 1, end: str = "2025-03-01", length: int = 40
) -> dict[str, Any]:
    """Rubble and wood (sorted), soil (filled or buried) from sources around a centre, every kind of facility."""
    ids = {f"{KINDS[k % len(KINDS)]}_{k}": KINDS[k % len(KINDS)] for k in range(facilities - 1)}
    ids["market_0"] = "outlet"
    return worlds.plain(
        title=name_of("world", length),
        horizon={"start": "2025-01-01", "end": end},
        streams={
            "rubble": {"name": name_of("rubble", length), "amount": "730000 t/a", "calendar": "morning"},
            "wood": {"name": name_of("wood", length), "amount": "180000 t/a", "calendar": "morning"},
            "soil": {
                "name": name_of("soil", length), "amount": "900000 t/a", "density": "2 t/压实方", "calendar": "morning"
            },
        },
        items={
            "product": {"name": name_of("product", length)},
            "residue": {"name": name_of("residue", length), "density": "1 t/压实方"},
        },
        sources={
            f"source_{k}": {"name": name_of(f"source_{k}", length), "position": _spot(k, 8)} for k in range(sources)
        },
        facilities={id: _facility(id, kind, k, length) for k, (id, kind) in enumerate(ids.items())},
        routes={
            "rubble": {"to": _of(ids, "recycling", "sorting")},
            "wood": {"to": _of(ids, "sorting", "recycling")},
            "soil": {"to": _of(ids, "backfill", "export", "landfill")},
            "product": {"to": _of(ids, "outlet"), "hauled_by": "buyer"},
            "residue": {"to": _of(ids, "landfill")},
        },
        fleets={
            "trucks": worlds.fleet(
                name=name_of("trucks", length), trucks=400, carries=["rubble", "wood", "soil", "residue"]
            )
        },
        roads={"detour": 1.4, "source": "a guess", "grade": "assumed", "km": _roads(ids, sources)},
        targets={f"rate_{k}": _target(k, length) for k in range(targets)},
    )  # fmt: skip


def study(world: dict[str, Any], folder: Path, **how: Any) -> Result:
    """Two replications of a world in one process."""
    path = folder / "crowd.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return run_study(load(path), **{"replications": 2, "jobs": 1, **how})


def _of(ids: dict[str, str], *kinds: str) -> list[str]:
    return [id for kind in kinds for id in ids if ids[id] == kind]


def _spot(k: int, kilometres: float) -> list[float]:
    """A place on a spiral around a centre."""
    far = kilometres * math.sqrt(k + 1) / 6 / 111
    return [29.5 + far * math.cos(2.4 * k), 106.5 + 1.15 * far * math.sin(2.4 * k)]


def _facility(id: str, kind: str, k: int, length: int) -> dict[str, Any]:
    common: dict[str, Any] = {"name": name_of(id, length), "kind": kind, "calendar": "always"}
    if kind == "outlet":
        return {**common, "accepts": ["product"], "fate": "recycled"}
    common |= {"position": _spot(k, 14), "gate": worlds.gate()}
    if k % 3 == 2:
        common |= {"opens": {"value": f"2025-{1 + k % 2:02d}-{1 + k % 27:02d}"}}
    if kind == "landfill":
        return {**common, "void": "100 万压实方", "cover_share": 0, "accepts": ["soil", "residue"]}
    if kind == "backfill":
        return {**common, "accepts": ["soil"], "demand": f"{2 + k % 5} 万压实方/a", "fate": "backfilled"}
    if kind == "export":
        return {**common, "accepts": ["soil"], "quota": f"{30 + 10 * (k % 7)} t/d"}
    made = {"product": "80 %", "residue": "20 %"}
    stock = {"stockpile": "2000 t", "product_yard": None, "capacity": f"{2 + k % 6} t/h"}
    return {**common, **stock, "outputs": {"rubble": made, "wood": made}}


def _roads(ids: dict[str, str], sources: int) -> dict[str, dict[str, float]]:
    far = {id: 5.0 + k % 11 for k, id in enumerate(ids) if ids[id] != "outlet"}
    origins = [f"source_{k}" for k in range(sources)] + _of(ids, "recycling", "sorting")
    return {origin: {id: km for id, km in far.items() if id != origin} for origin in origins}


def _target(k: int, length: int) -> dict[str, Any]:
    readings = {
        "product": {"name": name_of(f"product reading {k}", length), "numerator": [{"to": ["recycled"]}]},
        "all": {"name": name_of(f"all reading {k}", length), "numerator": [{"to": ["recycled", "backfilled"]}]},
        "cover": {"name": name_of(f"cover reading {k}", length), "numerator": [{"to": ["recycled", "landfilled"]}]},
    }
    streams = [["rubble", "wood"], ["rubble", "wood", "soil"], ["soil"]][k % 3]
    return {
        "name": name_of(f"rate {k}", length), "goal": f"{70 + k} %", "streams": streams, "due": "2025",
        "readings": readings,
    }  # fmt: skip
