"""The base scenario without randomness against plain arithmetic: to a load, or by a named mechanism."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from sim.model.replication import Outcome, replicate
from sim.scenario.loading import load
from tests.balance.arithmetic import balance

BASE = Path(__file__).parents[2] / "scenarios" / "jiulongpo-2025-2027.yaml"
YEARS = ("2025", "2026", "2027", "design")
SOIL_LOAD, BOX_LOAD, DECORATION_LOAD = 15.1667, 11.6667, 6.6667
"""Payloads at the means of their ranges, t."""


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return replicate(load(BASE).scenario, seed=1, replication=1, randomness=False)


@pytest.fixture(scope="module")
def tonnes(outcome: Outcome) -> dict[tuple[str, str, str], float]:
    """Tonnes by year, from and to."""
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    for year, origin, destination, _, _, kg in outcome.tables["flows"]:
        sums[year, origin, destination] += kg / 1000
    return sums


def into(outcome: Outcome, year: str, destination: str, streams: tuple[str, ...] = ()) -> float:
    rows = outcome.tables["flows"]
    return sum(r[5] for r in rows if r[0] == year and r[2] == destination and (not streams or r[3] in streams)) / 1000


def test_mass_balance_is_zero(outcome: Outcome) -> None:
    assert outcome.residual_kg == 0


@pytest.mark.parametrize("year", YEARS)
def test_generation_and_on_site_fates(outcome: Outcome, year: str) -> None:
    """To a kilogram per source and stream."""
    expected = balance(year)
    rows = outcome.tables["flows"]
    for stream, amount in expected.generated.items():
        got = sum(r[5] for r in rows if r[0] == year and r[1] == "generation" and r[3] == stream)
        assert got == pytest.approx(amount * 1e7, abs=30), stream
    assert into(outcome, year, "water") == pytest.approx(expected.water * 1e4, rel=2e-6)
    on_site = sum(r[5] for r in rows if r[0] == year and r[2] == "backfilled" and r[1] != "transfer_backfill") / 1000
    assert on_site == pytest.approx(expected.soil_on_site * 1e4, rel=2e-6)


@pytest.mark.parametrize("year", YEARS)
def test_monthly_demands_are_met(tonnes: dict[tuple[str, str, str], float], year: str) -> None:
    """Mechanism: in each month the remainder of a demand that is smaller than a load is not delivered.

    A month in which less soil arises than the demand (February, with the Spring Festival) is in the arithmetic.
    """
    expected = balance(year)
    for place, amount in (("transfer_backfill", expected.transfer), ("soil_products", expected.soil_products)):
        fate = "backfilled" if place == "transfer_backfill" else "soil_product"
        short = amount * 1e4 - tonnes[year, place, fate]
        mixture = 0.002 * amount * 1e4 if place == "transfer_backfill" else 0  # share of cake, whose density differs
        assert -mixture <= short <= 12 * SOIL_LOAD + mixture, place


@pytest.mark.parametrize("year", YEARS)
def test_plants_process_their_capacity(outcome: Outcome, year: str) -> None:
    """A fed plant to one load; mechanism of every other difference: the hours in which it had nothing to do."""
    expected = balance(year)
    loads = {"xinqi_recycling": BOX_LOAD, "west_recycling": BOX_LOAD}
    rows = {row[1]: row for row in outcome.tables["plants"] if row[0] == year}
    for plant, amount in (("xinqi_recycling", expected.xinqi), ("west_recycling", expected.west)):
        _, _, processed, _, open_h, _, starved_h, _, _ = rows[plant]
        idle = starved_h / open_h if open_h else 0.0
        assert processed / 1000 == pytest.approx(amount * 1e4 * (1 - idle), abs=loads[plant] + 1), plant
        assert idle < 0.002, "the first load is on its way for some hours"


def test_huayan_sorts_what_arises(outcome: Outcome) -> None:
    """To a load but for what the year's ends change in stockpile, sources and trucks, which the flows tell."""
    (row,) = [row for row in outcome.tables["plants"] if row[:2] == ("design", "huayan_sorting")]
    rows = [r for r in outcome.tables["flows"] if r[0] == "design" and r[4] == "decoration"]
    arose = sum(r[5] for r in rows if r[1] == "generation")
    came = sum(r[5] for r in rows if r[2] == "huayan_sorting")
    elsewhere = sum(r[5] for r in rows if r[1] == "in_transit" and r[2] != "huayan_sorting")
    assert arose / 1000 == pytest.approx(balance("design").huayan * 1e4, abs=0.1)
    assert came / 1000 == pytest.approx((arose - elsewhere) / 1000, abs=312_000 / 300), (
        "a day's waste waits or is under way"
    )
    assert row[2] / 1000 == pytest.approx(came / 1000, abs=30 * DECORATION_LOAD), "the stockpile"


def test_landfill_takes_the_rest_and_what_waited(outcome: Outcome) -> None:
    """2027: soil hauled less backfill and products, plus the soil that waited when the landfill opened."""
    expected = balance("2027")
    soil = into(outcome, "2027", "landfilled", ("spoil", "mud"))
    rest = (expected.soil_hauled - expected.transfer - expected.soil_products) * 1e4
    waited = sum(_hauled(outcome, y) - _left(outcome, y) for y in ("2025", "2026", "2027"))
    stored_before = sum(_hauled(outcome, y) - _left(outcome, y) for y in ("2025", "2026"))
    limits = 70_300
    assert stored_before <= limits + 26 * SOIL_LOAD, "at each source a load that is not yet full comes on top"
    assert soil == pytest.approx(rest + stored_before - waited, abs=0.002 * rest)


def test_each_landfill_of_the_design_year(outcome: Outcome) -> None:
    """Yandongwan takes all soil that no demand takes: to a load a month for each of the two demands that it refuses.

    Luoguadong comes second in every route and takes no soil. Both together take 7 % of the rubble that plants work off;
    mechanism of the difference: the part of a load that lies in a plant's yard, and the stockpiles' mixture.
    """
    expected = balance("design")
    rest = (expected.soil_hauled - expected.transfer - expected.soil_products) * 1e4
    rows = [r for r in outcome.tables["flows"] if r[0] == "design"]
    taken = {
        place: sum(r[5] for r in rows if r[2] == place and r[4] in ("spoil", "mud_cake")) / 1000
        for place in ("yandongwan_landfill", "luoguadong_landfill")
    }
    assert taken["yandongwan_landfill"] == pytest.approx(rest, abs=24 * SOIL_LOAD)
    assert taken["luoguadong_landfill"] == 0
    residue = sum(r[5] for r in rows if r[2].endswith("_landfill") and r[4] == "cd_residue") / 1000
    rubble = sum(r[5] for r in rows if r[2].endswith("_recycling") and r[4] in ("construction", "demolition")) / 1000
    assert residue == pytest.approx(0.07 * rubble, abs=3 * BOX_LOAD)


def _hauled(outcome: Outcome, year: str) -> float:
    """Spoil and cake that arose and did not find a fate on site, t."""
    arose = into(outcome, year, "water", ("spoil", "mud"))
    rows = outcome.tables["flows"]
    born = sum(r[5] for r in rows if r[0] == year and r[1] == "generation" and r[3] in ("spoil", "mud")) / 1000
    site = sum(r[5] for r in rows if r[0] == year and r[2] == "backfilled" and r[1] != "transfer_backfill") / 1000
    return born - arose - site


def _left(outcome: Outcome, year: str) -> float:
    """Spoil and cake that left the sources on trucks or unserved, t."""
    rows = outcome.tables["flows"]
    left = [r for r in rows if r[0] == year and r[2] in ("in_transit", "unserved")]
    return sum(r[5] for r in left if r[4] in ("spoil", "mud_cake")) / 1000


@pytest.mark.parametrize(("year", "points"), [("2025", 0.1), ("2026", 0.05), ("2027", 0.1), ("design", 0.05)])
def test_rates(outcome: Outcome, year: str, points: float) -> None:
    """Mechanism in 2027: in slack weeks, or where 7 t fit and 12 t do not, the western plant takes decoration."""
    rows = outcome.tables["flows"]
    decoration = sum(r[5] for r in rows if (r[0], r[2], r[4]) == (year, "west_recycling", "decoration")) / 1e7
    assert decoration < 3 if year == "2027" else decoration < 0.03
    expected = balance(year, decoration)
    rows = [row for row in outcome.tables["rates"] if row[2] == year and row[1].startswith("product")]
    rates = {row[0]: row[3] / row[4] for row in rows if row[1] in ("product", "product_and_backfill")}
    assert rates["resource_rate"] == pytest.approx(expected.resource_rate, abs=points / 100)
    assert rates["utilisation_rate"] == pytest.approx(expected.utilisation_rate, abs=points / 100)


def test_decoration_waste_displaces_rubble_in_the_slack_weeks(outcome: Outcome) -> None:
    """Two thirds of what the western plant takes of it come in February to April, when sites start again."""
    rows = outcome.tables["monthly"]
    taken = {r[0]: r[5] for r in rows if (r[2], r[4]) == ("west_recycling", "decoration")}
    slack = sum(taken.get(f"2027-{month:02}", 0) for month in (2, 3, 4))
    assert slack > 0.65 * sum(kg for month, kg in taken.items() if month.startswith("2027"))


def test_what_is_counted_by_volume_and_as_printed(outcome: Outcome) -> None:
    """2027: 157.76 of spoil in the ground, 15.78 of slurry without its water, and three streams in loose m3 or in t.

    Means of the ranges: cake (35 + 56.67 + 85) / 3 %, 1.30, 1.45 and 2.60 / 3 t/m3.
    """
    soft = 157.76 + 15.78 * (0.35 + 0.5667 + 0.85) / 3
    rows = {
        row[1]: row[4] / 1e7 for row in outcome.tables["rates"] if row[0] == "utilisation_rate" and row[2] == "2027"
    }
    assert rows["as_printed"] == pytest.approx(soft + 15.6 + 20.77 + 31.2, abs=1e-4)
    loose = 15.6 / 1.30 + 20.77 / 1.45 + 31.2 / (2.6 / 3)
    assert rows["volume"] == pytest.approx(soft + loose, abs=1e-4)
