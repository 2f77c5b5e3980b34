"""The scenarios of the folder: each is headed by its question, is valid, and stands in the table of answers."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from sim.scenario.loading import load

FOLDER = Path(__file__).parents[1] / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))
TABLE = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_it_is_headed_by_its_question_and_valid(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert "?" in "".join(re.findall(r"^# .*$", path.read_text(encoding="utf-8"), re.M)[:3])
    assert load(path).id == path.stem


@pytest.mark.parametrize("path", [path for path in SCENARIOS if path.stem != "minimal"], ids=lambda path: path.stem)
def test_its_answer_is_of_this_scenario(path: Path) -> None:
    (line,) = [line for line in TABLE.splitlines() if f"]({path.name})" in line and line.startswith("| [")]
    assert f"<!-- {load(path).hash[:12]} -->" in line, "run `make scenarios`"


@pytest.mark.slow
def test_the_answers_are_those_of_this_program(capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("answers", FOLDER / "answers.py")
    assert spec is not None
    assert spec.loader is not None
    answers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(answers)
    answers.main()
    assert capsys.readouterr().out == TABLE
