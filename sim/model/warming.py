"""Compiling the model before it is needed, once per machine and version."""

from __future__ import annotations

import datetime as dt

from sim.model.compiling import FOLDER
from sim.model.replication import replicate
from sim.scenario.schema import Scenario


def is_compiled() -> bool:
    """Whether the load cycle's machine code is kept already."""
    return any(FOLDER.rglob("stepping.step-*.nbc"))


def compile_model(scenario: Scenario) -> None:
    """Compile everything by simulating a scenario's first day; takes half a minute."""
    tomorrow = scenario.horizon.start + dt.timedelta(days=1)
    horizon = scenario.horizon.model_copy(update={"end": tomorrow})
    replicate(scenario.model_copy(update={"horizon": horizon}), 1, 1, design=False)
