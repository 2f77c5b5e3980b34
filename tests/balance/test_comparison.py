"""Differences of small worlds, by hand, and what holds for any two: they balance, and they are those of two runs."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from sim.errors import UsageError
from sim.scenario.loading import Loaded, load
from sim.study.comparison import Comparison
from sim.study.pairing import run_comparison
from sim.study.study import run_study
from tests.worlds import fleet, landfill, plain, plant, rate_target, recycling_world

World = dict[str, Any]
MINIMAL = Path(__file__).parents[2] / "scenarios" / "minimal.yaml"
PRICE = {"base": "6 元/t", "base_distance": "6 km", "beyond": "1 元/t/km"}


@pytest.fixture
def compared(tmp_path: Path) -> Any:
    """Compares worlds; options as of `run_comparison`, on one process."""

    def made(*worlds: World, **options: Any) -> Comparison:
        return run_comparison([_loaded(tmp_path, k, world) for k, world in enumerate(worlds)], jobs=1, **options)

    return made


def _loaded(folder: Path, number: int, world: World) -> Loaded:
    path = folder / f"world-{number}.yaml"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return load(path)


def pair(comparison: Comparison, k: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = comparison.document["comparisons"][k]
    return found


def rates(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["period"]: row for row in found["targets"]["rate"]["periods"]}


def amounts(found: dict[str, Any], period: str = "2025") -> dict[tuple[str, str], tuple[float, float, float]]:
    """Base, other and mean difference by what and of which."""
    rows = [row for row in found["amounts"] if row["period"] == period]
    return {(r["what"], r["id"]): (r["base"], r["other"], r["difference"]["mean"]) for r in rows}


def test_without_randomness_the_difference_is_exact(compared: Any) -> None:
    """90 and 80 of 100 t are recycled; the residue waits for full trucks of 10 t: 10 and 20 t are landfilled."""
    other = recycling_world(outputs={"rubble": {"product": "80 %", "residue": "20 %"}})
    found = pair(compared(recycling_world(), other, randomness=False))
    row = rates(found)["2025"]
    assert (row["base"]["mean"], row["other"]["mean"]) == (0.9, 0.8)
    assert row["difference"] == {"n": 1, "mean": -0.1, "ci95": None, "direction": -1}
    assert (row["variance"], row["variance_reduction"]) == (None, None)
    assert (row["base"]["verdict"], row["other"]["verdict"]) == ("meets", "meets")
    fates = {id: row for (what, id), row in amounts(found).items() if what == "fate"}
    assert fates == {"generated": (100, 100, 0), "recycled": (90, 80, -10), "landfilled": (10, 20, 10)}


def test_verdicts_are_against_the_goal_of_each(compared: Any) -> None:
    other = recycling_world()
    other["targets"]["rate"]["goal"] = "95 %"
    found = pair(compared(recycling_world(), other, randomness=False))
    assert found["targets"]["rate"]["goal"] == {"base": 0.7, "other": 0.95}
    row = rates(found)["2025"]
    assert (row["base"]["verdict"], row["other"]["verdict"], row["difference"]["mean"]) == ("meets", "misses", 0)


def test_trucks_and_money(compared: Any) -> None:
    """Ten loads over 10 or 15 km: 200 or 300 km, 1 kg of CO2 a km, 100 t at 6 + 4 or 6 + 9 yuan; one gate fee."""
    near = plain()
    near["fleets"]["trucks"]["price"] = PRICE
    near["facilities"]["dump"]["gate_fee"] = "15 元/t"
    far = copy.deepcopy(near)
    far["roads"] = {"km": {"site": {"dump": 15}}}
    found = amounts(pair(compared(near, far, randomness=False)))
    assert found["truck_km", ""] == pytest.approx((200, 300, 100))
    assert found["co2", ""] == pytest.approx((0.2, 0.3, 0.1))
    assert found["haul", ""] == pytest.approx((1000, 1500, 500))
    assert found["gate_fee", ""] == pytest.approx((1500, 1500, 0))


def test_load_of_a_plant(compared: Any) -> None:
    """100 t in ten days of 24 h: of 10 t/h it is 1/24, of 20 t/h 1/48."""
    found = amounts(pair(compared(recycling_world(), recycling_world(capacity="20 t/h"), randomness=False)))
    assert found["load", "plant"] == pytest.approx((1 / 24, 1 / 48, -1 / 48))
    assert found["processed", "plant"] == (100, 100, 0)


def test_a_plant_that_is_closed_all_year_has_no_load(compared: Any) -> None:
    late = recycling_world(opens="2025-01-11")
    found = pair(compared(recycling_world(), late, randomness=False))
    assert ("load", "plant") not in amounts(found)
    assert amounts(found)["processed", "plant"] == (100, 0, -100)
    closed = [m for m in found["not_comparable"] if m["reason"] == "closed"]
    assert closed == [{"what": "facility", "id": "plant", "reason": "closed", "only_in": "", "period": "2025"}]


def test_a_larger_void_is_full_three_days_later(compared: Any) -> None:
    """A load of 10 m3 a day: 50 m3 are full on the fifth day, 80 on the eighth."""
    small, large = (
        plain(facilities={"dump": landfill(accepts=["rubble"], void=v)}) for v in ("50 压实方", "80 压实方")
    )
    found = pair(compared(small, large, randomness=False))["exhausted"]["dump"]
    assert (found["base"][:10], found["other"][:10]) == ("2025-01-05", "2025-01-08")
    assert found["days"] == {"p10": 3, "p50": 3, "p90": 3}
    assert (found["n"], found["never_base"], found["never_other"]) == (1, 0, 0)


def two_kinds(bricks_to: str) -> World:
    """Rubble and brick, 10 t a day each; the plant for rubble opens on a day that is drawn, the kiln is open."""
    makes = {"product": "90 %", "residue": "10 %"}
    opens = {"value": "2025-01-05", "range": ["2025-01-02", "2025-01-05", "2025-01-09"]}
    rubble, brick = (
        {"name": name, "amount": "3650 t/a", "density": "1 t/压实方", "calendar": "morning"}
        for name in ("Rubble", "Brick")
    )
    return recycling_world() | {
        "streams": {"rubble": rubble, "brick": brick},
        "facilities": {
            **recycling_world()["facilities"],
            "dump": landfill(accepts=["rubble", "brick", "residue"]),
            "plant": plant(capacity="10 t/h", opens=opens, outputs={"rubble": makes}),
            "kiln": plant(name="Kiln", capacity="10 t/h", outputs={"brick": makes}),
        },
        "routes": {
            "rubble": {"to": ["plant", "dump"]},
            "brick": {"to": [bricks_to]},
            "product": {"to": ["market"], "hauled_by": "buyer"},
            "residue": {"to": ["dump"]},
        },
        "fleets": {"trucks": fleet(carries=["rubble", "brick", "residue"])},
        "roads": {"km": {"site": {"plant": 10, "kiln": 10, "dump": 10}, "plant": {"dump": 5}, "kiln": {"dump": 5}}},
        "targets": {"rate": rate_target(streams=["rubble", "brick"])},
    }


def test_a_difference_that_is_the_same_in_every_replication(compared: Any) -> None:
    """The rate varies with the opening; the kiln adds 90 of 200 t in each replication, 0.45 exactly."""
    row = rates(pair(compared(two_kinds("dump"), two_kinds("kiln"), replications=6)))["2025"]
    assert row["variance"]["base"] == pytest.approx(row["variance"]["other"])
    assert row["variance"]["base"] > 1e-4
    assert row["difference"] == {"n": 6, "mean": 0.45, "ci95": [0.45, 0.45], "direction": 1}
    assert (row["variance"]["paired"], row["variance_reduction"]) == (0, None)
    assert row["base"]["ci95"][0] < row["base"]["mean"], "each alone is uncertain"


def test_worlds_that_differ_in_words_differ_by_nothing(compared: Any) -> None:
    other = two_kinds("kiln") | {"title": "Another title"}
    comparison = compared(two_kinds("kiln"), other, replications=4)
    found = pair(comparison)
    assert comparison.document["scenarios"]["A"]["hash"] != comparison.document["scenarios"]["B"]["hash"]
    for row in [*found["amounts"], *found["targets"]["rate"]["periods"]]:
        difference = row["difference"]
        assert (difference["mean"], difference["ci95"], difference["direction"]) == (0, [0, 0], 0), row
    assert all(row["days"]["p50"] in (0, None) for row in found["exhausted"].values())


@pytest.fixture(scope="module")
def minimal() -> tuple[Comparison, list[Loaded]]:
    """The minimal scenario and a plant a fifth smaller, five replications."""
    loaded = [load(MINIMAL), load(MINIMAL, ("facilities.plant.capacity=1.44 万t/a",))]
    return run_comparison(loaded, replications=5, seed=3, jobs=1), loaded


def test_fates_stocks_and_what_waits_add_up_to_what_is_generated(minimal: tuple[Comparison, list[Loaded]]) -> None:
    for period in ("2027", "design"):
        fates = {id: row for (what, id), row in amounts(pair(minimal[0]), period).items() if what == "fate"}
        generated = fates.pop("generated")
        assert [sum(column) for column in zip(*fates.values(), strict=True)] == pytest.approx(list(generated))
        assert generated[2] == 0, "the same random numbers: the same waste arises"
        assert fates["recycled"][2] < -100


def test_each_side_is_what_run_says(minimal: tuple[Comparison, list[Loaded]]) -> None:
    comparison, loaded = minimal
    for side, one in zip(("base", "other"), loaded, strict=True):
        summary = run_study(one, replications=5, seed=3, jobs=1).summary
        said = {e["period"]: e for e in summary["targets"]["resource_rate"]["evaluations"]}
        for row in pair(comparison)["targets"]["resource_rate"]["periods"]:
            keys = ("mean", "ci95", "p_meet", "verdict")
            assert [row[side][key] for key in keys] == [said[row["period"]][key] for key in keys]
        rows = {(r["what"], r["id"], r["period"]): r[side] for r in pair(comparison)["amounts"]}
        for year in ("2027", "design"):
            assert rows["load", "plant", year] == pytest.approx(
                summary["facilities"]["plant"]["utilisation"][year]["mean"]
            )
            assert rows["fate", "recycled", year] == pytest.approx(summary["fates_t"][year]["demolition"]["recycled"])
            assert rows["truck_km", "", year] == pytest.approx(summary["fleets"]["trucks"]["km"][year])
            assert rows["co2", "", year] == pytest.approx(summary["fleets"]["trucks"]["co2_t"][year])
        full = summary["facilities"]["landfill"]["exhausted_on"]["projected"]["p50"]
        assert pair(comparison)["exhausted"]["landfill"][side] == full


def test_the_others_are_compared_with_the_first(compared: Any) -> None:
    """90, 80 and 60 % product: B - A is -10 points, C - A -30."""
    worlds = [
        recycling_world(outputs={"rubble": {"product": f"{p} %", "residue": f"{100 - p} %"}}) for p in (90, 80, 60)
    ]
    comparison = compared(*worlds, replications=2)
    assert list(comparison.document["scenarios"]) == ["A", "B", "C"]
    assert [(p["base"], p["other"]) for p in comparison.document["comparisons"]] == [("A", "B"), ("A", "C")]
    found = [rates(pair(comparison, k))["2025"]["difference"]["mean"] for k in (0, 1)]
    assert found == pytest.approx([-0.1, -0.3])


def reasons(found: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    return {(m["what"], m["id"], m["reason"], m["only_in"]) for m in found["not_comparable"] if m["what"] != "money"}


def test_what_only_one_has_is_listed(compared: Any) -> None:
    base, other = two_kinds("kiln"), two_kinds("kiln")
    base["windows"] = {"first": {"start": "2025-01-01", "end": "2025-01-04"}}
    other["windows"] = {"last": {"start": "2025-01-08", "end": "2025-01-11"}}
    base["targets"]["mine"] = rate_target(streams=["rubble"])
    other["targets"]["theirs"] = rate_target(streams=["rubble"])
    del other["facilities"]["plant"], other["roads"]["km"]["plant"]
    other["roads"]["km"]["site"].pop("plant")
    other["routes"]["rubble"] = {"to": ["dump"]}
    found = pair(compared(base, other, randomness=False))
    assert reasons(found) == {
        ("target", "mine", "only_in_one", "base"),
        ("target", "theirs", "only_in_one", "other"),
        ("period", "first", "only_in_one", "base"),
        ("period", "last", "only_in_one", "other"),
        ("facility", "plant", "only_in_one", "base"),
    }
    assert set(found["targets"]) == {"rate"}
    assert set(rates(found)) == {"2025", "design"}


def test_what_is_called_alike_and_is_another_thing_is_listed(compared: Any) -> None:
    base, other = two_kinds("kiln"), two_kinds("kiln")
    base["windows"] = {"first": {"start": "2025-01-01", "end": "2025-01-04"}}
    other["windows"] = {"first": {"start": "2025-01-01", "end": "2025-01-05"}}
    other["targets"]["rate"]["readings"]["product"]["numerator"] = [{"to": ["recycled", "landfilled"]}]
    base["targets"]["narrow"] = rate_target(streams=["rubble"])
    other["targets"]["narrow"] = rate_target(streams=["brick"])
    other["design_year"] = "2026"
    found = pair(compared(base, other, randomness=False))
    assert reasons(found) == {
        ("target", "rate", "other_reading", ""),
        ("target", "narrow", "other_streams", ""),
        ("period", "first", "other_dates", ""),
        ("period", "design", "other_design_year", ""),
    }
    assert {row["period"] for row in found["amounts"]} == {"2025"}


def test_a_reading_is_found_by_what_it_counts(compared: Any) -> None:
    """The other scenario takes another reading as primary; the base's primary one is compared."""
    other = recycling_world()
    all_of_it = {"name": "All", "numerator": [{"to": ["recycled", "landfilled"]}]}
    product = {"name": "Another name", "numerator": [{"to": ["recycled"]}]}
    other["targets"]["rate"]["readings"] = {"all": all_of_it, "sold": product}
    found = pair(compared(recycling_world(), other, randomness=False))
    assert found["targets"]["rate"]["reading"] == {"base": "product", "other": "sold"}
    assert rates(found)["2025"]["difference"]["mean"] == 0


def test_money_needs_a_price_in_both(compared: Any) -> None:
    priced = plain()
    priced["fleets"]["trucks"]["price"] = PRICE
    found = pair(compared(plain(), priced, randomness=False))
    money = {(m["id"], m["reason"], m["only_in"]) for m in found["not_comparable"] if m["what"] == "money"}
    assert money == {("haul", "only_in_one", "other"), ("gate_fee", "no_price", "")}
    assert not {("haul", ""), ("gate_fee", "")} & set(amounts(found))


def test_a_period_in_which_nothing_arises_has_no_rate(compared: Any) -> None:
    """A window of a Saturday on which nobody works."""
    base, other = recycling_world(), recycling_world(capacity="20 t/h")
    for world in (base, other):
        world["calendars"]["morning"]["closed_weekdays"] = ["sat"]
        world["windows"] = {"saturday": {"start": "2025-01-04", "end": "2025-01-05"}}
    found = pair(compared(base, other, randomness=False))
    assert reasons(found) == {("target", "rate", "nothing_generated", "")}
    assert set(rates(found)) == {"2025", "design"}


def test_one_of_them_alone_or_twice_is_refused(compared: Any) -> None:
    for worlds in ([plain()], [plain(), plain()]):
        with pytest.raises(UsageError):
            compared(*worlds)
