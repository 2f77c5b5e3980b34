"""Crowded plans for figures: 60 facilities with names of 40 characters, 40 sources, 30 years."""

from __future__ import annotations

from typing import Any

from tests import worlds

HANZI = "某某区西部片区建筑垃圾资源化利用与装修垃圾分选综合处理示范基地第一期工程项目部"
LATIN = "Recycling and sorting base of the west, "


def long_name(what: str, number: int) -> dict[str, str]:
    """A name of 40 characters in each language, all different."""
    zh, en = f"{what}{number:02}", f"{what} {number:02}"
    return {"zh": HANZI[: 40 - len(zh)] + zh, "en": (LATIN * 2)[: 40 - len(en)] + en}


def crowded(
    plants: int = 30, landfills: int = 20, stores: int = 9, sources: int = 40, end: int = 2055
) -> dict[str, Any]:
    """Each source has a plant and a landfill of its own as far as they go round; plants open one after the other.

    With one market, 30 + 20 + 9 + 1 facilities; the waste is little, so that it is simulated in seconds.
    """
    start = 2025
    markets = {
        "market": {"name": long_name("M", 1), "kind": "outlet", "calendar": "always", "accepts": ["product"],
                   "fate": "recycled"}
    }  # fmt: skip
    made = {"product": "80 %", "residue": "20 %"}
    years = max(1, end - start)
    recycling = {
        f"plant_{n:02}": worlds.plant(
            name=long_name("P", n), capacity=f"{1600 - 40 * n} t/a", outputs={"rubble": made}, calendar="shift",
            stockpile=f"{60 + n} t", product_yard="100 t",
            failures={"availability": "85 %", "repair": {"value": "24 h", "distribution": "exponential"}},
            **({"opens": _opening(start + n * years // plants)} if n else {}),
        )
        for n in range(plants)
    }  # fmt: skip
    dumps = {
        f"dump_{n:02}": worlds.landfill(
            name=long_name("L", n), accepts=["rubble", "residue"], void=f"{2000 + 500 * n} 压实方",
            **({"opens": _opening(start + n * years // landfills)} if n else {}),
        )
        for n in range(landfills)
    }  # fmt: skip
    yards = {
        f"yard_{n:02}": {"name": long_name("S", n), "kind": "store", "calendar": "always", "accepts": ["rubble"],
                         "holds": f"{50 + n} t"}
        for n in range(stores)
    }  # fmt: skip
    places = {f"site_{n:02}": {"name": long_name("Q", n)} for n in range(sources)}
    to = [*recycling, *dumps]
    ways = {a: dict.fromkeys([*recycling, *dumps, *yards], 10) for a in [*places, *yards]}
    ways |= {a: dict.fromkeys(dumps, 5) for a in recycling}
    fleets = {
        f"fleet_{n}": worlds.fleet(name=long_name("F", n), carries=[item], calendar=calendar, price=PRICE)
        for n, (item, calendar) in enumerate([("rubble", "night"), ("residue", "shift")])
    }
    world = worlds.plain(
        title="Crowded",
        horizon={"start": f"{start}-01-01", "end": f"{end}-01-01"},
        items={"product": {"name": "Product"}, "residue": {"name": "Residue", "density": "1 t/压实方"}},
        sources=places,
        facilities={**recycling, **dumps, **yards, **markets},
        routes={
            "rubble": {"to": [*yards, *to] if yards else to, "max_wait": "20 d"},
            "residue": {"to": list(dumps)},
            "product": {"to": ["market"], "hauled_by": "buyer"},
        },
        fleets=fleets,
        roads={"km": ways},
        targets={"rate": worlds.rate_target(due=str(end - 1))},
    )
    world["streams"]["rubble"]["amount"] = {"value": "24000 t/a", "range": [18000, 24000, 30000]}
    world["calendars"] |= {
        "shift": {"hours": "08:00-18:00", "closed_weekdays": ["sun"]},
        "night": {"hours": "22:00-09:00"},
    }
    return world


PRICE = {"base": "6 元/t", "base_distance": "6 km", "beyond": "1 元/t/km"}


def _opening(year: int) -> dict[str, Any]:
    return {"value": f"{year}-06-01", "range": [f"{year}-01-01", f"{year}-06-01", f"{year + 2}-01-01"]}
