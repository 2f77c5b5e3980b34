"""The planted faults themselves: each can still be planted, and makes a program that Python can read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.planted.faults import ROOT, Fault, read_faults
from tests.planted.record import Record
from tests.planted.suite import Found, failed_test, first_failure

FAULTS = read_faults()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_its_text_stands_once_and_what_replaces_it_can_be_read(fault: Fault) -> None:
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(fault.planted_in(source))) != ast.dump(ast.parse(source))


def test_a_text_that_is_gone_or_stands_twice_is_an_error() -> None:
    fault = Fault("gone", "", "some.py", "a = 1", "a = 2")
    assert fault.planted_in("b = 1\na = 1\n") == "b = 1\na = 2\n"
    for source in ("b = 1\n", "a = 1\na = 1\n"):
        with pytest.raises(ValueError, match="fault gone: its text stands"):
            fault.planted_in(source)


def test_a_planted_fault_is_caught_and_an_unbroken_copy_is_not() -> None:
    """A sample of `make faults`: an order statistic off by one, and the test that knows it."""
    (fault,) = (fault for fault in FAULTS if fault.id == "quantile_off_by_one")
    test = "tests/theory/test_quantiles.py"

    assert first_failure(fault.plant, known=test, only=[test]).test.startswith(f"{test}::test_of_ten_dates")
    assert first_failure(lambda _: None, only=[test]).test == ""


def test_there_are_enough() -> None:
    assert len(FAULTS) >= 35


def test_results_hold_for_one_tree_and_one_change_and_the_test_is_remembered(tmp_path: Path) -> None:
    fault, other = (Fault("some", "", "some.py", "a = 1", change) for change in ("a = 2", "a = 3"))
    here, later = (Record(tmp_path / "record.jsonl", tree) for tree in ("one", "two"))
    assert here.find(fault) is None
    here.add(fault, Found("tests/test_a.py::test_b", 3.0))
    assert here.find(fault) == Found("tests/test_a.py::test_b", 3.0)
    assert here.find(other) is later.find(fault) is None
    assert later.known(fault) == "tests/test_a.py::test_b"
    later.add(fault, Found("", 9.0))
    assert later.known(fault) == "tests/test_a.py::test_b", "tried first even if another tree did not fail in it"


@pytest.mark.parametrize(
    ("said", "test"),
    [
        (
            "FAILED tests/a/test_b.py::test_c[x y - z] - assert [1] == [2]\n1 failed",
            "tests/a/test_b.py::test_c[x y - z]",
        ),
        ("ERROR tests/a/test_b.py::test_c - RunFailed: no\n", "tests/a/test_b.py::test_c"),
        ("FAILED tests/a/test_b.py::test_c\n", "tests/a/test_b.py::test_c"),
        ("ERROR tests/a/test_b.py - SyntaxError\n", ""),
        ("3 passed\n", ""),
    ],
)
def test_the_first_test_that_fails_is_named_and_a_file_that_cannot_be_read_is_none(said: str, test: str) -> None:
    assert failed_test(said) == test
