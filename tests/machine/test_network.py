"""A whole run in a process tree to which the system gives no network, not even loopback."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.determinism.runs import MINIMAL, run

UNSHARE = ("unshare", "--map-root-user", "--net")


def may_unshare() -> bool:
    """Whether this system lets a user make a network of its own."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run((*UNSHARE, "true"), capture_output=True, check=False).returncode == 0


@pytest.mark.trust
def test_a_run_without_any_network_is_the_same(tmp_path: Path, evidence: Callable[[str, str, str], None]) -> None:
    if not may_unshare():
        pytest.skip("the system makes no network namespaces")
    options = ("--replications", "3", "--jobs", "2", "--levers", "--lang", "zh,en")
    here = run(MINIMAL, tmp_path / "here", *options)
    there = run(MINIMAL, tmp_path / "there", *options, within=UNSHARE)
    unlike = {name for name, _ in here.items() ^ there.items()}
    evidence("without any network", f"{len(here) - len(unlike)} of {len(here)} files identical", "all")
    assert not unlike
