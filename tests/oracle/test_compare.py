"""The comparison itself: it sees a cycle that breaks a rule, and says where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.model.cycle import End, Span
from sim.model.loads import Births
from tests.oracle.compare import Case, compare_scenario
from tests.oracle.cycle import Oracle
from tests.oracle.features import world_with
from tests.worlds import build


class ForgetsClosing(Oracle):
    """Lets trucks in at any time."""

    def close_gate(self, facility: str, now: int) -> None:
        self.advance(now)


class Misreads(Oracle):
    """Reports a second too much of a plant's machine."""

    def read_span(self, now: int) -> Span:
        span = super().read_span(now)
        kg, (off, *others) = span.plants["plant"]
        span.plants["plant"] = kg, (off + 1, *others)
        return span


class MissesPasses(Oracle):
    """Counts a loaded truck in another hour."""

    def read_span(self, now: int) -> Span:
        span = super().read_span(now)
        span.passes["east"] = span.passes["east"][::-1]
        return span


class MovesHours(Oracle):
    """Counts the hours of its trucks an hour late."""

    def read_span(self, now: int) -> Span:
        span = super().read_span(now)
        busy, waits = span.fleets["boxes"]
        span.fleets["boxes"] = np.roll(busy, 1), waits
        return span


class ForgetsPostings(Oracle):
    """Loses a posting."""

    def release(self, births: Births, now: int) -> None:
        births.posts["kg"][-1:] += 1
        super().release(births, now)


class Miscounts(Oracle):
    """Counts a place wrongly."""

    def finish(self, now: int) -> End:
        end = super().finish(now)
        end.counted["plant"] = end.counted.get("plant", 0) + 1
        return end


class SwapsReturns(Oracle):
    """Hands in its trace in another order."""

    def finish(self, now: int) -> End:
        self.world.haulage.finished[3:5] = self.world.haulage.finished[4:2:-1]
        return super().finish(now)


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (
            ForgetsClosing,
            r"load: .* instants differ, first\n +only the \w+: \d+ s \(day \d+, \d\d:\d\d:\d\d\) weigh_in",
        ),
        (Misreads, "span .* first .*plant"),
        (MissesPasses, "span .* first .*passes.*east"),
        (MovesHours, "span .* first .*fleet.*boxes"),
        (ForgetsPostings, "ledger, flows"),
        (Miscounts, "end, counted: 1 of"),
        (SwapsReturns, "load: record 3 of"),
    ],
)
def test_a_cycle_that_breaks_a_rule_is_seen(spoilt: Any, words: str) -> None:
    world = world_with("gate_hours")
    with pytest.raises(AssertionError, match=words):
        compare_scenario(build(world), Case(), spoilt, Oracle)
