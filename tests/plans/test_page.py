"""The page on plans of another kind quotes the plans in this folder truly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.loading import load
from tests.plans.plan import HERE

PAGE = (HERE.parents[1] / "docs" / "how-to" / "other-plans.md").read_text(encoding="utf-8")
PLANS = sorted(HERE.glob("*.yaml"))


def test_every_example_stands_in_a_plan() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.M | re.S)
    lines = {line for plan in PLANS for line in plan.read_text(encoding="utf-8").splitlines()}
    assert len(examples) > 10
    assert [line for example in examples for line in example.splitlines() if line not in lines] == []


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_every_plan_is_valid(plan: Path) -> None:
    assert load(plan).id == plan.stem
