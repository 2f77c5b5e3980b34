"""Errors cross process pools: they come out of a pickle as they went in."""

from __future__ import annotations

import pickle

import pytest

from sim.errors import Fault, Message, Place, RunFailed, ScenarioInvalid, UsageError
from sim.words import Words


@pytest.mark.parametrize("kind", [Message, RunFailed, UsageError])
def test_a_message_survives_with_its_values(kind: type[Message]) -> None:
    sent = kind("cannot_write", path="results", reason="disk full")
    come = pickle.loads(pickle.dumps(sent))
    assert type(come) is kind
    assert (come.id, come.values, come.args) == (sent.id, sent.values, sent.args)
    assert Words("en").say(f"error.{come.id}", **come.values).startswith("results cannot be written: disk full")


def test_faults_survive_with_their_places() -> None:
    faults = (Fault("missing_key", {"key": "title"}, "title", Place("a.yaml", 3, 1)), Fault("empty_file"))
    come = pickle.loads(pickle.dumps(ScenarioInvalid(faults)))
    assert isinstance(come, ScenarioInvalid)
    assert come.faults == faults
    assert str(come) == "2 faults"
