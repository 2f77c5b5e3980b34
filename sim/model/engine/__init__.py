"""The compiled load cycle: one passive event loop over arrays, advanced to the present by whoever needs it."""

from __future__ import annotations

from sim.model.engine.engine import Engine

__all__ = ["Engine"]
