"""The command, as the tests of the command line call it."""

from tests.cli.conftest import _compiled, waste_sim

__all__ = ["_compiled", "waste_sim"]
