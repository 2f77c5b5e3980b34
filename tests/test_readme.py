"""What the README says of the district's plan is what the published example holds, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SUMMARY = json.loads((ROOT / "reports/published/jiulongpo-2025-2027/summary.json").read_text(encoding="utf-8"))
VERDICTS = {"misses": "不达标", "meets": "达标", "undecided": "临界"}


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_table_of_rates(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    cells = re.findall(r"\*{0,2}([\d.]+) %\*{0,2} \(([\d.]+)-([\d.]+)\) (\S+) ", text)
    expected = []
    for target in ("resource_rate", "utilisation_rate"):
        evaluations = SUMMARY["targets"][target]["evaluations"]
        primary = evaluations[0]["reading"]
        for period in ("2027", "2027-Q4", "design"):
            (e,) = [e for e in evaluations if (e["period"], e["reading"]) == (period, primary)]
            verdict = e["verdict"] if name == "README.md" else VERDICTS[e["verdict"]]
            expected.append((*(f"{100 * x:.2f}" for x in (e["mean"], *e["ci95"])), verdict))
    assert cells == expected


def test_the_years_in_which_landfills_are_full() -> None:
    for name in ("README.md", "README.zh.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for id in ("yandongwan_landfill", "luoguadong_landfill"):
            for date in SUMMARY["facilities"][id]["exhausted_on"]["projected"].values():
                assert date[:4] in text, (name, id, date)


def test_the_published_example_is_of_this_scenario() -> None:
    from sim.scenario.loading import load

    run = json.loads((ROOT / "reports/published/jiulongpo-2025-2027/run.json").read_text(encoding="utf-8"))
    assert run["hash"] == load(ROOT / "scenarios/jiulongpo-2025-2027.yaml").hash, "run it and publish it again"
