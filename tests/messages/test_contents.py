"""What is made from the schema is fresh; what we hand out to start from is valid; both languages say everything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.contents import json_schema, reference_page, template
from sim.scenario.findings import find
from sim.scenario.loading import load
from sim.words import Words, make_visible

ROOT = Path(__file__).parents[2]


def test_json_schema_is_fresh() -> None:
    committed = (ROOT / "scenarios/waste-sim.schema.json").read_text(encoding="utf-8")
    assert committed == json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", "run `make schema`"


def test_reference_page_is_fresh() -> None:
    committed = (ROOT / "docs/reference/scenario.md").read_text(encoding="utf-8")
    assert committed == reference_page() + "\n", "run `make schema`"


def test_reference_page_explains_every_key() -> None:
    rows = [row for row in reference_page().splitlines() if re.match(r"\| `\w+` \| .* \| .* \|", row)]
    assert len(rows) > 100
    assert [row for row in rows if row.endswith("|  |") and row.count("|") == 5] == []


def test_template_is_valid_and_shows_a_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(template(), encoding="utf-8")
    found = find(load(path))
    assert [f["id"] for f in found if f["severity"] == "contradiction"] == ["stated_twice"]


@pytest.mark.parametrize("name", ["minimal", "jiulongpo-2025-2027"])
def test_scenarios_are_valid(name: str) -> None:
    assert load(ROOT / f"scenarios/{name}.yaml").id == name


def test_both_languages_have_the_same_words() -> None:
    chinese, english = set(Words("zh")), set(Words("en"))
    assert chinese == english


def test_both_languages_use_the_same_values() -> None:
    fields = {
        language: {id: set(re.findall(r"\{(\w+)\}", text)) for id, text in Words(language)._texts.items()}
        for language in ("zh", "en")
    }
    ours = [id for id in fields["en"] if id.startswith(("fault.", "check."))]
    assert {id: fields["zh"][id] for id in ours if fields["zh"][id] != fields["en"][id]} == {}


def test_unknown_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("en").say("fault.no_such_fault")
    with pytest.raises(KeyError):
        Words("en").say("fault.missing_key")


def test_optional_part_is_left_out() -> None:
    words = Words("en")
    assert "did you mean" not in words.say("fault.unknown_stream", given="a", near="", allowed="b")
    assert words.say("fault.unknown_stream", given="{near}", near="b", allowed="").startswith(
        "there is no stream called {near} (did you mean b?)."
    )


def test_invisible_characters_are_escaped() -> None:
    assert make_visible("a\x1b[0m\u202e\u200b中 文\n") == "a\\x1b[0m\\u202e\\u200b中 文\\n"


def test_check_imports_no_heavy_library() -> None:
    code = (
        "import sys; from sim.scenario import loading, findings; "
        "findings.find(loading.load('scenarios/minimal.yaml')); "
        "print(sorted({'numpy', 'pandas', 'matplotlib', 'simpy', 'scipy', 'numba'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_large_scenario_loads(tmp_path: Path) -> None:
    """Quadratic work would take so long that nobody could miss it; no time is asserted, since machines are noisy."""
    base = (ROOT / "scenarios/jiulongpo-2025-2027.yaml").read_text(encoding="utf-8")
    row = "  more_{}:\n    name: {{zh: 甲, en: A}}\n    kind: outlet\n    demand: {{value: 20 万t/a, source: s}}\n    "
    row += "accepts: [metal]\n    fate: recycled\n"
    text = base.replace("facilities:\n", "facilities:\n" + "".join(row.format(n) for n in range(170)), 1)
    path = tmp_path / "large.yaml"
    path.write_text(text, encoding="utf-8")
    assert len(text.splitlines()) > 1_400
    assert len([id for id in load(path).scenario.facilities if id.startswith("more_")]) == 170
