"""No line of the evidence vanishes when its test fails, is skipped, or never begins."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from tests.evidence import evidence_lines

NOTED = [("evidence", ("fuzzing", "9 files", "0"))]


def report(
    outcome: Literal["passed", "failed", "skipped"], *marks: str, longrepr: Any = None, noted: list[Any] | None = None
) -> pytest.TestReport:
    keywords: dict[str, Literal[1]] = dict.fromkeys(marks, 1)
    return pytest.TestReport("t.py::f", ("t.py", 1, "f"), keywords, outcome, longrepr, "call", user_properties=noted)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (report("passed", "trust", noted=NOTED), ["ok   fuzzing                      9 files (limit: 0)"]),
        (report("failed", "trust", noted=NOTED), ["FAIL fuzzing                      9 files (limit: 0)"]),
        (report("failed", "trust"), ["FAIL t.py::f"]),
        (report("failed"), ["FAIL t.py::f"]),
        (
            report("skipped", "trust", longrepr=("t.py", 1, "Skipped: no")),
            ["skip t.py::f                      no"],
        ),
        (report("failed", "f"), []),
        (report("skipped", "f", longrepr=("t.py", 1, "Skipped: no")), []),
        (report("passed", "f"), []),
    ],
    ids=["passed", "beyond", "no figure", "broke down", "skipped", "quick", "quick and skipped", "quick and passed"],
)
def test_a_line_of_evidence(given: pytest.TestReport, expected: list[str]) -> None:
    assert evidence_lines([given]) == expected
