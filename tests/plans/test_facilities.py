"""Facilities that close, grow, are full, or have a quota."""

from __future__ import annotations

import pytest

from tests.plans.plan import kg, outcome

pytestmark = pytest.mark.usefixtures("both_cycles")


def test_a_facility_closes_on_a_date_and_the_next_takes_over() -> None:
    """The dump takes a load of 10 t on each of the 31 + 28 + 31 + 10 days before 11 April: 1,000 t."""
    seen = outcome("closing")
    assert kg(seen, "2025", origin="dump", destination="landfilled") == 1_000_000
    assert kg(seen, "2025", origin="next", destination="landfilled") == 2_650_000
