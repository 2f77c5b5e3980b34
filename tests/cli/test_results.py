"""What `run` writes: the files of the result folder, the contract of summary.json, the same bytes each time."""

from __future__ import annotations

import csv
import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from sim.cli.application import run_application
from sim.model.cycle import MOMENTS
from sim.scenario.loading import load
from sim.study.afterwards import find_afterwards
from tests.cli.conftest import SCENARIOS, Command

TABLES = {
    "rates", "fates", "flows", "trips", "cities", "monthly", "levels", "plants", "facilities", "gates", "fleets",
    "hours", "passes", "fees", "binding", "unserved", "draws", "inputs",
}  # fmt: skip
FATES = {
    "recycled", "reused", "backfilled", "soil_product", "energy", "landfilled", "heap_fill", "exported", "water",
    "unserved", "leaked",
}  # fmt: skip
YEARS = {"2027", "design"}
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def summary(saved: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((saved / "summary.json").read_text(encoding="utf-8"))
    return document


def test_files(saved: Path) -> None:
    files = {str(path.relative_to(saved)) for path in saved.rglob("*") if path.is_file()}
    tables = {f"tables/{name}.csv" for name in TABLES}
    assert files == {"run.json", "summary.json", "scenario.resolved.yaml"} | tables
    for name in tables:
        content = (saved / name).read_bytes()
        assert content.startswith(BOM), name
        assert b"\r" not in content, name
    assert not [path for path in saved.parent.iterdir() if path != saved]


def test_only_run_json_knows_time_path_and_host(saved: Path) -> None:
    run = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    assert {"hash", "seed", "replications", "jobs", "started", "seconds", "platform", "python", "versions"} <= set(run)
    for path in saved.rglob("*"):
        if path.is_file() and path.name != "run.json":
            text = path.read_text(encoding="utf-8")
            assert run["started"][:13] not in text
            assert run["platform"] not in text


def test_keys_of_the_summary(summary: dict[str, Any]) -> None:
    assert {
        "schema", "scenario", "title", "seed", "replications", "precision", "horizon", "targets", "all_targets",
        "fates_t", "facilities", "fleets", "mass_balance", "checks", "indicators", "assumptions", "readings",
    } <= set(summary)  # fmt: skip
    assert (summary["schema"], summary["scenario"], summary["replications"]) == (1, "minimal", 3)
    assert summary["horizon"] == ["2027-01-01", "2028-01-01"]
    balance = summary["mass_balance"]
    assert set(balance["by_fate_kg"]) == FATES | {"stored", "in_transit"}
    assert sum(balance["by_fate_kg"].values()) == balance["generated_kg"] > 0
    assert balance["residual_kg"] == 0
    for check in summary["checks"]:
        assert set(check) == {"id", "severity", "message", "article", "values", "where"}
        assert set(check["message"]) == {"zh", "en"}
    for row in summary["assumptions"]:
        assert set(row) == {"path", "value", "grade", "source"}


def test_a_carry_over_above_a_percent_is_a_warning(summary: dict[str, Any]) -> None:
    """What lay in the stockpile at the end of 2027 is in the causes, and where it is much, among the checks."""
    found = {c["values"]["period"]: c for c in summary["checks"] if c["id"] in ("carry_over", "worked_off")}
    for e in summary["targets"]["resource_rate"]["evaluations"]:
        carried = sum(row["lost_t"] for row in e["binding"] if row["cause"] == "carried_over")
        assert (e["period"] in found) == (abs(carried) > 0.01 * e["denominator_t"])
    assert found["2027"]["severity"] == "warning"


def test_older_stock_that_is_worked_off_is_told_apart_from_what_has_no_fate_yet() -> None:
    loaded = load(SCENARIOS / "minimal.yaml")
    row = {"reading": "product", "mean": 0.7, "denominator_t": 1000.0, "unit": "t"}
    evaluations = [
        {**row, "period": period, "binding": [{"cause": "carried_over", "lost_t": lost}]}
        for period, lost in (("2027", 20.0), ("design", -30.0), ("2028", 9.0))
    ]
    late, early = find_afterwards(loaded, {"resource_rate": {"evaluations": evaluations}})
    assert (late["id"], late["values"]["share"]) == ("carry_over", pytest.approx(2))
    assert (early["id"], early["values"]["share"]) == ("worked_off", pytest.approx(3))
    assert "design year: 0.003 ×10⁴ t (3 % of the denominator) more found their fate" in early["message"]["en"]


def test_keys_of_targets(summary: dict[str, Any]) -> None:
    target = summary["targets"]["resource_rate"]
    assert target["goal"] == 0.7
    assert {(e["period"], e["reading"]) for e in target["evaluations"]} == {("2027", "product"), ("design", "product")}
    for e in target["evaluations"]:
        assert set(e) == {
            "period", "reading", "n", "mean", "ci95", "p_meet", "p_meet_ci95", "verdict", "margin_t", "numerator_t",
            "denominator_t", "binding", "rests_on", "unit", "p10", "p90",
        }  # fmt: skip
        assert e["n"] == 3
        assert e["p10"] <= e["mean"] <= e["p90"], "the least and the greatest of three"
        assert e["verdict"] in ("meets", "misses", "undecided")
        assert e["ci95"][0] <= e["mean"] <= e["ci95"][1]
        assert e["p_meet_ci95"][0] <= e["p_meet"] <= e["p_meet_ci95"][1]
        assert e["margin_t"] == pytest.approx(e["numerator_t"] - 0.7 * e["denominator_t"])
        assert all(set(row) == {"facility", "cause", "lost_t"} for row in e["binding"])


def test_keys_of_facilities_and_fleets(summary: dict[str, Any]) -> None:
    facilities = summary["facilities"]
    assert set(facilities) == {"plant", "landfill", "market"}
    for row in facilities.values():
        assert {"kind", "opened", "intake_t", "stock_peak_t"} <= set(row)
        assert set(row["opened"]) == {"p10", "p50", "p90"}
        assert set(row["intake_t"]) <= YEARS
    plant, landfill = facilities["plant"], facilities["landfill"]
    assert plant["capacity_t_a"] == 18_000
    assert set(plant["utilisation"]) == YEARS
    assert all(set(year) == {"mean", "ci95"} for year in plant["utilisation"].values())
    assert set(plant["gate_wait_min"]) == {"mean", "p95"}
    assert landfill["void_m3"] == 10_000
    assert set(landfill["exhausted_on"]) == {"p10", "p50", "p90", "p_within_horizon", "projected"}
    assert set(landfill["exhausted_on"]["projected"]) == {"p10", "p50", "p90"}
    fleet = summary["fleets"]["trucks"]
    assert set(fleet) == {"trucks", "trips", "utilisation", "wait_min", "km", "co2_t", "cost_yuan"}
    assert fleet["trucks"] == 5
    assert set(fleet["trips"]) == YEARS
    assert set(fleet["wait_min"]) == {"mean", "p95"}


def test_keys_of_indicators(summary: dict[str, Any]) -> None:
    """All groups are always there; what is not evaluated has a reason in both languages and no numbers."""
    found = summary["indicators"]
    assert set(found) == {"declared", "environment", "passes", "money", "restoration", "emergency"}
    assert found["declared"] == {}
    assert set(found["environment"]) == {"reason", "by_year"}
    per_year = {"hauled_t", "truck_km", "co2_t", "truck_km_per_10kt", "co2_t_per_10kt"}
    assert {year: set(row) for year, row in found["environment"]["by_year"].items()} == dict.fromkeys(YEARS, per_year)
    assert set(found["passes"]) == {"reason", "night_hours", "by_year"}
    for sources in found["passes"]["by_year"].values():
        for row in sources.values():
            assert set(row) == {"loaded", "night", "by_hour"}
            assert len(row["by_hour"]) == 24
            assert sum(row["by_hour"]) == pytest.approx(row["loaded"])
    assert set(found["money"]) == {"haul", "gate_fee", "subsidy"}
    for cost in found["money"].values():
        assert set(cost) == {"reason", "without", "by_year"}
        assert set(cost["reason"]) == {"zh", "en"}
        assert cost["by_year"] == {}
    (landfill,) = found["restoration"].values()
    assert set(landfill) == {"area_m2", "restored_on", "p_within_horizon", "reason"}
    assert set(landfill["restored_on"]) == {"p10", "p50", "p90"}
    assert set(found["emergency"]) == {"sources", "plants"}
    for rooms in found["emergency"].values():
        for room in rooms.values():
            assert set(room) == {"room_t", "daily_t", "days", "least_days", "least_at", "reason"}
            assert (room["reason"] is None) == (room["days"] is not None)


def test_every_load_of_a_year_left_a_place(summary: dict[str, Any], saved: Path) -> None:
    """Loaded trucks by hour and trips that are back differ only by what is under way at a year's end."""
    for year in YEARS:
        left = sum(float(row["loads"]) for row in read(saved / "tables" / "passes.csv") if row["year"] == year)
        back = sum(float(row["loads"]) for row in read(saved / "tables" / "trips.csv") if row["year"] == year)
        assert back > 1000
        assert left == pytest.approx(back, abs=summary["fleets"]["trucks"]["trucks"])


def test_a_years_row_sums_to_generated(summary: dict[str, Any]) -> None:
    assert set(summary["fates_t"]) == YEARS
    for streams in summary["fates_t"].values():
        for row in streams.values():
            assert set(row) == FATES | {"generated", "stock_change_t", "waiting_t"}
            assert row["generated"] > 0
            assert sum(t for key, t in row.items() if key != "generated") == pytest.approx(row["generated"])


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_flows_balance_at_every_place(saved: Path) -> None:
    """What a source or truck received it still holds or handed on: nothing is handed on twice."""
    level: dict[str, float] = {}
    for row in read(saved / "tables" / "flows.csv"):
        if row["year"] != "design":
            for place, kg in ((row["origin"], -float(row["kg"])), (row["destination"], float(row["kg"]))):
                level[place] = level.get(place, 0.0) + kg
    for place, kg in level.items():
        assert kg >= -0.01 or place == "generation", place
    assert sum(level.values()) == pytest.approx(0.0, abs=0.01)


def test_every_replications_fates_sum_to_what_it_generated(saved: Path) -> None:
    rows = read(saved / "tables" / "fates.csv")
    assert {row["replication"] for row in rows} == {"1", "2", "3"}
    for row in rows:
        kept = FATES | {"stock_change", "waiting"}
        assert set(row) == kept | {"replication", "year", "stream", "generated"}
        assert sum(int(row[key]) for key in kept) == int(row["generated"]) > 0


def test_movements_are_means_over_the_replications(saved: Path) -> None:
    """The fates, kept for each replication, say the same as the flows, of which only means are kept."""
    fates, flows = read(saved / "tables" / "fates.csv"), read(saved / "tables" / "flows.csv")
    for year in YEARS:
        landfilled = [int(row["landfilled"]) for row in fates if row["year"] == year]
        moved = [float(row["kg"]) for row in flows if (row["year"], row["destination"]) == (year, "landfilled")]
        assert sum(moved) == pytest.approx(sum(landfilled) / 3)


def test_a_trace_tells_the_life_of_every_load(waste_sim: Command, saved: Path) -> None:
    """As many loads as the fleet's trips, instants in order, and the tables as they are without a trace."""
    scenario = SCENARIOS / "minimal.yaml"
    assert waste_sim("run", scenario, "--replications", "3", "--no-report", "--trace", "--out", "traced").code == 0
    loads = read(Path("traced/tables/loads.csv"))
    fleets = read(saved / "tables" / "fleets.csv")
    (trips,) = [row["trips"] for row in fleets if (row["replication"], row["year"]) == ("1", "2027")]
    assert len(loads) == int(trips)
    assert {row["kg"] for row in loads} == {"12000"}
    for row in loads:
        moments = [value for key, value in row.items() if key in MOMENTS and value]
        assert moments == sorted(moments)
        assert moments[0].startswith("2027-")
        assert (row["loading"] == "") == (len(moments) == len(MOMENTS) - 1)
    for name in TABLES:
        assert Path(f"traced/tables/{name}.csv").read_bytes() == (saved / f"tables/{name}.csv").read_bytes(), name


@pytest.mark.parametrize("jobs", [1, 2])
def test_same_seed_same_bytes_for_any_number_of_processes(waste_sim: Command, saved: Path, jobs: int) -> None:
    arguments = ("--replications", "3", "--seed", "1", "--jobs", str(jobs), "--no-report", "--quiet", "--out", "again")
    ended = waste_sim("run", SCENARIOS / "minimal.yaml", *arguments)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    for path in saved.rglob("*"):
        if path.is_file() and path.name not in ("run.json",):
            assert Path("again", path.relative_to(saved)).read_bytes() == path.read_bytes(), path.name


def test_json_is_one_document_and_set_and_seed_work(waste_sim: Command, saved: Path) -> None:
    ended = waste_sim(
        "run", SCENARIOS / "minimal.yaml", "--no-randomness", "--no-report", "--json", "--seed", "7",
        "--set", "facilities.plant.capacity=1 万t/a", "--set", "targets.resource_rate.goal=65 %",
    )  # fmt: skip
    assert (ended.code, ended.err) == (0, "")
    document = json.loads(ended.out)
    assert document == json.loads(Path("reports/minimal/summary.json").read_text(encoding="utf-8"))
    assert (document["seed"], document["replications"]) == (7, 1)
    assert document["facilities"]["plant"]["capacity_t_a"] == 10_000
    assert document["targets"]["resource_rate"]["goal"] == 0.65
    resolved = Path("reports/minimal/scenario.resolved.yaml").read_text(encoding="utf-8")
    assert "--set facilities.plant.capacity" in resolved


def test_the_resolved_scenario_runs_to_the_same_tables(waste_sim: Command, saved: Path) -> None:
    ended = waste_sim(
        "run", saved / "scenario.resolved.yaml", "--replications", "3", "--jobs", "1", "--no-report", "--out", "again"
    )
    assert ended.code == 0
    for name in TABLES - {"inputs"}:
        assert Path(f"again/tables/{name}.csv").read_bytes() == (saved / f"tables/{name}.csv").read_bytes(), name


def test_report_from_saved_results(waste_sim: Command, saved: Path) -> None:
    shutil.copytree(saved, "copy")
    ended = waste_sim("report", "copy", "--lang", "en")
    assert (ended.code, ended.out, ended.err) == (0, "results: copy\n", "")
    assert Path("copy/report.en.pdf").read_bytes().startswith(b"%PDF-")
    assert Path("copy/results.xlsx").read_bytes().startswith(b"PK")
    assert not Path("copy/report.zh.pdf").exists()
    figures = sorted(path.name for path in Path("copy/figures/en").iterdir())
    assert len(figures) >= 8
    assert figures[:2] == ["01-targets.png", "03-waterfall.png"], "one reading only: 02 would compare nothing"
    for path in saved.rglob("*"):
        if path.is_file() and path.name != "run.json":
            assert Path("copy", path.relative_to(saved)).read_bytes() == path.read_bytes(), path.name
    before, after = (json.loads((folder / "run.json").read_text(encoding="utf-8")) for folder in (saved, Path("copy")))
    assert before["options"] | {"languages": ["en"], "report": True} == after["options"]
    assert before | {"options": after["options"]} == after
    english = {path: path.read_bytes() for path in Path("copy").rglob("*") if path.is_file() and "en" in str(path)}
    assert waste_sim("report", "copy", "--lang", "zh").code == 0
    assert Path("copy/report.zh.pdf").exists()
    assert all(path.read_bytes() == content for path, content in english.items()), "the other language stays"


def test_new_writes_a_scenario_that_checks(waste_sim: Command) -> None:
    assert waste_sim("new", "our-city").out == "written: our-city.yaml\n"
    assert "our-city: valid" in waste_sim("check", "our-city.yaml").out
    text = Path("our-city.yaml").read_text(encoding="utf-8")
    again = waste_sim("new", "our-city")
    assert (again.code, again.out) == (4, "")
    assert "exists already" in again.err
    assert Path("our-city.yaml").read_text(encoding="utf-8") == text


def test_version_is_that_of_the_package(waste_sim: Command) -> None:
    ended = waste_sim("--version")
    assert (ended.code, ended.out, ended.err) == (0, f"waste-sim {version('waste-sim')}\n", "")


def test_schema_is_json_schema(waste_sim: Command) -> None:
    ended = waste_sim("schema")
    assert (ended.code, ended.err) == (0, "")
    assert {"streams", "facilities", "routes", "targets"} <= set(json.loads(ended.out)["properties"])


def test_check_says_where_each_finding_stands(waste_sim: Command) -> None:
    path = SCENARIOS / "minimal.yaml"
    *findings, last = waste_sim("check", path).out.splitlines()
    assert last == f"minimal: valid; 33 inputs, {len(findings)} findings"
    lines = path.read_text(encoding="utf-8").splitlines()
    for finding in findings:
        assert finding.startswith(f"{path}:")
        line, column, severity, text = finding.removeprefix(f"{path}:").split(":", 3)
        assert severity.strip() in ("note", "warning", "contradiction")
        if "nameplate 1.8 ×10⁴ t, load" in text:
            assert lines[int(line) - 1][int(column) - 1 :].startswith("capacity: ")


def test_check_json(waste_sim: Command) -> None:
    document = json.loads(waste_sim("check", SCENARIOS / "minimal.yaml", "--json").out)
    assert document["errors"] == []
    assert {"target_arithmetic", "stage_load"} <= {check["id"] for check in document["checks"]}


def test_a_date_may_be_the_first_uncertain_input(waste_sim: Command) -> None:
    """Dates are drawn as whole days, other numbers are not; both stand in the table of draws."""
    late = (
        "{kind: changed_date, facility: plant, opens: {value: 2027-03-01, range: [2027-01-01, 2027-03-01, 2027-07-01]}}"
    )
    ended = waste_sim(
        "run", SCENARIOS / "minimal.yaml", "--replications", "2", "--no-report", "--quiet", "--out", "first",
        "--set", f"events={{late: {late}}}",
    )  # fmt: skip
    assert (ended.code, ended.err) == (0, "")
    draws = read(Path("first/tables/draws.csv"))
    assert draws[0]["path"] == "events.late.opens"
    assert float(draws[0]["value"]).is_integer()
    assert not all(float(row["value"]).is_integer() for row in draws)


def test_a_scenario_without_targets_is_simulated_all_the_same(tmp_path: Path) -> None:
    text = (SCENARIOS / "minimal.yaml").read_text(encoding="utf-8")
    path = tmp_path / "no-targets.yaml"
    path.write_text(text[: text.index("targets:")], encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["run", str(path), "--no-report", "--replications", "2", "--out", str(out), "--quiet"]
    assert run_application(arguments) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["targets"] == {}
    assert summary["facilities"]["plant"]["intake_t"]["2027"] > 0
