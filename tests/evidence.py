"""The lines that `make trust` prints: what each trust test noted, or that one failed or was skipped before it could."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import pytest


def evidence_lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """A line for each item that was noted and for each trust test without one that did not pass, sorted by item."""
    found = sorted(row for report in reports for row in [*_noted(report)] or _missing(report))
    return [f"{state:4} {item:<28} {text}".rstrip() for item, state, text in found]


def _noted(report: pytest.TestReport) -> Iterator[tuple[str, str, str]]:
    state = "ok" if report.outcome == "passed" else "FAIL"
    for key, value in report.user_properties:
        if key == "evidence":
            item, figure, limit = cast("tuple[str, str, str]", value)
            yield item, state, f"{figure} (limit: {limit})"


def _missing(report: pytest.TestReport) -> Iterator[tuple[str, str, str]]:
    """Without keywords it is the report of a test whose process broke down."""
    if report.outcome != "passed" and ("trust" in report.keywords or not report.keywords):
        is_skip = report.outcome == "skipped"
        reason = report.longrepr[2] if is_skip and isinstance(report.longrepr, tuple) else ""
        yield report.nodeid, "skip" if is_skip else "FAIL", reason.removeprefix("Skipped: ")
