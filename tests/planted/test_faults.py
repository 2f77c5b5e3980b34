"""The planted faults themselves: each can still be planted, and makes a program that Python can read."""

from __future__ import annotations

import ast

import pytest

from tests.planted.faults import ROOT, Fault, read_faults

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


def test_there_are_enough() -> None:
    assert len(FAULTS) >= 35
