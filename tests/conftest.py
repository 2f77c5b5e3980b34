"""Settings of all tests: no test asserts a time, so hypothesis has no deadline either.

Its scenarios are the same in each run, so that a change is judged and not luck; long tests look at others.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import settings

from sim.model.engine import Engine
from tests import worlds
from tests.evidence import evidence_lines
from tests.oracle.cycle import Oracle

os.environ["WASTE_SIM_NO_STORE"] = "1"  # what a test simulates is simulated
settings.register_profile("waste-sim", deadline=None, derandomize=True)
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
    """Print a line for each item that a trust test noted, and for each trust test that came to none."""
    kinds = ("passed", "failed", "error", "skipped")
    reports = [each for kind in kinds for each in terminalreporter.stats.get(kind, [])]
    lines = evidence_lines(each for each in reports if isinstance(each, pytest.TestReport))
    if lines:
        terminalreporter.section("evidence")
    for line in lines:
        terminalreporter.line(line)
