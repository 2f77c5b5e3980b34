"""Where compiled code and kept replications lie: never in a folder that somebody else may have filled."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from sim.folders import cache_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs users and permissions")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, of a user whose cache folder cannot be written."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    return tmp_path / f"waste-sim-{os.getuid()}"


def test_commands_of_a_user_share_a_folder_that_is_theirs_alone(temporary: Path) -> None:
    assert cache_folder() == temporary
    assert cache_folder() == temporary
    assert temporary.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("made", ["open to all", "a link", "a file"])
def test_a_folder_that_others_may_have_filled_is_not_used(temporary: Path, made: str) -> None:
    if made == "open to all":
        temporary.mkdir()
        temporary.chmod(0o777)
    elif made == "a link":
        (temporary.parent / "elsewhere").mkdir()
        temporary.symlink_to(temporary.parent / "elsewhere")
    else:
        temporary.write_text("")
    folder = cache_folder()
    assert folder != temporary
    assert folder.is_dir()
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o077 == 0
