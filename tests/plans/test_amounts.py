"""What arises: by year, in cubic metres, by class of client, of other kinds of waste; each kind with its own target."""

from __future__ import annotations

import pytest

from sim.study.verdict import reaches
from tests.plans.plan import kg, outcome, rate, result
from tests.worlds import plain, simulated

pytestmark = pytest.mark.usefixtures("both_cycles")


def test_between_two_years_of_a_forecast_it_runs_in_a_straight_line() -> None:
    """2024: 3,660 t in 366 days, of which the run sees 184: 1,840 t.

    2025 lies half-way between 3,660 and 7,300: 5,480 t. 2031 is five ninths of the way from 7,300 to 36,500:
    7,300 + 29,200 * 5 / 9 = 23,522.222 t.
    """
    seen = outcome("decades")
    assert kg(seen, "2024", origin="generation") == 1_840_000
    assert kg(seen, "2025", origin="generation") == 5_480_000
    assert kg(seen, "2026", origin="generation") == 7_300_000
    assert kg(seen, "2031", origin="generation") == 23_522_222
    assert kg(seen, "2035", origin="generation") == 36_500_000
    total = 1840 + 5480 + sum(7300 + 29200 * i / 9 for i in range(10))
    assert seen.generated_kg == pytest.approx(1000 * total, abs=12), "a kilogram a year of rounding"
    assert seen.residual_kg == 0


def test_a_forecast_in_volume_by_class_of_client() -> None:
    """1,000 + 1,000 + 281.25 bank m3 at 1.6 t are 3,650 t: a load of 10 t a day.

    A tonne in the landfill takes 0.8 / 1.6 = 0.5 compacted m3.
    """
    seen = outcome("volumes")
    assert kg(seen, "2025", origin="generation") == 3_650_000
    assert kg(seen, "2025", destination="landfilled") == 3_650_000
    left = [value for month, place, what, value in seen.tables["levels"] if what == "void_left"]
    assert left[-1] == 1_000_000 - 0.5 * 3650


def test_each_class_is_an_input_with_its_source() -> None:
    inputs = {row.path: row for row in result("volumes").loaded.inputs}
    assert inputs["streams.rubble.classes.housing"].source == "housing bureau"
    assert inputs["streams.rubble.classes.roads"].value == 1000
    total = inputs["streams.rubble.amount"]
    assert (total.text, total.grade, total.source) == ("2281.25 bank_m3/a", "assumed", "classes"), "the weakest grade"


def test_other_kinds_of_waste_and_a_target_for_each() -> None:
    """Asphalt: 3,650 t arrive and 80 % are sold at once, 2,920 t: 80 % of 75 %.

    Soil: the quarry takes 1,825 compacted m3 a year, a twelfth a month: 152.083 m3, so 30 loads of 10 t or 5 m3 a
    month, 360 loads, 3,600 t of 7,300. Bulky waste: none.
    """
    seen = outcome("kinds")
    assert kg(seen, "2025", destination="recycled", stream="asphalt") == 2_920_000
    assert rate(seen, "asphalt_rate", "2025") == (2_920_000, 3_650_000)
    assert rate(seen, "soil_rate", "2025") == (3_600_000, 7_300_000)
    assert rate(seen, "bulky_rate", "2025") == (0, 1_825_000)
    assert [reaches(*(n, 750_000, d)) for n, d in (rate(seen, t, "2025") for t in ("asphalt_rate", "soil_rate"))] == [
        True,
        False,
    ]


def test_the_summary_has_a_verdict_for_each_target() -> None:
    targets = result("kinds").summary["targets"]
    first = {id: target["evaluations"][0] for id, target in targets.items()}
    assert {id: e["verdict"] for id, e in first.items()} == {
        "asphalt_rate": "meets", "soil_rate": "misses", "bulky_rate": "misses",
    }  # fmt: skip
    assert first["soil_rate"]["margin_t"] == pytest.approx(3600 - 0.75 * 7300)


def test_floor_area_alone_makes_an_amount() -> None:
    """10,000 m2 a year at 0.365 t: ten tonnes a day, with no word of prefabricated parts."""
    world = plain()
    del world["streams"]["rubble"]["amount"]
    world["streams"]["rubble"]["drivers"] = {"floor_area": "10000 m²/a", "per_area": "0.365 t/m²"}
    assert simulated(world).generated_kg == 100_000
