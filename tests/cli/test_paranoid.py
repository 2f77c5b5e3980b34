"""`--paranoid` checks what is simulated and changes nothing."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import SCENARIOS, Command


def test_same_files(waste_sim: Command, tmp_path: Path) -> None:
    arguments = ["run", SCENARIOS / "minimal.yaml", "--replications", "2", "--jobs", "1", "--trace", "--no-report"]
    arguments += ["--quiet", "--out"]
    assert waste_sim(*arguments, "plain").code == 0
    assert waste_sim(*arguments, "checked", "--paranoid").code == 0
    files = sorted(p.relative_to(tmp_path / "plain") for p in (tmp_path / "plain").rglob("*") if p.is_file())
    for file in files:
        if file.name != "run.json":
            assert (tmp_path / "plain" / file).read_bytes() == (tmp_path / "checked" / file).read_bytes(), file
