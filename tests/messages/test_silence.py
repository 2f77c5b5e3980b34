"""Where there is nothing to divide by and nothing to compare, `check` says nothing of it, and the rest as before."""

from __future__ import annotations

import pytest

from tests.messages.test_findings import found

USUAL = {
    "assumed_inputs",
    "landfill_life",
    "load_needed",
    "opens_after_due",
    "source_days",
    "stage_load",
    "target_arithmetic",
}
"""What `check` finds in base.yaml."""


@pytest.mark.parametrize(
    ("settings", "silent"),
    [
        ([], set()),
        (["streams.rubble.amount=0 t/a"], {"load_needed", "stage_load", "target_arithmetic", "source_days"}),
        (["facilities.plant.outputs.rubble={aggregate: 0 %, residue: 100 %}"], {"load_needed"}),
        (["facilities.tip.kind=export", "facilities.tip.void=null"], {"landfill_life"}),
        (["statements={s: {name: S, value: 5 t/a}}"], set()),
    ],
    ids=["as it is", "no rubble", "no product", "no landfill", "a statement that adds nothing up"],
)
def test_nothing_to_say(settings: list[str], silent: set[str]) -> None:
    assert {key.split()[0] for key in found(*settings)} == USUAL - silent
