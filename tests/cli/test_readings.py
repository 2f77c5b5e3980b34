"""`run --readings`: each variant is a study of its own, paired with its scenario; what it says of the verdicts."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SCENARIOS, Command
from tests.worlds import recycling_world

VARIANTS = """\
extends: {base}
targets:
  resource_rate:
    readings:
      intake: {{name: {{zh: 进厂量, en: Intake}}, numerator: [{{to: [plant], items: [demolition]}}]}}
variants:
  small: {{name: {{zh: 小厂, en: A small plant}}, set: {{facilities.plant.capacity: 1 万t/a}}}}
  leaky: {{name: {{zh: 流失, en: Leaks}}, article: art. 3, set: {{streams.demolition.capture: 60 %}}}}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "varied.yaml"
    path.write_text(VARIANTS.format(base=SCENARIOS / "minimal.yaml"), encoding="utf-8")
    return path


def text_of(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8-sig").splitlines()


def summary_of(path: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(path, "summary.json").read_text(encoding="utf-8"))
    return document


def test_a_variant_is_a_run_with_its_settings_byte_for_byte(waste_sim: Command, scenario: Path) -> None:
    """Replications differ in their draws, and still every number is that of `--set` with the same seed."""
    options = ("--replications", "3", "--seed", "5", "--no-report")
    assert waste_sim("run", scenario, *options, "--readings", "--out", "all").code == 0
    head, *rows = text_of("all/tables/readings.csv")
    for id, setting in (("small", "facilities.plant.capacity=1 万t/a"), ("leaky", "streams.demolition.capture=60 %")):
        assert waste_sim("run", scenario, *options, "--set", setting, "--out", id).code == 0
        own = [row.removeprefix(f"{id},") for row in rows if row.startswith(f"{id},")]
        assert [head.removeprefix("variant,"), *own] == text_of(f"{id}/tables/rates.csv")
        evaluations = summary_of(id)["targets"]["resource_rate"]["evaluations"]
        said = {r["period"]: r for r in summary_of("all")["readings"]["rivals"] if r["id"] == id}
        for e in evaluations:
            if e["reading"] == "product":
                same = ("n", "mean", "ci95", "p_meet", "verdict")
                assert [said[e["period"]][key] for key in same] == [e[key] for key in same]
        effect, own_summary = summary_of("all")["readings"]["effects"][id], summary_of(id)
        for year, fates in own_summary["fates_t"].items():
            assert effect["unserved_t"][year] == pytest.approx(sum(stream["unserved"] for stream in fates.values()))
        assert effect["full"] == {"landfill": own_summary["facilities"]["landfill"]["exhausted_on"]["projected"]["p50"]}
    assert effect["full"]["landfill"] is not None
    assert len(rows) == 2 * 3 * 2 * 2, "variants, replications, readings, periods"


def test_the_scenario_itself_is_the_same_with_and_without_its_variants(waste_sim: Command, scenario: Path) -> None:
    options = ("--replications", "2", "--no-report", "--jobs")
    assert waste_sim("run", scenario, *options, "1", "--readings", "--out", "one").code == 0
    assert waste_sim("run", scenario, *options, "2", "--readings", "--out", "two").code == 0
    assert waste_sim("run", scenario, *options, "1", "--out", "none").code == 0
    for path in Path("one").rglob("*"):
        if path.is_file() and path.name != "run.json":
            assert Path("two", path.relative_to("one")).read_bytes() == path.read_bytes(), path.name
    for path in Path("none/tables").iterdir():
        assert Path("one/tables", path.name).read_bytes() == path.read_bytes(), path.name
    assert not Path("none/tables/readings.csv").exists()
    found = summary_of("none")["readings"]
    assert (found["variants_simulated"], found["not_simulated"]) == (False, ["leaky", "small"])
    assert {r["kind"] for r in found["rivals"]} == {"reading"}
    assert summary_of("one")["readings"]["not_simulated"] == []


def test_verdicts_by_hand(waste_sim: Command, tmp_path: Path) -> None:
    """90 % become product: 70 % is met. With half leaked 45 % remain, and with outputs of 60 % those; both miss.

    Intake (all of what arises) is 100 %.
    """
    world = recycling_world()
    intake = {"name": "Intake", "numerator": [{"to": ["plant"]}]}
    world["targets"]["rate"]["readings"]["intake"] = intake
    world["variants"] = {
        "leaky": {"name": "Leaky", "set": {"streams.rubble.capture": "50 %"}},
        "poor": {"name": "Poor", "set": {"facilities.plant.outputs.rubble": {"product": "60 %", "residue": "40 %"}}},
        "lenient": {"name": "Lenient", "set": {"targets.rate.goal": "95 %"}},
        "nameless": {"name": "Without the target", "set": {"targets.rate": None}},
    }
    path = tmp_path / "hand.yaml"
    path.write_text(json.dumps(world), encoding="utf-8")
    assert waste_sim("run", path, "--no-randomness", "--readings", "--no-report", "--out", "hand").code == 0
    rivals = {r["id"]: r for r in summary_of("hand")["readings"]["rivals"] if r["period"] == "2025"}
    said = {id: (r["mean"], r["verdict"], r["primary"], r["flips"]) for id, r in rivals.items()}
    assert said == {
        "intake": (1.0, "meets", "meets", False),
        "leaky": (0.45, "misses", "meets", True),
        "poor": (0.6, "misses", "meets", True),
        "lenient": (0.9, "misses", "meets", True),
        "nameless": (None, "not evaluated", "meets", False),
    }
    assert rivals["leaky"]["difference"] == pytest.approx(-0.45)
    with Path("hand/tables/readings.csv").open(encoding="utf-8-sig") as file:
        rates = {(r["variant"], r["reading"]): r["numerator_kg"] for r in csv.DictReader(file) if r["period"] == "2025"}
    assert rates["leaky", "product"] == "45000"
    assert rates["poor", "intake"] == "100000"


def test_the_report_names_what_changes_a_verdict(waste_sim: Command, scenario: Path) -> None:
    from pypdf import PdfReader

    options = ("--replications", "2", "--lang", "en")
    assert waste_sim("run", scenario, *options, "--readings", "--out", "all").code == 0
    assert waste_sim("run", scenario, *options, "--out", "none").code == 0
    pages = {name: [p.extract_text() for p in PdfReader(f"{name}/report.en.pdf").pages] for name in ("all", "none")}
    missing = "2 other readings of inputs (variants) are not simulated in this run; add --readings."
    flat = {name: " ".join(" ".join(text).split()) for name, text in pages.items()}
    assert missing in " ".join(pages["none"][0].split())
    assert missing not in flat["all"]
    for text in ("A small plant", "capacity = 1 ×10⁴ t/a", "art. 3"):
        assert text in flat["all"].replace("\u200b", "")
    assert "--replications 2 --readings" in flat["all"]
    again = {p: p.read_bytes() for p in Path("all").rglob("*") if p.is_file()}
    assert waste_sim("report", "all", "--lang", "en").code == 0
    assert {p: p.read_bytes() for p in Path("all").rglob("*") if p.is_file()} == again


@pytest.mark.parametrize("locale", ["C.UTF-8", "zh_CN.UTF-8"])
def test_a_variant_that_is_no_scenario_ends_with_3(
    waste_sim: Command, scenario: Path, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    """The market goes, and with it the way of the product; the message stands at the variant."""
    monkeypatch.setenv("LC_ALL", locale)
    text = scenario.read_text(encoding="utf-8") + "  shut: {name: Shut, set: {facilities.market: null}}\n"
    scenario.write_text(text, encoding="utf-8")
    for command in (("check", scenario), ("run", scenario, "--no-report")):
        ended = waste_sim(*command)
        assert ended.code == 3
        assert f"{scenario}:9:3: variants.shut: " in ended.err
        zh = (
            "采用变体 shut 时情景无效；" if locale.startswith("zh") else "with variant shut the scenario is not valid; "
        )
        assert zh in ended.err
        assert "routes.aggregate.to.0: " in ended.err
