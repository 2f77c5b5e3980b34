"""Several cities: what crosses their borders, and whose waste counts for whose target."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import ScenarioInvalid
from sim.report.cities import crossings
from sim.report.labels import Labels
from sim.scenario.cities import weights_of
from sim.scenario.loading import load
from sim.words import Words
from tests.plans.plan import kg, outcome, rate, result

pytestmark = pytest.mark.usefixtures("both_cycles")


def test_a_stream_of_a_city_arises_at_its_sources_in_equal_parts() -> None:
    seen = outcome("cities")
    assert kg(seen, "2025", origin="generation", destination="site", stream="rubble") == 3_650_000
    assert kg(seen, "2025", origin="generation", destination="quarter", stream="southern") == 3_650_000
    assert kg(seen, "2025", origin="generation", destination="suburb") == 3_650_000
    assert kg(seen, "2025", destination="site", stream="southern") == 0


def test_what_crosses_the_border() -> None:
    """A load a day of each site. The plant may take two a day, and at noon the north's comes first by its key: so a
    load a day of the north and one of the south reach the plant, and the other of the south its dump.

    Product: 80 % and 60 % of 365 loads each, all worked off within hours: 2,920 t and 2,190 t go to the market in the
    south. Residue: 730 t and 1,460 t, 73 and 146 loads.
    """
    seen = outcome("cities")
    crossed = {tuple(row[:4]): row[4] // 1000 for row in seen.tables["cities"]}
    assert crossed == {
        ("2025", "north", "north", "rubble"): 3650,
        ("2025", "north", "south", "rubble"): 2920 + 730,
        ("2025", "south", "north", "southern"): 3650,
        ("2025", "north", "south", "southern"): 2190 + 1460,
        ("2025", "south", "south", "southern"): 3650,
    }


def test_each_target_counts_the_waste_of_its_own_city() -> None:
    """North: 80 % of 3,650 t. South: 60 % of half of 7,300 t, although both lie in the same plant."""
    seen = outcome("cities")
    assert rate(seen, "northern_rate", "2025") == (2_920_000, 3_650_000)
    assert rate(seen, "southern_rate", "2025") == (2_190_000, 7_300_000)


def test_summary_and_report_show_the_flows_between_cities(tmp_path: Path) -> None:
    found = result("cities")
    assert found.summary["cities"]["2025"] == {
        "north": {"north": 3650, "south": 2920 + 730 + 2190 + 1460},
        "south": {"north": 3650, "south": 3650},
    }
    (block,) = crossings(found, Labels(found.loaded.scenario, Words("en")))
    assert block["rows"][1] == ["2025", "Northtown", "Southtown", "0.73"]
    assert json.dumps(result("closing").summary["cities"]) == "{}"


def test_what_is_wrong_with_a_stream_is_said_where_it_stands() -> None:
    """A target of a city with a stream that does not exist: only that is said; weights of its own sources are right."""
    cities = Path(__file__).parent / "cities.yaml"
    with pytest.raises(ScenarioInvalid) as caught:
        load(cities, ["targets.northern_rate.streams=[rubble, rubbel]"])
    assert [(fault.id, fault.path) for fault in caught.value.faults] == [
        ("unknown_stream", "targets.northern_rate.streams.1")
    ]
    weights = "streams.southern.weights={values: {quarter: 3, suburb: 1, site: 0}}"
    assert weights_of(load(cities, [weights]).scenario, "southern") == {"quarter": 3, "suburb": 1, "site": 0}
    with pytest.raises(ScenarioInvalid) as caught:
        load(cities, [weights.replace("site: 0", "site: 2")])
    assert {fault.id for fault in caught.value.faults} == {"weight_elsewhere", "target_city"}
