"""Settings of all tests: no test asserts a time, so hypothesis has no deadline either."""

from __future__ import annotations

import os
from collections.abc import Callable

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


@pytest.fixture
def evidence(record_property: Callable[[str, object], None]) -> Callable[[str, str, str], None]:
    """Note what a test found, for the summary that `make trust` prints: item, figure, limit."""

    def note(item: str, figure: str, limit: str) -> None:
        record_property("evidence", (item, figure, limit))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each item that a trust test noted, in the order of their names, and whether it passed."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.stats.get(kind, [])]
    lines = sorted(
        (item, each.outcome, f"{figure} (limit: {limit})")
        for each in reports
        for key, (item, figure, limit) in getattr(each, "user_properties", ())
        if key == "evidence"
    )
    if lines:
        terminalreporter.section("evidence")
    for item, outcome, text in lines:
        terminalreporter.line(f"{'ok  ' if outcome == 'passed' else 'FAIL'} {item:<28} {text}")
