"""What the report's typeface cannot show is named, replaced, and the run goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.report.glyphs import glyph_notes, replaced_glyphs
from sim.scenario.loading import Loaded, load
from sim.words import Words
from tests.figures.conftest import ROOT

BARRIER, JOINER = "\U0001f6a7", "\u200d"


def world(folder: Path, **names: Any) -> Path:
    path = folder / "signs.yaml"
    path.write_text(json.dumps({"extends": str(ROOT / "scenarios" / "minimal.yaml"), **names}), encoding="utf-8")
    return path


@pytest.fixture
def signs(tmp_path: Path) -> Loaded:
    title = {"zh": f"工地{BARRIER}", "en": f"Site {BARRIER}{BARRIER}"}
    return load(world(tmp_path, title=title, question={"zh": f"a{JOINER}b", "en": "two\nlines"}))


def test_each_is_named_once_with_its_first_text(signs: Loaded) -> None:
    found = {one.character: one for one in replaced_glyphs(signs)}
    assert set(found) == {BARRIER, JOINER}
    barrier, joiner = found[BARRIER], found[JOINER]
    assert (barrier.path, barrier.text, barrier.others, barrier.is_removed) == ("title.zh", "工地□", 1, False)
    assert (joiner.path, joiner.text, joiner.others, joiner.is_removed) == ("question.zh", "ab", 0, True)


def test_it_is_said_in_both_languages(signs: Loaded) -> None:
    replaced, removed = glyph_notes([signs], Words("en"))
    assert "U+1F6A7 CONSTRUCTION SIGN in title.zh “工地□”, 1 more" in replaced
    assert "U+200D ZERO WIDTH JOINER in question.zh “ab”" in removed
    replaced, removed = glyph_notes([signs], Words("zh"))
    assert "U+1F6A7（CONSTRUCTION SIGN），见 title.zh“工地□”，另有 1 处" in replaced
    assert replaced.isprintable()
    assert removed.isprintable()


def test_many_are_counted(tmp_path: Path) -> None:
    hieroglyphs = "".join(map(chr, range(0x13000, 0x13000 + 27)))
    [note] = glyph_notes([load(world(tmp_path, title={"zh": hieroglyphs, "en": "x"}))], Words("en"))
    assert note.count("U+130") == 20
    assert note.endswith("and 7 other characters.")


@pytest.mark.parametrize("name", ["minimal", "jiulongpo-2025-2027"])
def test_the_scenarios_of_the_repository_have_all_their_characters(name: str) -> None:
    assert glyph_notes([load(ROOT / "scenarios" / f"{name}.yaml")], Words("zh")) == []


def test_the_run_goes_on_and_says_so_once(tmp_path: Path) -> None:
    scenario = world(tmp_path, title={"zh": f"工地{BARRIER}", "en": "x"})
    out = tmp_path / "out"
    line = [sys.executable, "-m", "sim", "run", str(scenario), "--replications", "2", "--no-store", "--out", str(out)]
    ended = subprocess.run(
        line, cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=True, capture_output=True, text=True
    )
    assert ended.stderr.count("U+1F6A7 CONSTRUCTION SIGN in title.zh") == 1
    assert (out / "report.zh.pdf").is_file()
