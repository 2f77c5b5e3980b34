"""Settings of all tests: no test asserts a time, so hypothesis has no deadline either."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("waste-sim", deadline=None)
settings.load_profile("waste-sim")
