"""Settings of all tests: no test asserts a time, so hypothesis has no deadline either."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from sim.model.engine import Engine
from tests import worlds
from tests.oracle.cycle import Oracle

os.environ["WASTE_SIM_NO_STORE"] = "1"  # what a test simulates is simulated
settings.register_profile("waste-sim", deadline=None)
settings.load_profile("waste-sim")


@pytest.fixture(params=[Engine, Oracle], ids=["engine", "oracle"])
def both_cycles(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the product's load cycle and with the oracle: what is computed by hand judges both."""
    monkeypatch.setattr(worlds, "make_cycle", request.param)
